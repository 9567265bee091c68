"""What a step of a case writes besides its state: a row a step (domain C.12).

``asks`` are the fields that the step may be given by the person who takes it; the rest follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.domain.deadlines import due_on
from app.domain.money import ZERO
from app.domain.months import month_end, months_later, next_month
from app.errors import Refused
from app.models.household import Household
from app.services import aid, relief_effects
from app.services.aid_effect import Effect, Fields
from app.services.aid_facts import read_household
from app.services.aid_look import CaseLook
from app.services.aid_result import AidResult, from_tree
from app.services.relief_effects import case_number

_UNDER_OVER: Final = {"check_ok": "1", "check_over": "2"}
"""Action -> CHECK_RESULT."""
_CLASS_OF: Final = {"1": "1", "2": "2", "3": "3", "4": "4"}
"""SCHEME -> HOUSEHOLD_CLASS of a household that is in it."""
_COUNTY: Final = "1"
_OF_COUNTY: Final = frozenset(("6", "7"))
"""SCHEME that the county confirms, whatever it has delegated."""
LEVEL: Final = "decision_level"
_RESULT_OF: Final = {"review_up": "2", "review_down": "3"}
"""Action -> REVIEW_RESULT; else nothing changed."""
_NOBODY: Final = "0"
_REASSESSED: Final = "自理能力复评"
_LABOR: Final = frozenset(("1", "2"))
VALIDITY: Final[Mapping[str, str]] = {"3": "edge.valid_months", "4": "rigid.valid_months"}
"""SCHEME that is a standing and no money -> for how many months."""


def working_of(look: CaseLook) -> AidResult | None:
    """The working that is kept with the case."""
    return from_tree(look.case.working)


def _applied(look: CaseLook, _action: str) -> Fields:
    return {"apply_date": look.value("apply_date") or look.work.today}


def _accepted(look: CaseLook, _action: str) -> Fields:
    """The clock starts."""
    return {"accept_date": look.work.today, "case_no": case_number(look)}


def _gaps_told(look: CaseLook, _action: str) -> Fields:
    return {"missing_notice_date": look.work.today}


def _check_sent(look: CaseLook, _action: str) -> Fields:
    return {"check_request_date": look.work.today}


def _check_back(_look: CaseLook, action: str) -> Fields:
    return {"check_result": _UNDER_OVER[action]}


def _first_opinion(look: CaseLook, action: str) -> Fields:
    """The first opinion; with 同意 the notice begins and its end follows (7 days, the first not
    counted)."""
    told: Fields = {
        "first_opinion_date": look.work.today,
        "first_signer": look.work.actor.name,
        "first_opinion": look.reason or look.value("first_opinion"),
    }
    return told | (_notice(look) if action == "opinion_yes" else {})


def _notice(look: CaseLook) -> Fields:
    """From today, or the day that is given: an earlier notice of the case does not count again."""
    start: date = look.given.get("notice_from") or look.work.today
    rule = next(
        look.pack.deadline(each, start)
        for each in look.flow.states["NOTICE"].deadlines
        if look.pack.deadlines[each].start == "notice_from"
    )
    return {"notice_from": start, "notice_to": due_on(rule, start, look.calendar).day}


def _noticed_again(look: CaseLook, _action: str) -> Fields:
    return _notice(look)


def _objection(look: CaseLook, _action: str) -> Fields:
    return {"notice_objection": look.reason or look.value("notice_objection")}


def _decided(look: CaseLook, action: str) -> Fields:
    found: Fields = {
        "decision": "1" if action == "confirm_yes" else "2",
        "decision_date": look.work.today,
        "decision_level": _COUNTY if look.case.scheme in _OF_COUNTY else look.pack.text(LEVEL),
        "decision_reason": look.reason or None,
    }
    if action != "confirm_yes":
        return found
    if look.case.scheme in VALIDITY:
        return found | _validity(look, "")
    return found | _amounts(look) | {"benefit_from_month": next_month(look.work.today)}


def _validity(look: CaseLook, _action: str) -> Fields:
    """A standing holds to the day before the same date; it is not money."""
    months = look.pack.whole(VALIDITY[look.case.scheme or ""])
    return {"valid_to": months_later(look.work.today, months) - timedelta(days=1)}


def _fading(look: CaseLook, _action: str) -> Fields:
    """The former amount is kept to the end of the fade (民发〔2021〕57号第三十二条)."""
    start = next_month(look.work.today)
    last = months_later(start, look.pack.whole("fade_months") - 1)
    return {"valid_to": month_end(last)}


def _not_fading(look: CaseLook, action: str) -> Fields:
    return _changed_amounts(look, action) | {"valid_to": None}


def _child_confirmed(look: CaseLook, _action: str) -> Fields:
    return {
        "decision": "1",
        "decision_date": look.work.today,
        "decision_level": _COUNTY,
        "decision_reason": look.reason or None,
        "benefit_from_month": next_month(look.work.today),
        **_amounts(look),
    }


def _amounts(look: CaseLook) -> Fields:
    """As worked out, or as somebody changed it and says why.

    Raises ``Refused``: working_missing, override_reason_missing, not_entitled.
    """
    working = working_of(look)
    if working is None:
        raise Refused("保障金额还没有核算。请先核算，再确认。", code="working_missing")
    if not working.eligible and "benefit_amount" not in look.given:
        sentence = "按核算结果不符合条件。请核对后不予确认，或写明改动金额的理由。"
        raise Refused(sentence, code="not_entitled")
    benefit: Decimal = look.given.get("benefit_amount", working.benefit)
    top_up: Decimal = look.given.get("topup_amount", working.top_up)
    is_changed = (benefit, top_up) != (working.benefit, working.top_up)
    if is_changed and not look.value("override_reason"):
        sentence = "金额与核算结果不同。请填写改动金额的理由。"
        raise Refused(sentence, code="override_reason_missing")
    is_tiered = look.pack.text("benefit_mode") == "tiers"
    return {
        "benefit_mode": "2" if is_tiered else "1",
        "benefit_amount": benefit,
        "topup_amount": top_up,
        "total_month": benefit + top_up,
    }


def _changed_amounts(look: CaseLook, _action: str) -> Fields:
    return _amounts(look) | {"decision_reason": look.reason or look.case.decision_reason}


def _assessed(look: CaseLook, _action: str) -> Fields:
    """Which of the six it is says how many it is. Raises ``Refused`` care_reason_missing."""
    if look.value("care_grade_override") and not look.value("care_override_reason"):
        sentence = "按半护理执行要有理由。请选择按半护理执行的理由。"
        raise Refused(sentence, code="care_reason_missing")
    items = look.given.get("unable_items")
    fails = {} if items is None else {"self_care_fails": len(items)}
    return {"assessed_on": look.value("assessed_on") or look.work.today} | fails


def _reassessed(look: CaseLook, _action: str) -> Fields:
    """The care grade follows from what was assessed now, and the money from the grade (43号).

    Raises as ``aid.work_out_case``, and ``Refused``: care_reason_missing, not_entitled.
    """
    case, assessed = look.case, _assessed(look, _action)
    case.self_care_fails = assessed.get("self_care_fails", look.value("self_care_fails"))
    case.care_grade_override = look.value("care_grade_override")
    case.care_override_reason = look.value("care_override_reason")
    aid.keep_working(look.work, case, aid.work_out_case(look.work, look.pack, case.id))
    return _amounts(look) | assessed | {"decision_reason": look.reason or _REASSESSED}


def _ended(look: CaseLook, _action: str) -> Fields:
    """From the next month on there is nothing (57号第三十一条)."""
    return {
        "decision_reason": look.reason or look.case.decision_reason,
        "ended_from": next_month(look.work.today),
    }


def _review(look: CaseLook, action: str) -> Fields:
    return {"reviewed_on": look.work.today, "review_result": _RESULT_OF.get(action, "1")}


def _review_changed(look: CaseLook, action: str) -> Fields:
    return _changed_amounts(look, action) | _review(look, action)


def _extended(look: CaseLook, _action: str) -> Fields:
    return {"extended": True, "extend_reason": look.reason}


def _withdrawn(look: CaseLook, _action: str) -> Fields:
    return {"decision": "4", "decision_date": look.work.today}


def _uncooperative(look: CaseLook, _action: str) -> Fields:
    return {
        "decision": "3",
        "decision_date": look.work.today,
        "decision_reason": look.reason or None,
    }


def _in_benefit(look: CaseLook) -> Fields:
    """The household is in it from now on."""
    return {
        "class_now": _CLASS_OF.get(look.case.scheme or "", "5"),
        "benefit_month": look.case.total_month,
        "benefit_from": look.case.benefit_from_month,
        **_next_review(look),
    }


def _next_review(look: CaseLook) -> Fields:
    """When it is reviewed follows from who can work (D.13), by the rules of the day."""
    people = read_household(look.work, look.household.id).people
    is_unsteady = any(person.labor in _LABOR for _, person in people)
    cycle = look.pack.whole(f"review_cycle.{'unstable' if is_unsteady else 'stable'}")
    return {"review_cycle": str(cycle), "next_review": months_later(look.work.today, cycle)}


def _stands(look: CaseLook) -> Fields:
    """In the scheme, without money."""
    return {
        "class_now": _CLASS_OF[look.case.scheme or ""],
        "benefit_month": None,
        "benefit_from": None,
        "next_review": look.case.valid_to,
    }


def _reviewed(look: CaseLook) -> Fields:
    return {"benefit_month": look.case.total_month, **_next_review(look)}


def _out_of_benefit(_look: CaseLook) -> Fields:
    return {"class_now": _NOBODY, "benefit_month": ZERO, "next_review": None}


_AMOUNT_FIELDS: Final = ("benefit_amount", "topup_amount", "override_reason", "decision_no")
_REPORT_FIELDS: Final = ("check_return_date", "check_report_no")
_NOTICE_FIELDS: Final = ("notice_from", "notice_places")
_REVIEW_FIELDS: Final = ("review_population", "review_income", "review_assets")
_MEETING_FIELDS: Final = (
    "meeting_at", "meeting_place", "meeting_chair", "meeting_recorder", "meeting_people",
    "votes_for", "votes_against", "votes_abstain", "meeting_conclusion",
)  # fmt: skip
_CARE_FIELDS: Final = (
    "unable_items", "self_care_fails", "assessed_on", "assessors", "care_grade_override",
    "care_override_reason",
)  # fmt: skip
_TEKUN_FIELDS: Final = (
    *_CARE_FIELDS, "tekun_category", "no_labor_basis", "no_income_basis", "no_obligor_basis",
    "supply_mode", "wants_institution", "institution",
)  # fmt: skip
_AGREEMENT_FIELDS: Final = (
    "agreement_no", "agreement_from", "agreement_to", "caregiver_name", "caregiver_relation",
    "care_paid_to", "visit_cycle",
)  # fmt: skip

EFFECTS: Final[Mapping[str, Effect]] = {
    "submit_application": Effect(("apply_date", "apply_way"), _applied),
    "accept": Effect(("kin_filed",), _accepted),
    "supplied": Effect(("kin_filed",), _accepted),
    "request_supplement": Effect(("missing_items",), _gaps_told),
    "send_check": Effect((), _check_sent),
    "check_ok": Effect(_REPORT_FIELDS, _check_back),
    "check_over": Effect(_REPORT_FIELDS, _check_back),
    "objection_with_proof": Effect(("objection", "recheck_date")),
    "close_survey": Effect(("village_opinion", "village_opinion_date")),
    "opinion_yes": Effect(("first_opinion", *_NOTICE_FIELDS), _first_opinion),
    "opinion_no": Effect(("first_opinion",), _first_opinion),
    "objection": Effect(("notice_objection", "notice_objector"), _objection),
    "reinvestigated": Effect(("notice_objection_result",)),
    "reviewed": Effect((*_MEETING_FIELDS, "notice_objection_result")),
    "notice_again": Effect((*_NOTICE_FIELDS, "notice_objection_result"), _noticed_again),
    "assess": Effect(_TEKUN_FIELDS, _assessed),
    "confirm_yes": Effect(_AMOUNT_FIELDS, _decided),
    "confirm_no": Effect(("decision_no",), _decided),
    "reject_obvious": Effect(("decision_no",), _decided),
    "accept_result": Effect(("decision_no",), _decided),
    "first_pay": Effect((), None, _in_benefit),
    "review_same": Effect(_REVIEW_FIELDS, _review, _reviewed),
    "no_change": Effect(_REVIEW_FIELDS, _review, _reviewed),
    "review_up": Effect((*_REVIEW_FIELDS, *_AMOUNT_FIELDS), _review_changed, _reviewed),
    "review_down": Effect((*_REVIEW_FIELDS, *_AMOUNT_FIELDS), _review_changed, _reviewed),
    "increase": Effect(_AMOUNT_FIELDS, _changed_amounts),
    "decrease": Effect(_AMOUNT_FIELDS, _changed_amounts),
    "employed_over": Effect((), _fading),
    "income_below_again": Effect(_AMOUNT_FIELDS, _not_fading, _reviewed),
    "begin_validity": Effect((), None, _stands),
    "renew": Effect((), _validity, _stands),
    "lapse": Effect(("end_reason",), _ended, _out_of_benefit),
    "opinion_petty": Effect(("first_opinion",), _first_opinion),
    "confirm_child": Effect(_AMOUNT_FIELDS, _child_confirmed),
    "set_difference": Effect(_AMOUNT_FIELDS, _changed_amounts),
    "stop_child": Effect((), _ended),
    "take_effect": Effect((), None, _reviewed),
    "reassessed": Effect(_CARE_FIELDS, _reassessed, _reviewed),
    "stop": Effect(("end_reason",), _ended, _out_of_benefit),
    "propose_end": Effect((*_NOTICE_FIELDS, "end_reason"), _noticed_again),
    "end": Effect(("end_reason",), _ended, _out_of_benefit),
    "sign_care": Effect(_AGREEMENT_FIELDS, stays=True),
    "extend": Effect((), _extended, stays=True),
    "withdraw": Effect((), _withdrawn),
    "refuse_cooperate": Effect((), _uncooperative),
    **relief_effects.EFFECTS,
}
"""Action of the rule pack -> what it writes; a step that is not here only changes the state."""


def effect_of(action: str) -> Effect:
    """What ``action`` writes."""
    return EFFECTS.get(action, _NOTHING)


def put_household(look: CaseLook, effect: Effect) -> None:
    """Write what the household gets."""
    if effect.household is not None:
        household: Household = look.household
        for name, value in effect.household(look).items():
            setattr(household, name, value)


_NOTHING: Final = Effect()
