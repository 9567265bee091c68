"""历史: what happened to a record or a whole household, in plain words, newest first.

Who, when and which fields comes from the audit; the values before and after come from the outbox,
as long as the county has not taken them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from app.domain.permissions import Action
from app.models import codec
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.audit import AuditEntry
from app.models.base import Record, notes
from app.models.columns import FieldNote
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.local import OutboxOperation
from app.models.person import Person
from app.models.registry import RECORDS
from app.models.task import Task
from app.models.visit import Visit
from app.services.fields import HIDDEN, is_hidden, masked
from app.services.permitted import needs, needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ
from app.storage.unit_of_work import UnitOfWork

VERBS: Final[Mapping[str, str]] = {
    "insert": "新建了{what}",
    "update": "修改了{what}的{fields}",
    "delete": "作废了{what}（原因：{detail}）",
    "view": "打开了{what}",
    "reveal": "查看了{what}的完整{fields}",
    "list": "列出了{what}",
    "print": "打印了{what}",
    "export": "导出了{what}",
    "decide": "处理了{what}的冲突（{fields}）",
    "step": "办理了{what}：{detail}",
    "unlock": "打开了保险柜{tries}",
    "rotate": "换了保险柜的数据密钥",
    "password": "换了保险柜的密码",
    "enrol": "在县里登记了这台电脑",
    "recovery_key": "改用县里的{detail}",
    "attest": "说明了{what}所需的纸质材料已收齐",
}
"""The last part of an audit action -> what to say; another is shown as it stands."""

READINGS: Final = frozenset(("view", "reveal", "list", "print", "export"))
"""What changes nothing."""

_PARTS: Final[tuple[type[Record], ...]] = (
    Member,
    Income,
    Expense,
    Asset,
    Obligor,
    Visit,
    AssistanceCase,
    Task,
)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, masked as on a screen; empty where nothing was known."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened. ``text``: 修改了于邦的联系电话; ``changes`` where still known."""

    at: datetime
    who: str
    text: str
    noun: str
    record_id: str
    is_reading: bool
    changes: tuple[FieldChange, ...] = ()


@needs_by_noun(READ)
def record_history(
    work: UnitOfWork, noun: str, record_id: str, limit: int = 200
) -> tuple[HistoryLine, ...]:
    """What happened to one record, also one that is 已作废."""
    record = work.get(RECORDS[noun], record_id, with_deleted=True)
    require_reach(work, record)
    return _lines(work, {record_id: _called(record)}, limit)


@needs(Action.HOUSEHOLD_READ)
def household_history(
    work: UnitOfWork, household_id: str, limit: int = 200
) -> tuple[HistoryLine, ...]:
    """What happened to a household and everything in its file."""
    household = work.get(Household, household_id, with_deleted=True)
    require_reach(work, household)
    called: dict[str, str] = {household_id: "家庭档案"}
    persons: dict[str, str] = {}
    for kind in _PARTS:
        column: Any = kind.__table__.c.household_id
        for each in work.session.scalars(select(kind).where(column == household_id)):
            called[each.id] = _called(each)
            if isinstance(each, Member):
                persons[each.person_id] = each.id
    for person in work.session.scalars(select(Person).where(Person.id.in_(persons))):
        called[person.id] = person.name
        called[persons[person.id]] = f"家庭成员{person.name}"
    return _lines(work, called, limit)


def _lines(work: UnitOfWork, called: Mapping[str, str], limit: int) -> tuple[HistoryLine, ...]:
    entries = list(
        work.session.scalars(
            select(AuditEntry)
            .where(or_(*(AuditEntry.record_id.in_(some) for some in _chunks(called))))
            .order_by(AuditEntry.seq.desc())
            .limit(limit)
        )
    )
    operations = _operations(work, called)
    names = _names(work, entries)
    return tuple(line(work, each, called, names, operations) for each in entries)


def line(
    work: UnitOfWork,
    entry: AuditEntry,
    called: Mapping[str, str],
    names: Mapping[str, str],
    operations: Mapping[tuple[str, str], OutboxOperation],
) -> HistoryLine:
    """One audit entry in words. ``called``: what to call each record."""
    record_id, noun = entry.record_id or "", entry.noun or ""
    at = datetime.fromisoformat(entry.wall_at)
    verb = entry.action.rsplit(":", 1)[-1]
    known: Mapping[str, FieldNote] = notes(RECORDS[noun]) if noun in RECORDS else {}
    what = called.get(record_id) or (RECORDS[noun].title if noun in RECORDS else noun)
    fields = _labels(known, entry.detail or "")
    operation = operations.get((record_id, _stamp(at)))
    return HistoryLine(
        at,
        names.get(entry.actor_id or "", "（不在名册的人）"),
        VERBS.get(verb, entry.action).format(
            what=what, fields=fields, detail=entry.detail or "", tries=_tries(entry.detail)
        ),
        noun,
        record_id,
        verb in READINGS,
        _changes(work, known, operation) if operation and verb == "update" else (),
    )


def _tries(detail: str | None) -> str:
    """Of an unlocking: the wrong tries before it."""
    count = (detail or "").removeprefix("failed=")
    return f"（此前输错密码{count}次）" if count.isdigit() else ""


def names_of(work: UnitOfWork, ids: Iterable[str]) -> dict[str, str]:
    """The names of accounts by id; who is at the keyboard is known in any case."""
    wanted = select(Account.id, Account.name).where(Account.id.in_(set(ids)))
    found = {str(each): str(name) for each, name in work.session.execute(wanted)}
    return {work.actor.id: work.actor.name} | found


def _names(work: UnitOfWork, entries: Sequence[AuditEntry]) -> dict[str, str]:
    return names_of(work, (each.actor_id for each in entries if each.actor_id))


def _operations(
    work: UnitOfWork, called: Mapping[str, str]
) -> dict[tuple[str, str], OutboxOperation]:
    """Unsent operations by record and moment; both are written in one flush."""
    found: dict[tuple[str, str], OutboxOperation] = {}
    for some in _chunks(called):
        wanted = select(OutboxOperation).where(OutboxOperation.record_id.in_(some))
        for each in work.session.scalars(wanted):
            if each.made_at is not None:
                found[each.record_id, _stamp(each.made_at)] = each
    return found


def _changes(
    work: UnitOfWork, known: Mapping[str, FieldNote], operation: OutboxOperation
) -> tuple[FieldChange, ...]:
    kind = RECORDS[operation.noun]
    before = codec.decode(kind, operation.before or {})
    after = codec.decode(kind, operation.changes)
    return tuple(
        FieldChange(
            known[name].label,
            _shown(work, operation.noun, known[name], before.get(name)),
            _shown(work, operation.noun, known[name], value),
        )
        for name, value in after.items()
        if name in known
    )


def _shown(work: UnitOfWork, noun: str, note: FieldNote, value: object) -> str:
    if value is not None and is_hidden(noun, note.name, work.actor.role):
        return HIDDEN
    return masked(note, value)


def _labels(known: Mapping[str, FieldNote], detail: str) -> str:
    """The labels of the fields named in an entry's detail."""
    return "、".join(known[name].label for name in detail.split(",") if name in known) or "内容"


def _called(record: Record) -> str:
    name = getattr(record, "name", None)
    return f"{record.title}{name}" if name else record.title


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _chunks(called: Mapping[str, str]) -> list[list[str]]:
    ids = list(called)
    return [ids[start : start + 500] for start in range(0, len(ids), 500)] or [[]]
