"""The lines of an export that hold what does not stand in a record: history, conflicts, quarantine.

Record by record, so that a vault of any size needs the memory of a few hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, union

from app.models.local import Acknowledged, BaseRow, Conflict, InboxEntry, OutboxOperation
from app.models.registry import RECORDS
from app.services.inbox import REFUSED
from app.services.records import json_of
from app.services.value_places import COUNTY, RECORD, Places, Values, at
from app.storage.unit_of_work import UnitOfWork

Line = Mapping[str, Any]
Open = Callable[[str, Values | None], Values | None]
"""Values of a noun without the fields that are withheld; None: all of the noun is."""

_CHUNK: Final = 200
_KINDS: Final[tuple[type[Any], ...]] = (OutboxOperation, Acknowledged, Conflict, InboxEntry)
_CHOSEN: Final = "chosen"


@dataclass
class Trail:
    """All that is kept of one record besides itself, in the order it came."""

    noun: str
    base: BaseRow | None = None
    operations: list[OutboxOperation | Acknowledged] = field(
        default_factory=list[OutboxOperation | Acknowledged]
    )
    conflicts: list[Conflict] = field(default_factory=list[Conflict])
    letters: list[InboxEntry] = field(default_factory=list[InboxEntry])


def value_lines(work: UnitOfWork, opened: Open, shut: frozenset[str]) -> Iterator[Line]:
    """``base``, ``history``, ``conflict`` and ``inbox`` lines of every record that has any, but of
    none that is ``shut``: sealed to this person."""
    ids = [each for each in _concerned(work) if each not in shut]
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        trails = _trails(work, some)
        standing = _standing(work, trails)
        for record_id in some:
            trail = trails[record_id]
            if opened(trail.noun, {}) is not None:
                yield from _lines(trail, standing.get(record_id), opened)
    for each in work.session.scalars(_in_order(InboxEntry).where(InboxEntry.record_id.is_(None))):
        yield {**row_of(each), "line": "inbox"}


def row_of(row: Any) -> dict[str, Any]:
    """A row by columns, JSON-ready."""
    return {column.key: _plain(getattr(row, column.key)) for column in row.__table__.columns}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else value


# -- one record ---------------------------------------------------------------------------------


def _lines(trail: Trail, record: Values | None, opened: Open) -> Iterator[Line]:
    places = _placed(trail, record, opened)
    if trail.base is not None:
        fields, _elsewhere = places.parted(COUNTY, opened(trail.noun, trail.base.fields))
        yield {**row_of(trail.base), "fields": fields, "line": "base"}
    for op in trail.operations:
        waits = isinstance(op, OutboxOperation)
        sides = places.line(f"history {op.seq}", _sides(trail.noun, op, opened))
        yield {**row_of(op), **sides, "waits": waits, "line": "history"}
    for each in trail.conflicts:
        sides = places.line(f"conflict {each.id}", _sides_of(each, opened))
        about = {name: value for name, value in (each.about or {}).items() if name != _CHOSEN}
        yield {**row_of(each), **sides, "about": about, "line": "conflict"}
    for each in trail.letters:
        sides = places.line(f"inbox {each.id}", _sides_in(each, opened))
        about = {name: value for name, value in each.about.items() if name not in sides}
        yield {**row_of(each), **sides, "about": about, "line": "inbox"}


def _placed(trail: Trail, record: Values | None, opened: Open) -> Places:
    places = Places()
    places.hold(RECORD, record)
    if trail.base is not None:
        places.hold(COUNTY, opened(trail.noun, trail.base.fields))
    not_taken = _not_taken(trail)
    for op in trail.operations:
        refused = not_taken.get(op.op_id, frozenset[str]())
        for side, values in _sides(trail.noun, op, opened).items():
            but = refused if side == "changes" else ()
            places.hold(at(f"history {op.seq}", side), values, but=but)
    for each in trail.conflicts:
        for side, values in _sides_of(each, opened).items():
            places.hold(at(f"conflict {each.id}", side), values)
    for each in trail.letters:
        for side, values in _sides_in(each, opened).items():
            places.hold(at(f"inbox {each.id}", side), values)
    return places


def _not_taken(trail: Trail) -> dict[str, frozenset[str]]:
    """The fields of operations that the county did not take, by operation."""
    found: dict[str, frozenset[str]] = {}
    for conflict in trail.conflicts:
        if conflict.op_id is not None:
            known = found.get(conflict.op_id, frozenset[str]())
            found[conflict.op_id] = known | frozenset(conflict.mine or {})
    for letter in trail.letters:
        if letter.kind == REFUSED and letter.op_id is not None:
            found[letter.op_id] = frozenset(letter.about.get("changes") or {})
    return found


def _sides(noun: str, op: OutboxOperation | Acknowledged, opened: Open) -> dict[str, Values | None]:
    return {"before": opened(noun, op.before), "changes": opened(noun, op.changes)}


def _sides_of(conflict: Conflict, opened: Open) -> dict[str, Values | None]:
    chosen = (conflict.about or {}).get(_CHOSEN)
    sides = {"mine": conflict.mine, "theirs": conflict.theirs, "base": conflict.base}
    return {name: opened(conflict.noun, side) for name, side in sides.items()} | {
        _CHOSEN: opened(conflict.noun, chosen)
    }


def _sides_in(letter: InboxEntry, opened: Open) -> dict[str, Values | None]:
    names = ("changes", "before") if letter.kind == REFUSED else ()
    return {name: opened(letter.noun or "", letter.about.get(name)) for name in names}


# -- reading ------------------------------------------------------------------------------------


def _concerned(work: UnitOfWork) -> Sequence[str]:
    wanted: list[Any] = [select(kind.record_id) for kind in _KINDS]
    wanted.append(select(BaseRow.id).where(BaseRow.fields.is_not(None)))
    found: Iterable[Any] = work.session.scalars(union(*wanted))
    return sorted(one for one in found if one is not None)


def _trails(work: UnitOfWork, ids: Sequence[str]) -> dict[str, Trail]:
    found: dict[str, Trail] = {}

    def trail(record_id: str | None, noun: str | None) -> Trail:
        return found.setdefault(record_id or "", Trail(noun or ""))

    for each in work.session.scalars(select(BaseRow).where(BaseRow.id.in_(ids))):
        if each.fields is not None:
            trail(each.id, each.noun).base = each
    for kind in (Acknowledged, OutboxOperation):
        for each in work.session.scalars(_of(kind, ids).order_by(kind.seq)):
            trail(each.record_id, each.noun).operations.append(each)
    for each in work.session.scalars(_of(Conflict, ids).order_by(Conflict.id)):
        trail(each.record_id, each.noun).conflicts.append(each)
    for each in work.session.scalars(_of(InboxEntry, ids).order_by(InboxEntry.id)):
        trail(each.record_id, each.noun).letters.append(each)
    for one in found.values():
        one.operations.sort(key=lambda op: op.seq)
    return found


def _of(kind: type[Any], ids: Sequence[str]) -> Any:
    return select(kind).where(kind.record_id.in_(ids))


def _in_order(kind: type[InboxEntry]) -> Any:
    return select(kind).order_by(kind.id)


def _standing(work: UnitOfWork, trails: Mapping[str, Trail]) -> dict[str, Values]:
    """The records themselves, as they are exported."""
    by_noun: dict[str, list[str]] = {}
    for record_id, trail in trails.items():
        by_noun.setdefault(trail.noun, []).append(record_id)
    return {
        record.id: json_of(work, record)
        for noun, ids in by_noun.items()
        if noun in RECORDS
        for record in work.session.scalars(select(RECORDS[noun]).where(RECORDS[noun].id.in_(ids)))
    }
