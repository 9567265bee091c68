"""How far a household's file has come: 在本机 → 已到县 → 已处理, and a button where it needs somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import sync_status
from app.services.sync_status import RecordStage, Stage
from app.ui.pages import Desk, Target
from app.ui.theme import Colour
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Sign, label

SIGNS: Final = {
    Stage.HERE: ("offline", Colour.MUTED, "保存在本机，还没有全部送到县里。"),
    Stage.COUNTY: ("upload", Colour.INFO, "县里已经收到。"),
    Stage.DONE: ("done", Colour.OK, "县里已经收到并存入备份，两边一致。"),
    Stage.STUCK: ("warning", Colour.WARN, ""),
}
"""Stage -> icon, its colour, what it means."""


class StageSign(QWidget):
    """Hidden in practice: there is no county to go to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._target: Target | None = None
        self._sign = Sign("offline", Colour.MUTED)
        self._text = label("", "muted")
        self._go = Button("去处理", look="inline")
        self._go.clicked.connect(self._on_go_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(5)
        for widget in (self._sign, self._text, self._go):
            row.addWidget(widget)
        row.addStretch(1)
        self.hide()

    def look(self, record_ids: Iterable[str]) -> None:
        """Find out for these records, which make up the file."""
        if self._desk.is_practice:
            return
        ids = tuple(record_ids)
        self._desk.operation(
            self, lambda work: sync_status.file_stage(work, "household", ids)
        ).replacing("stage").then(self._show).start()

    def _show(self, stage: RecordStage) -> None:
        name, colour, meaning = SIGNS[stage.stage]
        self._sign.show_sign(name, colour)
        self._text.setText(stage.text)
        self.setToolTip(stage.why or meaning)
        self._target = _target(stage)
        self._go.setVisible(self._target is not None)
        self.show()

    def _on_go_pressed(self) -> None:
        if self._target is not None:
            self._desk.open(self._target)


def _target(stage: RecordStage) -> Target | None:
    if stage.conflict_id:
        return Target("conflict", stage.conflict_id)
    return Target("letter", stage.letter_id) if stage.letter_id else None
