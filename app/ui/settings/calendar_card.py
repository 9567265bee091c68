"""节假日表: which years' holidays and make-up days are known, and from whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.services.calendars import KnownYear
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid
from app.ui.widgets.texts import label

EXPLAINED: Final = (
    "工作日按国务院办公厅每年公布的放假和调休安排计算。没有公布的年份按周一至周五估算，"
    "日期旁边会注明“估计”；县里发布新的一年以后，同步时收到，马上按它计算。"
)


class CalendarCard(SectionCard):
    """A line a year, the newest first."""

    def __init__(self) -> None:
        super().__init__("节假日表")
        self.values = ValueGrid()
        self.body.addWidget(label(EXPLAINED, "muted", wraps=True))
        self.body.addWidget(self.values)

    def show_years(self, years: Sequence[KnownYear]) -> None:
        """Show what is known of each."""
        self.values.show_values(
            ShownValue(str(one.year), f"{one.year}年", year_text(one)) for one in years
        )


def year_text(known: KnownYear) -> str:
    """What is known of a year, from whom, and since when."""
    if known.table is None:
        return "还没有公布，按周一至周五估算"
    if known.arrived_at is None:
        origin = "随程序附带"
    else:
        day = known.arrived_at
        origin = f"县民政局发布，{day.year}年{day.month}月{day.day}日收到"
    state = "" if known.is_announced else "还没有全部公布，其余按周一至周五估算。"
    return f"{state}依据：{known.table.source}（{origin}）"
