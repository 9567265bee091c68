"""The rules of 今日待办 about children (domain H.2 AL-04, AL-08, AL-09, AL-13, C.6, C.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.child_cadence import COUNTY, DIRECTOR, SUPERVISOR, standing
from app.domain.codes_children import OFTEN_ENOUGH, PARENT, PARENT_SITUATION
from app.domain.months import age_on, day_text, months_later
from app.domain.permissions import Action
from app.models.child import Child, ParentSituation
from app.models.child_care import EntrustedCare, GuardianAssessment
from app.models.household import Household
from app.models.person import Person
from app.services.children import IN
from app.services.today_parts import HEAD, Home, TodayRule, home_of, mine, task_of
from app.services.today_task import AHEAD, Look, TodayTask

VISIT_AHEAD: Final = 7
PROTECTION: Final = "未成年人保护法第二十二条、第二十三条"
_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "6": (DIRECTOR, SUPERVISOR, COUNTY),
    "1": (COUNTY,),
}
"""ROLE -> the levels at which an overdue child is on its list; the township's, where not named."""
_TOWNSHIP: Final = (SUPERVISOR, COUNTY)
_CUSTODY: Final = frozenset(("05", "06", "07"))
"""PARENT_SITUATION that ends on a day."""
_UNCLEAR: Final = ("20", "21")
_guardian: Final = aliased(Person)

Found = tuple[Child, Person, Home]


