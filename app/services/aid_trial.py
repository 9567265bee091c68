"""试算: what a household would get if something were otherwise. Nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.domain.household_facts import HouseholdFacts, IncomeLine, Member
from app.domain.months import month_end
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.services.aid import AidQuestion, asked_by, what_if, with_gaps
from app.services.aid_facts import HouseholdData, facts_of, read_household
from app.services.aid_result import AidResult
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage.unit_of_work import UnitOfWork

OTHER_INCOME: Final = "9"
MOST_NEW: Final = 10


@dataclass(frozen=True)
class Trial:
    """What is tried. ``income``: of the whole family, 元/月, after deductions, None as it is;
    ``without``: who would have left; ``new``: how many would have come, of whom nothing is known."""

    income: Decimal | None = None
    without: tuple[str, ...] = ()
    new: int = 0


@needs(Action.CASE_READ)
def try_out(
    work: UnitOfWork, pack: RulePack, household_id: str, case_id: str, trial: Trial
) -> AidResult:
    """What the household, or its case (``case_id`` not empty), would come to this month.

    Raises ``Refused``: trial_empty, trial_too_many, and what working it out raises.
    """
    _refuse_idle(trial)
    require_reach(work, work.get(Household, household_id))
    data = read_household(work, household_id)
    facts = changed(facts_of(data, month_end(work.today)), trial)
    result = what_if(facts, pack, work.today, _question(work, case_id, data))
    return with_gaps(result, _left_open(data, trial))


def _left_open(data: HouseholdData, trial: Trial) -> HouseholdData:
    """The records whose gaps still matter: not of who is gone, nor where the income is given."""
    gone = frozenset(trial.without)
    kept = [each for each in data.incomes if each.person_id not in gone]
    return replace(data, incomes=kept if trial.income is None else [])


def changed(facts: HouseholdFacts, trial: Trial) -> HouseholdFacts:
    """The facts as they would be. Raises ``Refused`` no_member, amount_negative."""
    gone = frozenset(trial.without)
    new = [Member(f"new{place}", f"新增成员{place}") for place in range(1, trial.new + 1)]
    members = tuple(each for each in facts.members if each.key not in gone)
    incomes = tuple(each for each in facts.incomes if each.member not in gone)
    deductions = tuple(each for each in facts.deductions if each.member not in gone)
    if trial.income is not None:
        incomes = (IncomeLine(OTHER_INCOME, trial.income, label="家庭月收入（试算）"),)
        deductions = ()
    return replace(
        facts,
        members=(*members, *new),
        incomes=incomes,
        deductions=deductions,
        assets=tuple(each for each in facts.assets if each.owner not in gone),
    )


def _question(work: UnitOfWork, case_id: str, data: HouseholdData) -> AidQuestion:
    if not case_id:
        return AidQuestion()
    return asked_by(work, work.get(AssistanceCase, case_id), data)


def _refuse_idle(trial: Trial) -> None:
    if trial == Trial():
        sentence = "还没有填要试什么。请改收入、选离开的成员，或填新增人数。"
        raise Refused(sentence, code="trial_empty")
    if trial.new > MOST_NEW or trial.new < 0:
        raise Refused(f"新增人数应为0到{MOST_NEW}。请改正。", code="trial_too_many")
