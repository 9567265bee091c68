"""Text in a cell: set smaller where it must be, then in as many lines as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from app.printing.fonts import Fonts, tidy
from app.printing.layout.pages import Pages
from app.printing.layout.trace import Box
from app.printing.layout.wrapping import wrap
from app.printing.style import PAD, ROW_VALUE, SIDE, SMALLEST, VALUE, Type

_STEP: Final = 0.5
_LEAST_LINES: Final = 2
"""Fewer lines than this are not left alone on a page."""


class Align(Enum):
    """Where a line stands in its cell."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True)
class Text:
    """Text in lines. ``name`` is what people call the field, with its row where it has one.

    It is set smaller, down to ``smallest``, to stay within ``lines`` lines; then it grows.
    """

    text: str
    name: str
    type: Type = VALUE
    align: Align = Align.LEFT
    lines: int = 1
    smallest: float = SMALLEST
    is_top: bool = False
    side: float = SIDE

    def fit(self, fonts: Fonts, width: float) -> FittedText:
        """Choose the size and cut the lines."""
        letters = fonts.letters(self.type.slot)
        text, room = tidy(self.text), width - 2 * self.side
        size = self.type.size
        lines = wrap(text, room / size, letters)
        while len(lines) > self.lines and size - _STEP >= self.smallest:
            size -= _STEP
            lines = wrap(text, room / size, letters)
        return FittedText(self, self.type.at(size), tuple(lines))


@dataclass(frozen=True)
class FittedText:
    """Lines of one size."""

    source: Text
    type: Type
    lines: tuple[str, ...]
    above: float = PAD
    below: float = PAD

    @property
    def height(self) -> float:
        return self.above + len(self.lines) * self.type.leading + self.below

    def draw(self, pages: Pages, box: Box) -> None:
        spare = 0 if self.source.is_top else box.height - self.height
        top = box.top + self.above + spare / 2 + (self.type.leading - self.type.size) / 2
        for line in self.lines:
            room = box.width - 2 * self.source.side - pages.fonts.width(line, self.type)
            left = box.left + self.source.side + room * self.source.align.value
            pages.write(left, top, line, self.type, name=self.source.name, cell=box)
            top += self.type.leading

    def split(self, height: float) -> tuple[FittedText, FittedText] | None:
        count = int((height - self.above - self.below) // self.type.leading)
        count = min(count, len(self.lines) - _LEAST_LINES)
        if count < _LEAST_LINES:
            return None
        return replace(self, lines=self.lines[:count]), replace(self, lines=self.lines[count:])


def heading(text: str, type_: Type, *, lines: int = 2) -> Text:
    """A printed word of the form itself, in the middle of its cell."""
    return Text(text, "表头", type_, Align.CENTRE, lines, side=PAD)


def table_value(text: str, name: str, *, align: Align = Align.CENTRE, lines: int = 2) -> Text:
    """A value in a table of many columns."""
    return Text(text, name, ROW_VALUE, align, lines)


@dataclass(frozen=True)
class GroupHeading:
    """A column heading over several columns, with their own headings below it."""

    text: str
    columns: Sequence[tuple[str, float]]
    type: Type

    def fit(self, fonts: Fonts, width: float) -> FittedGroup:
        top = heading(self.text, self.type).fit(fonts, width)
        scale = width / sum(one for _, one in self.columns)
        below = [
            (heading(text, self.type).fit(fonts, one * scale), one * scale)
            for text, one in self.columns
        ]
        return FittedGroup(top, tuple(below))


@dataclass(frozen=True)
class FittedGroup:
    """A group of column headings."""

    top: FittedText
    below: tuple[tuple[FittedText, float], ...]

    @property
    def height(self) -> float:
        return self.top.height + max(part.height for part, _ in self.below)

    def draw(self, pages: Pages, box: Box) -> None:
        middle = box.top + self.top.height
        self.top.draw(pages, Box(box.left, box.top, box.right, middle))
        pages.line(box.left, middle, box.right, middle)
        left = box.left
        for part, width in self.below:
            if left > box.left:
                pages.line(left, middle, left, box.bottom)
            part.draw(pages, Box(left, middle, left + width, box.bottom))
            left += width

    def split(self, height: float) -> None:
        del height
