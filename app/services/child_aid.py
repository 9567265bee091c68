"""What the records say of a child whose 基本生活费 is asked for, as the rules want it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from app.domain.child_allowance import ChildFacts, is_of_age
from app.domain.child_route import CATEGORY_OF, child_route
from app.domain.codes_children import OTHER_ALLOWANCE
from app.domain.entitlement import Scheme
from app.domain.money import ZERO
from app.domain.months import months_later
from app.errors import Refused
from app.models.child import Child, ParentSituation
from app.models.household import Household, Member
from app.models.person import Person
from app.services.aid_look import CaseLook
from app.storage.unit_of_work import UnitOfWork

CATEGORY: Final[Mapping[str, str]] = {"6": "1", "7": "2"}
"""SCHEME -> CHILD_CATEGORY."""
LOST: Final = "08"
"""PARENT_SITUATION 失联."""
IN_DIBAO: Final = "1"
NO_OTHER: Final = "0"

Answer = bool | None


def find_child(work: UnitOfWork, person_id: str | None) -> Child | None:
    """The child's file, in the registers or not."""
    found = work.find(Child, Child.person_id == person_id, limit=1) if person_id else []
    return found[0] if found else None


def child_facts(work: UnitOfWork, person_id: str) -> ChildFacts:
    """What is known of a child. Raises ``Refused`` child_missing."""
    child = find_child(work, person_id)
    if child is None:
        raise Refused("这名儿童还没有建档。请先在儿童档案里登记。", code="child_missing")
    person = work.get(Person, person_id)
    parents = {each.which: each.situation for each in parents_of(work, child)}
    already, note = already_gets(work, child)
    return ChildFacts(
        person.name,
        person.birth_date,
        child_route(parents.get("1"), parents.get("2")),
        child.live_kind or "",
        person.school_stage or "",
        already,
        note,
    )


def parents_of(work: UnitOfWork, child: Child) -> list[ParentSituation]:
    """Father and mother, as far as known."""
    return work.find(ParentSituation, ParentSituation.child_id == child.id)


def already_gets(work: UnitOfWork, child: Child) -> tuple[Decimal, str]:
    """元/月 that the child gets already, and from what: as entered, else its share of the
    household's 低保 (D.14b)."""
    if child.other_allowance == NO_OTHER:
        return ZERO, ""
    if child.other_amount is not None:
        return child.other_amount, OTHER_ALLOWANCE.label(child.other_allowance) or "已领取"
    household = work.get(Household, child.household_id) if child.household_id else None
    if household is None or household.class_now != IN_DIBAO or not household.benefit_month:
        return ZERO, ""
    living = (Member.household_id == household.id, Member.left.is_(None))
    protected = [each for each in work.find(Member, *living) if each.protected is not False]
    if child.person_id not in {each.person_id for each in protected}:
        return ZERO, ""
    return household.benefit_month / len(protected), "本人低保份额"


def _registered(look: CaseLook) -> Answer:
    child = find_child(look.work, look.case.person_id)
    wanted = CATEGORY.get(look.case.scheme or "")
    return child is not None and wanted in (child.categories or ())


def _route_fits(look: CaseLook) -> Answer:
    child = find_child(look.work, look.case.person_id)
    if child is None:
        return False
    parents = {each.which: each.situation for each in parents_of(look.work, child)}
    route = child_route(parents.get("1"), parents.get("2"))
    return CATEGORY_OF.get(route) == CATEGORY.get(look.case.scheme or "")


def _age_fits(look: CaseLook) -> Answer:
    if look.case.person_id is None or find_child(look.work, look.case.person_id) is None:
        return False
    facts = child_facts(look.work, look.case.person_id)
    scheme = Scheme(look.case.scheme or "")
    return is_of_age(facts, scheme, look.pack, look.work.today) is False


def _lost_reported(look: CaseLook) -> Answer:
    return bool(_lost(look)) and all(each.lost_report_date for each in _lost(look))


def _lost_settled(look: CaseLook) -> Answer:
    """The police answered after six months, or the five proofs stand for it."""
    months = look.pack.whole("lost_contact_months")
    return bool(_lost(look)) and all(_is_settled(look, each, months) for each in _lost(look))


def _is_settled(look: CaseLook, one: ParentSituation, months: int) -> bool:
    if one.has_five_proofs:
        return True
    reported = one.lost_report_date
    waited = reported is not None and months_later(reported, months) <= look.work.today
    return waited and bool(one.receipt_no)


def _lost(look: CaseLook) -> list[ParentSituation]:
    child = find_child(look.work, look.case.person_id)
    found = parents_of(look.work, child) if child else []
    return [each for each in found if each.situation == LOST]


def _on_paper(_look: CaseLook) -> Answer:
    return None


GUARDS: Final[Mapping[str, Callable[[CaseLook], Answer]]] = {
    "child_registered": _registered,
    "route_fits": _route_fits,
    "age_fits": _age_fits,
    "lost_reported": _lost_reported,
    "lost_settled": _lost_settled,
    "verified_twice": _on_paper,
}
"""Guard of the rule pack -> whether it is met."""
