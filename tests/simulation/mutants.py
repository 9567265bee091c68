"""Mistakes planted on purpose, by name: what each one is. All must be noticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MUTANTS: Final[Mapping[str, str]] = {
    # at the county
    "nodedup": "an operation that comes twice is applied twice (S4)",
    "notwins": "an operation that comes under a second identity is applied again (S1)",
    "noreceipt": "numbers and receipts are not looked at (S5, S13)",
    "hole": "log numbers are given before the commit (S8)",
    "tear": "a page ends within a transaction (S9)",
    "noecho": "an acknowledgement brings no rows (S12)",
    "lww": "the last writer wins (S14)",
    "blinddel": "a deletion is not asked what it has seen (S14)",
    "resurrect": "editing brings a deleted record back (S14)",
    "splitgroups": "coupled fields are merged one by one (S14)",
    "noconflict": "the value not taken is not kept (S14)",
    "noscope": "what is out of scope is applied (S15)",
    "noquarantine": "what is refused is dropped (S15)",
    "nomove": "a move is logged only where it arrives (S22)",
    "prune": "the log is pruned before all have read it (S23)",
    "sameepoch": "a restored county says nothing of it (S20)",
    "trustlost": "versions that a restore forgot count as seen (S20)",
    "cloneaccepted": "a copy with an old receipt is taken for the original (S13)",
    "samenumbers": "a restored county gives numbers again (S20)",
    "lostreceipt": "a receipt that is told when something is asked again is not kept (S13)",
    "untoldlink": "an acknowledgement tells a link of the laptop's chain that is not kept (A3)",
    # on the laptop
    "twotx": "row and operation are saved in two transactions (S3)",
    "delsend": "operations leave the outbox when they are sent (S6)",
    "curfirst": "the cursor is saved before the rows (S9)",
    "destructive": "pending operations are merged into the base (S11)",
    "rebase": "a pull raises base_rev of pending operations (S14)",
    "raise": "a new operation over pending ones counts as having seen the base (S14)",
    "dropinbox": "what was refused is not shown to its author (S15)",
    "overlaydigest": "the digest is taken of what is visible (S18)",
    "strip": "fields that are not known are stripped (S19)",
    "keepnot": "acknowledged operations are not sent again after a restore (S20)",
    "nopurge": "rows of a lost scope stay (S22)",
    "nosweep": "a snapshot leaves what it does not name (S23)",
}