def _visits(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-08: a child is to be seen, or was not; whose work that is follows from how late it is."""
    levels = _LEVELS.get(look.work.actor.role, _TOWNSHIP)
    often = look.pack.whole("child_missed.supervisor")
    due = or_(Child.next_visit <= look.day + timedelta(days=VISIT_AHEAD), Child.missed >= often)
    basis = look.pack.parameters["child_visit.medium"].source
    for found in _children(look, and_(Child.next_visit.is_not(None), due)):
        child, person, _ = found
        day = child.next_visit or look.day
        stands = standing(look.pack, day, child.missed or 0, look.day)
        if stands.level in levels:
            title = "儿童走访" if stands.level == DIRECTOR else "儿童未走访"
            why = stands.why or f"{person.name}应于{day_text(day)}前走访"
            yield _about(look, kind, title, found, why, basis, day)


def _custody_ends(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-04: a parent's prison term or compulsory treatment ends within 30 days."""
    soon = and_(
        ParentSituation.expected_end <= look.day + timedelta(days=AHEAD),
        ParentSituation.situation.in_(_CUSTODY),
    )
    basis = look.pack.rules["child_route"].source
    for row, found in _parts(look, ParentSituation, soon):
        told = f"{PARENT.label(row.which)}{PARENT_SITUATION.label(row.situation)}"
        why = f"{found[1].name}的{told}将于{day_text(row.expected_end)}期满，请复核类别"
        yield _about(look, kind, "服刑或戒毒期满", found, why, basis, row.expected_end)


def _lost_contact(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-09: a parent has not been heard of for six months, and nothing was decided of it."""
    months = look.pack.whole("lost_contact_months")
    unclear = or_(ParentSituation.situation.is_(None), ParentSituation.situation.in_(_UNCLEAR))
    silent = ParentSituation.last_contact <= months_later(look.day, -months)
    basis = look.pack.parameters["lost_contact_months"].source
    for row, found in _parts(look, ParentSituation, and_(silent, unclear)):
        last, who = row.last_contact or look.day, PARENT.label(row.which)
        why = f"{found[1].name}的{who}自{day_text(last)}起没有联系，可以申请失联认定"
        due = months_later(last, months)
        yield _about(look, kind, f"{who}失联满{months}个月", found, why, basis, due)


def _care(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-13: trouble with the entrusted care: its papers, its term, parents who are silent."""
    for care, found in _parts(look, EntrustedCare, EntrustedCare.ended_on.is_(None)):
        for title, why, due in _troubles(look, care):
            yield _about(look, kind, title, found, f"{found[1].name}的{why}", PROTECTION, due)
    rarely = Child.contact_frequency.not_in(OFTEN_ENOUGH)
    for found in _children(look, rarely):
        why = f"{found[1].name}的父母联系少于每周一次，请提醒父母"
        yield _about(look, kind, "父母联系少", found, why, PROTECTION, None)


def _troubles(look: Look, care: EntrustedCare) -> Iterator[tuple[str, str, date | None]]:
    """Title, what is the matter, and by when."""
    name, old = care.caregiver_name or "", look.pack.whole("entrust.elder_age")
    days = timedelta(days=look.pack.whole("entrust.contact_days"))
    last = care.last_contact or care.signed_on
    if care.caregiver_trouble:
        yield "照护人风险", f"被委托人{name}：{care.caregiver_trouble}", look.day
    if care.caregiver_birth and age_on(care.caregiver_birth, look.day) >= old:
        yield "照护人高龄", f"被委托人{name}已满{old}周岁，请核实照护能力", None
    if care.valid_to and care.valid_to <= look.day + timedelta(days=AHEAD):
        yield "委托照护到期", f"委托照护于{day_text(care.valid_to)}到期", care.valid_to
    if care.signed_on is None:
        yield "补签委托协议", "委托照护协议还没有签订", None
    elif care.told_school is None or care.told_village is None:
        yield "补办委托告知", "委托照护还没有书面告知学校和村（居）委会", None
    if last and last + days < look.day:
        yield "父母没有联系", f"父母已超过{days.days}天没有联系", last + days


def _guardians(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-13: the guardian has died, is old (both told by the file), or is a parent in custody."""
    yield from _held(look, kind)
    old = look.pack.whole("entrust.elder_age")
    born = months_later(look.day, -12 * old)
    wanted = (
        _joined(look)
        .join(_guardian, _guardian.id == Child.guardian_id)
        .where(or_(_guardian.death_date.is_not(None), _guardian.birth_date <= born))
        .add_columns(_guardian)
    )
    for *row, guardian in look.work.session.execute(wanted):
        found = _found(row)
        of = f"{found[1].name}的监护人{guardian.name}"
        if guardian.death_date:
            yield _about(
                look, kind, "监护人去世", found, f"{of}已去世，请落实监护", PROTECTION, look.day
            )
        else:
            why = f"{of}已满{old}周岁，请核实照护能力"
            yield _about(look, kind, "监护人高龄", found, why, PROTECTION, None)


def _held(look: Look, kind: str) -> Iterator[TodayTask]:
    """AL-13: whose guardian is the parent that is in prison or under compulsory treatment."""
    is_guardian = or_(
        ParentSituation.person_id == Child.guardian_id,
        and_(Child.guardian_id.is_(None), ParentSituation.name == Child.guardian_name),
    )
    still = or_(ParentSituation.expected_end.is_(None), ParentSituation.expected_end >= look.day)
    held = and_(ParentSituation.situation.in_(_CUSTODY), is_guardian, still)
    for row, found in _parts(look, ParentSituation, held):
        told = f"{PARENT.label(row.which)}{PARENT_SITUATION.label(row.situation)}"
        why = f"{found[1].name}的监护人是{told}，请落实监护"
        yield _about(look, kind, "监护人不能照护", found, why, PROTECTION, look.day)


def _assessments(look: Look, kind: str) -> Iterator[TodayTask]:
    """The guardian was not assessed yet, or is to be assessed again within 30 days."""
    basis = look.pack.parameters["guardian_assess_months"].source
    last = (
        select(func.max(GuardianAssessment.next_date))
        .where(GuardianAssessment.child_id == Child.id, GuardianAssessment.is_deleted.is_(False))
        .correlate(Child)
        .scalar_subquery()
    )
    due = or_(last.is_(None), last <= look.day + timedelta(days=AHEAD))
    for *row, when in look.work.session.execute(_joined(look).where(due).add_columns(last)):
        found = _found(row)
        why = f"{found[1].name}的监护评估到期" if when else f"{found[1].name}还没有做监护评估"
        yield _about(look, kind, "监护评估", found, why, basis, when)


# -- shared -----------------------------------------------------------------------------------------


def _joined(look: Look) -> Select[Child, Person, Household, Person]:
    """The children in the registers within reach, with person, household and its head."""
    return (
        select(Child, Person, Household, HEAD)
        .join(Person, Person.id == Child.person_id)
        .outerjoin(
            Household, and_(Household.id == Child.household_id, Household.is_deleted.is_(False))
        )
        .outerjoin(HEAD, HEAD.id == Household.head_id)
        .where(Child.state == IN, *mine(look, Child))
        .order_by(Child.rowid_)
    )


def _children(look: Look, condition: ColumnElement[bool]) -> Iterator[Found]:
    for row in look.work.session.execute(_joined(look).where(condition)):
        yield _found(row)


def _parts(look: Look, kind: Any, condition: ColumnElement[bool]) -> Iterator[tuple[Any, Found]]:
    """Records of ``kind`` that belong to a child in the registers."""
    wanted = (
        _joined(look)
        .join(kind, and_(kind.child_id == Child.id, kind.is_deleted.is_(False)))
        .where(condition)
        .add_columns(kind)
    )
    for *row, part in look.work.session.execute(wanted):
        yield part, _found(row)


def _found(row: Any) -> Found:
    child, person, household, head = row
    home = home_of(household, head) if household else Home(village=child.village_code)
    return child, person, home


def _about(
    look: Look, kind: str, title: str, found: Found, why: str, basis: str, due: date | None
) -> TodayTask:
    child, person, home = found
    task = task_of(look, kind, title, home, why, basis, due, about=child)
    return replace(task, who=person.name, person_id=person.id)


RULES: Final[Mapping[str, TodayRule]] = {
    "child_visit": TodayRule("儿童走访", _visits, Action.CHILD_READ),
    "child_custody": TodayRule("服刑或戒毒期满", _custody_ends, Action.CHILD_READ),
    "child_lost": TodayRule("失联认定", _lost_contact, Action.CHILD_READ),
    "child_guardian": TodayRule("监护人风险", _guardians, Action.CHILD_READ),
    "child_care": TodayRule("委托照护", _care, Action.CHILD_READ),
    "child_assessment": TodayRule("监护评估", _assessments, Action.CHILD_WRITE),
}
"""Name -> rule."""
