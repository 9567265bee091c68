"""Every row of a roster with what becomes of it, filtered by chips; the whole reason below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.import_plan import RowPlan
from app.ui.exchange.words import LEFT, has_remark, why
from app.ui.widgets.chips import Chip
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

ALL: Final = "all"
REMARK: Final = "remark"
REMARKED: Final = "，有提醒"
CHIPS: Final = (
    Chip(ALL, "全部"),
    Chip("refused", "不导入"),
    Chip("waits", "等户主"),
    Chip(REMARK, "有提醒"),
    Chip("create", "新建"),
    Chip("update", "补充"),
    Chip("known", "不变"),
)


class RowList(QWidget):
    """``words``: what each deed is called and how it sounds. ``row_opened`` with a ``RowPlan``."""

    row_opened = Signal(object)

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self.list = WorkList(_columns(words))
        self.list.row_chosen.connect(self._on_row_chosen)
        self.list.row_opened.connect(self.row_opened)
        self.detail = label("", wraps=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(self.detail)
        self.setFocusProxy(self.list)

    def show_rows(self, rows: Sequence[RowPlan]) -> None:
        """Show these rows."""
        self.list.show_rows(rows)

    def _on_row_chosen(self, row: RowPlan | None) -> None:
        text = why(row) if row else ""
        self.detail.setText(f"{_place(row)} {_name(row)}：{text}" if row and text else "")


def fits(row: RowPlan, key: str) -> bool:
    """Whether a chip lets ``row`` through."""
    return has_remark(row) if key == REMARK else key in (ALL, row.deed)


def counts(rows: Sequence[RowPlan]) -> dict[str, int]:
    """How many rows each chip lets through."""
    return {chip.key: sum(fits(row, chip.key) for row in rows) for chip in CHIPS}


def _columns(words: Mapping[str, tuple[str, str]]) -> tuple[Column, ...]:
    longest = max(
        (text + ("" if deed in LEFT else REMARKED) for deed, (text, _) in words.items()), key=len
    )

    def said(row: RowPlan) -> str:
        return words[row.deed][0] + (REMARKED if has_remark(row) else "")

    def tone(row: RowPlan) -> str:
        return "warn" if has_remark(row) else words[row.deed][1]

    order: Callable[[RowPlan], object] = lambda row: (row.row.sheet, row.row.row)  # noqa: E731
    return (
        Column("deed", "结果", said, longest, tone=tone),
        Column("place", "在表里", _place, "第102行 顺昌村委会", order=order),
        Column("name", "姓名", _name, "买买提·艾力"),
        Column("head", "户主", lambda row: row.row.person.head, "买买提·艾力"),
        Column("why", "原因或提醒", why, "证件号校验码不对。请对照证件更正后再导入。"),
    )


def _place(row: RowPlan) -> str:
    return f"第{row.row.row}行 {row.row.sheet}"


def _name(row: RowPlan) -> str:
    return row.row.person.name or "（没有姓名）"
