"""What the county's decisions need of its store: one ``Archive`` is one transaction (S7).

Rows that a push touches are locked in the order of their ids, then everything is decided, then the
number of the commit is taken (S8), then all is written. Nothing here waits, asks or draws.

What comes about by the thousand in one push is a ``Struct``: made four times as fast as a data
class, and nothing that the collector of cycles looks through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from app.sync.protocol.merge import NOBODY, Mark, Version
from app.sync.protocol.messages import Fields, Link, Operation, Row, Verdict


@dataclass(frozen=True, slots=True)
class Reach:
    """What one laptop may hold: rows of these villages (or townships), but not of these nouns."""

    scopes: frozenset[str]
    hides: frozenset[str] = frozenset()

    def covers(self, row: Row) -> bool:
        """Whether ``row`` is within it."""
        return row.scope in self.scopes and row.noun not in self.hides


@dataclass(frozen=True, slots=True)
class Replica:
    """One enrolled vault. ``person`` and ``role``: whose it is; ``next_seq``: the number that its
    next operation bears in this epoch; ``audit``: the last link known of its audit chain."""

    id: str
    reach: Reach
    scope_epoch: int = 1
    person: str = ""
    role: str = ""
    next_seq: int = 1
    audit: Link = field(default_factory=Link)
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Whose a vault is, for people: name and role; blank where that is not told."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the county stands. ``commit``: the last number given; ``horizon``: the last one that
    is in a verified backup; ``pruned``: the log begins after it.

    ``lost``: for each restore, the last number that the backup holds and the number with which the
    new epoch began: what was called by a number between them is gone (S20).
    """

    epoch: int
    commit: int
    horizon: int = 0
    pruned: int = 0
    lost: tuple[tuple[int, int], ...] = ()
    checkpoint: bytes = b""

    def is_lost(self, rev: int) -> bool:
        """Whether ``rev`` calls a version that a restore forgot."""
        return bool(self.lost) and any(kept < rev <= began for kept, began in self.lost)


class Held(Struct, frozen=True, gc=False):
    """A record as it stands, with the marks of who wrote what last. ``spelled``: ``digest.spell``
    of its fields, where that was worked out."""

    row: Row
    marks: Mapping[str, Mark] = {}
    origin: Mark = NOBODY
    spelled: bytes = b""

    @property
    def version(self) -> Version:
        """As the merge sees it."""
        return Version(self.row.fields, self.marks, self.origin)


class Decision(Struct, frozen=True, gc=False):
    """What was decided of one operation, for ever (S4). ``payload``: ``digest.hash_operation``."""

    payload: bytes
    verdict: Verdict
    record_id: str


class Judged(Struct, frozen=True, gc=False):
    """One operation and what was decided. ``is_new`` is False for one that came before under
    another identity of the same laptop: its decision holds, nothing else is written (S1)."""

    operation: Operation
    decision: Decision
    is_new: bool = True
    replaced: Fields = {}
    """The values that gave way to it, for the history."""


class Written(Struct, frozen=True, gc=False):
    """A record before a commit (None: it is new) and after it. The log gets a line for each scope
    that it left or is in (S22)."""

    before: Held | None
    after: Held


@dataclass(frozen=True, slots=True)
class Admission:
    """All that one push changes. ``following``: the number its next operation bears, for which
    ``receipt`` stands; ``audit``: the link to remember."""

    replica: str
    commit: int
    following: int
    receipt: str
    audit: Link
    judged: tuple[Judged, ...]
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A stretch of the log within reach: records touched by whole commits up to ``through``.
    ``ids``: each with the last of those commits."""

    ids: Mapping[str, int]
    through: int
    has_more: bool


class Archive(Protocol):
    """One transaction. Reading methods see what it wrote itself."""

    # -- standing -------------------------------------------------------------------------------

    def place(self) -> Place:
        """Where the county stands, as of this transaction."""
        ...

    def replica(self, sender: str, *, to_write: bool = False) -> Replica:
        """The enrolled vault ``sender``; ``to_write``: locked, so that its pushes come one at a
        time. The carrier has proved who it is; ``KeyError`` is a fault of the carrier."""
        ...

    def freeze(self, sender: str) -> None:
        """Two laptops write under this identity: nothing more from it (S13). Survives a restore."""
        ...

    # -- push -----------------------------------------------------------------------------------

    def stands_for(self, sender: str, receipt: str) -> int | None:
        """The number of the operation that was expected when ``receipt`` was given, in this epoch;
        1 for an empty one, None if it was never given."""
        ...

    def receipt_of(self, sender: str, following: int) -> str | None:
        """The receipt that stands for ``following``, if it was given."""
        ...

    def keep_receipt(self, sender: str, following: int, receipt: str) -> None:
        """``receipt`` stands for ``following`` from here on, if it does not yet."""
        ...

    def decisions(self, sender: str, first: int, last: int) -> Mapping[int, Decision]:
        """What was decided of its operations ``first`` … ``last`` in this epoch, by number."""
        ...

    def twins(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        """Of those operations what was decided before, under whatever number or identity."""
        ...

    def author(self, by: str) -> Author:
        """Whose vault wrote under the mark ``by`` (replica/epoch)."""
        ...

    def hold(self, ids: Sequence[str]) -> Mapping[str, Held]:
        """The records of ``ids`` that exist, locked until the end, in the order of ``ids``."""
        ...

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of ``ids`` were erased: only id and number are left of them (S23)."""
        ...

    def next_commit(self) -> int:
        """The number of this commit; asked once, when all is decided. Who asks next waits until
        this transaction is over, so the numbers are in the order of the commits (S8)."""
        ...

    def admit(self, admission: Admission) -> None:
        """Write all of it: decisions, receipt, records, log, history, conflicts, quarantine."""
        ...

    # -- pull -----------------------------------------------------------------------------------

    def read_to(self, sender: str, seq: int) -> None:
        """Remember how far it has read, for ``prune`` (S23)."""
        ...

    def changes(self, after: int, reach: Reach, most: int) -> Changes:
        """The log after commit ``after`` in the order of commits: about ``most`` lines, never part
        of a commit (S9)."""
        ...

    def rows(self, ids: Sequence[str]) -> Mapping[str, Row]:
        """The records of ``ids`` that exist, whoever may see them."""
        ...

    def is_told_whole(self, row: Row) -> bool:
        """Whether who asks is told every field of ``row``."""
        ...

    def stretch(self, reach: Reach, after: str, most: int) -> Sequence[Row]:
        """The first ``most`` rows within reach whose id is above ``after``, by id."""
        ...

    # -- verify ---------------------------------------------------------------------------------

    def root(self, reach: Reach) -> bytes:
        """``digest.root`` of all rows within reach."""
        ...

    def roots(self, reach: Reach) -> Mapping[str, bytes]:
        """``digest.roots`` of all rows within reach."""
        ...

    def buckets(self, tables: Iterable[str]) -> Mapping[str, bytes]:
        """``digest.buckets`` of each of these tables; an empty one counts too."""
        ...

    def in_buckets(self, table: str, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows of some buckets of one table."""
        ...
