"""What the steps of a sync need of this laptop's store: a few readings, and one way to write.

Every ``Intake`` is one local transaction, and all that an answer changes is in one ``Intake``:
rows with the cursor (S9), operations dropped with the rows of their acknowledgement (S6, S12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.sync.protocol.digest import Leaf
from app.sync.protocol.messages import Cursor, Link, Operation, Row, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """Where this laptop stands. ``offset``: what to take from the outbox's number to get the
    county's, which starts at 1 for each replica and epoch. ``scopes``: what it may hold.
    ``audit_seq``: the number in our audit chain that the county knows (A3); ``checkpoint``: the
    head of the county's own chain, kept as a witness (A4)."""

    replica: str
    cursor: Cursor = field(default_factory=Cursor)
    receipt: str = ""
    offset: int = 0
    scopes: tuple[str, ...] = ()
    audit_seq: int = 0
    checkpoint: bytes = b""


@dataclass(frozen=True, slots=True)
class Settled:
    """Operations up to ``through`` (the outbox's number) are acknowledged, in ``commit``: they
    leave the outbox and are kept until a backup has them (S20). ``verdicts`` have our numbers."""

    through: int
    commit: int
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """One local transaction. The parts stand in the order in which they are applied.

    ``brings_back``: acknowledged operations that no backup has go in front of the outbox again.
    ``backed_up``: operations acknowledged in commits up to this one need no longer be kept.
    ``purges``: base rows outside ``standing.scopes`` are removed (S22).
    ``stretch``: base rows with an id above the first and up to the second (None: no limit) that are
    not in ``rows`` are removed: a snapshot said all there is. ``buckets``: likewise, by table.
    ``incident``: what the log should say, without personal data.
    """

    standing: Standing
    brings_back: bool = False
    settled: Settled | None = None
    backed_up: int = 0
    purges: bool = False
    stretch: tuple[str, str | None] | None = None
    buckets: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    rows: Sequence[Row] = ()
    gone: tuple[str, ...] = ()
    incident: str = ""


class Desk(Protocol):
    """This laptop's store, as sync sees it: base rows and pending operations apart (S11)."""

    def standing(self) -> Standing:
        """Where it stands; on disk."""
        ...

    def waiting(self, most: int, after: int = 0) -> tuple[Operation, ...]:
        """The front of the outbox with its own numbers, or what stands in it after number ``after``:
        whole transactions, about ``most``."""
        ...

    def fronts(self) -> tuple[int, int]:
        """Our numbers of the first operation that is kept or waits, and of the first that waits;
        where there is none, the number that the next one will get."""
        ...

    def chain(self, known: int) -> tuple[Link, Link]:
        """The last link of our audit chain, and its link number ``known``, without hash if it is
        not there (A3)."""
        ...

    def leaves(self) -> Mapping[str, Iterable[Leaf]]:
        """Of every base row, never of what pending operations make of it, by table (S18)."""
        ...

    def root(self) -> bytes:
        """``digest.root`` of ``leaves``; a store may remember it."""
        ...

    def take(self, intake: Intake) -> None:
        """Apply it in one transaction and be on disk. Raises ``Unavailable``: nothing was."""
        ...
