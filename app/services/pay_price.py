"""价格临时补贴: who gets it in a month, and how much, by the published rises of prices (D.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from app.domain.allowances import PriceRise, work_out_price_subsidy
from app.domain.codes import AREA_KIND
from app.domain.months import month_name
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.payment import PayRun
from app.services.pay_due import OF_PERSON, SINGLE, Due, due_of_case, protected_sizes
from app.storage.unit_of_work import UnitOfWork

Rates = Mapping[str, Decimal]
"""AREA_KIND -> 元 a person for one month."""
_RURAL: Final = "2"


def rates_of(pack: RulePack, rise: PriceRise, month: date) -> Rates:
    """What one person gets in town and country. Raises ``Refused`` price_not_started."""
    found = {code: work_out_price_subsidy(code, rise, pack, month) for code, _ in AREA_KIND}
    if not any(each.amount for each in found.values()):
        [check] = {each.steps[0].formula for each in found.values()}
        sentence = f"{month_name(month)}没有达到启动条件：{check}。不用发放价格补贴。"
        raise Refused(sentence, code="price_not_started")
    return {code: each.amount for code, each in found.items()}


def tree_of(rise: PriceRise, rates: Rates) -> dict[str, Any]:
    """The rises and the rates, as a run keeps them."""
    return {
        "cpi": f"{rise.cpi:f}",
        "food": f"{rise.food:f}",
        "scpi": f"{rise.scpi:f}",
        "rates": {code: f"{amount:f}" for code, amount in rates.items()},
    }


def rise_of(run: PayRun) -> PriceRise | None:
    """The rises by which a run was drawn up; None for one of another scheme."""
    tree = run.rise
    if not tree:
        return None
    return PriceRise(Decimal(tree["cpi"]), Decimal(tree["food"]), Decimal(tree["scpi"]))


def kept_rates(run: PayRun) -> Rates:
    """The rates by which a run was drawn up; none for one of another scheme."""
    told: dict[str, str] = (run.rise or {}).get("rates", {})
    return {code: Decimal(amount) for code, amount in told.items()}


def price_due(
    work: UnitOfWork, schemes: tuple[str, ...], rates: Rates, month: date, org: str
) -> Iterator[Due]:
    """Everybody in pay in the month of a scheme of ``schemes``, by where they live."""
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme.in_(schemes),
            AssistanceCase.org_code == org,
        )
        .order_by(AssistanceCase.rowid_)
    )
    sizes = protected_sizes(work)
    for case, household in work.session.execute(wanted):
        if not due_of_case(case, month):
            continue
        is_one = case.scheme in OF_PERSON or case.case_kind == SINGLE
        persons = 1 if is_one else sizes.get(household.id, 1)
        area = household.dibao_area_type or _RURAL
        yield Due(
            case.id,
            AssistanceCase.noun,
            case.household_id,
            (case.person_id if is_one else None) or household.head_id,
            case.id,
            persons,
            rates.get(area, Decimal(0)) * persons,
            month,
            f"{month_name(month)}价格补贴，每人{rates.get(area, Decimal(0)):f}元",
            case.village_code,
        )
