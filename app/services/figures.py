"""指标、月报、疑点 as the window lists them: each a row that opens what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from app.domain.divisions import Divisions
from app.domain.months import month_end, month_name, month_of, months_later
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Member
from app.models.payment import PayRun
from app.services import consistency, indicators, stat_reports
from app.services.child_month import child_table
from app.services.consistency import CHECKS, CheckResult
from app.services.dibao_month import dibao_table
from app.services.indicator_looks import Behind
from app.services.indicators import IndicatorFigure
from app.services.month_table import MonthlyTable
from app.services.permitted import needs
from app.services.rescue_month import rescue_table
from app.services.stat_reports import KeptTable
from app.services.townships import DIGITS
from app.storage.unit_of_work import UnitOfWork

MONTHS: Final = 12
"""Months of tables that are listed."""
DIBAO: Final = "1"


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the list."""

    id: str
    name: str
    figure: IndicatorFigure


@dataclass(frozen=True)
class IndicatorFile:
    """One indicator with the people behind it; none where it is not this person's to see."""

    id: str
    figure: IndicatorFigure
    people: tuple[Behind, ...] = field(repr=False)


@dataclass(frozen=True)
class TableHead:
    """One monthly table. ``name``: 2026年10月低保月报."""

    id: str
    name: str
    kind: str
    kind_text: str
    month: date


@dataclass(frozen=True)
class TableFile:
    """One monthly table whole. ``paper`` prints from the record ``prints``, empty where there is none
    yet; ``reported``: when and by whom, empty until then; ``changed``: what would be otherwise if it
    were worked out now."""

    id: str
    table: MonthlyTable
    paper: str
    prints: str
    reported: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckRow:
    """One of the sixteen checks, and how many it found."""

    id: str
    name: str
    number: int
    count: int


@dataclass(frozen=True)
class CheckFile:
    """One check with what it found."""

    id: str
    result: CheckResult
    todo: str


class TableKind(NamedTuple):
    """A kind of table: what it is called, what it needs, what makes it (the county's code is its
    pack's), and its paper. ``code`` of STAT_KIND."""

    text: str
    needs: Action
    make: Callable[[UnitOfWork, date, RulePack], MonthlyTable]
    code: str
    paper: str


def _of_dibao(work: UnitOfWork, month: date, _pack: RulePack) -> MonthlyTable:
    return dibao_table(work, month)


def _of_rescue(work: UnitOfWork, month: date, pack: RulePack) -> MonthlyTable:
    return rescue_table(work, month, pack.id)


def _of_children(work: UnitOfWork, month: date, _pack: RulePack) -> MonthlyTable:
    return child_table(work, month)


KINDS: Final[Mapping[str, TableKind]] = {
    "dibao": TableKind("低保月报", Action.PAYMENT_READ, _of_dibao, stat_reports.DIBAO, "E-33"),
    "rescue": TableKind(
        "流浪救助月报", Action.VAGRANT_READ, _of_rescue, stat_reports.RESCUE, "E-33b"
    ),
    "children": TableKind(
        "儿童月报", Action.CHILD_READ, _of_children, stat_reports.CHILDREN, "E-33c"
    ),
}


@needs(Action.FIGURES_READ)
def indicator_rows(
    work: UnitOfWork, pack: RulePack, *, places: Divisions | None = None
) -> tuple[IndicatorRow, ...]:
    """Every indicator today; those below their goal first."""
    found = indicators.indicators(work, pack, work.today, places=places)
    rows = [IndicatorRow(each.code, each.title, each) for each in found]
    return tuple(sorted(rows, key=lambda row: row.figure.is_met is not False))


@needs(Action.FIGURES_READ)
def indicator_file(
    work: UnitOfWork, pack: RulePack, code: str, *, places: Divisions | None = None
) -> IndicatorFile:
    """One indicator. Raises ``Refused`` indicator_unknown."""
    found = indicators.indicators(work, pack, work.today, places=places)
    figure = next((each for each in found if each.code == code), None)
    if figure is None:
        raise Refused("没有这个指标。请从指标列表里选择。", code="indicator_unknown")
    people: tuple[Behind, ...] = ()
    if figure.is_listed:
        people = indicators.people_behind(work, pack, work.today, code, places=places)
    return IndicatorFile(code, figure, people)


