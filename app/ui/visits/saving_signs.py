"""What a visit page says about the disk: a sign at the top, and a bar when a step is not there."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import Colour, looks, sounds
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Sign, label


class SavedSign(QWidget):
    """Whether every step is on disk: 正在保存, 已保存 14:32, 没有保存."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._sign = Sign("done", Colour.OK)
        self._text = label("填一题存一题", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign)
        row.addWidget(self._text)

    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def show_saving(self, number: int) -> None:
        """Step ``number`` is on its way."""
        self._asked = number
        self._say("正在保存…", "muted", "clock", Colour.MUTED)

    def show_saved(self, number: int, moment: datetime) -> bool:
        """All up to ``number`` is on disk, what was given since is still on its way; whether
        nothing is."""
        is_all = number >= self._asked
        if is_all:
            self._say(f"已保存 {moment:%H:%M}", "ok", "done", Colour.OK)
        return is_all

    def show_unsaved(self) -> None:
        """The last step could not be written."""
        self._say("没有保存", "error", "error", Colour.ERROR)

    def _say(self, text: str, tone: str, sign: str, colour: str) -> None:
        self._text.setText(text)
        sounds(self._text, tone)
        self._sign.show_sign(sign, colour)


class UnsavedBar(QFrame):
    """Why a step is not on disk, across the page, until it is. ``retry_requested`` on 再存一次."""

    retry_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        looks(self, "card")
        self._text = label("", "error", wraps=True)
        self.retry_button = Button("再存一次")
        self.retry_button.clicked.connect(lambda: self.retry_requested.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(Sign("error", Colour.ERROR))
        row.addWidget(self._text, 1)
        row.addWidget(self.retry_button)
        self.hide()

    def text(self) -> str:
        """What it says now; blank while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str) -> None:
        """Show ``sentence``: what went wrong and what to do."""
        self._text.setText(sentence)
        self.show()
