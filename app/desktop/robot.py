"""A pair of hands for the tour: finds what a person would see in the window, presses it, waits.

It waits for what is to appear, never for a while; what does not appear ends the tour with a sentence
that says what was waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

W = TypeVar("W", bound=QWidget)

Condition = Callable[[], bool]
Script = Generator[tuple[str, Condition]]
"""What the tour does, in the order it does it; between two steps it yields what it waits for."""

LOOKS_EVERY: Final = 15
"""Milliseconds between two looks at whether something has appeared."""
STEADY: Final = 4
"""Looks that a thing must be there for: what was just filled in is also laid out and painted."""
PATIENCE: Final = 60_000
"""Milliseconds to wait for one thing: the slowest laptop takes a tenth of it."""


class NotSeen(Exception):
    """What the tour waited for, or wanted to press, is not there."""


class Robot(QObject):
    """Runs one script. ``ended`` with an empty text, or with what was not seen."""

    ended = Signal(str)

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        super().__init__()
        self.folder = folder
        self.say = say
        self._number = 0
        self._waited = self._steady = 0
        self._waits_for: tuple[str, Condition] = ("", lambda: True)
        self._script: Script | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY)
        self._timer.timeout.connect(self._look)

    def run(self, script: Script) -> None:
        """Begin."""
        self._script = script
        self._timer.start()

    # -- eyes ----------------------------------------------------------------------------------

    @property
    def window(self) -> QWidget:
        """What is in front: the topmost window that is shown."""
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        if active is not None and active.isVisible():
            return active
        if not shown:
            raise NotSeen("没有窗口")
        return shown[-1]

    def sees(self, text: str) -> bool:
        """Whether a label or button in the window says ``text``."""
        every = [*self._shown(QLabel), *self._shown(QAbstractButton)]
        return any(text in one.text() for one in every)

    def find(self, kind: type[W], text: str = "") -> W:
        """The first visible widget of a kind, whose words (if it has any) contain ``text``."""
        for one in self._shown(kind):
            if not text or text in _words(one):
                return one
        raise NotSeen(f"没有看到“{text or kind.__name__}”")

    def picture(self, name: str) -> None:
        """Keep a numbered picture of the window."""
        self._number += 1
        path = self.folder / f"{self._number:02}_{name}.png"
        self.window.grab().save(str(path))
        self.say(f"图 {path.name}")

    # -- hands ---------------------------------------------------------------------------------

    def press(self, text: str) -> None:
        """Press the button that says ``text``."""
        button = self._button(text)
        if button is None:
            raise NotSeen(f"没有可按的“{text}”")
        self.say(f"按 {button.text()}")
        button.click()

    def can_press(self, text: str) -> bool:
        """Whether such a button is there and can be pressed."""
        return self._button(text) is not None

    def type_into(self, hint: str, text: str) -> None:
        """Type ``text`` into the field whose hint or name contains ``hint``."""
        field = self.find(QLineEdit, hint)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.setText(text)
        self.say(f"输入 {text}")

    # -- inside --------------------------------------------------------------------------------

    def _button(self, text: str) -> QAbstractButton | None:
        """The button whose words begin with ``text``, else one that has them somewhere."""
        every = [one for one in self._shown(QAbstractButton) if one.isEnabled()]
        fits = [one for one in every if text in one.text()]
        return next((one for one in fits if one.text().startswith(text)), fits[0] if fits else None)

    def _shown(self, kind: type[W]) -> list[W]:
        return [one for one in self.window.findChildren(kind) if one.isVisible()]

    def _look(self) -> None:
        what, is_there = self._waits_for
        try:
            if not is_there():
                self._waited += LOOKS_EVERY
                if self._waited > PATIENCE:
                    raise NotSeen(f"等了很久也没有等到：{what}")
                return
            self._steady += 1
            if self._steady < STEADY:
                return
            self._waited = self._steady = 0
            assert self._script is not None
            self._waits_for = next(self._script)
        except StopIteration:
            self._end("")
        except NotSeen as error:
            self._end(str(error))

    def _end(self, why: str) -> None:
        self._timer.stop()
        self.ended.emit(why)


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return f"{widget.placeholderText()} {widget.accessibleName()}"
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.accessibleName()
