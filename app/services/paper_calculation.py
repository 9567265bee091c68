"""E-36 核算说明单 out of the records: the working kept with a case, else what it comes to now."""

from __future__ import annotations

from typing import Final

from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Household
from app.printing.approval_form_sheet import CalculationLine
from app.printing.calculation_sheet import CalculationSheet
from app.services import aid
from app.services.aid_facts import HouseholdData, read_household
from app.services.aid_result import AidResult, from_tree
from app.services.paper_head import head_of
from app.services.press import Press, joined
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-36"


def of_case(work: UnitOfWork, press: Press, case: AssistanceCase) -> CalculationSheet:
    """By the scheme of a case. Raises ``Refused`` what working it out raises."""
    data = read_household(work, case.household_id or "")
    kept = from_tree(case.working)
    result = kept or aid.work_out_case(work, press.pack, case.id)
    who = data.names.get(case.person_id or "") or _head(data)
    return _sheet(work, press, case, who, data, result)


def of_household(work: UnitOfWork, press: Press, household: Household) -> CalculationSheet:
    """低保 of a household as it stands. Raises ``Refused`` what working it out raises."""
    data = read_household(work, household.id)
    result = aid.work_out(work, press.pack, household.id)
    return _sheet(work, press, household, _head(data), data, result)


def _head(data: HouseholdData) -> str:
    return data.names.get(data.household.head_id or "", "")


def _sheet(
    work: UnitOfWork,
    press: Press,
    about: Record,
    who: str,
    data: HouseholdData,
    result: AidResult,
) -> CalculationSheet:
    if not result.steps:
        raise Refused("还没有核算步骤，不能打印。请先核算。", code="working_missing")
    return CalculationSheet(
        **head_of(work, press, CODE, about, None),
        applicant=who,
        address=press.address(data.household),
        scheme=result.scheme_text,
        layer=result.layer,
        month=result.month,
        members=result.member_count,
        protected=result.protected_count,
        income_total=result.income_total,
        per_capita=result.per_capita,
        standard=result.standard,
        steps=tuple(
            CalculationLine(
                label=each.label,
                formula=joined(each.formula, each.note),
                amount=each.amount,
                basis=each.source,
            )
            for each in result.steps
        ),
        total=result.total if result.eligible else None,
        missing="、".join(result.missing),
        rules=f"{result.pack_name}第{result.pack_version}版",
    )
