"""看到的: what a person saw before he changed it. A pull may have brought another value meanwhile; it
is not overwritten unseen (I4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import select

from app.domain.permissions import Action, may, require
from app.errors import Refused
from app.models import codec
from app.models.base import Record, notes
from app.models.columns import FieldNote
from app.models.local import Acknowledged, Conflict, OutboxOperation
from app.models.registry import record_type
from app.services.fields import HIDDEN, Mark, RecordFile, is_hidden, masked
from app.services.history import names_of
from app.services.permitted import needs, needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ, WRITE
from app.storage.unit_of_work import UnitOfWork

T = TypeVar("T")
CHANGED: Final = "changed_meanwhile"
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], ())


class Place(NamedTuple):
    """One field of one record."""

    noun: str
    record_id: str
    name: str


@dataclass(frozen=True)
class Glimpse:
    """What somebody saw in one field: a mark to compare by, and the words as on his screen."""

    mark: Mark
    text: str = field(repr=False)


Sight = Mapping[Place, Glimpse]
"""What somebody had before him when he decided to change something."""


@dataclass(frozen=True)
class Meanwhile:
    """A field that changed between showing and saving: what he saw, what stands there now; masked."""

    place: Place
    label: str
    before: Glimpse
    now: Glimpse


def glimpse(note: FieldNote, value: object) -> Glimpse:
    """Of ``value`` as a screen shows it."""
    return Glimpse(Mark.of(value), masked(note, value))


def sight_of(records: Iterable[RecordFile]) -> Sight:
    """Of records as they were shown; what is hidden was not seen, and what is worked out follows."""
    return {
        Place(record.noun, record.id, name): Glimpse(one.mark or Mark.of(one.value), one.text)
        for record in records
        for name, one in record.fields.items()
        if not one.is_hidden and not one.note.is_derived
    }


@needs(Action.OWN_DESK)
def changed_since(work: UnitOfWork, sight: Sight) -> tuple[Meanwhile, ...]:
    """What of it is not as it was seen, for a screen. Raises ``Refused`` not_permitted,
    record_missing, out_of_reach."""
    found: list[Meanwhile] = []
    records: dict[str, Record] = {}
    for place, seen in sight.items():
        if place.record_id not in records:
            _require_shown(work.actor.role, place.noun)
            record = work.get(record_type(place.noun), place.record_id, with_deleted=True)
            require_reach(work, record)
            records[place.record_id] = record
        record = records[place.record_id]
        now = getattr(record, place.name)
        if Mark.of(now) != seen.mark:
            note = notes(type(record))[place.name]
            there = glimpse(note, now)
            if is_hidden(place.noun, place.name, work.actor.role):
                there = Glimpse(there.mark, HIDDEN)
            found.append(Meanwhile(place, note.label, seen, there))
    return tuple(found)


@needs(Action.OWN_DESK)
def require_sight(work: UnitOfWork, sight: Sight) -> None:
    """Raise ``Refused`` changed_meanwhile unless all of it is still as it was seen. Called in the
    transaction that writes."""
    if found := changed_since(work, sight):
        labels = "、".join(dict.fromkeys(one.label for one in found))
        raise Refused(
            f"“{labels}”在您看过以后别处改过，什么也没有写。请看过改动，再决定。", code=CHANGED
        )


def upon(sight: Sight, verb: Callable[[UnitOfWork], T]) -> Callable[[UnitOfWork], T]:
    """``verb``, unless something of ``sight`` changed meanwhile: both in one transaction."""

    def run(work: UnitOfWork) -> T:
        require_sight(work, sight)
        return verb(work)

    return run


@needs_by_noun(READ)
def require_seen(
    work: UnitOfWork,
    noun: str,
    record_id: str,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any] | None = None,
) -> None:
    """Raise ``Refused`` changed_meanwhile if a field of ``seen`` (``Field.seen``) holds another value
    now, and not the ``wanted`` one either. Called in the transaction that writes."""
    record = work.get(record_type(noun), record_id, with_deleted=True)
    for name, before in seen.items():
        now = getattr(record, name)
        if _is_same(now, before) or (wanted is not None and _is_same(now, wanted.get(name))):
            continue
        label = notes(type(record))[name].label
        raise Refused(
            f"“{label}”刚刚在别处改过，您填的没有存。请比较两边，选一个。",
            code=CHANGED,
            field=name,
        )


@needs_by_noun(WRITE)
def keep_apart(
    work: UnitOfWork, noun: str, record_id: str, name: str, value: Any, seen: Any
) -> None:
    """Somebody typed ``value`` over what changed meanwhile, and is gone from the form: keep both as a
    conflict, to be decided like any other."""
    kind = record_type(noun)
    record = work.get(kind, record_id, with_deleted=True)
    require_reach(work, record)
    base = None if isinstance(seen, Mark) else codec.encode(kind, {name: seen})
    theirs = codec.encode(kind, {name: getattr(record, name)})
    work.session.add(
        Conflict(
            id=work.new_id(),
            noun=noun,
            record_id=record_id,
            field_group=name,
            base=base,
            mine=codec.encode(kind, {name: value}),
            theirs=theirs,
            about={
                "made_by": work.actor.id,
                "made_at": _stamp(work.now),
                **_last_hand(work, record_id, theirs),
            },
        )
    )


_SHOWN_WITH: Final[Mapping[str, tuple[Action, ...]]] = {
    "person": (Action.CHILD_READ, Action.VAGRANT_READ, Action.RETURN_READ, Action.REGISTER_READ),
    "household": (Action.CHILD_READ, Action.REGISTER_READ),
    "member": (Action.CHILD_READ,),
}
"""What else shows records of a kind: a child's file shows the person it is."""


def _require_shown(role: str, noun: str) -> None:
    if not any(may(role, one) for one in _SHOWN_WITH.get(noun, ())):
        require(role, READ[noun])


def _last_hand(work: UnitOfWork, record_id: str, wrote: Mapping[str, Any]) -> dict[str, Any]:
    """Who wrote this here last, and when; nothing where it came from the county."""
    for kind in (OutboxOperation, Acknowledged):
        asked = select(kind).where(kind.record_id == record_id).order_by(kind.seq.desc())
        for op in work.session.scalars(asked):
            if all(name in op.changes and op.changes[name] == wrote[name] for name in wrote):
                name = names_of(work, [op.made_by]).get(op.made_by) if op.made_by else None
                at = _stamp(op.made_at) if op.made_at else ""
                return {"theirs_name": name or "", "theirs_at": at}
    return {}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _is_same(now: Any, before: Any) -> bool:
    if isinstance(before, Mark):
        return before == Mark.of(now)
    return now == before or (now in _NOTHING and before in _NOTHING)
