"""How much a workbook's parts would lay out in memory, counted on their XML before a library does.

A sheet is laid out as the whole rectangle from A1 to its last filled cell, and a shared string is
copied for every cell that shows it: a file of a few kilobytes can ask for gigabytes either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Final

from app.errors import Trouble, Unreadable

LAST_ROW: Final = 100_000
LAST_COLUMN: Final = 1_000
MOST_CELLS: Final = 1_500_000
"""Of all sheets together."""
MOST_MERGED: Final = 200_000
MOST_SHARED_TEXT: Final = 256 * 1024 * 1024
"""Bytes of shared strings, each counted once for every cell that shows it."""

_FILLED_CELL: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["'][^<>]*(?<!/)>""")
_NAMELESS_CELL: Final = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br\s*=)[^<>]*)?>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_ROW_NUMBER: Final = re.compile(rb"""\br\s*=\s*["'](\d{1,9})["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SHARED_STRING: Final = re.compile(rb"<(?:\w+:)?si\b")
_SHOWS_SHARED: Final = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*\bt\s*=\s*["']s["'][^<>]*>(?:\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<)?"""
)


class Extent:
    """The sum over a workbook's parts, taken in one by one; what a part is, its content tells."""

    def __init__(self) -> None:
        self._cells = 0
        self._strings: list[int] = []
        self._sheets: list[bytes] = []

    def take_in(self, xml: bytes) -> None:
        """Count one part. Raises ``Unreadable`` sheet_too_large as soon as it is too much."""
        if b"sheetData" in xml:
            self._add_sheet(xml)
        if _SHARED_STRING.search(xml):
            self._add_strings(xml)

    def require_bounded(self) -> None:
        """Raises ``Unreadable`` sheet_too_large when shared strings would be copied too often."""
        longest = max(self._strings, default=0)
        if longest * self._cells <= MOST_SHARED_TEXT:
            return
        shown = 0
        for length in self._shown(longest):
            shown += length
            if shown > MOST_SHARED_TEXT:
                raise _too_large(longest_text=longest, cells=self._cells)

    def _add_sheet(self, xml: bytes) -> None:
        merged = xml.count(b"mergeCell")
        rows = xml.count(b"<row") + xml.count(b":row")
        values = xml.count(b"<v>") + xml.count(b":v>") + xml.count(b"<is>")
        if merged > MOST_MERGED or rows > MOST_CELLS or values > MOST_CELLS:
            raise _too_large(rows=rows, merged=merged, values=values)
        row, column, count = _last_filled(xml)
        self._cells += max(count, row * column)
        if row > LAST_ROW or column > LAST_COLUMN or self._cells > MOST_CELLS:
            raise _too_large(row=row, column=column, cells=self._cells)
        self._sheets.append(xml)

    def _add_strings(self, xml: bytes) -> None:
        if xml.count(b"<si") + xml.count(b":si") > MOST_CELLS:
            raise _too_large(strings=MOST_CELLS)
        starts = [found.start() for found in _SHARED_STRING.finditer(xml)]
        lengths = [end - start for start, end in pairwise((*starts, len(xml)))]
        both = zip_longest(self._strings, lengths, fillvalue=0)
        self._strings = [max(pair) for pair in both]

    def _shown(self, longest: int) -> Iterator[int]:
        """The length of the text of each cell with a shared string; of an odd cell, the longest."""
        for xml in self._sheets:
            for found in _SHOWS_SHARED.finditer(xml):
                number = int(found[1]) if found[1] else len(self._strings)
                yield self._strings[number] if number < len(self._strings) else longest


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _last_filled(xml: bytes) -> tuple[int, int, int]:
    """The last row and column with a filled cell, from 1, and how many such cells say where.

    Empty cells do not count: whole columns down to row 1,048,576 are formatted every day.
    """
    row, column, count = 0, 0, 0
    for letters, number in (found.groups() for found in _FILLED_CELL.finditer(xml)):
        count += 1
        row, column = max(row, int(number)), max(column, column_number(letters))
        if count > MOST_CELLS or row > LAST_ROW or column > LAST_COLUMN:
            raise _too_large(row=row, column=column, cells=count)
    if _NAMELESS_CELL.search(xml):
        row, column = max(row, _last_row(xml)), max(column, _most_cells(xml))
    return row, column, count


def _last_row(xml: bytes) -> int:
    """The last row there can be when cells do not say where they are."""
    rows = [found[0] for found in _ROW.finditer(xml)]
    numbers = (_ROW_NUMBER.search(row) for row in rows)
    return len(rows) + max((int(number[1]) for number in numbers if number), default=0)


def _most_cells(xml: bytes) -> int:
    """The most cells in one row."""
    starts = [found.start() for found in _ROW.finditer(xml)] or [0]
    return max(
        sum(1 for _ in _CELL.finditer(xml, start, end))
        for start, end in pairwise((*starts, len(xml)))
    )


def _too_large(**facts: object) -> Trouble:
    return Unreadable(
        "工作表的内容太多，或一直写到很远的行或列，不像花名册。"
        "请把要导入的内容复制到新的工作簿里，再导入。",
        code="sheet_too_large",
        **facts,
    )
