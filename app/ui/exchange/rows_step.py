"""Step 核对: every row and what becomes of it; what differs from the files is for a person to say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.import_plan import NEW, Difference, ImportPlan, RowPlan, Suggestion
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

DEEDS: Final = {
    "create": ("新建", "ok"),
    "update": ("补充资料", "info"),
    "known": ("已有，不变", "muted"),
    "waits": ("等户主", "warn"),
    "refused": ("不导入", "error"),
}
"""What becomes of a row, and how it sounds."""

CHIPS: Final = (
    Chip("all", "全部"),
    Chip("refused", "不导入"),
    Chip("waits", "等户主"),
    Chip("remark", "有提醒"),
    Chip("create", "新建"),
    Chip("update", "补充"),
    Chip("known", "不变"),
)
COLUMNS: Final = (
    Column("deed", "结果", lambda row: DEEDS[row.deed][0], "已有，不变",
           tone=lambda row: DEEDS[row.deed][1]),
    Column("place", "在表里", lambda row: f"{row.row.sheet} 第{row.row.row}行", "顺昌村 第102行"),
    Column("name", "姓名", lambda row: row.row.person.name, "买买提·艾力"),
    Column("head", "户主", lambda row: row.row.person.head, "买买提·艾力"),
    Column("why", "原因或提醒", lambda row: _why(row), "证件号校验码不对。请对照证件更正后再导入。"),
)  # fmt: skip


class RowsStep(QWidget):
    """``decided`` with household key and the chosen household's id, or ``NEW``."""

    decided = Signal(str, str)
    columns = COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self._boxes: list[tuple[Difference, QCheckBox]] = []
        self.chips = ChipBar(CHIPS, is_single=True)
        self.chips.chosen.connect(self._show_rows)
        self.list = WorkList(COLUMNS)
        self._pane = DetailPane()
        self._pane.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chips)
        row = QHBoxLayout()
        row.addWidget(self.list, 2)
        row.addWidget(self._pane, 1)
        column.addLayout(row, 1)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the plan; what was ticked before is ticked again."""
        ticked = self.taken()
        self._plan = plan
        self.chips.show_counts(
            {chip.key: sum(_fits(row, chip.key) for row in plan.rows) for chip in CHIPS}
        )
        self._show_rows(self.chips.keys())
        self._boxes = []
        cards: list[QWidget] = [self._suggestion(one) for one in plan.suggestions]
        if plan.differences:
            cards.append(self._differences(plan.differences, ticked))
        self._pane.setVisible(bool(cards))
        self._pane.show_only(cards)

    def taken(self) -> tuple[tuple[str, str, str], ...]:
        """The keys of the differences that shall be written."""
        return tuple(one.key for one, box in self._boxes if box.isChecked())

    def _show_rows(self, keys: frozenset[str]) -> None:
        wanted = next(iter(keys), "all")
        rows = self._plan.rows if self._plan else ()
        self.list.show_rows([row for row in rows if _fits(row, wanted)])

    def _suggestion(self, one: Suggestion) -> SectionCard:
        card = SectionCard(f"“{one.head_name}”户可能已经有档案")
        card.body.addWidget(label("没有证件号，认不准是不是同一户。请选：", wraps=True))
        box = QComboBox()
        box.addItem("还没有定（这一户先不导入）", "")
        box.addItem("不是同一户，新建", NEW)
        for number, candidate in enumerate(one.candidates, 1):
            box.addItem(f"就是已有的第{number}户", candidate)
        box.activated.connect(partial(self._on_decided, one.household, box))
        card.body.addWidget(box)
        return card

    def _on_decided(self, household: str, box: QComboBox, _at: int) -> None:
        if chosen := str(box.currentData()):
            self.decided.emit(household, chosen)

    def _differences(
        self, differences: Sequence[Difference], ticked: Sequence[tuple[str, str, str]]
    ) -> SectionCard:
        card = SectionCard("花名册与档案不一样的地方")
        text = "打勾的用花名册的；不打勾的保留档案的，并记一条待办。"
        card.body.addWidget(label(text, "muted", wraps=True))
        for one in differences:
            box = QCheckBox(f"{one.label}：档案 {one.ours or '空'} → 花名册 {one.theirs}")
            box.setEnabled(one.may_be_taken)
            box.setChecked(one.key in ticked)
            self._boxes.append((one, box))
            card.body.addWidget(box)
        return card


def _fits(row: RowPlan, key: str) -> bool:
    if key == "remark":
        return row.row.status == "remark" and row.deed not in {"refused", "waits"}
    return key in ("all", row.deed)


def _why(row: RowPlan) -> str:
    if row.deed == "waits":
        return "本户户主的那一行没有导入，先一起等着。请更正户主那一行。"
    return "；".join(f"{one.column}：{one.message}" for one in row.row.problems)
