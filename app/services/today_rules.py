"""The rules of 今日待办 (domain H.2 AL-…, C.11): each looks at the store and yields what is due.

A new rule is a function and a row of ``RULES``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain import codes
from app.domain.deadlines import DeadlineRule, due_on
from app.domain.months import day_text, months_later, turns
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.homecoming import ReturnEntry
from app.models.household import Household
from app.models.local import Draft
from app.models.person import Person
from app.models.registers import Elder
from app.models.task import Task
from app.models.visit import Visit
from app.services import today_children, today_money, today_registers, today_tekun
from app.services.choices import chosen
from app.services.household_list import ENDED
from app.services.import_kept import NAME as KEPT
from app.services.reach import within_reach
from app.services.today_parts import (
    DATA_QUALITY,
    HEAD,
    OWN,
    Home,
    TodayRule,
    about_other,
    home_of,
    households,
    mine,
    persons,
    task_of,
    with_home,
)
from app.services.today_task import AHEAD, Look, TodayTask

CARD_AHEAD: Final = 60
"""Days before a disability certificate ends (AL-03)."""
VISIT_AHEAD: Final = 7
REFUSED: Final = "REFUSED"
_OF_CHILDREN: Final = ("5", "51")
_OF_RETURNED, _OF_ELDERS = "6", "8"
"""VISIT_KIND that a register plans by itself."""

STARTS: Final[Mapping[str, str]] = {
    "accept_date": "accept_date",
    "apply_date": "apply_date",
    "check_request_date": "check_request_date",
    "notice_from": "notice_from",
    "notice_end": "notice_to",
    "decision_date": "decision_date",
    "objection_date": "state_since",
    "report_date": "state_since",
}
"""A deadline's start event -> the field of a case that says when it was."""


# -- cases and households -------------------------------------------------------------------------


