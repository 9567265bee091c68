"""The light registers: somebody is entered once, and closed; a half year's survey and its progress.

易流浪走失人员, 防返贫监测户, 特殊困难老年人, 残疾人两项补贴, 留守妇女 (domain B.31 to B.34, B.39); and
what other offices were asked to do (转办, E-30).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.half_years import round_name, round_of
from app.domain.months import age_on, month_of
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.person import Person
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Referral,
    Wanderer,
)
from app.services import records
from app.services.field_rules import Finding
from app.services.permitted import needs, needs_by_noun
from app.services.reach import require_reach, within_reach
from app.services.records import READ, WRITE, Saved
from app.storage.unit_of_work import UnitOfWork

OPEN, CLOSED = "1", "2"
"""REGISTER_STATE."""
STOPPED: Final = "3"
"""SUBSIDY_STATE."""
LIVING, CARE = "1", "2"
"""SUBSIDY_KIND."""
ELDER_AGE: Final = 60
_TYPES: Final[Mapping[str, type[Record]]] = {
    kind.noun: kind
    for kind in (Wanderer, MonitoredHousehold, Elder, DisabilitySubsidy, LeftBehindWoman, Referral)
}


@dataclass(frozen=True)
class Progress:
    """How far a round has come. ``name``: 2026年下半年易流浪走失人员排查."""

    name: str
    done: int
    total: int

    @property
    def percent(self) -> Decimal:
        """Done of all, in % to 0.1; 0 of none is 100."""
        if not self.total:
            return Decimal(100)
        return (Decimal(100) * self.done / self.total).quantize(Decimal("0.1"))


@needs_by_noun(WRITE)
def enter(
    work: UnitOfWork,
    noun: str,
    pack: RulePack,
    values: Mapping[str, Any],
    person: Mapping[str, Any] | None = None,
) -> Saved:
    """A new entry in the register ``noun``; ``values`` name the person or household, or ``person``
    is somebody new.

    Raises ``Refused``: register_unknown, entered_twice (with the ``entry_id`` to open), and what
    the rules say.
    """
    pack = pack.on(work.today)
    kind: Any = _type_of(noun)
    if person is not None:
        values = {**values, "person_id": records.write(work, Person, person).id}
    _refuse_second(work, kind, values)
    saved = records.write(work, kind, values)
    entry = work.get(kind, saved.id)
    return Saved(noun, saved.id, True, (*saved.remarks, *_follow(work, pack, entry)))


@needs_by_noun(WRITE)
def close_entry(
    work: UnitOfWork, noun: str, entry_id: str, reason: str, day: date | None = None
) -> Saved:
    """Out of the register, and why; the entry stays. Raises ``Refused`` reason_missing."""
    kind: Any = _type_of(noun)
    entry = work.get(kind, entry_id)
    require_reach(work, entry)
    if not reason.strip():
        raise Refused("退出名册要写明原因。请填写原因。", code="reason_missing")
    state = STOPPED if kind is DisabilitySubsidy else CLOSED
    values = {"state": state, "end_date": day or work.today, "end_reason": reason}
    saved = records.write(work, kind, values, record=entry)
    if kind is Elder:
        entry.next_call = None
    return saved


@needs_by_noun(WRITE)
def reopen_entry(work: UnitOfWork, noun: str, entry_id: str) -> Saved:
    """The undo of ``close_entry``. Raises ``Refused`` entered_twice."""
    kind: Any = _type_of(noun)
    entry = work.get(kind, entry_id)
    values = {name: getattr(entry, name, None) for name in ("person_id", "household_id", "kind")}
    _refuse_second(work, kind, values)
    ended = {"state": OPEN, "end_date": None, "end_reason": None}
    return records.write(work, kind, ended, record=entry)


@needs(Action.RETURN_READ)
def survey_progress(work: UnitOfWork) -> Progress:
    """How many of those likely to stray were surveyed in this half year."""
    code = round_of(work.today)
    name = f"{round_name(code)}易流浪走失人员排查"
    return _progress(work, name, _open_of(work, Wanderer), Wanderer.survey_round == code)


@needs(Action.REGISTER_READ)
def elder_visit_rate(work: UnitOfWork, month: date | None = None) -> Progress:
    """月探访率: elders with a call that counts in the month of ``month`` (today's)."""
    first = month_of(month or work.today)
    after = (first + timedelta(days=31)).replace(day=1)
    called = select(CareCall.about_id).where(
        CareCall.counts.is_(True),
        CareCall.is_deleted.is_(False),
        CareCall.about_noun == Elder.noun,
        CareCall.day >= first,
        CareCall.day < after,
    )
    name = f"{first.year}年{first.month}月特殊困难老年人探访"
    return _progress(work, name, _open_of(work, Elder), Elder.id.in_(called))


@needs(Action.REGISTER_READ)
def monitor_progress(work: UnitOfWork) -> Progress:
    """监测户 whose alert was handled, of all that are watched."""
    mine = _open_of(work, MonitoredHousehold)
    done = MonitoredHousehold.handled_on.is_not(None)
    return _progress(work, "监测户风险处置", mine, done)


@needs(Action.REGISTER_READ)
def subsidy_reviews(work: UnitOfWork) -> Progress:
    """两项补贴 in pay that were reviewed in this year."""
    kind = DisabilitySubsidy
    mine = (kind.state != STOPPED, kind.is_deleted.is_(False), within_reach(work, kind))
    year = work.today.year
    done = kind.reviewed_on >= date(year, 1, 1)
    return _progress(work, f"{year}年两项补贴复核", mine, done)


@needs(Action.REGISTER_READ)
def woman_visits(work: UnitOfWork) -> Progress:
    """留守妇女 with a call that counts in this half year."""
    code = round_of(work.today)
    called = select(CareCall.about_id).where(
        CareCall.counts.is_(True),
        CareCall.is_deleted.is_(False),
        CareCall.about_noun == LeftBehindWoman.noun,
        CareCall.round == code,
    )
    mine = _open_of(work, LeftBehindWoman)
    name = f"{round_name(code)}留守妇女走访"
    return _progress(work, name, mine, LeftBehindWoman.id.in_(called))


@needs(Action.REGISTER_READ)
def referral_replies(work: UnitOfWork) -> Progress:
    """Referrals that were answered, of all that are not settled."""
    mine = _open_of(work, Referral)
    return _progress(work, "转办反馈", mine, Referral.replied_on.is_not(None))


def _open_of(work: UnitOfWork, kind: Any) -> tuple[Any, ...]:
    return kind.state == OPEN, kind.is_deleted.is_(False), within_reach(work, kind)


def _progress(work: UnitOfWork, name: str, mine: tuple[Any, ...], done: Any) -> Progress:
    total = work.session.scalar(select(func.count()).where(*mine)) or 0
    return Progress(name, work.session.scalar(select(func.count()).where(*mine, done)) or 0, total)


@needs_by_noun(READ)
def entries(work: UnitOfWork, noun: str, *, is_closed: bool = False) -> tuple[str, ...]:
    """The ids of the entries of a register within reach, oldest first."""
    kind: Any = _type_of(noun)
    closed = STOPPED if kind is DisabilitySubsidy else CLOSED
    state = kind.state == closed if is_closed else kind.state != closed
    found = work.find(kind, state, within_reach(work, kind), order_by=(kind.rowid_,))
    return tuple(each.id for each in found)


def _type_of(noun: str) -> type[Record]:
    if noun not in _TYPES:
        raise Refused("没有这个名册。请从名册列表进入。", code="register_unknown", noun=noun)
    return _TYPES[noun]


def _refuse_second(work: UnitOfWork, kind: Any, values: Mapping[str, Any]) -> None:
    """Once in a register at a time; each of the two subsidies by itself; referrals as they come."""
    if kind is Referral:
        return
    name = "household_id" if kind is MonitoredHousehold else "person_id"
    same = [getattr(kind, name) == values.get(name)]
    if kind is DisabilitySubsidy:
        same += [kind.kind == values.get("kind"), kind.state != STOPPED]
    else:
        same.append(kind.state == OPEN)
    found = work.find(kind, *same, limit=1)
    if found and values.get(name):
        sentence = f"已在“{kind.title}”名册里。请打开原来的记录。"
        raise Refused(sentence, code="entered_twice", entry_id=found[0].id)


def _follow(work: UnitOfWork, pack: RulePack, entry: Any) -> tuple[Finding, ...]:
    """What comes with a new entry: the first call, the amount by the rules, what looks odd."""
    if isinstance(entry, Elder):
        entry.next_call = work.today + timedelta(days=pack.whole("elder_visit_days"))
        return _age_remark(work, entry)
    if isinstance(entry, Referral):
        entry.sent_on = entry.sent_on or work.today
        return _due_remark(entry)
    if isinstance(entry, DisabilitySubsidy):
        return _subsidy(work, pack, entry)
    return ()


def _due_remark(entry: Referral) -> tuple[Finding, ...]:
    if entry.due_on and entry.sent_on and entry.due_on < entry.sent_on:
        sentence = "办理期限早于转办日期。请核对日期。"
        return (Finding("due_on", "due_before_sent", sentence, is_error=False),)
    return ()


def _age_remark(work: UnitOfWork, entry: Elder) -> tuple[Finding, ...]:
    born = work.get(Person, entry.person_id).birth_date
    if born and age_on(born, work.today) < ELDER_AGE:
        sentence = f"未满{ELDER_AGE}周岁。请核实出生日期和类别。"
        return (Finding("person_id", "too_young", sentence, is_error=False),)
    return ()


def _subsidy(work: UnitOfWork, pack: RulePack, entry: DisabilitySubsidy) -> tuple[Finding, ...]:
    """The amount of the rule pack by kind and grade; what does not fit is said (D.15)."""
    person = work.get(Person, entry.person_id)
    grade = person.disab_grade or ""
    rates = {LIVING: "disability.living"} if grade else {}
    if grade in {"1", "2"}:
        rates[CARE] = f"disability.care_{grade}"
    key = rates.get(entry.kind or "")
    if key is None:
        sentence = "没有符合这项补贴的残疾等级。请核对残疾人证。"
        return (Finding("kind", "grade_unfit", sentence, is_error=False),)
    if entry.amount is None:
        entry.amount = pack.amount(key)
    note = pack.note(key)
    return (Finding("amount", "unconfirmed", f"{note}。请核对金额。", False),) if note else ()
