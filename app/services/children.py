"""儿童档案: a child comes into the registers, changes categories and risk, and leaves them.

One person has one file however many categories (domain B.22). What follows from calls is in
``child_check_ins``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.domain.child_cadence import next_visit
from app.domain.child_route import CATEGORY_OF, ROUTE_TEXTS, ChildRoute, child_route
from app.domain.codes import RISK
from app.domain.codes_children import CHILD_CATEGORY, CHILD_END, GRANDPARENT, LEFT_BEHIND
from app.domain.months import age_on
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.child import Child, ParentSituation
from app.models.child_care import EntrustedCare
from app.models.household import Member
from app.models.person import Person
from app.services import records
from app.services.exclusions import refuse_excluded_categories
from app.services.field_rules import Finding
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

IN, OUT = "1", "2"
"""CHILD_STATE."""
CHILD_LEFT: Final = "5"
"""CARE_END."""
_SCHOOL: Final = frozenset(("school", "school_stage", "grade_class", "boarding"))


@dataclass(frozen=True)
class RouteTold:
    """What the parents' situations come to. ``category``: the CHILD_CATEGORY, if any; ``fits``:
    whether the file has it; ``source``: the rule."""

    route: ChildRoute
    text: str
    category: str | None
    fits: bool
    source: str


@needs(Action.CHILD_WRITE)
def register_child(
    work: UnitOfWork,
    pack: RulePack,
    values: Mapping[str, Any],
    *,
    person_id: str | None = None,
    person: Mapping[str, Any] | None = None,
) -> Saved:
    """A child file: for a person there is, or a new one (``person``).

    Raises ``Refused``: child_twice (with the ``child_id`` to open), category_missing,
    excluded (特困 already), id_duplicate, and what the rules say.
    """
    pack = pack.on(work.today)
    remarks: tuple[Finding, ...] = ()
    if person_id is None:
        saved = records.write(work, Person, person or {})
        person_id, remarks = saved.id, saved.remarks
    found = work.get(Person, person_id)
    require_reach(work, found)
    _refuse_second(work, person_id)
    chosen = _categories(values.get("categories") or (), values.get("main_category"))
    refuse_excluded_categories(work, person_id, chosen["categories"])
    given: dict[str, Any] = {"found_date": work.today, "child_director_id": _director(work)}
    given |= {"household_id": home_of(work, person_id), **values, **chosen, "person_id": person_id}
    saved = records.write(work, Child, given)
    child = work.get(Child, saved.id)
    child.next_visit = next_visit(pack, work.today, None, chosen["categories"])
    aged = _age_remarks(pack, found, chosen["categories"], work.today)
    return Saved(Child.noun, saved.id, is_new=True, remarks=(*remarks, *saved.remarks, *aged))


@needs(Action.CHILD_WRITE)
def set_child(work: UnitOfWork, child_id: str, values: Mapping[str, Any]) -> Saved:
    """Change what is typed of a child: guardian, care, contact, plan. Categories have a verb of
    their own; a guardian who cares for a child in two files is nobody's mistake."""
    child = _open_child(work, child_id)
    foreign = {"categories", "main_category", "person_id"} & set(values)
    if foreign:
        raise Refused("儿童类别请用“变更类别”办理。请从按钮进入。", code="use_change_categories")
    return records.write(work, Child, values, record=child)


@needs(Action.CHILD_WRITE)
def set_school(work: UnitOfWork, child_id: str, values: Mapping[str, Any]) -> Saved:
    """School, stage, class, boarding: kept in the person's own file. Raises field_unknown."""
    if foreign := sorted(set(values) - _SCHOOL):
        raise Refused("这里只填就学情况。请检查填写的项目。", code="field_unknown", fields=foreign)
    child = _open_child(work, child_id)
    return records.write(work, Person, values, record=work.get(Person, child.person_id))


