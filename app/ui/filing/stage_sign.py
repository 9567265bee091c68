"""How far a file has come: 在本机 → 已到县 → 已处理; where it is stuck the cause, and a button."""

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
        self._text = label("", "muted", wraps=True)
        self._go = Button("去处理", look="inline")
        self._go.clicked.connect(self._on_go_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(5)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._go)
        self.hide()

    def look(self, noun: str, record_ids: Iterable[str]) -> None:
        """Find out for these records, which make up a file of that ``noun``."""
        ids = tuple(record_ids)
        if self._desk.is_practice or not ids:
            self.hide()
            return
        self._desk.operation(self, lambda work: sync_status.file_stage(work, noun, ids)).replacing(
            "stage"
        ).then(self._show).start()

    def _show(self, stage: RecordStage) -> None:
        name, colour, meaning = SIGNS[stage.stage]
        self._sign.show_sign(name, colour)
        self._text.setText(f"{stage.text}：{stage.why}" if stage.why else stage.text)
        self.setToolTip(stage.why or meaning)
        self._go.setAccessibleDescription(stage.why)
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
