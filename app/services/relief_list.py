"""临时救助 as the window lists it: every need with its case, and putting one value of a need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from app.domain.codes_registers import RELIEF_CAUSE, RELIEF_KIND
from app.domain.money import ZERO
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.models.temporary_relief import TemporaryRelief
from app.services import relief
from app.services.household_list import ENDED
from app.services.permitted import needs
from app.services.reach import within_reach
from app.services.records import Saved
from app.services.relief import SCHEME, ReliefFile
from app.storage.unit_of_work import UnitOfWork

_DONE: Final = frozenset((*ENDED, "FILED"))


@dataclass(frozen=True)
class ReliefLine:
    """One application of 临时救助. ``id`` is the case's; ``name`` of whoever asked."""

    id: str
    name: str
    household_id: str | None
    village_code: str | None
    kind_text: str
    cause_text: str
    amount: Decimal
    state: str
    state_text: str
    since: date | None
    paid_on: date | None


@dataclass(frozen=True)
class NeedFile:
    """One application with the need behind it. ``relief.record`` None: nothing is known yet."""

    id: str
    line: ReliefLine = field(repr=False)
    relief: ReliefFile = field(repr=False)


@needs(Action.CASE_READ)
def relief_lines(
    work: UnitOfWork, pack: RulePack, *, is_done: bool = False
) -> tuple[ReliefLine, ...]:
    """The applications under way, or those that are over, the newest first."""
    wanted = (
        select(AssistanceCase, TemporaryRelief, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .outerjoin(TemporaryRelief, TemporaryRelief.case_id == AssistanceCase.id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.scheme == SCHEME,
            AssistanceCase.state.in_(_DONE) if is_done else AssistanceCase.state.not_in(_DONE),
            within_reach(work, AssistanceCase),
        )
        .order_by(AssistanceCase.rowid_.desc())
    )
    rows = list(work.session.execute(wanted))
    names = _names(work, [case.person_id or home.head_id for case, _, home in rows])
    return tuple(
        _line(pack, case, need, names.get(case.person_id or home.head_id or "", ""))
        for case, need, home in rows
    )


@needs(Action.CASE_READ)
def need_file(work: UnitOfWork, pack: RulePack, case_id: str) -> NeedFile:
    """One application. Raises ``Refused`` record_missing, out_of_reach, not_relief."""
    found = relief.relief_file(work, pack, case_id)
    case = work.get(AssistanceCase, case_id)
    home = work.get(Household, case.household_id or "")
    needs_ = work.find(TemporaryRelief, TemporaryRelief.case_id == case_id, limit=1)
    who = case.person_id or home.head_id
    name = _names(work, [who]).get(who or "", "")
    return NeedFile(case_id, _line(pack, case, needs_[0] if needs_ else None, name), found)


@needs(Action.CASE_WRITE)
def put_need(work: UnitOfWork, relief_id: str, values: Mapping[str, Any]) -> Saved:
    """Change values of a need. Raises as ``relief.set_relief``."""
    case_id = work.get(TemporaryRelief, relief_id).case_id
    saved = relief.set_relief(work, case_id, values)
    return Saved(saved.noun, relief_id, saved.is_new, saved.remarks)


@needs(Action.CASE_WRITE)
def ask_relief(
    work: UnitOfWork, pack: RulePack, household_id: str | None, values: Mapping[str, Any]
) -> Saved:
    """A new application for the family of whoever was chosen.

    Raises ``Refused`` household_missing, and as ``relief.open_relief``.
    """
    if not household_id:
        sentence = "此人还没有家庭档案。请先在“人员家庭”里建立这一户的档案。"
        raise Refused(sentence, code="household_missing")
    return relief.open_relief(work, pack, household_id, values)


def _names(work: UnitOfWork, ids: list[str | None]) -> Mapping[str, str]:
    wanted = {each for each in ids if each}
    found = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in found}


def _line(
    pack: RulePack, case: AssistanceCase, need: TemporaryRelief | None, name: str
) -> ReliefLine:
    states = pack.workflow_of(SCHEME).states
    state = case.state or pack.workflow_of(SCHEME).initial
    return ReliefLine(
        case.id,
        name,
        case.household_id,
        case.village_code,
        RELIEF_KIND.label(need.kind) if need else "",
        RELIEF_CAUSE.label(need.cause) if need else "",
        (need.amount if need else None) or ZERO,
        state,
        states[state].name,
        case.state_since,
        need.pay_date if need else None,
    )