@needs(Action.CHILD_WRITE)
def change_categories(
    work: UnitOfWork,
    pack: RulePack,
    child_id: str,
    categories: Collection[str],
    main: str | None = None,
) -> Saved:
    """The child belongs to these categories from now on; how often it is seen follows.

    Raises ``Refused``: category_missing, excluded.
    """
    pack = pack.on(work.today)
    child = _open_child(work, child_id)
    chosen = _categories(categories, main or child.main_category)
    refuse_excluded_categories(work, child.person_id, chosen["categories"])
    saved = records.write(work, Child, chosen, record=child)
    plan_next(work, pack, child)
    person = work.get(Person, child.person_id)
    aged = _age_remarks(pack, person, chosen["categories"], work.today)
    return Saved(Child.noun, child_id, is_new=False, remarks=(*saved.remarks, *aged))


@needs(Action.CHILD_WRITE)
def move_risk(work: UnitOfWork, pack: RulePack, child_id: str, level: str, reason: str) -> Saved:
    """Another risk level, and why. Raises ``Refused`` risk_unknown, reason_missing."""
    pack = pack.on(work.today)
    child = _open_child(work, child_id)
    if level not in RISK:
        raise Refused("没有这个风险等级。请从低、中、高里选择。", code="risk_unknown")
    if not reason.strip():
        raise Refused("调整风险等级要写明理由。请填写理由。", code="reason_missing")
    put_risk(work, pack, child, level, reason)
    return Saved(Child.noun, child_id, is_new=False)


@needs(Action.CHILD_WRITE)
def set_parent(work: UnitOfWork, child_id: str, which: str, values: Mapping[str, Any]) -> Saved:
    """What is known of the father (``which`` 1) or the mother (2): one row each (B.20)."""
    child = _open_child(work, child_id)
    same = (ParentSituation.child_id == child_id, ParentSituation.which == which)
    found = work.find(ParentSituation, *same, limit=1)
    given = {**values, "child_id": child.id, "which": which}
    return records.write(work, ParentSituation, given, record=found[0] if found else None)


@needs(Action.CHILD_WRITE)
def set_grandparents(
    work: UnitOfWork, child_id: str, known: Mapping[str, tuple[str, date | None]]
) -> Saved:
    """By GRANDPARENT: name and birth date of those who live (B.21). Raises ``Refused``:
    grandparent_nameless, birth_future."""
    found: list[dict[str, Any]] = []
    for code, word in GRANDPARENT:
        name, born = known.get(code, ("", None))
        if born and not name.strip():
            sentence = f"{word}填了出生日期，没有填姓名。请填写姓名。"
            raise Refused(sentence, code="grandparent_nameless", which=code)
        if born and born > work.today:
            sentence = f"{word}的出生日期在今天之后。请核对后再填。"
            raise Refused(sentence, code="birth_future", which=code)
        if name.strip():
            day = born.isoformat() if born else None
            found.append({"which": word, "name": name.strip(), "birth_date": day})
    return set_child(work, child_id, {"grandparents": found})


@needs(Action.CHILD_READ)
def route_of(work: UnitOfWork, pack: RulePack, child_id: str) -> RouteTold:
    """孤儿, 事实无人抚养 or neither, by what is known of the parents (D.14). Suggests only."""
    child = work.get(Child, child_id)
    require_reach(work, child)
    rows = work.find(ParentSituation, ParentSituation.child_id == child_id)
    known = {each.which: each.situation for each in rows}
    route = child_route(known.get("1"), known.get("2"))
    category = CATEGORY_OF.get(route)
    fits = category is None or category in (child.categories or ())
    return RouteTold(route, ROUTE_TEXTS[route], category, fits, pack.rules["child_route"].source)


@needs(Action.CHILD_WRITE)
def close_child(work: UnitOfWork, child_id: str, reason: str, day: date | None = None) -> Saved:
    """The child leaves the registers; everything written about it stays.

    ``reason`` is a code of CHILD_END. Raises ``Refused`` end_reason_unknown.
    """
    child = _open_child(work, child_id)
    if reason not in CHILD_END:
        raise Refused("没有这个退出原因。请从列表里选择。", code="end_reason_unknown")
    child.state, child.end_date, child.end_reason = OUT, day or work.today, reason
    child.next_visit = None
    current = (EntrustedCare.child_id == child_id, EntrustedCare.ended_on.is_(None))
    for care in work.find(EntrustedCare, *current):
        care.ended_on, care.end_reason = child.end_date, CHILD_LEFT
    return Saved(Child.noun, child_id, is_new=False)


