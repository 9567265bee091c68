"""年度监测: every indicator by years with its chart; the year's table is reported and printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from app.domain.clock import today
from app.domain.rule_pack import RulePack
from app.services import yearly_figures
from app.services.yearly_figures import YearLine, YearTable
from app.ui.figures.registers import REASON, Figures
from app.ui.filing.acts import Act, nothing
from app.ui.filing.register import Listed
from app.ui.filing.shown import Drawn, Facts, Lines, Shown
from app.ui.pages import Desk, Target
from app.ui.widgets.bar_chart import Bar, BarChart
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column

YEAR: Final = "indicator_year"
_TONES: Final = {"达标": "ok", "未达标": "error"}
_LAST_MONTH: Final = 3
VALUES: Final = (
    Column("year", "年度", lambda row: f"{row.year}年", "2026年"),
    Column("value", "数值", lambda row: row.shown, "100.0%", is_number=True),
    Column("verdict", "", lambda row: row.verdict, "未达标",
           tone=lambda row: _TONES.get(row.verdict, "")),
    Column("basis", "出处", lambda row: row.basis, "2026年12月31日由周经办定稿"),
)  # fmt: skip


class YearRegister(Figures):
    """The indicators through the years."""

    noun = YEAR
    title = "年度监测"
    columns = (
        Column("name", "指标", lambda row: row.name, "农村低保标准占城市低保标准比例"),
        Column("now", "本年", lambda row: row.now.shown, "100.0%", is_number=True),
        Column("change", "比上年", lambda row: row.change, "+10.0", is_number=True),
        Column("verdict", "", lambda row: row.now.verdict, "未达标",
               tone=lambda row: _TONES.get(row.now.verdict, "")),
    )  # fmt: skip

    def __init__(self, desk: Desk, pack: RulePack, role: str) -> None:
        super().__init__(desk, pack)
        self._may_keep = yearly_figures.may_keep_year(role)
        self._may_print = yearly_figures.may_read_year(role)

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """Every indicator; whether this year's table has been reported."""
        del is_closed
        table = self._table(work)
        words = table.kept.reported if table.kept else f"{table.years[-1]}年度还没有定稿"
        return Listed(table.lines, words)

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> tuple[YearLine, YearTable]:
        """One indicator, and the table it is in."""
        del is_click
        table = self._table(work)
        return next(each for each in table.lines if each.id == entry_id), table

    def shown(self, file: tuple[YearLine, YearTable]) -> Shown:
        """Its chart, its years, and what can be done with the whole table."""
        line, table = file
        verdict = line.now.verdict
        marks = ((verdict, _TONES[verdict]),) if verdict else ()
        values = (
            ShownValue("goal", "目标", f"{line.goal_text}　{line.nature}".strip("　")),
            ShownValue("now", f"{line.now.year}年", line.now.shown),
            ShownValue("change", "比上年", line.change or "没有上年数"),
        )
        cards = (
            Drawn("逐年变化", partial(_chart, line)),
            Facts("现在", values),
            Lines("各年", VALUES, tuple(reversed(line.values)), help_key="indicator_year"),
        )
        return Shown(line.id, line.name, line.id, marks, tuple(self._acts(table)), cards)

    def _table(self, work: Any) -> YearTable:
        return yearly_figures.year_table(work, self._pack, places=self._desk.divisions)

    def _acts(self, table: YearTable) -> Iterator[Act]:
        this = table.years[-1]
        if table.kept is not None and self._may_print:
            target = Target("paper", table.kept.id, "E-33d")
            yield Act("打印年度监测表", nothing, icon="print", is_primary=True,
                      instead=lambda: self._desk.open(target))  # fmt: skip
        if not self._may_keep:
            return
        for year in (this, this - 1) if self._is_early() else (this,):
            yield Act(
                f"定稿{year}年度监测表",
                partial(self._keep, year),
                (REASON,),
                button="定稿，以后不再改动",
                icon="check",
                remark="把各项指标按现在的数定下来，进入历年对比。定稿后可以打印，更正要写原因。",
                said=f"已定稿{year}年度监测表",
            )

    def _is_early(self) -> bool:
        return today(self._desk.clock).month <= _LAST_MONTH

    def _keep(self, year: int, typed: dict[str, Any]) -> Any:
        reason = typed.get("reason") or ""
        return partial(
            yearly_figures.keep_year,
            pack=self._pack,
            year=year,
            reason=reason,
            places=self._desk.divisions,
        )


def _chart(line: YearLine) -> BarChart:
    bars = [
        Bar(f"{each.year}", each.value, each.shown, _TONES.get(each.verdict, ""))
        for each in line.values
    ]
    return BarChart(line.name, bars, line.goal, line.goal_text)
