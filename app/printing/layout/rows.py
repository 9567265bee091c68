"""Blocks, tables and rows: what is told to ``Flow``, and how a row is fitted and divided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.printing.fonts import Fonts
from app.printing.layout.cells import Content, Fitted
from app.printing.layout.pages import Pages
from app.printing.layout.trace import Box
from app.printing.style import LABEL_WIDTH, PART_HEIGHT, ROW_HEIGHT


@dataclass(frozen=True)
class Row:
    """Cells with their widths (in any unit; they share the row). ``height`` is the least.

    ``flows``: may be divided between pages. ``is_open``: no line above it.
    """

    cells: Sequence[tuple[Content, float]]
    height: float = ROW_HEIGHT
    flows: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Table:
    """Rows, under column headings that are repeated on every page they reach."""

    rows: Sequence[Row]
    headings: Sequence[Row] = ()
    label: str = ""


@dataclass(frozen=True)
class Block:
    """Tables under one name at the left. ``is_kept``: on one page wherever it fits on one."""

    label: str
    tables: Sequence[Table]
    label_width: float = LABEL_WIDTH
    is_kept: bool = False


@dataclass(frozen=True)
class FittedRow:
    """A row that knows its width and height."""

    parts: tuple[tuple[Fitted, float], ...]
    height: float
    source: Row


@dataclass(frozen=True)
class FittedTable:
    """A table whose rows begin at ``left``; the name beside it needs so much height."""

    headings: list[FittedRow]
    rows: list[FittedRow]
    left: float
    needs: float = 0.0

    @property
    def height(self) -> float:
        return sum(row.height for row in (*self.headings, *self.rows))

    @property
    def first(self) -> float:
        """What must stand together: no headings, and no name, alone at the foot of a page."""
        return next(self.steps())

    def steps(self) -> Iterator[float]:
        """The heights after which it may go on on the next page."""
        row, *others = self.rows
        least = min(row.height, PART_HEIGHT) if row.source.flows else row.height
        height = sum(one.height for one in self.headings) + least
        while others and height < self.needs:
            height += _least(others.pop(0))
        yield height
        yield from map(_least, others)


def _least(row: FittedRow) -> float:
    """What of a row behind others must stand with them: all of it, or its first part."""
    may_part = row.source.flows and row.height > PART_HEIGHT and split_row(row, PART_HEIGHT)
    return PART_HEIGHT if may_part else row.height


def fit_row(row: Row, fonts: Fonts, width: float) -> FittedRow:
    scale = width / sum(share for _, share in row.cells)
    parts = tuple((one.fit(fonts, share * scale), share * scale) for one, share in row.cells)
    return FittedRow(parts, max(row.height, *(part.height for part, _ in parts)), row)


def split_row(row: FittedRow, room: float) -> tuple[FittedRow, FittedRow] | None:
    """What fits and the rest, neither too low for the names beside them."""
    if room < PART_HEIGHT:
        return None
    tall = [(part, width, part.height > room) for part, width in row.parts]
    first: list[tuple[Fitted, float]] = []
    rest: list[tuple[Fitted, float]] = []
    for part, width, is_tall in tall:
        halves = part.split(room) if is_tall else _emptied(part)
        if halves is None:
            return None
        first.append((halves[0], width))
        rest.append((halves[1], width))
    top = max(PART_HEIGHT, *(part.height for part, _ in first))
    below = max(PART_HEIGHT, *(part.height for part, _ in rest))
    return FittedRow(tuple(first), top, row.source), FittedRow(tuple(rest), below, row.source)


@dataclass(frozen=True)
class _Nothing:
    height: float = 0.0

    def draw(self, pages: Pages, box: Box) -> None:
        del pages, box

    def split(self, height: float) -> None:
        del height


def _emptied(part: Fitted) -> tuple[Fitted, Fitted]:
    """A cell that fits stays whole; on the next page its place is empty."""
    return part, _Nothing()