@needs(Action.CHILD_WRITE)
def reopen_child(work: UnitOfWork, pack: RulePack, child_id: str) -> Saved:
    """A closed file is taken up again, as it was; the undo of ``close_child``."""
    pack = pack.on(work.today)
    child = work.get(Child, child_id)
    require_reach(work, child)
    refuse_excluded_categories(work, child.person_id, child.categories or ())
    ended = (EntrustedCare.child_id == child_id, EntrustedCare.end_reason == CHILD_LEFT)
    for care in work.find(EntrustedCare, *ended):
        care.ended_on = care.end_reason = None
    child.state, child.end_date, child.end_reason = IN, None, None
    plan_next(work, pack, child)
    return Saved(Child.noun, child_id, is_new=False)


def put_risk(work: UnitOfWork, pack: RulePack, child: Child, level: str, reason: str) -> None:
    """Write a risk level and what follows from it."""
    if child.risk_level != level:
        child.risk_since = work.today
    child.risk_level, child.risk_reason = level, reason.strip()[:200]
    plan_next(work, pack, child)


def plan_next(work: UnitOfWork, pack: RulePack, child: Child) -> None:
    """When the child is to be seen: counted from the last visit, never before today."""
    last = child.last_seen or child.found_date or work.today
    due = next_visit(pack, last, child.risk_level, child.categories or ())
    child.next_visit = max(due, work.today)


def open_child(work: UnitOfWork, child_id: str) -> Child:
    """The file of a child in the registers; ``Refused`` child_closed, out_of_reach."""
    return _open_child(work, child_id)


def _open_child(work: UnitOfWork, child_id: str) -> Child:
    child = work.get(Child, child_id)
    require_reach(work, child)
    if child.state == OUT:
        sentence = "这名儿童已经退出，档案只能查看。如需继续，请先恢复在册。"
        raise Refused(sentence, code="child_closed", child_id=child_id)
    return child


def _refuse_second(work: UnitOfWork, person_id: str) -> None:
    found = work.find(Child, Child.person_id == person_id, limit=1)
    if found:
        sentence = "这名儿童已有档案。请打开该档案，变更类别或恢复在册。"
        raise Refused(sentence, code="child_twice", child_id=found[0].id)


def _categories(categories: Collection[str], main: str | None) -> dict[str, Any]:
    """The categories in the order of the list, and the one that comes first."""
    chosen = [code for code, _ in CHILD_CATEGORY if code in categories]
    unknown = sorted(set(categories) - set(chosen))
    if unknown or not chosen:
        sentence = "没有选择儿童类别，或有不认识的类别。请至少选择一类。"
        raise Refused(sentence, code="category_missing", unknown=tuple(unknown))
    return {"categories": chosen, "main_category": main if main in chosen else chosen[0]}


def _director(work: UnitOfWork) -> str | None:
    return work.actor.id if work.actor.role == "6" else None


def home_of(work: UnitOfWork, person_id: str) -> str | None:
    """The household where a person lives now, for verbs that asked."""
    now = (Member.person_id == person_id, Member.left.is_(None))
    found = work.find(Member, *now, order_by=(Member.rowid_.desc(),), limit=1)
    return found[0].household_id if found else None


def _age_remarks(
    pack: RulePack, person: Person, categories: Collection[str], today: date
) -> tuple[Finding, ...]:
    """Too old for a category: a remark, for some stay while at school (D.11)."""
    if person.birth_date is None:
        sentence = "没有出生日期，不能核对年龄。请补填出生日期。"
        return (Finding("birth_date", "birth_missing", sentence, is_error=False),)
    rules = ["child_allowance", *(["left_behind"] if LEFT_BEHIND & set(categories) else [])]
    stage = person.school_stage or ""
    return tuple(
        Finding(
            "categories",
            "too_old",
            f"已满{age_on(person.birth_date, today)}周岁，超过{pack.ages[each].label}的年龄。请核实类别。",
            is_error=False,
        )
        for each in rules
        if not pack.ages[each].holds(person.birth_date, today, stage)
    )
