"""冲突: two people changed one thing; both values are kept until somebody decides (S14).

Decided offline: what is chosen becomes an ordinary change of the record, made by who saw both. The
value that was not chosen stays in the conflict, which is never deleted, and in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import func, select

from app.domain.codes import ROLE
from app.domain.permissions import Action, may, require
from app.errors import Refused
from app.models import codec
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind
from app.models.local import Conflict
from app.models.registry import RECORDS, record_type
from app.models.visit import Visit
from app.services.fields import HIDDEN, is_hidden, masked, require_field
from app.services.history import names_of
from app.services.naming import called, named
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import READ, REVEALED, WRITE, remove, write
from app.storage.unit_of_work import UnitOfWork

Side = Literal["mine", "theirs", "other"]
DECIDED: Final = "user:{noun}:decide"
_DELETED: Final = "is_deleted"
_OFFICE: Final = "office"
"""What the county's own hand is called in a mark."""
_ANOTHER: Final = "另一台电脑"


class Pick(NamedTuple):
    """What one field is to hold: mine, theirs, or another ``value`` (JSON, as records are put)."""

    side: Side
    value: Any = None


@dataclass(frozen=True)
class ConflictField:
    """One field of a conflict in words, masked as on a screen: what stood there when mine was
    written (``base``), ``mine``, ``theirs``, and what stands there ``now``. ``is_mine`` is False
    where only the other one wrote it."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str
    now: str
    is_mine: bool
    is_typed: bool
    is_masked: bool = False


@dataclass(frozen=True)
class ConflictFile:
    """One conflict. ``mine_by``, ``mine_at``, ``visit``: who wrote mine, when, in which visit; so
    too ``theirs_by``, with ``theirs_role``, as far as the county says (an older one does not)."""

    id: str
    noun: str
    record_id: str
    title: str
    fields: tuple[ConflictField, ...]
    mine_by: str
    mine_at: datetime | None
    visit: str
    theirs_by: str
    theirs_role: str
    theirs_at: datetime | None
    theirs_visit: str
    is_deletion: bool
    is_here: bool
    decided_at: datetime | None
    decided_by: str
    decision: str


@needs(Action.OWN_DESK)
def count_conflicts(work: UnitOfWork) -> int:
    """How many wait for a decision."""
    wanted = select(func.count()).where(Conflict.decided_at.is_(None))
    return work.session.scalar(wanted) or 0


@needs(Action.OWN_DESK)
def list_conflicts(work: UnitOfWork, *, with_decided: bool = False) -> tuple[ConflictFile, ...]:
    """Those that wait, or all, the oldest first; only of records that the person may look at."""
    wanted = select(Conflict).order_by(Conflict.id)
    if not with_decided:
        wanted = wanted.where(Conflict.decided_at.is_(None))
    found = list(work.session.scalars(wanted))
    return tuple(_file(work, one) for one in found if _may(work, READ, one.noun))


@needs(Action.OWN_DESK)
def show_conflict(work: UnitOfWork, conflict_id: str) -> ConflictFile:
    """One of them. Raises ``Refused`` conflict_missing."""
    return _file(work, _conflict(work, conflict_id))


@needs(Action.OWN_DESK)
def resolve_conflict(work: UnitOfWork, conflict_id: str, picks: Mapping[str, Pick]) -> ConflictFile:
    """Decide it, field by field; a field that ``picks`` does not name stays as it is now.

    Raises ``Refused``: conflict_missing, conflict_decided, not_permitted, record_missing,
    field_unknown, field_unreadable, and what the rules say of the values chosen.
    """
    conflict = _conflict(work, conflict_id)
    if conflict.decided_at is not None:
        raise Refused("这个冲突已经处理过。请刷新列表。", code="conflict_decided")
    unknown = sorted(set(picks) - set(_names(conflict)))
    if unknown:
        raise Refused(
            f"这个冲突里没有这些项：{'、'.join(unknown)}。请照列表里的名称填写。",
            code="field_unknown",
            fields=tuple(unknown),
        )
    chosen = _chosen(conflict, picks)
    if chosen:
        _write(work, conflict, chosen)
    conflict.decided_at, conflict.decided_by = work.now, work.actor.id
    conflict.decision = _decision(picks)
    conflict.about = {**(conflict.about or {}), "chosen": chosen}
    names = ",".join(sorted(_names(conflict)))
    work.note(DECIDED.format(noun=conflict.noun), conflict.noun, conflict.record_id, names)
    return _file(work, conflict)


@dataclass(frozen=True)
class Sides:
    """The values of one field of a conflict in full, for a few seconds on a screen."""

    base: str = field(repr=False)
    mine: str = field(repr=False)
    theirs: str = field(repr=False)


@needs(Action.NUMBER_REVEAL)
def reveal_conflict(work: UnitOfWork, conflict_id: str, name: str) -> Sides:
    """Numbers that a mask hides: nobody decides between two he cannot tell apart. Who read them goes
    into the audit (A2). Raises ``Refused`` conflict_missing, not_permitted."""
    conflict = _conflict(work, conflict_id)
    require_field(conflict.noun, name, work.actor.role)
    work.note(REVEALED.format(noun=conflict.noun), conflict.noun, conflict.record_id, name)
    sides: list[Mapping[str, Any] | None] = [conflict.base, conflict.mine, conflict.theirs]
    return Sides(*(str((side or {}).get(name) or "") for side in sides))


def as_kept(noun: str, name: str, value: Any) -> Any:
    """A typed value as a ``Pick`` takes it."""
    return codec.encode(record_type(noun), {name: value})[name]


# -- deciding -----------------------------------------------------------------------------------


def _chosen(conflict: Conflict, picks: Mapping[str, Pick]) -> dict[str, Any]:
    """What must be written; nothing for what stays theirs."""
    mine: Mapping[str, Any] = conflict.mine or {}
    found: dict[str, Any] = {}
    for name, pick in picks.items():
        if pick.side == "mine" and name in mine:
            found[name] = mine[name]
        elif pick.side == "other":
            found[name] = pick.value
    return found


def _write(work: UnitOfWork, conflict: Conflict, chosen: Mapping[str, Any]) -> None:
    require(work.actor.role, WRITE.get(conflict.noun) or READ[conflict.noun])
    kind = record_type(conflict.noun)
    record = work.get(kind, conflict.record_id, with_deleted=True)
    require_reach(work, record)
    if chosen.get(_DELETED):
        reason = str(chosen.get("deleted_reason") or "处理冲突时作废")
        if not record.is_deleted:
            remove(work, conflict.noun, record.id, reason)
        return
    if record.is_deleted:
        record.is_deleted, record.deleted_reason = False, None
    given = {name: value for name, value in chosen.items() if name not in _NOT_WRITTEN}
    values = codec.decode(kind, given)
    extras = values.pop("extras", None)
    write(work, kind, values, record=record)
    if extras:
        record.extras = {**(record.extras or {}), **extras}


_NOT_WRITTEN: Final = frozenset((_DELETED, "deleted_reason"))


def _decision(picks: Mapping[str, Pick]) -> str:
    sides = {pick.side for pick in picks.values()} or {"theirs"}
    return sides.pop() if len(sides) == 1 else "mixed"


# -- showing ------------------------------------------------------------------------------------


def _conflict(work: UnitOfWork, conflict_id: str) -> Conflict:
    found = work.session.get(Conflict, conflict_id)
    if found is None or not _may(work, READ, found.noun):
        raise Refused("找不到这个冲突。请刷新列表后重新选择。", code="conflict_missing")
    return found


def _may(work: UnitOfWork, table: Mapping[str, Action], noun: str) -> bool:
    action = table.get(noun)
    return action is not None and may(work.actor.role, action)


def _names(conflict: Conflict) -> tuple[str, ...]:
    sides: list[Mapping[str, Any] | None] = [conflict.mine, conflict.theirs, conflict.base]
    return tuple(dict.fromkeys(name for side in sides for name in side or {}))


def _file(work: UnitOfWork, conflict: Conflict) -> ConflictFile:
    about: Mapping[str, Any] = conflict.about or {}
    made_by = about.get("made_by")
    people = names_of(work, [one for one in (made_by, conflict.decided_by) if one])
    record = _record(work, conflict)
    return ConflictFile(
        conflict.id,
        conflict.noun,
        conflict.record_id,
        called(work, conflict.noun, conflict.record_id),
        tuple(_field(work, conflict, name, record) for name in _names(conflict)),
        people.get(made_by or "", "本机"),
        _moment(about.get("made_at")),
        _visit(work, about.get("visit_id")),
        _theirs_by(work, about),
        ROLE.label(about.get("theirs_role") or None),
        _moment(about.get("theirs_at")),
        _visit(work, about.get("theirs_visit") or None),
        _DELETED in _names(conflict),
        record is not None,
        conflict.decided_at,
        people.get(conflict.decided_by or "", ""),
        conflict.decision or "",
    )


def _record(work: UnitOfWork, conflict: Conflict) -> Record | None:
    kind = RECORDS.get(conflict.noun)
    if kind is None:
        return None
    return work.session.scalar(select(kind).where(kind.id == conflict.record_id))


def _field(work: UnitOfWork, conflict: Conflict, name: str, record: Record | None) -> ConflictField:
    note = notes(RECORDS[conflict.noun]).get(name) if conflict.noun in RECORDS else None
    label = note.label if note else _FLAGS.get(name, name)

    def shown(side: Mapping[str, Any] | None) -> str:
        return _shown(work, conflict.noun, note, name, (side or {}).get(name))

    now = codec.encode(type(record), {name: getattr(record, name)}) if record and note else {}
    return ConflictField(
        name,
        label,
        shown(conflict.base),
        shown(conflict.mine),
        shown(conflict.theirs),
        shown(now),
        name in (conflict.mine or {}),
        note is not None and not note.is_derived,
        note is not None and note.mask is not None,
    )


_FLAGS: Final = {_DELETED: "作废", "secret_level": "密级"}


def _shown(work: UnitOfWork, noun: str, note: FieldNote | None, name: str, value: Any) -> str:
    if value is None:
        return ""
    if note is None:
        return {True: "是", False: "否"}.get(value, str(value)) if name == _DELETED else str(value)
    if is_hidden(noun, name, work.actor.role):
        return HIDDEN
    if note.kind is Kind.REF:
        return named(work, note, value)
    try:
        read = codec.decode(RECORDS[noun], {name: value}).get(name)
    except Refused:
        return str(value)
    return masked(note, read)


def _theirs_by(work: UnitOfWork, about: Mapping[str, Any]) -> str:
    """By name, if colleagues are theirs to see."""
    if str(about.get("theirs_by") or "") == _OFFICE:
        return "县里"
    is_told = may(work.actor.role, Action.ACCOUNT_READ)
    return str((is_told and about.get("theirs_name")) or _ANOTHER)


def _moment(text: Any) -> datetime | None:
    """When it was saved; another laptop's clock may say anything."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
    return found if found is not None and found.tzinfo is not None else None


def _visit(work: UnitOfWork, visit_id: str | None) -> str:
    if visit_id is None or not may(work.actor.role, Action.VISIT_READ):
        return ""
    visit = work.session.scalar(select(Visit).where(Visit.id == visit_id))
    day = visit.started_at if visit is not None else None
    return f"{day.year}年{day.month}月{day.day}日的走访" if day else "一次走访"
