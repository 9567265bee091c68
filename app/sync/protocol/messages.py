"""What laptop and county say to each other. One exchange carries several questions, and their
answers in the same order; after a ``Refusal`` or a ``Welcome`` that says the laptop stands
elsewhere, the rest goes unanswered.

Append only: a field that was once sent keeps its name and meaning, a new one has a default, what
is not known is passed over (S19). Who asks is known to the carrier from the signed request: no
field here can widen what one may see (S15).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec

Kind = Literal["insert", "update", "delete"]
Outcome = Literal["applied", "conflict", "quarantined"]
Fields = Mapping[str, Any]
"""Values of one record by name, JSON-ready (``app.models.codec``); an empty field is left out."""

IS_DELETED: Final = "is_deleted"


class Row(msgspec.Struct, frozen=True, gc=False):
    """One record as the county holds it. ``rev``: the number of the commit that wrote it."""

    noun: str
    id: str
    rev: int
    fields: Fields

    @property
    def scope(self) -> str:
        """The village it belongs to, the township if to none, or nothing."""
        return scope_of(self.fields)

    @property
    def table(self) -> str:
        """Scope and noun: what one digest covers (S18)."""
        return table_name(self.scope, self.noun)


def scope_of(fields: Fields) -> str:
    """The division by which it is decided who may see a record."""
    return fields.get("village_code") or fields.get("org_code") or ""


def table_name(scope: str, noun: str) -> str:
    """What ``Row.table`` is called."""
    return f"{scope}/{noun}"


def present(fields: Fields) -> Fields:
    """Without what is empty: so fields stand in a ``Row``. The same ones where nothing is."""
    if None not in fields.values():
        return fields
    return {name: value for name, value in fields.items() if value is not None}


class Operation(msgspec.Struct, frozen=True, gc=False):
    """One change of one record, as ``app.models.local.OutboxOperation`` keeps it.

    ``seq`` counts from 1 without a gap for each replica and server epoch (S2). ``base_rev``: the
    version its author saw. ``transaction``: shared by what was saved together (I7).
    """

    seq: int
    op_id: str
    transaction: str
    noun: str
    record_id: str
    kind: Kind
    base_rev: int
    changes: Fields
    before: Fields | None = None
    made_by: str | None = None
    made_at: str | None = None
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a laptop has read (S10). Within an epoch ``seq`` only grows.

    ``after``: in the middle of a snapshot taken at ``seq``, the id of the last row received; ""
    before the first one. None: the log is read on from ``seq``. Epochs and scope epochs of a county
    start at 1: 0 stands nowhere.
    """

    epoch: int = 0
    scope_epoch: int = 0
    seq: int = 0
    after: str | None = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two values for one field group (S14): what its author saw, what he wrote, what stood there.

    ``theirs_by``: the replica (and epoch, after a slash) that wrote what stood there, in commit
    ``theirs_rev``; ``theirs_name``, ``theirs_role``: whose it is; ``theirs_at``: when he saved it,
    ISO, by his clock; ``theirs_visit``: in which visit, if whoever asks may have that one. All of
    them are blank where a county of before says nothing of it.
    """

    group: str
    base: Fields
    mine: Fields
    theirs: Fields
    theirs_rev: int = 0
    theirs_by: str = ""
    theirs_name: str = ""
    theirs_role: str = ""
    theirs_at: str = ""
    theirs_visit: str = ""


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What became of one operation; the same however often it is asked (S4). ``code``: why."""

    seq: int
    outcome: Outcome
    code: str = ""
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a laptop's audit chain (A1): the number of an entry and its hash."""

    seq: int = 0
    hash: bytes = b""


# -- questions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """Which protocols and which schema of records the laptop knows, and where it stands.
    ``recovery``: the county's recovery key to which it is sealed, 0: none (K11); ``squeezers``: the
    ways to compress that it can read (``codec``)."""

    protocols: tuple[int, ...]
    schema: int
    cursor: Cursor
    recovery: int = 0
    squeezers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Push:
    """Operations from the front of the outbox, whole transactions. ``receipt``: of the last ack.

    ``head``: the last link of the laptop's audit chain; ``known``: its link of the number that the
    county said it knows, so that a chain which was cut or rewritten shows (A3). ``is_brief``: a new
    record that stands as it was sent need not be told again (``Ack.as_sent``).
    """

    receipt: str
    operations: tuple[Operation, ...]
    head: Link = field(default_factory=Link)
    known: Link = field(default_factory=Link)
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """What came after ``cursor``? ``without_root``: the laptop goes on at once, and needs no digest
    before it has come to the end."""

    cursor: Cursor
    without_root: bool = False


@dataclass(frozen=True, slots=True)
class Verify:
    """The roots of all tables held here; which of them differ (S18)?"""

    roots: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Fetch:
    """All rows of some buckets, by table."""

    buckets: Mapping[str, tuple[int, ...]]


# -- answers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Welcome:
    """Where the county stands. ``horizon``: the last commit known to be in a backup (S20).

    ``may_push`` is False for a laptop whose schema is too old to write (S19). ``audit_seq``: the
    number in the laptop's audit chain that the county knows the hash of. ``checkpoint``: the last
    signed head of the county's own chain; every laptop keeps it, as a witness (A4).
    """

    protocol: int
    epoch: int
    scope_epoch: int
    scopes: tuple[str, ...]
    horizon: int = 0
    may_push: bool = True
    audit_seq: int = 0
    checkpoint: bytes = b""


@dataclass(frozen=True, slots=True)
class Ack:
    """A push is committed, as ``commit``. ``rows`` and ``gone``: every record it touched, as it now
    stands or no longer stands in the laptop's reach, whatever the outcome (S12). ``as_sent``: the
    numbers of operations that made a record which now stands just as they said, and is not among
    ``rows``. ``audit_seq`` as in ``Welcome``."""

    receipt: str
    commit: int
    verdicts: tuple[Verdict, ...]
    rows: Sequence[Row]
    gone: tuple[str, ...] = ()
    audit_seq: int = 0
    as_sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Whole transactions of the county's log, or a stretch of a snapshot, up to ``cursor`` (S9).

    ``root``: the digest of all that is in reach, read in the same moment; on the last page only, and
    there only if it is asked for.
    """

    cursor: Cursor
    rows: Sequence[Row]
    gone: tuple[str, ...] = ()
    has_more: bool = False
    root: bytes = b""
    horizon: int = 0


@dataclass(frozen=True, slots=True)
class Differing:
    """The tables whose roots differ: the digests of their 256 buckets, one after the other."""

    tables: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


@dataclass(frozen=True, slots=True)
class Repair:
    """Every row of the buckets that were asked for."""

    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not answered, and why: one of ``REFUSALS``. ``retry_after`` in seconds (S24)."""

    code: str
    expected_seq: int = 0
    retry_after: float = 0.0


REFUSALS: Final[Mapping[str, str]] = {
    "expected_seq": "operations are missing before the first one sent (S5)",
    "replica_frozen": "two laptops write under one identity (S13)",
    "start_over": "the log no longer reaches back to the cursor (S23)",
    "too_old": "no protocol in common (S19)",
    "read_only": "the schema is too old to write (S19)",
    "busy": "later (S24)",
}

Question = Hello | Push | Pull | Verify | Fetch
Answer = Welcome | Ack | Page | Differing | Repair | Refusal
Message = Question | Answer
