"""Blocks flow down the pages: a name at the left, tables, headings repeated on every page.

A row that does not fit goes to the next page; one that may, or must, is divided between lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app.printing.layout.pages import Pages
from app.printing.layout.rows import (
    Block,
    FittedRow,
    FittedTable,
    Table,
    fit_row,
    split_row,
)
from app.printing.layout.text import heading
from app.printing.layout.trace import Box
from app.printing.style import HEAD, LABEL, Type

_ROUNDING: Final = 0.01


@dataclass(frozen=True)
class Frame:
    """Where on a page rows may stand; the first page has the title and begins lower."""

    left: float
    right: float
    first_top: float
    next_top: float
    bottom: float


@dataclass
class _Label:
    """A name that is drawn when its segment ends: it needs so much height beside it, and
    ``rest`` of its rows is still to come behind the one being placed."""

    text: str
    type: Type
    left: float
    right: float
    top: float
    needs: float
    rest: float


class Flow:
    """Puts blocks on pages from the top down."""

    def __init__(self, pages: Pages, frame: Frame) -> None:
        self._pages = pages
        self._frame = frame
        self._top = self._y = frame.first_top
        self._labels: list[_Label] = []
        self._headings: list[FittedRow] = []
        self._left = frame.left

    def add(self, *blocks: Block) -> None:
        """Draw the blocks below what is there."""
        for block in blocks:
            self._add_block(block)

    def turn(self) -> None:
        """Go on on a new page, as a booklet does; between blocks only."""
        self._turn()

    def end(self) -> None:
        """Close the frame on the last page."""
        self._close_segment()

    # -- blocks ----------------------------------------------------------------------------------

    def _add_block(self, block: Block) -> None:
        left = self._frame.left + (block.label_width if block.label else 0)
        tables = [self._fit_table(table, left, block.label_width) for table in block.tables]
        needs = self._label_height(block.label, block.label_width)
        _raise_last(tables, needs)
        height = sum(table.height for table in tables)
        is_split = block.is_kept and self._room() < height <= self._fresh()
        if is_split or self._room() < _beginning(tables, needs):
            self._turn()
        if block.label:
            self._open_label(block.label, LABEL, left, needs, height)
        for table, fitted in zip(block.tables, tables, strict=True):
            height -= fitted.height
            self._add_table(table.label, fitted, height)
        if block.label:
            self._close_label(self._labels.pop())

    def _fit_table(self, table: Table, left: float, label_width: float) -> FittedTable:
        inner = left + (label_width if table.label else 0)
        width = self._frame.right - inner
        fonts = self._pages.fonts
        headings = [fit_row(row, fonts, width) for row in table.headings]
        rows = [fit_row(row, fonts, width) for row in table.rows]
        needs = self._label_height(table.label, label_width)
        fitted = FittedTable(headings, rows, inner, needs)
        _raise_last([fitted], needs)
        return fitted

    def _add_table(self, label: str, table: FittedTable, later: float) -> None:
        """``later``: the height of the tables of the block behind it."""
        if self._room() < table.first:
            self._turn()
            _raise_last([table], max((one.needs - later for one in self._labels), default=0))
        if label:
            self._open_label(label, HEAD, table.left, table.needs, table.height)
        self._left = table.left
        for row in table.headings:
            self._draw(row)
        self._headings = table.headings
        rest = sum(row.height for row in table.rows)
        for row in table.rows:
            rest -= row.height
            for place, one in enumerate(reversed(self._labels)):
                one.rest = rest if label and not place else rest + later
            self._place(row)
        self._headings = []
        if label:
            self._close_label(self._labels.pop())

    # -- rows ------------------------------------------------------------------------------------

    def _place(self, row: FittedRow) -> None:
        if row.height <= self._room() + _ROUNDING:
            self._draw(row)
            return
        repeated = sum(one.height for one in self._headings)
        if row.source.flows or row.height > self._fresh() - repeated:
            parts = split_row(row, self._room())
            if parts is not None:
                self._draw(parts[0])
                self._turn()
                self._place(self._raised(parts[1], repeated))
                return
        if self._y <= self._top + repeated + _ROUNDING:
            self._draw(row)  # higher than a page, and nothing in it can be divided
            return
        self._turn()
        self._place(self._raised(row, repeated))

    def _raised(self, row: FittedRow, repeated: float) -> FittedRow:
        """The first row of a page, higher where the names beside it and its like need more."""
        least = max((label.needs - label.rest for label in self._labels), default=0) - repeated
        return replace(row, height=max(row.height, least))

    def _draw(self, row: FittedRow) -> None:
        if not row.source.is_open or self._y <= self._top:
            self._pages.line(self._left, self._y, self._frame.right, self._y)
        left = self._left
        bottom = self._y + row.height
        for part, width in row.parts:
            if left > self._left:
                self._pages.line(left, self._y, left, bottom)
            part.draw(self._pages, Box(left, self._y, left + width, bottom))
            left += width
        self._y = bottom

    def _room(self) -> float:
        return self._frame.bottom - self._y

    def _fresh(self) -> float:
        return self._frame.bottom - self._frame.next_top

    # -- pages -----------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Go on on a new page, under the same names and headings."""
        self._close_segment()
        self._pages.turn()
        self._top = self._y = self._frame.next_top
        for label in self._labels:
            label.top = self._y
        for row in self._headings:
            self._draw(row)

    def _open_label(self, text: str, type_: Type, right: float, needs: float, rest: float) -> None:
        left = self._labels[-1].right if self._labels else self._frame.left
        self._labels.append(_Label(text, type_, left, right, self._y, needs, rest))

    def _close_segment(self) -> None:
        for label in self._labels:
            self._close_label(label)
        if self._y > self._top:
            self._pages.outline(Box(self._frame.left, self._top, self._frame.right, self._y))

    def _close_label(self, label: _Label) -> None:
        """Draw a name beside the rows it belongs to on this page."""
        if self._y <= label.top:
            return
        box = Box(label.left, label.top, label.right, self._y)
        self._pages.line(label.left, label.top, label.right, label.top)
        self._pages.line(label.right, label.top, label.right, self._y)
        text = heading(label.text, label.type, lines=_lines(label.text))
        text.fit(self._pages.fonts, box.width).draw(self._pages, box)

    def _label_height(self, text: str, width: float) -> float:
        if not text:
            return 0
        return heading(text, LABEL, lines=_lines(text)).fit(self._pages.fonts, width).height


def _lines(text: str) -> int:
    """As many lines as the label was written in, or as it needs."""
    return max(text.count("\n") + 1, 2)


def _beginning(tables: list[FittedTable], least: float) -> float:
    """What of a block must stand together so that its name has room beside it."""
    height = 0.0
    for step in (step for table in tables for step in table.steps()):
        if height >= least:
            break
        height += step
    return height


def _raise_last(tables: list[FittedTable], least: float) -> None:
    """Make the last row higher where the name beside the rows needs more than they do."""
    lacking = least - sum(table.height for table in tables)
    if lacking > 0:
        rows = tables[-1].rows
        rows[-1] = replace(rows[-1], height=rows[-1].height + lacking)
