"""练习模式: what the office reported before: the indicators of three years, and last month's table.

Invented like the people; each year a little nearer to what the registers say now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.months import month_of, months_later
from app.domain.rule_pack import RulePack
from app.models.stat_report import StatReport
from app.services import figures, indicators, stat_reports
from app.services.indicators import INDICATORS, IndicatorFigure
from app.services.month_table import TableRow
from app.services.practice_year import LEADER
from app.storage.unit_of_work import UnitOfWork

YEARS: Final = 3
_BEHIND: Final = Decimal(6)
"""By how much a year was behind the next, in %."""
_DAY: Final = (12, 28)
"""When a year was reported: month and day of it."""


def fill(work: UnitOfWork, pack: RulePack) -> None:
    """Report the years before this one, and the month that is over."""
    now = indicators.indicators(work, pack, work.today)
    for ago in range(YEARS, 0, -1):
        _year(work, pack, now, work.today.year - ago, ago)
    last = months_later(month_of(work.today), -1)
    figures.keep_table(work, pack, f"dibao/{last.isoformat()}")


def _year(
    work: UnitOfWork, pack: RulePack, now: tuple[IndicatorFigure, ...], year: int, ago: int
) -> None:
    work.add(
        StatReport(
            kind=stat_reports.YEAR,
            period=date(year, 1, 1),
            number=1,
            name=f"{year}年度民政事业监测表",
            rows=[each.written() for each in _rows(work, pack, now, year, ago)],
            checks=[],
            reported_on=date(year, *_DAY),
            reported_by=LEADER,
            rule_pack=f"{pack.id} 第{pack.version}版",
        )
    )


def _rows(
    work: UnitOfWork, pack: RulePack, now: tuple[IndicatorFigure, ...], year: int, ago: int
) -> Iterator[TableRow]:
    for each in now:
        row = INDICATORS[each.code]
        by_standard = indicators.of_standards(work, pack, date(year, 12, 31), each.code)
        if by_standard is not None:
            yield TableRow(each.code, each.title, by_standard.value, "%", by_standard.verdict)
        elif each.value is not None and not row.is_count:
            value = max(each.value - _BEHIND * ago, Decimal("0.0"))
            is_met = each.goal is not None and value >= each.goal
            yield TableRow(each.code, each.title, value, "%", "达标" if is_met else "未达标")
