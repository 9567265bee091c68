"""Buttons: the one filled button of a screen, plain ones, and quiet ones beside a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QToolButton

from app.ui.icons import icon
from app.ui.theme import Colour, line_height, looks

_INK = {"primary": Colour.ON_PRIMARY, "quiet": Colour.PRIMARY, "inline": Colour.PRIMARY}


class Button(QPushButton):
    """A button whose icon grows with its text, and that shows its shortcut.

    ``look``: empty for plain, primary, quiet, inline, rail, choice or chip. The text is a verb with
    its object: 提交审核, not 确定.
    """

    def __init__(
        self, text: str, *, icon_name: str = "", look: str = "", shortcut: str = ""
    ) -> None:
        super().__init__(text)
        self._text = text
        self.setAutoDefault(False)
        if look:
            looks(self, look)
        if icon_name:
            self.setIcon(icon(icon_name, _INK.get(look, Colour.TEXT)))
        if shortcut:
            self._show_shortcut(shortcut)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = round(line_height(self) * 0.85)
        self.setIconSize(QSize(side, side))

    def _show_shortcut(self, shortcut: str) -> None:
        keys = QKeySequence(shortcut)
        self.setText(f"{self._text} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
        self._shortcut = QShortcut(keys, self)
        self._shortcut.activated.connect(self.click)


def primary(text: str, *, icon_name: str = "", shortcut: str = "") -> Button:
    """The filled button: one a screen."""
    return Button(text, icon_name=icon_name, look="primary", shortcut=shortcut)


def quiet(text: str, *, icon_name: str = "", shortcut: str = "") -> Button:
    """A button without a frame, for what is done seldom."""
    return Button(text, icon_name=icon_name, look="quiet", shortcut=shortcut)


class FieldButton(QToolButton):
    """A button with an icon at the end of a field, as high as the field: the eye, the calendar.

    The keyboard passes it by; what it does has a key in the field.
    """

    def __init__(self, icon_name: str, tip: str) -> None:
        super().__init__()
        looks(self, "button")
        self.setIcon(icon(icon_name, Colour.PRIMARY))
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = round(line_height(self) * 0.9)
        self.setIconSize(QSize(side, side))
