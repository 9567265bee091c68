"""The guards of 临时救助: what is known of the emergency, what was given before, what may be spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import or_

from app.domain.allowances import Allowance
from app.domain.money import ZERO
from app.domain.permissions import ACTOR_OF
from app.domain.relief_amount import (
    ReliefQuestion,
    may_township_approve,
    repeats_since,
    work_out_relief,
)
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.temporary_relief import TemporaryRelief
from app.services.aid_look import CaseLook
from app.services.relief_fund import balance_of
from app.storage.unit_of_work import UnitOfWork

EMERGENCY, EXPENSE = "1", "2"
"""RELIEF_KIND."""
ONE_PERSON: Final = "2"
"""RELIEF_OBJECT."""
MONEY: Final = "1"
"""AID_FORM."""
CARD, CASH, GOODS = "1", "2", "3"
"""PAY_WAY."""

Answer = bool | None


def relief_of(look: CaseLook) -> TemporaryRelief:
    """The emergency behind the case; a new one where nothing is known yet, not added."""
    return find_relief(look.work, look.case) or TemporaryRelief(case_id=look.case.id)


def find_relief(work: UnitOfWork, case: AssistanceCase) -> TemporaryRelief | None:
    """What the case knows besides itself."""
    found = work.find(TemporaryRelief, TemporaryRelief.case_id == case.id, limit=1)
    return found[0] if found else None


def proposed(
    work: UnitOfWork, pack: RulePack, household: Household, relief: TemporaryRelief
) -> Allowance:
    """What the rules make of it. Raises as ``work_out_relief``."""
    counted = (Member.household_id == household.id, Member.left.is_(None))
    everybody = sum(each.counted is not False for each in work.find(Member, *counted))
    question = ReliefQuestion(
        household.dibao_area_type or "",
        1 if relief.object_kind == ONE_PERSON else everybody,
        relief.tier or "",
        relief.months_factor,
        relief.amount,
    )
    return work_out_relief(question, pack, work.today)


def earlier(
    work: UnitOfWork, pack: RulePack, case: AssistanceCase, relief: TemporaryRelief
) -> list[TemporaryRelief]:
    """What was paid to the same family or person for the same cause, within the pack's months."""
    if relief.cause is None:
        return []
    whose = [TemporaryRelief.household_id == case.household_id]
    if case.person_id:
        whose.append(TemporaryRelief.person_id == case.person_id)
    return work.find(
        TemporaryRelief,
        or_(*whose),
        TemporaryRelief.case_id != case.id,
        TemporaryRelief.cause == relief.cause,
        TemporaryRelief.pay_date >= repeats_since(pack, work.today),
        order_by=(TemporaryRelief.pay_date,),
    )


def _described(look: CaseLook) -> Answer:
    relief = relief_of(look)
    known = relief.kind and relief.cause and relief.situation
    return bool(known) and (relief.kind != EXPENSE or relief.self_paid is not None)


def _not_repeated(look: CaseLook) -> Answer:
    relief = relief_of(look)
    if relief.repeat_reason:
        return True
    return not earlier(look.work, look.pack, look.case, relief)


def _amount_set(look: CaseLook) -> Answer:
    """Money, goods or a referral; where there are tiers, the amount is the tier's."""
    relief = relief_of(look)
    if not relief.aid_forms:
        return False
    if MONEY not in relief.aid_forms:
        return bool(relief.goods) or GOODS_NEEDED not in relief.aid_forms
    try:
        worked = proposed(look.work, look.pack, look.household, relief)
    except Refused:
        return False
    return bool(relief.amount) and relief.amount == worked.amount


def _within_own_limit(look: CaseLook) -> Answer:
    if ACTOR_OF.get(look.work.actor.role) == "county":
        return True
    return may_township_approve(look.pack, relief_of(look).amount or ZERO)


def _petty(look: CaseLook) -> Answer:
    return may_township_approve(look.pack, relief_of(look).amount or ZERO)


def _fund_suffices(look: CaseLook) -> Answer:
    wanted = relief_of(look).amount or ZERO
    return balance_of(look.work, look.case.org_code) >= wanted


def _is_emergency(look: CaseLook) -> Answer:
    return relief_of(look).kind == EMERGENCY


def _paid_properly(look: CaseLook) -> Answer:
    """By card; in cash with a receipt and two who saw it; goods with a receipt."""
    relief = relief_of(look)
    if relief.pay_way == CARD:
        return True
    if relief.pay_way == GOODS:
        return bool(relief.receipt)
    enough = len(relief.witnesses or ()) >= look.pack.whole("relief.cash_witnesses")
    return relief.pay_way == CASH and bool(relief.receipt) and enough


def _on_paper(_look: CaseLook) -> Answer:
    return None


GOODS_NEEDED: Final = "2"
"""AID_FORM."""

GUARDS: Final[Mapping[str, Callable[[CaseLook], Answer]]] = {
    "relief_described": _described,
    "not_repeated": _not_repeated,
    "amount_set": _amount_set,
    "within_own_limit": _within_own_limit,
    "petty": _petty,
    "fund_suffices": _fund_suffices,
    "is_emergency": _is_emergency,
    "paid_properly": _paid_properly,
    "platform_filed": _on_paper,
}
"""Guard of the rule pack -> whether it is met; None: only a person can say."""
