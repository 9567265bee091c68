"""What somebody is told of a record: the rows that are his, without the fields that are not (G.2).

The same in SQL, for reading many, and in Python, for one. A digest covers what was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec import structs
from sqlalchemy import ColumnElement, and_, false, or_

from app.server import policy
from app.server.policy import RoleReach
from app.server.stored import to_text, unpack
from app.server.tables import RECORD
from app.sync.county.archive import Reach
from app.sync.protocol import digest
from app.sync.protocol.messages import Row

COLUMNS: Final = (RECORD.c.id, RECORD.c.noun, RECORD.c.rev, RECORD.c.body)
"""What ``Lens.row`` needs."""


@dataclass(frozen=True)
class Lens:
    """Leaves out fields. ``hidden``: by noun. Two roles with equal lenses are told the same."""

    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @property
    def name(self) -> str:
        """By which digests are kept apart."""
        return ";".join(
            f"{noun}:{','.join(sorted(self.hidden[noun]))}" for noun in sorted(self.hidden)
        )

    def row(self, record_id: bytes, noun: str, rev: int, body: bytes) -> Row:
        """One row as it is told."""
        return self.seen(Row(noun, to_text(record_id), rev, unpack(body)))

    def seen(self, row: Row) -> Row:
        """``row`` without what is hidden."""
        hidden = self.hidden.get(row.noun)
        if not hidden or hidden.isdisjoint(row.fields):
            return row
        kept = {name: value for name, value in row.fields.items() if name not in hidden}
        return structs.replace(row, fields=kept)

    def is_clear(self, noun: str) -> bool:
        """Whether rows of ``noun`` are told whole: then their stored hashes hold."""
        return noun not in self.hidden

    def leaf(self, record_id: bytes, noun: str, rev: int, body: bytes) -> digest.Leaf:
        """What a digest needs of the row as it is told."""
        return digest.leaf_of(self.row(record_id, noun, rev, body))


WHOLE: Final = Lens()


def lens_of(reach: Reach) -> Lens:
    """What is left out for whoever has this reach."""
    return Lens(policy.hidden_fields(reach.role)) if isinstance(reach, RoleReach) else WHOLE


def within(reach: Reach) -> ColumnElement[bool]:
    """The condition that a record is ``reach.covers``."""
    columns = RECORD.c
    lies: ColumnElement[bool] = columns.scope.in_(sorted(reach.scopes)) if reach.scopes else false()
    if not isinstance(reach, RoleReach):
        return and_(lies, columns.noun.not_in(sorted(reach.hides)))
    shown = columns.noun.in_(sorted(policy.shown_nouns(reach.role)))
    if reach.homes:
        shared = columns.noun.in_(sorted(policy.SHARED))
        shown = and_(shown, or_(columns.scope.not_in(sorted(reach.homes)), shared))
    return and_(lies, shown, *_seals(reach.role))


def sealed_to(reach: Reach, noun: str) -> list[int]:
    """Levels of records of ``noun`` that never go to whoever has this reach."""
    return sorted(policy.hidden_seals(reach.role, noun)) if isinstance(reach, RoleReach) else []


def _seals(role: str) -> list[ColumnElement[bool]]:
    columns: Any = RECORD.c
    by_seals: dict[frozenset[int], list[str]] = {}
    for noun in policy.shown_nouns(role):
        by_seals.setdefault(frozenset(policy.hidden_seals(role, noun)), []).append(noun)
    return [
        or_(columns.noun.not_in(sorted(nouns)), columns.level.not_in(sorted(seals)))
        for seals, nouns in by_seals.items()
        if seals
    ]


def table_of(name: str) -> tuple[str, str]:
    """Scope and noun of a table's name (``Row.table``)."""
    scope, _slash, noun = name.partition("/")
    return scope, noun
