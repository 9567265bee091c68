"""The rules of 今日待办 about stays, returns, surveys and light registers (H.2 AL-10, AL-15, C.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from app.domain.deadlines import DeadlineRule, due_on
from app.domain.half_years import round_name, round_of, round_start
from app.domain.months import day_text
from app.domain.permissions import Action
from app.domain.working_days import CountedDay
from app.models.base import Record
from app.models.homecoming import ReturnEntry
from app.models.person import Person
from app.models.registers import Elder, MonitoredHousehold, Referral, Wanderer
from app.models.vagrant import FamilySearch, Vagrant
from app.services.light_registers import OPEN
from app.services.rescues import KNOWN_STATES, NAMELESS
from app.services.today_parts import OWN, Home, TodayRule, mine, task_of, with_home
from app.services.today_task import Look, TodayTask

STAYING: Final = ("IN_STATION", "MEDICAL", "SEARCH", "STRANDED")
CALL_AHEAD: Final = 7
_STAYS: Final = ("VG-STAY", "VG-REFRESH", "VG-RESETTLE")
"""10 days, 1 month, 3 months after the arrival."""


def _stays(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-10: a stay of 10 days, 1 and 3 months; the latest that was reached, or is near."""
    for vagrant, name in _staying(look):
        arrived = _arrived(vagrant)
        rules = [look.pack.deadline(each, arrived) for each in _STAYS]
        near = [(rule, _due(look, rule, arrived)) for rule in rules]
        reached = [each for each in near if each[1].day <= look.day + timedelta(days=2)]
        if reached:
            rule, due = reached[-1]
            days = (look.day - arrived).days
            why = f"{name}{day_text(arrived)}入站，已滞留{days}天"
            yield _about(look, kind, rule.name, vagrant, name, why, rule.source, due)


def _searches(look: Look, kind: str) -> Iterator[TodayTask]:
    """What the search for the family has to do by when: notice, DNA asked for, taken, renewed."""
    for vagrant, name in _staying(look):
        if vagrant.identity_state in KNOWN_STATES:
            continue
        search = _search(look, vagrant)
        arrived = _arrived(vagrant)
        for rule_id, start in _wanting(search, arrived):
            rule = look.pack.deadline(rule_id, start)
            due = _due(look, rule, start)
            if due.day <= look.day + timedelta(days=CALL_AHEAD):
                why = f"{name}身份不明，{rule.name}自{day_text(start)}起算"
                yield _about(look, kind, rule.name, vagrant, name, why, rule.source, due)


def _wanting(search: FamilySearch | None, arrived: date) -> Iterator[tuple[str, date]]:
    """The clocks that run for an unknown, each with the day it began."""
    if search is None or search.notice_at is None:
        yield "VG-NOTICE", arrived
    else:
        yield "VG-REFRESH", search.notice_renewed or search.notice_at.date()
    if search is None or search.dna_requested is None:
        yield "VG-DNA-REQ", arrived
    elif search.dna_sampled is None:
        yield "VG-DNA-DO", search.dna_requested


def _returns(look: Look, kind: str) -> Iterator[TodayTask]:
    """Who came home is to be called at."""
    soon = ReturnEntry.next_call <= look.day + timedelta(days=CALL_AHEAD)
    basis = look.pack.parameters["return_visit.first"].source
    for entry, person in _entries(look, ReturnEntry, soon, ReturnEntry.closed_on.is_(None)):
        why = f"{person.name}{day_text(entry.returned_on)}返乡，已回访{entry.calls_done or 0}次"
        yield _for(look, kind, "返乡回访", entry, person, why, basis, entry.next_call)


