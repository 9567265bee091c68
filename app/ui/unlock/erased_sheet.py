"""After the county revoked this laptop: what was done, and whom to ask."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.ui.unlock_frame import Sheet
from app.ui.widgets.buttons import primary
from app.ui.widgets.texts import Remark, label


class ErasedSheet(Sheet):
    """``acknowledged`` when it was read."""

    acknowledged = Signal()

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.body.addWidget(label("县里已停用这台电脑", "heading"))
        self.body.addWidget(label(sentence, wraps=True))
        self._remark = Remark()
        self.body.addWidget(self._remark)
        button = primary("知道了", icon_name="done")
        button.clicked.connect(self.acknowledged)
        self.body.addWidget(button)

    def show_problem(self, sentence: str) -> None:
        """Not all of it could be erased."""
        self._remark.say(sentence)
