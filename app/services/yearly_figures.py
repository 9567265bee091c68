"""年度监测: every indicator year by year, beside its goal (A511).

A year that is over is what was reported for it, or, for an indicator of standards alone, what the
standards of its last day say; the registers of then are not known any more. This year is as of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.services import indicators, stat_reports
from app.services.indicators import INDICATORS, NOTHING, IndicatorFigure, shown_value, unit_of
from app.services.month_table import TableRow
from app.services.permitted import needs
from app.services.stat_reports import KeptTable
from app.storage.unit_of_work import UnitOfWork

YEARS: Final = 7
"""Shown: from the plan's first year, 2020, on in 2026."""
_LATE: Final = 3
"""Until this month a year may still be reported that is over."""


@dataclass(frozen=True)
class YearValue:
    """An indicator in one year. ``value`` in % or people, None: not known; ``basis``: where it is
    from."""

    year: int
    value: Decimal | None
    shown: str
    verdict: str
    basis: str


@dataclass(frozen=True)
class YearLine:
    """An indicator through the years, the oldest first; ``change`` since the year before: +1.8."""

    id: str
    name: str
    nature: str
    unit: str
    goal: Decimal | None
    goal_text: str
    is_at_most: bool
    values: tuple[YearValue, ...]

    @property
    def now(self) -> YearValue:
        """This year's."""
        return self.values[-1]

    @property
    def before(self) -> YearValue:
        """Last year's."""
        return self.values[-2]

    @property
    def change(self) -> str:
        """+1.8 since last year; nothing where one of the two is not known."""
        if self.now.value is None or self.before.value is None:
            return ""
        return f"{self.now.value - self.before.value:+f}"


@dataclass(frozen=True)
class YearTable:
    """All of them. ``kept``: this year's as it was reported, None until then."""

    years: tuple[int, ...]
    lines: tuple[YearLine, ...]
    kept: KeptTable | None


@needs(Action.FIGURES_READ)
def year_table(work: UnitOfWork, pack: RulePack, *, places: Divisions | None = None) -> YearTable:
    """The last years, this one as of today."""
    this = work.today.year
    years = tuple(range(this - YEARS + 1, this + 1))
    now = indicators.indicators(work, pack, work.today, places=places)
    kept = {year: stat_reports.latest(work, stat_reports.YEAR, date(year, 1, 1)) for year in years}
    lines = tuple(_line(work, pack, figure, years, kept) for figure in now)
    return YearTable(years, lines, kept[this])


@needs(Action.FIGURES_READ)
def year_lines(
    work: UnitOfWork, pack: RulePack, kept: KeptTable
) -> tuple[tuple[int, ...], tuple[YearLine, ...]]:
    """The years up to a reported one, and every indicator of it as it was reported."""
    last = kept.period.year
    years = tuple(range(last - YEARS + 1, last + 1))
    past = {year: stat_reports.latest(work, stat_reports.YEAR, date(year, 1, 1)) for year in years}
    lines: list[YearLine] = []
    for row in kept.rows:
        figure = indicators.defined(pack, row.group)
        values = tuple(_past(work, pack, figure, year, past[year]) for year in years[:-1])
        this = YearValue(
            last, row.value, shown_value(row.group, row.value), row.note, kept.reported
        )
        lines.append(_with(figure, (*values, this)))
    return years, tuple(lines)


@needs(Action.FIGURES_KEEP)
def keep_year(
    work: UnitOfWork,
    pack: RulePack,
    year: int,
    *,
    reason: str = "",
    places: Divisions | None = None,
) -> KeptTable:
    """Report a year's indicators as they stand today: this year's, or until March the last one's.

    Raises ``Refused``: year_not_whole (who does not see every indicator would report a part),
    year_gone, report_unchanged, report_reason_missing.
    """
    if not may_keep_year(work.actor.role):
        sentence = "您的岗位看不到全部指标，不能定稿年度监测表。请交给民政办或县民政局定稿。"
        raise Refused(sentence, code="year_not_whole")
    this = work.today.year
    is_late = year == this - 1 and work.today.month <= _LATE
    if year != this and not is_late:
        sentence = f"{year}年的底数已经变了，不能再定稿。请在当年，或次年{_LATE}月以前定稿。"
        raise Refused(sentence, code="year_gone")
    day = date(year, 12, 31) if is_late else work.today
    found = indicators.indicators(work, pack, day, places=places)
    return stat_reports.keep_report(
        work,
        stat_reports.YEAR,
        date(year, 1, 1),
        f"{year}年度民政事业监测表",
        [_row(each) for each in found],
        reason=reason,
        rule_pack=f"{pack.id} 第{pack.version}版",
    )


def may_keep_year(role: str) -> bool:
    """Whether a role sees all that the year's table is made of, and may report it."""
    return may(role, Action.FIGURES_KEEP) and may_read_year(role)


def may_read_year(role: str) -> bool:
    """Whether a role sees every indicator, and so a table as it was reported."""
    return all(may(role, each) for each in stat_reports.READS[stat_reports.YEAR])


def _line(
    work: UnitOfWork,
    pack: RulePack,
    now: IndicatorFigure,
    years: tuple[int, ...],
    kept: Mapping[int, KeptTable | None],
) -> YearLine:
    past = tuple(_past(work, pack, now, year, kept[year]) for year in years[:-1])
    this = YearValue(years[-1], now.value, now.shown, now.verdict, "截至今天")
    return _with(now, (*past, this))


def _with(figure: IndicatorFigure, values: tuple[YearValue, ...]) -> YearLine:
    row = INDICATORS[figure.code]
    return YearLine(
        figure.code,
        figure.title,
        figure.nature,
        unit_of(row),
        figure.goal,
        figure.goal_text,
        row.is_count,
        values,
    )


def _past(
    work: UnitOfWork, pack: RulePack, now: IndicatorFigure, year: int, kept: KeptTable | None
) -> YearValue:
    row = kept.value_of(now.code, now.title) if kept else None
    if kept is not None and row is not None:
        return YearValue(year, row.value, shown_value(now.code, row.value), row.note, kept.reported)
    found = _by_standards(work, pack, now.code, year)
    if found is None or found.value is None:
        return YearValue(year, None, NOTHING, "", "当年没有定稿")
    verdict = "" if INDICATORS[now.code].is_growth else found.verdict
    return YearValue(year, found.value, found.shown, verdict, "按当年末标准计算")


def _by_standards(work: UnitOfWork, pack: RulePack, code: str, year: int) -> IndicatorFigure | None:
    try:
        return indicators.of_standards(work, pack, date(year, 12, 31), code)
    except Refused:  # the standards do not go back so far
        return None


def _row(figure: IndicatorFigure) -> TableRow:
    unit = unit_of(INDICATORS[figure.code])
    return TableRow(figure.code, figure.title, figure.value, unit, figure.verdict)
