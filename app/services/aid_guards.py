"""Whether the guards of a case's steps are met: a row a guard, as the rule pack names them.

What the records can tell, they tell. What only paper can tell (a signed application) is vouched for
by the person who takes the step, and kept in the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.months import age_on, month_of, next_month
from app.models.household import Income, Member, Obligor
from app.models.person import Person
from app.models.visit import Visit
from app.services import child_aid, relief_guards
from app.services.aid_look import CaseLook
from app.services.exclusions import in_other_scheme
from app.services.visit_around import visitor_names

Answer = bool | None
"""None: only a person can say."""

REVIEW: Final = "2"
"""VISIT_KIND."""
REFUSED: Final = "3"
"""MET."""
TWO: Final = 2
ADULT: Final = 18
_ABILITIES: Final = frozenset(("1", "2", "3"))


def is_met(look: CaseLook, guard: str) -> bool:
    """Whether ``guard`` is met; a guard nobody knows is never met."""
    answer = GUARDS[guard](look) if guard in GUARDS else False
    return guard in look.attested if answer is None else answer


def may_be_attested(look: CaseLook, guard: str) -> bool:
    """Whether a person can vouch for it."""
    return guard in GUARDS and GUARDS[guard](look) is None


def _on_paper(_look: CaseLook) -> Answer:
    return None


def _has_member(look: CaseLook) -> Answer:
    wanted = Member.household_id == look.household.id
    return bool(look.work.find(Member, wanted, Member.left.is_(None), limit=1))


def _kin_answered(look: CaseLook) -> Answer:
    return look.value("kin_filed") is not None


def _gaps_listed(look: CaseLook) -> Answer:
    return bool(look.value("missing_items"))


def _reason_given(look: CaseLook) -> Answer:
    return bool(look.reason)


def _report_stored(look: CaseLook) -> Answer:
    return look.value("check_return_date") is not None


def _two_visitors(look: CaseLook) -> Answer:
    return look.survey is not None and len(visitor_names(look.survey)) >= TWO


def _respondent_signed(look: CaseLook) -> Answer:
    """A signature in the visit; on the printed paper somebody has to vouch for it."""
    if look.survey is None:
        return False
    roles = {str(each.get("role")) for each in look.survey.signatures or ()}
    return True if "respondent" in roles else None


def _income_complete(look: CaseLook) -> Answer:
    lines = look.work.find(Income, Income.household_id == look.household.id)
    return all(each.monthly is not None for each in lines)


def _notice_over(look: CaseLook) -> Answer:
    until = look.value("notice_to")
    return until is not None and look.work.today > until


def _decider_not_surveyor(look: CaseLook) -> Answer:
    """By account where it is known, by name in any case."""
    if look.survey is None:
        return True
    ids = {each.get("user_id") for each in look.survey.visitors or ()}
    me = look.work.actor
    return me.id not in ids and me.name not in visitor_names(look.survey)


def _county_visit_if_kin(look: CaseLook) -> Answer:
    return None if look.case.kin_filed else True


def _benefit_computed(look: CaseLook) -> Answer:
    return bool(look.case.working)


def _month_after_decision(look: CaseLook) -> Answer:
    decided = look.case.decision_date
    return decided is not None and month_of(look.work.today) >= next_month(decided)


def _review_recorded(look: CaseLook) -> Answer:
    """A finished 定期核查 since the case came into this state."""
    since = look.case.state_since
    visits = _visits(look, Visit.visit_kind == REVIEW)
    return any(each.ended_at and (not since or each.ended_at.date() >= since) for each in visits)


def _two_attempts(look: CaseLook) -> Answer:
    return len(_visits(look, Visit.met == REFUSED)) >= TWO


def _obligors_checked(look: CaseLook) -> Answer:
    """All are asked; that there is nobody, a person has to say."""
    found = look.work.find(Obligor, Obligor.household_id == look.household.id)
    return all(each.ability in _ABILITIES for each in found) if found else None


def _care_assessed(look: CaseLook) -> Answer:
    return look.value("self_care_fails") is not None or look.value("unable_items") is not None


def _two_assessors(look: CaseLook) -> Answer:
    """Two names are written down; else somebody vouches for it."""
    names = [each for each in (look.value("assessors") or "").split("、") if each.strip()]
    return True if len(names) >= TWO else None


def _adults_authorised(look: CaseLook) -> Answer:
    """Every adult who counts authorised the check, and it still holds (B.13); what is not entered,
    the papers may tell."""
    wanted = (Member.household_id == look.household.id, Member.left.is_(None))
    counted = [each for each in look.work.find(Member, *wanted) if each.counted is not False]
    people = (look.work.get(Person, each.person_id) for each in counted)
    adults = [each for each in people if _is_adult(look, each)]
    is_whole = bool(adults) and all(_is_authorised(look, each) for each in adults)
    return True if is_whole else None


def _is_adult(look: CaseLook, person: Person) -> bool:
    return person.birth_date is None or age_on(person.birth_date, look.work.today) >= ADULT


def _is_authorised(look: CaseLook, person: Person) -> bool:
    holds = person.authorised_to is None or person.authorised_to >= look.work.today
    return person.authorised_on is not None and holds


def _layer_fits(look: CaseLook) -> Answer:
    """The kept working says so, and is one of this scheme."""
    working = look.case.working or {}
    return bool(working.get("eligible")) and working.get("scheme") == look.case.scheme


def _validity_over(look: CaseLook) -> Answer:
    return look.case.valid_to is not None and look.work.today > look.case.valid_to


def _in_one_scheme(look: CaseLook) -> Answer:
    return not in_other_scheme(look.work, look.case)


def _not_extended(look: CaseLook) -> Answer:
    return not look.case.extended


def _visits(look: CaseLook, condition: Any) -> list[Visit]:
    wanted = Visit.household_id == look.household.id
    return look.work.find(Visit, wanted, Visit.ended_at.is_not(None), condition)


GUARDS: Final[Mapping[str, Callable[[CaseLook], Answer]]] = {
    "application_signed": _on_paper,
    "has_member": _has_member,
    "consent_signed": _on_paper,
    "materials_complete": _on_paper,
    "kin_answered": _kin_answered,
    "adults_authorised": _adults_authorised,
    "gaps_listed": _gaps_listed,
    "reason_given": _reason_given,
    "report_stored": _report_stored,
    "two_visitors": _two_visitors,
    "respondent_signed": _respondent_signed,
    "income_complete": _income_complete,
    "notice_over": _notice_over,
    "closing_photo": _on_paper,
    "decider_not_surveyor": _decider_not_surveyor,
    "county_visit_if_kin": _county_visit_if_kin,
    "benefit_computed": _benefit_computed,
    "month_after_decision": _month_after_decision,
    "review_recorded": _review_recorded,
    "employed_over": _on_paper,
    "signed": _on_paper,
    "two_attempts": _two_attempts,
    "period_set": _on_paper,
    "obligors_checked": _obligors_checked,
    "care_assessed": _care_assessed,
    "two_assessors": _two_assessors,
    "layer_fits": _layer_fits,
    "validity_over": _validity_over,
    "not_extended": _not_extended,
    "in_one_scheme": _in_one_scheme,
    **relief_guards.GUARDS,
    **child_aid.GUARDS,
}
"""Guard of the rule pack -> whether it is met."""

FILLED_BY: Final[Mapping[str, str]] = {
    "kin_answered": "kin_filed",
    "gaps_listed": "missing_items",
    "report_stored": "check_return_date",
    "care_assessed": "self_care_fails",
}
"""Guard -> the field that meets it: a step that asks for the field is not held up by the guard."""
