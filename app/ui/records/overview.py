"""The first card of a file: who, where, what they get; numbers masked until asked for."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from app.models.columns import Kind
from app.services import people
from app.services.household_file import HouseholdFile
from app.ui.pages import Desk
from app.ui.records.file_tabs import in_yuan
from app.ui.theme import width_of
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid

HOUSEHOLD: Final = (
    "hh_no", "live_addr", "hukou_addr", "dibao_area_type", "class_now", "benefit_month",
    "benefit_from", "next_review", "hardship", "hardship_note", "poverty_flag", "house_kind",
    "house_structure", "house_safety", "house_area", "helper_name", "platform_no", "remark",
)  # fmt: skip
"""Fields of the household that are shown; the rest is behind 修改."""
ASKED: Final = (
    "live_addr", "dibao_area_type", "hardship", "house_kind", "house_safety", "helper_name",
)  # fmt: skip
"""Those whose absence is said, in one line for all of them."""
WIDE: Final = 46
"""Characters across that two columns of values need."""
ROOM: Final = 40
"""Pixels more before there are two: a scroll bar that comes and goes does not change them."""


class OverviewCard(SectionCard):
    """``edit_requested`` when 修改家庭情况 is pressed."""

    edit_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("家庭情况")
        self._desk = desk
        self._head_id = ""
        self._file: HouseholdFile | None = None
        self._columns = 0
        self._set_columns(1)
        self.add_action("修改家庭情况", "edit").clicked.connect(self.edit_requested)

    def show_file(self, file: HouseholdFile) -> None:
        """Show the head's numbers and the household's facts."""
        self._file = file
        shown: list[ShownValue] = []
        if file.head is not None:
            self._head_id = file.head.person_id
            for name in ("id_no", "phone"):
                field = file.head.person.fields[name]
                shown.append(
                    ShownValue(name, f"户主{field.note.label}", field.text, field.is_masked)
                )
        counts = f"{file.member_count}人，计入{file.counted_count}人，保障{file.protected_count}人"
        shown.append(ShownValue("count", "人口", counts))
        shown.append(ShownValue("income", "计入的月收入", f"{file.income_month:,.2f}元"))
        shown += [_fact(file, name) for name in HOUSEHOLD if file.household.text(name)]
        missing = [name for name in ASKED if not file.household.text(name)]
        labels = "、".join(file.household.fields[name].note.label for name in missing)
        if labels:
            shown.append(ShownValue("missing", "还没有填", labels, tone="muted"))
        self._values.show_values(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = width_of(self, "宽" * WIDE)
        if event.size().width() >= wide + ROOM:
            self._set_columns(2)
        elif event.size().width() < wide:
            self._set_columns(1)

    def _set_columns(self, columns: int) -> None:
        """One column of values or two, as the width allows: nothing is cut off at the right."""
        if columns == self._columns:
            return
        if self._columns:
            self.body.removeWidget(self._values)
            self._values.hide()
            self._values.deleteLater()
        self._columns = columns
        self._values = ValueGrid(columns)
        self._values.reveal_requested.connect(self._on_reveal_requested)
        self.body.addWidget(self._values)
        if self._file is not None:
            self.show_file(self._file)

    def _on_reveal_requested(self, name: str) -> None:
        head = self._head_id
        self._desk.operation(self, lambda work: people.reveal(work, "person", head, name)).then(
            partial(self._on_revealed, name)
        ).start()

    def _on_revealed(self, name: str, text: str) -> None:
        self._values.reveal(name, text)


def _fact(file: HouseholdFile, name: str) -> ShownValue:
    field = file.household.fields[name]
    text = in_yuan(field.value) if field.note.kind is Kind.AMOUNT else field.text
    return ShownValue(name, field.note.label, f"{text}{field.note.unit}")
