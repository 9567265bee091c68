"""E-33 低保月报 out of the month's own roster: the monthly table, as the paper names its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.money import written
from app.models.payment import PayRun
from app.printing.month_tables import MonthFigure, MonthSheet
from app.services import monthly_tables
from app.services.paper_head import head_of
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork

CODE: Final = "E-33"
_CONFIRMED: Final = "2"
_ITEMS: Final[Mapping[str, str]] = {
    "低保户数": "低保户数", "低保人数": "低保人数", "女性": "女性", "老年人": "老年人",
    "未成年人": "未成年人", "残疾人": "残疾人", "部分丧失劳动能力": "部分丧失",
    "完全丧失劳动能力": "完全丧失", "致贫原因·疾病": "疾病", "致贫原因·残疾": "残疾",
    "致贫原因·因学": "因学", "致贫原因·灾害": "灾害", "致贫原因·缺乏劳动力": "缺乏劳动力",
    "致贫原因·其他": "其他原因", "当月新增户数": "新增户数", "当月新增人数": "新增人数",
    "当月退出户数": "退出户数", "当月退出人数": "退出人数", "当月低保金支出": "当月低保金",
    "当月人均补助": "当月人均补助额",
}  # fmt: skip
"""Row of the table -> item of the paper."""
_SUM: Final = "低保金"
"""The item for what was paid since January; its row is called by the months."""


def dibao_of(work: UnitOfWork, press: Press, run: PayRun) -> MonthSheet:
    """The table of a run's month and township; a draft until the roster is confirmed."""
    table = monthly_tables.dibao_table(work, run.month or work.today, org=run.org_code)
    return MonthSheet(
        **head_of(work, press, CODE, run, run.drawn_on),
        is_draft=run.state != _CONFIRMED,
        month=table.month,
        figures=tuple(_figures(table)),
        note="".join(table.checks),
    )


def _figures(table: monthly_tables.MonthlyTable) -> Iterator[MonthFigure]:
    for row in table.rows:
        name = _ITEMS.get(row.label) or (_SUM if row.label.startswith("1至") else "")
        if name:
            yield MonthFigure(name=name, value=written(row.value))
