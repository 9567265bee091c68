"""What was done, and 撤销, for ten seconds: instead of asking "are you sure?" beforehand."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.pages import UndoOffer
from app.ui.theme import looks
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import label

SECONDS: Final = 10


class UndoBar(QFrame):
    """One offer at a time; a new one replaces it. Hidden in between."""

    def __init__(self, milliseconds: int = SECONDS * 1000) -> None:
        super().__init__()
        looks(self, "undo")
        self._offer: UndoOffer | None = None
        self._text = label()
        undo = Button("撤销 (Ctrl+Z)")
        undo.clicked.connect(self.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(undo)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(milliseconds)
        self._end.timeout.connect(self.withdraw)
        self.hide()

    def offer(self, offer: UndoOffer) -> None:
        """Say what was done and offer to take it back."""
        self._offer = offer
        self._text.setText(offer.sentence)
        self.show()
        self._end.start()

    def take_back(self) -> bool:
        """Take back what is offered; False if nothing is."""
        offer = self._offer
        self.withdraw()
        if offer is not None:
            offer.take_back()
        return offer is not None

    def withdraw(self) -> None:
        """End the offer."""
        self._end.stop()
        self._offer = None
        self.hide()