@needs(Action.FIGURES_READ)
def table_heads(work: UnitOfWork) -> tuple[TableHead, ...]:
    """The tables of the last months that this person may see, the newest first."""
    return tuple(_heads(work))


@needs(Action.FIGURES_READ)
def table_file(work: UnitOfWork, pack: RulePack, table_id: str) -> TableFile:
    """One table by its id: as it was reported, else as it comes out now. Raises ``Refused``
    table_unknown, not_permitted."""
    kind, month = _told(table_id)
    now = KINDS[kind].make(work, month, pack)
    kept = stat_reports.latest(work, KINDS[kind].code, month)
    run = _run_of(work, kind, month)
    if kept is None:
        return TableFile(table_id, now, KINDS[kind].paper, run)
    shown = MonthlyTable(kept.name, month, kept.rows, kept.checks)
    changed = stat_reports.differing(kept, now.rows)
    return TableFile(table_id, shown, KINDS[kind].paper, kept.id, kept.reported, changed)


@needs(Action.FIGURES_KEEP)
def keep_table(work: UnitOfWork, pack: RulePack, table_id: str, reason: str = "") -> KeptTable:
    """Report a month's table as it comes out now; it stays so for good.

    Raises ``Refused``: table_unknown, month_not_over, report_unchanged, report_reason_missing, not_permitted.
    """
    kind, month = _told(table_id)
    if month_end(month) >= work.today:
        sentence = f"{month_name(month)}还没有过完，月报要到下个月初才能定稿。请到时再办。"
        raise Refused(sentence, code="month_not_over")
    one = KINDS[kind]
    now = one.make(work, month, pack)
    return stat_reports.keep_report(
        work, one.code, month, now.title, now.rows,
        checks=now.checks, reason=reason, rule_pack=f"{pack.id} 第{pack.version}版",
    )  # fmt: skip


@needs(Action.CASE_READ)
def check_rows(work: UnitOfWork, pack: RulePack) -> tuple[CheckRow, ...]:
    """The sixteen checks; those that found most first."""
    found = consistency.check_all(work, pack)
    rows = [CheckRow(str(each.number), each.title, each.number, len(each.found)) for each in found]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.number)))


@needs(Action.CASE_READ)
def check_file(work: UnitOfWork, pack: RulePack, number: str) -> CheckFile:
    """What one check finds now."""
    [result] = consistency.check_all(work, pack, only=(int(number),))
    return CheckFile(number, result, CHECKS[int(number)].todo)


@needs(Action.HOUSEHOLD_READ)
def home_of(work: UnitOfWork, noun: str, record_id: str) -> str:
    """The household in which somebody behind a number lives; empty where there is none.

    Raises ``Refused`` record_missing.
    """
    if noun == AssistanceCase.noun:
        return work.get(AssistanceCase, record_id).household_id or ""
    living = (Member.person_id == record_id, Member.left.is_(None))
    found = work.find(Member, *living, limit=1)
    return found[0].household_id if found else ""


def _heads(work: UnitOfWork) -> Iterator[TableHead]:
    for back in range(MONTHS):
        month = months_later(month_of(work.today), -back)
        for kind, one in KINDS.items():
            if may(work.actor.role, one.needs):
                name = f"{month_name(month)}{one.text}"
                yield TableHead(f"{kind}/{month.isoformat()}", name, kind, one.text, month)


def _told(table_id: str) -> tuple[str, date]:
    kind, _, month = table_id.partition("/")
    try:
        day = date.fromisoformat(month)
    except ValueError as error:
        raise _no_table() from error
    if kind not in KINDS:
        raise _no_table()
    return kind, month_of(day)


def _no_table() -> Refused:
    return Refused("没有这张月报。请从月报列表里选择。", code="table_unknown")


def _run_of(work: UnitOfWork, kind: str, month: date) -> str:
    """The month's own roster, from which a table that is not reported yet prints as a draft."""
    own = (work.actor.org_code or "")[:DIGITS]
    if kind != "dibao" or len(own) != DIGITS:
        return ""
    of_month = (PayRun.scheme == DIBAO, PayRun.month == month, PayRun.number == 1)
    found = work.find(PayRun, *of_month, PayRun.org_code == own, limit=1)
    return found[0].id if found else ""
