"""Labels that say how they are meant: plain, muted, heading, an error with its sign."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.icons import picture
from app.ui.theme import Colour, line_height, sounds

SIGNS = {
    "error": ("error", Colour.ERROR),
    "warn": ("warning", Colour.WARN),
    "ok": ("done", Colour.OK),
    "info": ("info", Colour.INFO),
    "todo": ("circle", Colour.MUTED),
}
"""Each tone that must not rest on colour alone has a sign."""


def label(text: str = "", tone: str = "", *, wraps: bool = False) -> QLabel:
    """A text to read; never interpreted as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if tone:
        sounds(made, tone)
    return made


class Sign(QLabel):
    """An icon in the size of the text beside it."""

    def __init__(self, name: str, colour: str = Colour.TEXT, size: float = 0.9) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._size = size
        self._draw()

    def show_sign(self, name: str, colour: str) -> None:
        """Draw another icon."""
        if (name, colour) != (self._name, self._colour):
            self._name, self._colour = name, colour
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._draw()

    def _draw(self) -> None:
        side = round(line_height(self) * self._size)
        self.setPixmap(picture(self._name, side, self.devicePixelRatioF(), self._colour))


class Remark(QWidget):
    """One line below a field or a button: a sign and a sentence, or nothing at all.

    Hidden while empty.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign("info")
        self._text = label(wraps=True)
        policy = self._text.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self._text.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, text: str, tone: str = "error") -> None:
        """Show ``text``; an empty text hides the line."""
        self._text.setText(text)
        sounds(self._text, tone)
        sign, colour = SIGNS.get(tone, ("", ""))
        self._sign.setVisible(bool(sign))
        if sign:
            self._sign.show_sign(sign, colour)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says now."""
        return self._text.text()