def _surveys(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-15: in January and July those likely to stray are surveyed and called at, one by one."""
    code, start = round_of(look.day), round_start(look.day)
    rule = look.pack.deadline("VG-ATRISK", start)
    open_round = or_(Wanderer.survey_round.is_(None), Wanderer.survey_round != code)
    due = _due(look, rule, start)
    for entry, person in _entries(look, Wanderer, open_round, Wanderer.state == OPEN):
        why = f"{person.name}还没有做{round_name(code)}排查回访"
        yield _for(look, kind, "易流浪走失排查", entry, person, why, rule.source, due)


def _elders(look: Look, kind: str) -> Iterator[TodayTask]:
    """An elder is to be visited."""
    soon = Elder.next_call <= look.day + timedelta(days=CALL_AHEAD)
    basis = look.pack.parameters["elder_visit_days"].source
    for entry, person in _entries(look, Elder, soon, Elder.state == OPEN):
        last = f"上次{day_text(entry.last_call)}" if entry.last_call else "还没有探访过"
        why = f"{person.name}{last}，应于{day_text(entry.next_call)}前探访"
        yield _for(look, kind, "老年人探访", entry, person, why, basis, entry.next_call)


def _monitored(look: Look, kind: str) -> Iterator[TodayTask]:
    """A monitored household with an alert that nobody has handled."""
    unhandled = MonitoredHousehold.alerted_on.is_not(None) & or_(
        MonitoredHousehold.handled_on.is_(None),
        MonitoredHousehold.handled_on < MonitoredHousehold.alerted_on,
    )
    wanted = unhandled & (MonitoredHousehold.state == OPEN)
    for condition in mine(look, MonitoredHousehold):
        wanted = wanted & condition
    for entry, home in with_home(look, MonitoredHousehold, wanted):
        why = f"{day_text(entry.alerted_on)}预警：{entry.situation or '请入户核实'}"
        yield task_of(look, kind, "监测户待处置", home, why, OWN, entry.alerted_on, about=entry)


def _referrals(look: Look, kind: str) -> Iterator[TodayTask]:
    """A referral that nobody answered yet, near its day or past it."""
    unanswered = Referral.replied_on.is_(None) & (Referral.state == OPEN)
    soon = Referral.due_on <= look.day + timedelta(days=CALL_AHEAD)
    for entry, home in with_home(look, Referral, and_(unanswered, soon, *mine(look, Referral))):
        why = f"{day_text(entry.sent_on)}转{entry.receiver or '有关部门'}，还没有反馈，请催办"
        yield task_of(look, kind, "转办催办", home, why, OWN, entry.due_on, about=entry)


# -- shared -----------------------------------------------------------------------------------------


def _staying(look: Look) -> Iterator[tuple[Vagrant, str]]:
    wanted = select(Vagrant).where(Vagrant.state.in_(STAYING), *mine(look, Vagrant))
    for vagrant in look.work.session.scalars(wanted):
        yield vagrant, vagrant.claimed_name or NAMELESS


def _search(look: Look, vagrant: Vagrant) -> FamilySearch | None:
    found = look.work.find(FamilySearch, FamilySearch.vagrant_id == vagrant.id, limit=1)
    return found[0] if found else None


def _arrived(vagrant: Vagrant) -> date:
    at = vagrant.arrived_at or vagrant.created_at
    return at.date() if at else date.min


def _due(look: Look, rule: DeadlineRule, start: date) -> CountedDay:
    """The day a rule is due; hours fall on the day after."""
    if rule.unit == "hours":
        return CountedDay(start + timedelta(days=-(-rule.limit // 24)))
    return due_on(rule, start, look.calendar)


def _entries(
    look: Look, kind: Any, *conditions: ColumnElement[bool]
) -> Iterator[tuple[Any, Person]]:
    wanted = (
        select(kind, Person)
        .join(Person, Person.id == kind.person_id)
        .where(*conditions, *mine(look, kind))
        .order_by(kind.rowid_)
    )
    found = look.work.session.execute(wanted)
    return ((entry, person) for entry, person in found)


def _for(
    look: Look,
    kind: str,
    title: str,
    entry: Record,
    person: Person,
    why: str,
    basis: str,
    due: date | CountedDay | None,
) -> TodayTask:
    counted = due if isinstance(due, CountedDay) else CountedDay(due) if due else None
    task = task_of(
        look,
        kind,
        title,
        Home(village=entry.village_code),
        why,
        basis,
        counted.day if counted else None,
        about=entry,
        is_estimate=counted is not None and counted.estimated,
    )
    return replace(task, who=person.name, person_id=person.id)


def _about(
    look: Look,
    kind: str,
    title: str,
    vagrant: Vagrant,
    name: str,
    why: str,
    basis: str,
    due: CountedDay,
) -> TodayTask:
    task = task_of(
        look,
        kind,
        title,
        Home(village=vagrant.village_code),
        why,
        basis,
        due.day,
        about=vagrant,
        is_estimate=due.estimated,
    )
    return replace(task, who=name)


RULES: Final[Mapping[str, TodayRule]] = {
    "stay": TodayRule("滞留", _stays, Action.VAGRANT_READ),
    "search": TodayRule("寻亲", _searches, Action.VAGRANT_READ),
    "return": TodayRule("返乡回访", _returns, Action.RETURN_READ),
    "survey": TodayRule("易流浪走失排查", _surveys, Action.RETURN_READ),
    "elder": TodayRule("老年人探访", _elders, Action.REGISTER_READ),
    "monitor": TodayRule("监测户处置", _monitored, Action.REGISTER_READ),
    "referral": TodayRule("转办催办", _referrals, Action.REGISTER_READ),
}
"""Name -> rule."""
