"""Answers typed in parts: a time, a date with a time, a place on the map."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Refused
from app.forms.states import NodeState
from app.ui.theme import sounds, width_of
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import ENTER, Field
from app.ui.visits.fields.numbers import read_number
from app.ui.widgets.editors.reading import read_date, write_date
from app.ui.widgets.texts import label

_CLOCK: Final = re.compile(r"(\d{1,2})[:时点](\d{1,2})?分?|(\d{2})(\d{2})", re.ASCII)
_CHINA: Final = "+08:00"


class PartsField(Field):
    """Several lines that make one answer. ``names`` stand before the lines."""

    names: tuple[str, ...] = ("",)
    hints: tuple[str, ...] = ("",)
    widths: tuple[int, ...] = (8,)
    """In characters."""

    def __init__(self, state: NodeState, _doors: Doors) -> None:
        super().__init__(state)
        self.lines = [QLineEdit() for _ in self.names]
        self._wrong = ""
        row = QHBoxLayout()
        row.setSpacing(8)
        for line, name, hint, width in zip(
            self.lines, self.names, self.hints, self.widths, strict=True
        ):
            line.setPlaceholderText(hint)
            line.setAccessibleName(f"{state.label} {name}".strip())
            line.setMinimumWidth(width_of(self, "字" * width))
            line.editingFinished.connect(self._on_left)
            line.textEdited.connect(self.doubted)
            if name:
                row.addWidget(label(name, "muted"))
            row.addWidget(line, width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.remark)
        self.setFocusProxy(self.lines[0])
        self.watch(self.lines)
        self.show_state(state)

    # -- for kinds of parts --------------------------------------------------------------------

    def split(self, value: str) -> Sequence[str]:
        """What stands in the lines for an answer."""
        raise NotImplementedError

    def join(self, typed: Sequence[str]) -> str:
        """The answer of what is typed, blank while a part is missing. Raises ``Refused``."""
        raise NotImplementedError

    # -- the field -----------------------------------------------------------------------------

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        if self.is_being_typed:
            return
        for line, text in zip(self.lines, self.split(state.value), strict=True):
            line.setText(text)
            line.setModified(False)
            line.setReadOnly(state.readonly)

    def say(self, text: str, tone: str = "error") -> None:
        if self._wrong:
            return
        super().say(text, tone)
        for line in self.lines:
            sounds(line, tone if text else "")

    def commit(self) -> None:
        if not self.is_being_typed:
            return
        self._wrong = ""
        try:
            value = self.join([line.text() for line in self.lines])
        except Refused as refused:
            self.say(refused.sentence)
            self._wrong = refused.sentence
            self.doubted.emit()
            return
        for line in self.lines:
            line.setModified(False)
        if value != self.state.value:
            self.committed.emit(value)
        else:
            self.show_state(self.state)
            self.say("")

    def stops(self) -> list[QWidget]:
        return list(self.lines)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Enter goes through the lines before it goes on."""
        if event.key() in ENTER and (line := self._next_line()) is not None:
            line.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().key_pressed(event)

    @property
    def is_being_typed(self) -> bool:
        return any(line.isModified() for line in self.lines)

    @property
    def unreadable(self) -> str:
        return self._wrong if self.is_being_typed else ""

    def _next_line(self) -> QLineEdit | None:
        here = next((place for place, line in enumerate(self.lines) if line.hasFocus()), -1)
        return self.lines[here + 1] if 0 <= here < len(self.lines) - 1 else None

    def _on_left(self) -> None:
        """Between the lines of one answer nothing is called wrong yet."""
        if not any(line.hasFocus() for line in self.lines):
            self.commit()


class TimeField(PartsField):
    """A time of day: 930, 9:30, 9点半 is 9:30."""

    hints = ("例如 9:30",)
    widths = (6,)

    def split(self, value: str) -> Sequence[str]:
        return [value[:5]]

    def join(self, typed: Sequence[str]) -> str:
        clock = read_clock(typed[0])
        return f"{clock}:00.000{_CHINA}" if clock else ""


class MomentField(PartsField):
    """A date with a time of day."""

    names = ("日期", "时间")
    hints = ("例如 20261123", "例如 9:30")
    widths = (9, 5)

    def split(self, value: str) -> Sequence[str]:
        day, _, clock = value.partition("T")
        try:
            return [write_date(date.fromisoformat(day)) if day else "", clock[:5]]
        except ValueError:
            return [day, clock]

    def join(self, typed: Sequence[str]) -> str:
        day = read_date(typed[0])
        clock = read_clock(typed[1])
        if day is None and not clock:
            return ""
        if day is None or not clock:
            missing = "日期" if day is None else "时间"
            raise Refused(f"还缺{missing}，请补上。", code="moment_incomplete")
        return f"{day.isoformat()}T{clock}:00.000{_CHINA}"


class PlaceField(PartsField):
    """A place on the map: latitude and longitude in degrees, as a phone shows them."""

    names = ("纬度", "经度")
    hints = ("例如 31.2304", "例如 108.3921")
    widths = (6, 6)

    def split(self, value: str) -> Sequence[str]:
        parts = value.split(" ") if value else []
        return [_short(part) for part in (*parts, "", "")[:2]]

    def join(self, typed: Sequence[str]) -> str:
        latitude, longitude = (read_number(part, is_whole=False) for part in typed)
        if not latitude and not longitude:
            return ""
        if not latitude or not longitude:
            raise Refused("纬度和经度都要填；不清楚就都空着。", code="place_incomplete")
        if abs(float(latitude)) > 90 or abs(float(longitude)) > 180:
            raise Refused(
                "纬度在 ±90、经度在 ±180 之间，是不是填反了？请核对。", code="place_range"
            )
        return f"{latitude} {longitude} 0 0"


def read_clock(typed: str) -> str:
    """HH:MM of 9:30, 0930, 9点30分, 9点; blank of nothing. Raises ``Refused`` time_unreadable."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).replace("半", "30")
    if not text:
        return ""
    found = _CLOCK.fullmatch(text.zfill(4) if text.isdecimal() else text)
    hour, minute = (int(found[1] or found[3]), int(found[2] or found[4] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise Refused("看不懂这个时间。请写成“9:30”或“14:05”的样子。", code="time_unreadable")
    return f"{hour:02}:{minute:02}"


def _short(number: str) -> str:
    return number.removesuffix(".0")
