"""提标: what a raised standard makes of every case in benefit, before anything is written and after;
and which families just above the old standard now qualify (domain A005, D.3, H.2 AL-11)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.money import ZERO
from app.domain.months import month_name, month_of
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.services import aid
from app.services.aid_result import AidResult
from app.services.pay_due import MONTHLY
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

_STANDING: Final = ("ACTIVE", "APPROVED", "CHANGE", "INCREASE", "DECREASE")
EDGE: Final = "3"
"""HOUSEHOLD_CLASS."""


@dataclass(frozen=True)
class RiseLine:
    """One case: ``old`` as decided, ``new`` by the rules of the month, 元/月. ``trouble``: why it
    could not be worked out, or that it no longer fits."""

    case_id: str
    household_id: str
    name: str
    scheme: str
    old: Decimal
    new: Decimal
    trouble: str


@dataclass(frozen=True)
class RisePreview:
    """What a month's standards would change. ``monthly``: by how much altogether, 元/月."""

    month: date
    lines: tuple[RiseLine, ...]
    unchanged: int

    @property
    def monthly(self) -> Decimal:
        """All differences of the cases that can be worked out."""
        return sum((each.new - each.old for each in self.lines if not each.trouble), ZERO)


@needs(Action.CASE_READ)
def preview_rise(work: UnitOfWork, pack: RulePack, month: date) -> RisePreview:
    """Every case in benefit worked out anew for ``month``; nothing is written."""
    found = [_line(work, pack, case, month) for case in _cases(work)]
    changed = tuple(each for each in found if each.old != each.new or each.trouble)
    return RisePreview(month_of(month), changed, len(found) - len(changed))


@needs(Action.CASE_DECIDE)
def apply_rise(
    work: UnitOfWork, pack: RulePack, month: date, case_ids: Collection[str]
) -> RisePreview:
    """The new amounts of ``case_ids`` stand; what is owed for earlier months a run pays with
    ``back_to``. Raises ``Refused`` rise_troubled: a case cannot be worked out or no longer fits."""
    done: list[RiseLine] = []
    for case in _cases(work):
        if case.id not in case_ids:
            continue
        line = _line(work, pack, case, month)
        if line.trouble:
            sentence = f"{line.name}：{line.trouble}请先核查，再调整。"
            raise Refused(sentence, code="rise_troubled", case_id=case.id)
        _put(work, case, aid.work_out_case(work, pack, case.id, month))
        done.append(line)
    return RisePreview(month_of(month), tuple(done), 0)


@needs(Action.CASE_READ)
def newly_fitting(work: UnitOfWork, pack: RulePack, month: date) -> tuple[RiseLine, ...]:
    """低保边缘 families that are below the standard of ``month``: ``new`` is what they would get."""
    wanted = (Household.class_now == EDGE, within_reach(work, Household))
    return tuple(_fitting(work, pack, work.find(Household, *wanted), month))


def _fitting(
    work: UnitOfWork, pack: RulePack, households: Collection[Household], month: date
) -> Iterator[RiseLine]:
    for household in households:
        try:
            found = aid.work_out(work, pack, household.id, month)
        except Refused:
            continue
        if found.eligible:
            name = _name(work, household)
            yield RiseLine("", household.id, name, found.scheme, ZERO, found.total, "")


def _cases(work: UnitOfWork) -> list[AssistanceCase]:
    return work.find(
        AssistanceCase,
        AssistanceCase.scheme.in_(MONTHLY),
        AssistanceCase.state.in_(_STANDING),
        within_reach(work, AssistanceCase),
        order_by=(AssistanceCase.rowid_,),
    )


def _line(work: UnitOfWork, pack: RulePack, case: AssistanceCase, month: date) -> RiseLine:
    household = work.get(Household, case.household_id or "")
    old, new, trouble = case.total_month or ZERO, ZERO, ""
    try:
        found = aid.work_out_case(work, pack, case.id, month)
        new, trouble = found.total, "" if found.eligible else "按新标准不符合条件。"
    except Refused as refused:
        new, trouble = old, refused.sentence
    return RiseLine(
        case.id, household.id, _name(work, household), case.scheme or "", old, new, trouble
    )


def _name(work: UnitOfWork, household: Household) -> str:
    if household.head_id is None:
        return ""
    return work.get(Person, household.head_id, with_deleted=True).name


def _put(work: UnitOfWork, case: AssistanceCase, found: AidResult) -> None:
    case.benefit_amount, case.topup_amount = found.benefit, found.top_up
    case.total_month = found.total
    aid.keep_working(work, case, found)
    case.decision_reason = f"{month_name(found.month)}起执行新标准"
    household = work.get(Household, case.household_id or "")
    if case.scheme in {"1", "2"}:
        household.benefit_month = found.total