def _deadlines(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-06, AL-07: when the state of a case has to be left; who was refused is told in time."""
    is_untold = and_(AssistanceCase.state == REFUSED, AssistanceCase.notify_date.is_(None))
    open_cases = and_(
        AssistanceCase.is_deleted.is_(False),
        or_(AssistanceCase.state.not_in((*ENDED, "DRAFT", "ACTIVE")), is_untold),
        within_reach(look.work, AssistanceCase),
    )
    for case, home in with_home(look, AssistanceCase, open_cases):
        for rule, start in running(look.pack, case):
            extended = bool(case.extended) and rule.extended is not None
            counted = due_on(rule, start, look.calendar, extended=extended)
            if counted.day - look.day <= timedelta(days=AHEAD):
                state = codes.CASE_STATE.label(case.state)
                why = f"{state}，{rule.name}自{day_text(start)}起算"
                yield task_of(
                    look,
                    kind,
                    rule.name,
                    home,
                    why,
                    rule.source,
                    counted.day,
                    about=case,
                    is_estimate=counted.estimated,
                )


def running(pack: RulePack, case: AssistanceCase) -> Iterator[tuple[DeadlineRule, date]]:
    """The deadlines that run in the state of a case, each with the day it runs from and as it stood
    on that day; without those counted in hours."""
    try:
        flow = pack.workflow_of(case.scheme or "")
    except Refused:
        return
    state = flow.states.get(case.state or "")
    for each in state.deadlines if state else ():
        start: date | None = getattr(case, STARTS.get(pack.deadlines[each].start, ""), None)
        rule = pack.deadline(each, start) if start else None
        if start and rule and rule.unit != "hours":
            yield rule, start


def _reviews(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-05: 定期核查 within 30 days."""
    due = and_(Household.next_review <= look.day + timedelta(days=AHEAD), *mine(look, Household))
    for household, head in households(look, due):
        rule = "DB-REVIEW-HALF" if household.review_cycle == "6" else "DB-REVIEW"
        basis = look.pack.deadlines[rule].source
        cycle = codes.REVIEW_CYCLE.label(household.review_cycle) or "定期"
        home = home_of(household, head)
        yield task_of(
            look, kind, "定期核查", home, f"{cycle}核查到期", basis, household.next_review
        )


def _deaths(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-01: somebody has died, and is still a member of a household in benefit."""
    for person, home in persons(look, Person.death_date.is_not(None), in_benefit=True):
        why = f"{person.name}于{day_text(person.death_date)}死亡，仍在保障家庭中"
        basis = "民发〔2021〕57号第二十九条"
        yield task_of(look, kind, "死亡待处理", home, why, basis, look.day, about=person)


def _doubles(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-14: one ID number, two files; one household number, two households."""
    for column, what in ((Person.id_no, "证件号"), (Household.hh_no, "家庭编号")):
        values: Any = (
            select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
        )
        for value in look.work.session.scalars(values):
            yield from _double(look, kind, column, value, what)


def _double(look: Look, kind: str, column: Any, value: str, what: str) -> Iterator[TodayTask]:
    if column is Person.id_no:
        condition = and_(Person.id_no == value, Person.death_date.is_(None))
        found = [(each, home) for each, home in persons(look, condition)]
    else:
        condition = and_(Household.hh_no == value, *mine(look, Household))
        found = [(each, home_of(each, head)) for each, head in households(look, condition)]
    if len(found) > 1:
        record, home = found[0]
        why = f"{what}有{len(found)}份档案，只能有一份"
        yield task_of(look, kind, f"{what}重复", home, why, DATA_QUALITY, None, about=record)


# -- people ---------------------------------------------------------------------------------------


def _birthdays(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-02: somebody in benefit reaches an age at which the rules change, within 30 days."""
    for age, what, basis in _ages(look.pack):
        first = months_later(look.day, -12 * age)
        last = months_later(look.day + timedelta(days=AHEAD), -12 * age)
        born = Person.birth_date.between(first, last)
        alive = and_(born, Person.death_date.is_(None))
        for person, home in persons(look, alive, in_benefit=True):
            due = turns(person.birth_date or first, age)
            why = f"{person.name}将满{age}周岁，{what}"
            yield task_of(look, kind, f"满{age}周岁", home, why, basis, due, about=person)


def _ages(pack: RulePack) -> tuple[tuple[int, str, str], ...]:
    """The ages that matter, by the rule pack: what changes, and by which notice."""
    working, grown = pack.ages["left_behind"], pack.ages["child_allowance"]
    tekun, elder = pack.parameters["tekun.elder_age"], pack.parameters["topup.elder_age"]
    return (
        (working.under, "请核实劳动能力和就学情况", working.source),
        (grown.under, "请核实就学情况和保障类别", grown.source),
        (pack.whole("tekun.elder_age"), "请核实劳动能力和特困条件", tekun.source),
        (pack.whole("topup.elder_age"), "可享受分类重点救助", elder.source),
    )


def _cards(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-03: a disability certificate ends within 60 days, or has ended."""
    ending = and_(
        Person.disab_expiry <= look.day + timedelta(days=CARD_AHEAD), Person.death_date.is_(None)
    )
    for person, home in persons(look, ending):
        why = f"{person.name}的残疾人证有效期至{day_text(person.disab_expiry)}"
        basis = "残疾人证管理办法"
        due = person.disab_expiry
        yield task_of(look, kind, "残疾人证到期", home, why, basis, due, about=person)


def _missing_numbers(look: Look, kind: str) -> Iterator[TodayTask]:
    """Somebody in benefit has no ID number yet."""
    bare = and_(or_(Person.id_no.is_(None), Person.id_no == ""), Person.death_date.is_(None))
    for person, home in persons(look, bare, in_benefit=True):
        why = f"{person.name}还没有证件号，入户时核对后补填"
        yield task_of(look, kind, "补填证件号", home, why, DATA_QUALITY, None, about=person)


def _missing_consent(look: Look, kind: str) -> Iterator[TodayTask]:
    """How many people were not told, and did not consent, yet: one line, not one a person."""
    bare = or_(Person.consent_state.is_(None), Person.consent_state == "0")
    wanted = select(func.count()).where(bare, Person.death_date.is_(None), *mine(look, Person))
    count = look.work.session.scalar(wanted) or 0
    if count:
        why = f"还有{count}人没有取得告知同意，入户时一并办理"
        basis = "个人信息保护法第二十九条"
        yield task_of(look, kind, "补办告知同意", Home(), why, basis, None)


# -- visits, drafts, what was noted -----------------------------------------------------------------


def _drafts(look: Look, kind: str) -> Iterator[TodayTask]:
    """Visits begun and not finished."""
    wanted = (
        select(Draft, Household, HEAD)
        .outerjoin(Household, Household.id == Draft.household_id)
        .outerjoin(HEAD, HEAD.id == Household.head_id)
        .where(Draft.discarded_at.is_(None))
    )
    for draft, household, head in look.work.session.execute(wanted):
        home = home_of(household, head) if household else Home()
        why = f"已填{draft.answered}项，共{draft.asked}项，可以接着填"
        task = task_of(look, kind, "未完成的走访", home, why, OWN, look.day)
        yield about_other(task, Visit.noun, draft.id)


def _visits(look: Look, kind: str) -> Iterator[TodayTask]:
    """Visits planned for these days, and the next visit that the last one set."""
    until = look.day + timedelta(days=VISIT_AHEAD)
    planned = and_(Visit.started_at.is_(None), Visit.plan_date <= until, *mine(look, Visit))
    for visit, home in with_home(look, Visit, planned):
        label = codes.VISIT_KIND.label(visit.visit_kind)
        why = f"计划{day_text(visit.plan_date)}走访"
        yield task_of(look, kind, label, home, why, OWN, visit.plan_date, about=visit)
    for visit, home in with_home(look, Visit, and_(_is_last(until), *mine(look, Visit))):
        label = codes.VISIT_KIND.label(visit.visit_kind)
        why = f"上次走访约定{day_text(visit.next_date)}再访"
        yield task_of(look, kind, label, home, why, OWN, visit.next_date, about=visit)


def _is_last(until: date) -> ColumnElement[bool]:
    """Visits whose next one is due and did not come about: none of its kind, at the same person's
    or the same household's, is newer, and no register plans the next one by itself."""
    later = aliased(Visit)
    newer = (
        select(later.rowid_)
        .where(
            later.household_id == Visit.household_id,
            later.visit_kind == Visit.visit_kind,
            later.person_id.is_not_distinct_from(Visit.person_id),
            later.rowid_ > Visit.rowid_,
            later.is_deleted.is_(False),
        )
        .exists()
    )
    return and_(Visit.next_date <= until, ~newer, ~_is_in_register())


def _is_in_register() -> ColumnElement[bool]:
    """Whether the person visited has an entry that the next visit is planned in."""
    child = and_(Visit.visit_kind.in_(_OF_CHILDREN), Child.state == "1")
    elder = and_(Visit.visit_kind == _OF_ELDERS, Elder.state == "1")
    returned = and_(Visit.visit_kind == _OF_RETURNED, ReturnEntry.closed_on.is_(None))
    kinds: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Child, child),
        (Elder, elder),
        (ReturnEntry, returned),
    )
    return or_(
        *(
            exists().where(kind.person_id == Visit.person_id, kind.is_deleted.is_(False), mine)
            for kind, mine in kinds
        )
    )


def _noted(look: Look, kind: str) -> Iterator[TodayTask]:
    """What somebody wrote down, until it is ticked off."""
    wanted = and_(Task.state == "1", *mine(look, Task))
    for task, home in with_home(look, Task, wanted):
        found = task_of(
            look,
            kind,
            task.kind,
            home,
            task.note or "",
            task.legal_basis or OWN,
            task.due_date,
            about=task,
        )
        yield _noted_as(found, task)


def _kept_rows(look: Look, kind: str) -> Iterator[TodayTask]:
    """Rows of rosters that could not be imported."""
    count = sum(len(each["rows"]) for each in chosen(look.work, KEPT, []))
    if count:
        why = f"有{count}行没有导入，导出更正后可以再导入"
        yield task_of(look, kind, "更正花名册", Home(), why, OWN, None)


def _noted_as(found: TodayTask, task: Task) -> TodayTask:
    return replace(
        found,
        noted_id=task.id,
        about_noun=task.about_noun or Task.noun,
        about_id=task.about_id or task.id,
    )


RULES: Final[Mapping[str, TodayRule]] = {
    "deadline": TodayRule("办理期限", _deadlines, Action.CASE_READ),
    "review": TodayRule("定期核查", _reviews),
    "death": TodayRule("死亡待处理", _deaths),
    "birthday": TodayRule("年龄变化", _birthdays),
    "card": TodayRule("残疾人证到期", _cards),
    "visit": TodayRule("走访", _visits, Action.VISIT_READ),
    "tekun": TodayRule("特困探访", today_tekun.visits, Action.CASE_READ),
    "draft": TodayRule("未完成的走访", _drafts, Action.VISIT_WRITE),
    "noted": TodayRule("登记的待办", _noted, Action.TASK_READ),
    "double": TodayRule("重复档案", _doubles),
    "number": TodayRule("补填证件号", _missing_numbers),
    "roster": TodayRule("更正花名册", _kept_rows, Action.ROSTER_IMPORT),
    "consent": TodayRule("补办告知同意", _missing_consent),
    **today_money.RULES,
    **today_children.RULES,
    **today_registers.RULES,
}
"""Name -> rule, in the order in which equals are shown."""
