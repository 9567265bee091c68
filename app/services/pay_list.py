"""发放 as the window lists it: the runs by their heads, and how one line came to its amount."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.codes import SCHEME
from app.domain.codes_payment import PAY_RUN_STATE
from app.domain.codes_registers import SUBSIDY_KIND
from app.domain.money import ZERO, written
from app.domain.months import month_name
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.domain.steps import Step
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.payment import PayLine, PayRun
from app.models.registers import DisabilitySubsidy
from app.services import relief
from app.services.aid_result import from_tree
from app.services.pay_due import RELIEF
from app.services.pay_runs import CONFIRMED, RunLine, RunSheet, run_sheet
from app.services.permitted import needs
from app.services.townships import DIGITS
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RunHead:
    """One run without its lines. ``name``: 2026年11月低保（更正第1次）."""

    id: str
    name: str
    scheme: str
    month: date
    number: int
    org_code: str
    state_text: str
    is_confirmed: bool
    households: int
    persons: int
    total: Decimal


@dataclass(frozen=True)
class LineSteps:
    """How a line came about. ``decided``: what was decided, in words; ``steps``: of the working
    that was kept with the decision, ``rules`` the pack it was worked out by."""

    line: RunLine
    decided: str
    steps: tuple[Step, ...]
    rules: str
    worked_for: date | None


@dataclass(frozen=True)
class RunFile:
    """A run whole; ``line``: the one that was asked about."""

    id: str
    sheet: RunSheet = field(repr=False)
    line: LineSteps | None = field(default=None, repr=False)


@needs(Action.PAYMENT_READ)
def run_heads(work: UnitOfWork) -> tuple[RunHead, ...]:
    """The runs within reach, the newest month first; those under way before all."""
    wanted = [PayRun.org_code == work.actor.org_code[:DIGITS]] if work.actor.org_code else []
    order = (PayRun.month.desc(), PayRun.scheme, PayRun.number.desc())
    found = [_head(work, each) for each in work.find(PayRun, *wanted, order_by=order)]
    return tuple(sorted(found, key=lambda each: each.is_confirmed))


@needs(Action.PAYMENT_READ)
def run_file(work: UnitOfWork, pack: RulePack, run_id: str, line_id: str = "") -> RunFile:
    """A run, and how one of its lines came to its amount.

    Raises ``Refused`` record_missing, out_of_reach.
    """
    sheet = run_sheet(work, run_id)
    line = next((each for each in sheet.lines if each.id == line_id), None)
    return RunFile(sheet.id, sheet, _steps(work, pack, sheet.scheme, line) if line else None)


def _head(work: UnitOfWork, run: PayRun) -> RunHead:
    number, month = run.number or 1, run.month or work.today
    suffix = "" if number == 1 else f"（更正第{number - 1}次）"
    return RunHead(
        run.id,
        f"{month_name(month)}{SCHEME.label(run.scheme)}{suffix}",
        run.scheme or "",
        month,
        number,
        run.org_code or "",
        PAY_RUN_STATE.label(run.state),
        run.state == CONFIRMED,
        run.households or 0,
        run.persons or 0,
        run.total or ZERO,
    )


def _steps(work: UnitOfWork, pack: RulePack, scheme: str, line: RunLine) -> LineSteps:
    if line.case_id is None:
        return _of_subsidy(work, pack, line)
    case = work.get(AssistanceCase, line.case_id, with_deleted=True)
    worked = from_tree(case.working)
    if scheme == RELIEF:
        return _of_relief(work, pack, case, line)
    month = f"，从{month_name(case.benefit_from_month)}起" if case.benefit_from_month else ""
    decided = f"每月{written(case.total_month or ZERO)}元{month}"
    steps = worked.steps if worked else ()
    return LineSteps(line, decided, steps, case.rule_pack or "", case.worked_out_for)


def _of_relief(work: UnitOfWork, pack: RulePack, case: AssistanceCase, line: RunLine) -> LineSteps:
    try:
        steps = relief.relief_file(work, pack, case.id).steps
    except Refused:
        steps = ()
    return LineSteps(line, f"一次性{written(line.amount)}元", steps, case.rule_pack or "", None)


def _of_subsidy(work: UnitOfWork, pack: RulePack, line: RunLine) -> LineSteps:
    """A subsidy has one amount by its grade: the whole of it is one step."""
    kept = work.get(PayLine, line.id)
    found = work.find(DisabilitySubsidy, DisabilitySubsidy.id == kept.about_id, limit=1)
    text = SUBSIDY_KIND.label(found[0].kind) if found else ""
    formula = f"每月{written(line.amount)}元"
    step = Step(text, formula, line.amount, pack.rules["disability_subsidy"].source)
    return LineSteps(line, f"{text}{formula}", (step,), f"{pack.id} 第{pack.version}版", None)
