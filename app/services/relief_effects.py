"""What the steps of 临时救助 write: on the case, on the emergency behind it, in the 备用金 ledger."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.domain.money import ZERO
from app.domain.permissions import ACTOR_OF
from app.models.temporary_relief import TemporaryRelief
from app.services import relief_fund
from app.services.aid_effect import Effect, Fields
from app.services.aid_look import CaseLook
from app.services.relief_guards import relief_of

TOWNSHIP_LEVEL, COUNTY_LEVEL = "1", "2"
"""APPROVE_LEVEL."""
DECISION_LEVELS: Final[Mapping[str, str]] = {TOWNSHIP_LEVEL: "2", COUNTY_LEVEL: "1"}
"""APPROVE_LEVEL -> DECISION_LEVEL."""
FROM_FUND: Final = "1"
"""FIRST_PAY_SOURCE."""
_SEQUENCES: Final = 10**8


def case_number(look: CaseLook) -> str:
    """The case's number, or a new one: year, township, eight digits of chance."""
    chance = int(uuid.UUID(look.work.new_id())) % _SEQUENCES
    org = (look.case.org_code or "")[6:9] or "000"
    return look.case.case_no or f"{look.work.today.year}{org}{chance:08d}"


def _approved(look: CaseLook, _action: str) -> Fields:
    return {"decision": "1", **_by_whom(look)}


def _declined(look: CaseLook, _action: str) -> Fields:
    return {"decision": "2", **_by_whom(look)}


def _paid_at_once(look: CaseLook, _action: str) -> Fields:
    return {"case_no": case_number(look), "decision": "1", **_by_whom(look)}


def _by_whom(look: CaseLook) -> Fields:
    return {
        "decision_date": look.work.today,
        "decision_level": DECISION_LEVELS[_level(look)],
        "decision_reason": look.reason or None,
    }


def _level(look: CaseLook) -> str:
    is_county = ACTOR_OF.get(look.work.actor.role) == "county"
    return COUNTY_LEVEL if is_county else TOWNSHIP_LEVEL


def _note_level(look: CaseLook, _action: str) -> None:
    relief = relief_of(look)
    relief.approve_level, relief.approver = _level(look), look.work.actor.name


def _pay_at_once(look: CaseLook, _action: str) -> None:
    """First the money, then the papers (民发〔2018〕23号)."""
    relief = relief_of(look)
    relief.first_pay_at, relief.first_pay_source = look.work.now, FROM_FUND
    relief.first_pay_amount = relief.amount
    _note_level(look, "")
    _pay_out(look, relief, "先行救助")


def _pay_from_fund(look: CaseLook, _action: str) -> None:
    _pay_out(look, relief_of(look), "小额临时救助")


def _pay_out(look: CaseLook, relief: TemporaryRelief, note: str) -> None:
    relief.pay_date = look.work.today
    amount: Decimal = relief.amount or ZERO
    if amount:
        approver, org = relief.approver or "", look.case.org_code
        _ = relief_fund.pay_from(look.work, org, amount, look.case.id, approver=approver, note=note)


def _note_pay_day(look: CaseLook, _action: str) -> None:
    relief_of(look).pay_date = look.work.today


def _emergency_over(look: CaseLook, _action: str) -> None:
    relief_of(look).emergency_end = look.work.today


def _papers_done(look: CaseLook, _action: str) -> None:
    relief_of(look).paperwork_done = look.work.today


def _recovered(look: CaseLook, _action: str) -> None:
    paid = relief_fund.paid_for(look.work, look.case.id)
    if paid > 0:
        _ = relief_fund.take_back(look.work, look.case.org_code, paid, look.case.id, "先行救助追回")


def _accepted(look: CaseLook, _action: str) -> Fields:
    return {"accept_date": look.work.today, "case_no": case_number(look)}


EFFECTS: Final[Mapping[str, Effect]] = {
    "pay_at_once": Effect((), _paid_at_once, follows=_pay_at_once),
    "accept_relief": Effect((), _accepted),
    "refuse_relief": Effect(("decision_no",), _declined),
    "check_back": Effect(("check_return_date", "check_result"), None),
    "approve_relief": Effect(("decision_no",), _approved, follows=_note_level),
    "decline_relief": Effect(("decision_no",), _declined, follows=_note_level),
    "pay_relief": Effect((), None, follows=_note_pay_day),
    "pay_from_fund": Effect((), None, follows=_pay_from_fund),
    "emergency_over": Effect((), None, follows=_emergency_over),
    "papers_done": Effect((), None, follows=_papers_done),
    "recovered": Effect((), None, follows=_recovered),
    "file_relief": Effect(("platform_no",), None),
}
"""Action of the rule pack -> what it writes."""
