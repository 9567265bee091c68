"""A sentence that belongs to the step: what did not work and what to do, or what was done."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.theme import looks
from app.ui.widgets.texts import Remark


class Notice(QFrame):
    """Hidden while there is nothing to say. ``tone``: error, warn, ok or info."""

    def __init__(self) -> None:
        super().__init__()
        self._remark = Remark()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._remark)
        self.hide()

    def say(self, sentence: str, tone: str = "error") -> None:
        """Show ``sentence``; an empty one hides the notice."""
        looks(self, f"banner-{tone}")
        self._remark.say(sentence, tone)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """What it says now."""
        return self._remark.text()
