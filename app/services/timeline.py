"""经过: everything that happened to a household and its people, day by day, newest first.

What happened, not who typed what: that is ``history``. A row of ``SOURCES`` a record type; what a role
may not look at is not in its timeline (domain G.2). A report of a child in danger never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select

from app.domain import codes, codes_children, codes_payment, codes_registers, codes_vagrants
from app.domain.months import month_name
from app.domain.permissions import Action, may
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import ReturnEntry
from app.models.household import Household, Member
from app.models.issued_paper import IssuedPaper
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.models.rearrangement import Rearrangement
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Wanderer,
)
from app.models.task import Task
from app.models.temporary_relief import TemporaryRelief
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.services.household_list import ENDED
from app.services.pay_runs import CONFIRMED
from app.services.permitted import needs
from app.services.reach import require_reach, within_reach
from app.storage.unit_of_work import UnitOfWork

Told = Iterator[tuple[date | datetime | None, str]]


@dataclass(frozen=True)
class Happening:
    """One thing on one day. ``kind``: 走访, 救助申请 …; ``who`` of the household it was, blank for
    all of them; ``noun`` and ``record_id``: where more of it is told."""

    day: date
    kind: str
    who: str
    text: str
    noun: str
    record_id: str


@needs(Action.HOUSEHOLD_READ)
def timeline(work: UnitOfWork, household_id: str) -> tuple[Happening, ...]:
    """The timeline. Who left belongs to it up to the day of leaving.

    Raises ``Refused`` record_missing, out_of_reach.
    """
    household = work.get(Household, household_id)
    require_reach(work, household)
    look = _look(work, household)
    told = [one for source in SOURCES if may(work.actor.role, source.action)
            for one in _of(look, source)]  # fmt: skip
    if may(work.actor.role, Action.PAYMENT_READ):
        told += _payments(look)
    told.reverse()
    return tuple(sorted(told, key=lambda one: one.day, reverse=True))


class _Look(NamedTuple):
    """``names`` by id of the person; ``children``: id of the file -> of the person; ``left``: id of
    a person who is gone -> the day of leaving."""

    work: UnitOfWork
    household_id: str
    names: Mapping[str, str]
    children: Mapping[str, str]
    left: Mapping[str, date]


class _Source(NamedTuple):
    """``action``: who may look. ``by``: columns that say whose it is; ``told``: what it says."""

    type_: type[Any]
    action: Action
    by: tuple[str, ...]
    told: Callable[[Any], Told]


def _look(work: UnitOfWork, household: Household) -> _Look:
    members = work.find(Member, Member.household_id == household.id)
    ids = {each.person_id for each in members}
    people = {each.id: each.name for each in work.find(Person, Person.id.in_(ids))}
    children = {each.id: each.person_id for each in work.find(Child, Child.person_id.in_(ids))}
    stay = {each.person_id for each in members if each.left is None}
    gone: dict[str, date] = {}
    for each in members:
        if each.left is not None and each.person_id not in stay:
            gone[each.person_id] = max(each.left, gone.get(each.person_id, each.left))
    return _Look(work, household.id, people, children, gone)


def _of(look: _Look, source: _Source) -> Iterator[Happening]:
    columns = source.type_.__table__.c
    wanted = {"household_id": [look.household_id], "person_id": list(look.names),
              "child_id": list(look.children), "id": list(look.names)}  # fmt: skip
    mine = or_(*(columns[each].in_(wanted[each]) for each in source.by))
    for record in look.work.find(source.type_, mine, within_reach(look.work, source.type_)):
        if not _is_hidden(look.work, record):
            yield from _happenings(look, source, record)


def _happenings(look: _Look, source: _Source, record: Record) -> Iterator[Happening]:
    for at, text in source.told(record):
        if at is not None:
            day, who = at.date() if isinstance(at, datetime) else at, _who(look, record)
            if day <= look.left.get(who, date.max):
                name = look.names.get(who, "")
                yield Happening(day, record.title, name, text, *_opens(record))


def _opens(record: Any) -> tuple[str, str]:
    """The file that tells more: of the child, of the entry; else of the record itself."""
    if getattr(record, "child_id", None):
        return Child.noun, record.child_id
    if isinstance(record, CareCall):
        return record.about_noun or "", record.about_id or ""
    return record.noun, record.id


def _who(look: _Look, record: Any) -> str:
    """The id of the person it is about; blank: of the household."""
    if isinstance(record, Person):
        return record.id
    child = look.children.get(getattr(record, "child_id", None) or "", "")
    return child or getattr(record, "person_id", None) or ""


def _is_hidden(work: UnitOfWork, record: Record) -> bool:
    """A call at somebody in a register is for who may look at that register."""
    if isinstance(record, CareCall):
        is_return = record.about_noun in {ReturnEntry.noun, Wanderer.noun}
        return not may(work.actor.role, Action.RETURN_READ if is_return else Action.REGISTER_READ)
    return False


def _payments(look: _Look) -> Iterator[Happening]:
    """What was paid; a roster that is not confirmed has not happened."""
    mine = or_(PayLine.household_id == look.household_id, PayLine.person_id.in_(look.names))
    wanted = (
        select(PayLine, PayRun)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(
            mine,
            within_reach(look.work, PayLine),
            PayLine.is_deleted.is_(False),
            PayRun.is_deleted.is_(False),
            PayRun.state == CONFIRMED,
        )
    )
    for line, run in look.work.session.execute(wanted):
        day, who = run.confirmed_on, _who(look, line)
        if day is not None and day <= look.left.get(who, date.max):
            name = look.names.get(who, "")
            yield Happening(day, "发放", name, _paid(line, run), PayRun.noun, run.id)


def _paid(line: PayLine, run: PayRun) -> str:
    change = "" if line.change in {None, "0"} else codes_payment.PAY_CHANGE.label(line.change)
    back = f"补发{_yuan(line.back_pay)}" if line.back_pay else ""
    scheme = codes.SCHEME.label(run.scheme)
    month = month_name(run.month) if run.month else ""
    return _joined(f"{month}{scheme}{_yuan(line.amount)}", back, change, line.reason)


# -- what each says --------------------------------------------------------------------------------


def _visit(visit: Visit) -> Told:
    names = "、".join(str(each.get("name", "")) for each in visit.visitors or ())
    met = codes.MET.label(visit.met)
    yield visit.started_at, _joined(codes.VISIT_KIND.label(visit.visit_kind), met, names)


def _case(case: AssistanceCase) -> Told:
    scheme = codes.SCHEME.label(case.scheme)
    yield case.apply_date, f"申请{scheme}"
    yield case.accept_date, f"受理{scheme}申请"
    yield case.check_return_date, f"{scheme}核对：{codes.CHECK_RESULT.label(case.check_result)}"
    yield case.first_opinion_date, f"{scheme}初审：{case.first_opinion or '已初审'}"
    yield case.notice_from, f"{scheme}开始公示"
    amount = f"，每月{_yuan(case.total_month)}" if case.total_month else ""
    decision = codes.CASE_RESULT.label(case.decision)
    yield case.decision_date, _joined(f"{scheme}：{decision}{amount}", case.decision_reason)
    if case.state in ENDED:
        state = codes.CASE_STATE.label(case.state)
        yield case.state_since, _joined(f"{scheme}：{state}", case.decision_reason)


def _relief(relief: TemporaryRelief) -> Told:
    yield relief.incident_date, f"遇到困难：{codes_registers.RELIEF_CAUSE.label(relief.cause)}"
    yield relief.first_pay_at, f"先行救助{_yuan(relief.first_pay_amount)}"
    yield relief.pay_date, f"发放临时救助{_yuan(relief.amount)}"


def _paper(paper: IssuedPaper) -> Told:
    yield paper.day, _joined(f"出具{paper.paper_title or paper.paper}", paper.number)


def _task(task: Task) -> Told:
    yield task.done_date, f"办结：{task.note or task.kind}"


def _rearranged(act: Rearrangement) -> Told:
    if act.undone_on is None:
        yield act.day, _joined(codes_registers.REARRANGEMENT.label(act.kind), act.reason)


def _member(member: Member) -> Told:
    yield member.joined, "加入这一户"
    yield member.left, "离开这一户"


def _person(person: Person) -> Told:
    yield person.death_date, "去世"


def _monitored(entry: MonitoredHousehold) -> Told:
    items = "、".join(codes_registers.MONITOR_ITEM.label(each) for each in entry.items or ())
    yield entry.alerted_on, f"列入返贫监测：{items or codes.POVERTY_FLAG.label(entry.flag)}"
    yield entry.handled_on, f"处置：{entry.handled or '已处置'}"
    yield entry.end_date, f"退出监测：{codes_registers.MONITOR_END.label(entry.end_reason)}"


def _call(call: CareCall) -> Told:
    kind = codes_vagrants.CARE_CALL_KIND.label(call.kind)
    way = codes_vagrants.CARE_CALL_WAY.label(call.way)
    yield call.day, _joined(kind, way, codes.MET.label(call.met), call.measures)


def _child(child: Child) -> Told:
    categories = (codes_children.CHILD_CATEGORY.label(each) for each in child.categories or ())
    yield child.found_date or child.created_at, f"儿童建档：{'、'.join(categories)}"
    yield child.risk_since, f"风险等级：{codes.RISK.label(child.risk_level)}"
    yield child.end_date, f"退出：{codes_children.CHILD_END.label(child.end_reason)}"


def _check_in(call: ChildCheckIn) -> Told:
    way = codes_children.CHECK_IN_WAY.label(call.way)
    yield call.called_at, _joined(way, codes.MET.label(call.met), call.service)


def _assessed(assessment: GuardianAssessment) -> Told:
    yield assessment.assess_date, f"监护评估：{codes.RISK.label(assessment.level)}风险"


def _entrusted(care: EntrustedCare) -> Told:
    yield care.signed_on, f"委托{care.caregiver_name}照护"
    yield care.ended_on, f"委托照护结束：{codes_children.CARE_END.label(care.end_reason)}"


def _returned(entry: ReturnEntry) -> Told:
    yield entry.returned_on, _joined("返乡", entry.from_station)
    yield entry.closed_on, f"返乡台账销账：{entry.closed_reason or ''}"


def _vagrant(vagrant: Vagrant) -> Told:
    yield vagrant.arrived_at, _joined("流浪求助", vagrant.found_place)
    yield vagrant.state_since, codes_vagrants.RESCUE_STATE.label(vagrant.state)


def _entered(entry: Any) -> Told:
    """An entry of a light register: in, and out."""
    yield entry.created_at, f"登记为{entry.title}"
    reason = entry.end_reason or ""
    if isinstance(entry, DisabilitySubsidy):
        reason = codes_registers.SUBSIDY_END.label(entry.end_reason)
    yield entry.end_date, f"退出名册：{reason}"


def _joined(*parts: str | None) -> str:
    return "，".join(each for each in parts if each)


def _yuan(amount: Decimal | None) -> str:
    return f"{amount or Decimal(0):,.2f}元"


_HOME: Final = ("household_id",)
_WHO: Final = ("person_id",)
_BOTH: Final = (*_HOME, *_WHO)
_CHILD: Final = ("child_id",)

SOURCES: Final = (
    _Source(Visit, Action.VISIT_READ, _BOTH, _visit),
    _Source(AssistanceCase, Action.CASE_READ, _HOME, _case),
    _Source(TemporaryRelief, Action.CASE_READ, _HOME, _relief),
    _Source(IssuedPaper, Action.CASE_READ, _HOME, _paper),
    _Source(Task, Action.TASK_READ, _HOME, _task),
    _Source(Rearrangement, Action.HOUSEHOLD_READ, _BOTH, _rearranged),
    _Source(Member, Action.HOUSEHOLD_READ, _HOME, _member),
    _Source(Person, Action.HOUSEHOLD_READ, ("id",), _person),
    _Source(MonitoredHousehold, Action.REGISTER_READ, _HOME, _monitored),
    _Source(CareCall, Action.TASK_READ, _BOTH, _call),
    _Source(Child, Action.CHILD_READ, _WHO, _child),
    _Source(ChildCheckIn, Action.CHILD_READ, _CHILD, _check_in),
    _Source(GuardianAssessment, Action.CHILD_READ, _CHILD, _assessed),
    _Source(EntrustedCare, Action.CHILD_READ, _CHILD, _entrusted),
    _Source(ReturnEntry, Action.RETURN_READ, _WHO, _returned),
    _Source(Wanderer, Action.RETURN_READ, _WHO, _entered),
    _Source(Vagrant, Action.VAGRANT_READ, _WHO, _vagrant),
    _Source(Elder, Action.REGISTER_READ, _WHO, _entered),
    _Source(DisabilitySubsidy, Action.REGISTER_READ, _WHO, _entered),
    _Source(LeftBehindWoman, Action.REGISTER_READ, _WHO, _entered),
)
"""What a timeline is made of."""
