"""E-33 and the year's table as papers: out of what was reported, or of a month's own roster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from app.domain.money import written
from app.models.payment import PayRun
from app.models.stat_report import StatReport
from app.printing.month_tables import MonthFigure, MonthGroup, MonthSheet
from app.printing.year_table import YearFigure, YearItem, YearSheet
from app.services.dibao_month import dibao_table
from app.services.month_table import TableRow
from app.services.paper_head import head_of
from app.services.pay_runs import CONFIRMED
from app.services.press import Press
from app.services.stat_reports import CHILDREN, DIBAO, RESCUE, YEAR, kept_of
from app.services.yearly_figures import YearLine, year_lines
from app.storage.unit_of_work import UnitOfWork

CODES: Final = {DIBAO: "E-33", RESCUE: "E-33b", CHILDREN: "E-33c", YEAR: "E-33d"}
"""STAT_KIND -> paper."""
_AT_MOST, _AT_LEAST = "≤", "≥"


def dibao_of(work: UnitOfWork, press: Press, run: PayRun) -> MonthSheet:
    """The table of a run's month and township; a draft until the roster is confirmed."""
    table = dibao_table(work, run.month or work.today, org=run.org_code)
    return MonthSheet(
        **head_of(work, press, CODES[DIBAO], run, run.drawn_on),
        is_draft=run.state != CONFIRMED,
        month=table.month,
        groups=tuple(_groups(table.rows)),
        note="".join(table.checks),
    )


def reported_of(work: UnitOfWork, press: Press, report: StatReport) -> MonthSheet:
    """A month's table as it was reported."""
    kept = kept_of(report)
    return MonthSheet(
        **head_of(work, press, CODES[report.kind or DIBAO], report, report.reported_on),
        month=kept.period,
        groups=tuple(_groups(kept.rows)),
        note="".join((*kept.checks, f"更正原因：{report.reason}。" if report.reason else "")),
    )


def year_of(work: UnitOfWork, press: Press, report: StatReport) -> YearSheet:
    """A year's indicators as they were reported, beside those of the years before."""
    kept = kept_of(report)
    years, lines = year_lines(work, press.pack, kept)
    return YearSheet(
        **head_of(work, press, CODES[YEAR], report, report.reported_on),
        years=years,
        items=tuple(_item(each) for each in lines),
        note=f"更正原因：{report.reason}。" if report.reason else "",
    )


def _groups(rows: Iterable[TableRow]) -> Iterator[MonthGroup]:
    for group, those in groupby(rows, key=attrgetter("group")):
        yield MonthGroup(name=group, figures=tuple(_figure(each) for each in those))


def _figure(row: TableRow) -> MonthFigure:
    return MonthFigure(name=row.label, value="" if row.value is None else written(row.value))


def _item(line: YearLine) -> YearItem:
    sign = _AT_MOST if line.is_at_most else _AT_LEAST
    return YearItem(
        name=line.name,
        nature=line.nature,
        goal=line.goal,
        goal_text=line.goal_text,
        goal_short="" if line.goal is None else f"{sign}{line.goal:f}{line.unit}",
        change=line.change,
        verdict=line.now.verdict,
        figures=tuple(
            YearFigure(year=each.year, value=each.value, shown=each.shown) for each in line.values
        ),
    )
