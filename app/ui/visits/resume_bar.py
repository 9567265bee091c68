"""After the program was closed, or killed, in the middle of a visit: that visit, one press away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.services.drafts import DraftLine
from app.ui.theme import Colour, looks
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.texts import Sign, label


class ResumeBar(QFrame):
    """Hidden until there is one. ``resumed`` with the id of the draft; ``put_off`` for later."""

    resumed = Signal(str)
    put_off = Signal()

    def __init__(self) -> None:
        super().__init__()
        looks(self, "card")
        self._draft_id = ""
        self._text = label("", wraps=True)
        self.resume_button = Button("恢复这次走访", icon_name="edit")
        self.resume_button.clicked.connect(lambda: self.resumed.emit(self._draft_id))
        later = quiet("先不填")
        later.clicked.connect(lambda: self.put_off.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(Sign("info", Colour.INFO))
        row.addWidget(self._text, 1)
        row.addWidget(self.resume_button)
        row.addWidget(later)
        self.hide()

    def offer(self, line: DraftLine) -> None:
        """Offer to go on with ``line``; Enter does."""
        self._draft_id = line.id
        self._text.setText(
            f"上次程序关闭时，{line.title}的走访填到一半：{line.answered}/{line.asked} 题，都已存好。"
        )
        self.show()
        self.resume_button.setFocus()
