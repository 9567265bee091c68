"""What a step of a case writes besides its state: a row a step (domain C.12).

``asks`` are the fields that the step may be given by the person who takes it; the rest follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain.deadlines import due_on
from app.domain.money import ZERO
from app.domain.months import months_later, next_month
from app.errors import Refused
from app.models.household import Household
from app.services.aid_facts import read_household
from app.services.aid_look import CaseLook
from app.services.aid_result import AidResult, from_tree

Fields = dict[str, Any]

_UNDER_OVER: Final = {"check_ok": "1", "check_over": "2"}
"""Action -> CHECK_RESULT."""
_CLASS_OF: Final = {"1": "1", "2": "2", "3": "3", "4": "4"}
"""SCHEME -> HOUSEHOLD_CLASS of a household that is in it."""
_NOBODY: Final = "0"
_LABOR: Final = frozenset(("1", "2"))
_SEQUENCES: Final = 10**8


@dataclass(frozen=True)
class Effect:
    """``asks``: fields for the person to fill in; ``fields``: what the case gets by itself;
    ``household``: what its household gets."""

    asks: tuple[str, ...] = ()
    fields: Callable[[CaseLook, str], Fields] | None = None
    household: Callable[[CaseLook], Fields] | None = None


def working_of(look: CaseLook) -> AidResult | None:
    """The working that is kept with the case."""
    return from_tree(look.case.working)


def _applied(look: CaseLook, _action: str) -> Fields:
    return {"apply_date": look.value("apply_date") or look.work.today}


def _accepted(look: CaseLook, _action: str) -> Fields:
    """The clock starts; the number: year, township, eight digits of chance."""
    chance = int(uuid.UUID(look.work.new_id())) % _SEQUENCES
    org = (look.case.org_code or "")[6:9] or "000"
    number = look.case.case_no or f"{look.work.today.year}{org}{chance:08d}"
    return {"accept_date": look.work.today, "case_no": number}


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
    start: date = look.value("notice_from") or look.work.today
    rule = next(
        look.pack.deadlines[each]
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
        "decision_level": look.pack.text("decision_level"),
        "decision_reason": look.reason or None,
    }
    if action != "confirm_yes":
        return found
    return found | _amounts(look) | {"benefit_from_month": next_month(look.work.today)}


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


def _ended(look: CaseLook, _action: str) -> Fields:
    return {"decision_reason": look.reason or look.case.decision_reason}


def _withdrawn(look: CaseLook, _action: str) -> Fields:
    return {"decision": "4", "decision_date": look.work.today}


def _uncooperative(look: CaseLook, _action: str) -> Fields:
    return {
        "decision": "3",
        "decision_date": look.work.today,
        "decision_reason": look.reason or None,
    }


def _in_benefit(look: CaseLook) -> Fields:
    """The household is in it from now on; when it is reviewed follows from who can work (D.13)."""
    people = read_household(look.work, look.household.id).people
    is_unsteady = any(person.labor in _LABOR for _, person in people)
    cycle = look.pack.whole(f"review_cycle.{'unstable' if is_unsteady else 'stable'}")
    return {
        "class_now": _CLASS_OF.get(look.case.scheme or "", "5"),
        "benefit_month": look.case.total_month,
        "benefit_from": look.case.benefit_from_month,
        "review_cycle": str(cycle),
        "next_review": months_later(look.work.today, cycle),
    }


def _reviewed(look: CaseLook) -> Fields:
    cycle = int(look.household.review_cycle or look.pack.whole("review_cycle.stable"))
    return {
        "benefit_month": look.case.total_month,
        "next_review": months_later(look.work.today, cycle),
    }


def _out_of_benefit(_look: CaseLook) -> Fields:
    return {"class_now": _NOBODY, "benefit_month": ZERO, "next_review": None}


_AMOUNT_FIELDS: Final = ("benefit_amount", "topup_amount", "override_reason", "decision_no")

EFFECTS: Final[Mapping[str, Effect]] = {
    "submit_application": Effect(("apply_date", "apply_way"), _applied),
    "accept": Effect(("kin_filed",), _accepted),
    "supplied": Effect(("kin_filed",), _accepted),
    "request_supplement": Effect(("missing_items",), _gaps_told),
    "send_check": Effect((), _check_sent),
    "check_ok": Effect(("check_return_date",), _check_back),
    "check_over": Effect(("check_return_date",), _check_back),
    "objection_with_proof": Effect(("objection", "recheck_date")),
    "close_survey": Effect(("village_opinion", "village_opinion_date")),
    "opinion_yes": Effect(("first_opinion", "notice_from"), _first_opinion),
    "opinion_no": Effect(("first_opinion",), _first_opinion),
    "objection": Effect(("notice_objection",), _objection),
    "notice_again": Effect(("notice_from",), _noticed_again),
    "assess": Effect(("self_care_fails", "tekun_category", "supply_mode")),
    "confirm_yes": Effect(_AMOUNT_FIELDS, _decided),
    "confirm_no": Effect(("decision_no",), _decided),
    "reject_obvious": Effect(("decision_no",), _decided),
    "accept_result": Effect(("decision_no",), _decided),
    "first_pay": Effect((), None, _in_benefit),
    "review_same": Effect((), None, _reviewed),
    "no_change": Effect((), None, _reviewed),
    "review_up": Effect(_AMOUNT_FIELDS, _changed_amounts, _reviewed),
    "review_down": Effect(_AMOUNT_FIELDS, _changed_amounts, _reviewed),
    "increase": Effect(_AMOUNT_FIELDS, _changed_amounts),
    "decrease": Effect(_AMOUNT_FIELDS, _changed_amounts),
    "income_below_again": Effect(_AMOUNT_FIELDS, _changed_amounts, _reviewed),
    "take_effect": Effect((), None, _reviewed),
    "reassessed": Effect(("self_care_fails",)),
    "stop": Effect((), _ended, _out_of_benefit),
    "end": Effect((), _ended, _out_of_benefit),
    "withdraw": Effect((), _withdrawn),
    "refuse_cooperate": Effect((), _uncooperative),
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
