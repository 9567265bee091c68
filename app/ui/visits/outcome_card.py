"""What finishing will change in the files, told before: and what stands there anew, to decide on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.outcome_fields import PlannedChange
from app.services.seen import Sight
from app.ui.theme import looks
from app.ui.widgets.texts import label

TITLE: Final = "完成后将更新："
NEWER: Final = "档案在您开始填写之后改过，不打勾就保留档案里的："


class OutcomeCard(QFrame):
    """Hidden while finishing changes nothing but the visit itself."""

    def __init__(self) -> None:
        super().__init__()
        looks(self, "card")
        self.boxes: dict[str, QCheckBox] = {}
        self._changes: Sequence[PlannedChange] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(6)
        self.hide()

    def show_changes(self, changes: Sequence[PlannedChange]) -> None:
        """Show them, in the place of what was shown before."""
        self._clear()
        self._changes = changes
        held = [one for one in changes if one.hindrance]
        newer = [one for one in changes if one.is_newer and not one.hindrance]
        sure = [one for one in changes if one not in held and one not in newer]
        if sure:
            self._column.addWidget(label(TITLE, "heading"))
        for one in sure:
            self._column.addWidget(label(_in_words(one), "", wraps=True))
        if newer:
            self._column.addWidget(label(NEWER, "", wraps=True))
        for one in newer:
            self._column.addWidget(self._difference(one))
        for one in held:
            text = f"不会更新：{_in_words(one)}。{one.hindrance}"
            self._column.addWidget(label(text, "muted", wraps=True))
        self.setVisible(bool(changes))

    def overwritten(self) -> tuple[str, ...]:
        """The ids of what is to be written over something newer."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _clear(self) -> None:
        self.boxes = {}
        while item := self._column.takeAt(0):
            widget = item.widget()
            widget.hide()
            widget.deleteLater()

    def sight(self) -> Sight:
        """What stood in the files when this was shown."""
        return {place: seen for one in self._changes for place, seen in one.sight.items()}

    def _difference(self, one: PlannedChange) -> QWidget:
        box = QCheckBox(f"{one.whose}的{one.label}改成“{one.after}”")
        self.boxes[one.id] = box
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(f"档案里现在是“{one.before}”", "muted", wraps=True), 1)
        return made


def _in_words(one: PlannedChange) -> str:
    before = f"{one.before} → " if one.before else ""
    if one.is_deed:
        said = f"（{before}{one.after}）" if one.after else ""
        return f"{one.whose}：{one.label}{said}"
    return f"{one.whose}的{one.label}：{before}{one.after}"
