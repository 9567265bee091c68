"""What was drawn where, for tests: that nothing is cut, outside its cell, or on top of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points from the top left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inset(self, by: float) -> Box:
        """Smaller by so much on every side."""
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


@dataclass(frozen=True)
class Mark:
    """A line of text, or what ``what`` says, on page ``page`` (from 1): its box, its cell's."""

    page: int
    what: str
    name: str
    text: str
    box: Box
    cell: Box


@dataclass
class Trace:
    """Everything drawn, in order. Watermarks lie under all and are not in it."""

    marks: list[Mark] = field(default_factory=list[Mark])

    def add(self, page: int, what: str, name: str, text: str, box: Box, cell: Box) -> None:
        """Note one mark."""
        self.marks.append(Mark(page, what, name, text, box, cell))
