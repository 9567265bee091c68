"""Tables out as .xlsx: a title, labels, rows; numbers that are names of things stay text.

What is written is data and nothing else: no cell becomes a formula or a link, whatever it begins
with, and ID and account columns are text before anybody types into them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import Final, Protocol, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.domain.loose_values import EXACT_BELOW, as_text

Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None

LONGEST_TEXT: Final = 32_767
"""Characters of a cell; a spreadsheet program holds no more."""
LONGEST_SHEET_NAME: Final = 31
FIRST_YEAR: Final = 1900
"""Of a spreadsheet's calendar; an earlier day is written as text."""
WIDEST, NARROWEST = 40, 6
"""Column widths, in digits of the normal font."""

_NOT_IN_A_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FONT: Final[dict[str, object]] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOXED: Final[dict[str, object]] = {**_FONT, "border": 1, "text_wrap": True}


@dataclass(frozen=True)
class Column:
    """A column's ``label``; ``is_text`` keeps digits as typed; ``width`` 0 fits the content."""

    label: str
    is_text: bool = False
    width: float = 0


@dataclass(frozen=True)
class Table:
    """One sheet: its name, a title over all columns, lines of ``notes``, labels, rows."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    notes: tuple[str, ...] = ()


def write_workbook(tables: Sequence[Table], made_at: datetime) -> bytes:
    """The .xlsx with one sheet a table. The same tables and time give the same bytes."""
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = cast("_Book", xlsxwriter.Workbook(file, options))
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    names: set[str] = set()
    for table in tables:
        _SheetWriter(book, table, _free_name(table.name, names)).write()
    book.close()
    return file.getvalue()


class _Book(Protocol):
    """What we use of a library that says little of its types."""

    def set_properties(self, properties: dict[str, object]) -> None: ...
    def add_format(self, properties: dict[str, object]) -> Format: ...
    def add_worksheet(self, name: str) -> Worksheet: ...
    def close(self) -> None: ...


class _SheetWriter:
    """Writes one table into a sheet of its own."""

    def __init__(self, book: _Book, table: Table, name: str) -> None:
        self._table = table
        self._sheet: Worksheet = book.add_worksheet(name)
        self._title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
        self._note = book.add_format({**_FONT, "font_color": "#595959"})
        self._label = book.add_format(
            {**_BOXED, "bold": True, "align": "center", "bg_color": "#E8EEF4", "num_format": "@"}
        )
        self._plain = book.add_format(_BOXED)
        self._text = book.add_format({**_BOXED, "num_format": "@"})
        self._money = book.add_format({**_BOXED, "num_format": "0.00"})
        self._date = book.add_format({**_BOXED, "num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        """Title, notes, labels, rows; widths, a frozen header, landscape on A4."""
        top = self._write_head()
        for at, column in enumerate(self._table.columns):
            self._write_text(top, at, column.label, self._label)
            self._sheet.set_column(at, at, self._width(at), self._text if column.is_text else None)
        for number, row in enumerate(self._table.rows, top + 1):
            for at, value in enumerate(row):
                self._write(number, at, value)
        self._sheet.freeze_panes(top + 1, 0)
        self._sheet.repeat_rows(top)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def _write_head(self) -> int:
        """The rows above the labels; returns the row for these."""
        lines = [(self._table.title, self._title)] if self._table.title else []
        lines += [(note, self._note) for note in self._table.notes]
        last = len(self._table.columns) - 1
        for row, (text, style) in enumerate(lines):
            if last > 0:
                self._sheet.merge_range(row, 0, row, last, "", style)
            self._write_text(row, 0, text, style)
        return len(lines)

    def _write(self, row: int, at: int, value: Cell) -> None:
        """One cell by its type; numbers in a text column, or too long for one, become text."""
        is_text = at < len(self._table.columns) and self._table.columns[at].is_text
        match value:
            case None:
                self._sheet.write_blank(row, at, None, self._text if is_text else self._plain)
            case bool():
                self._sheet.write_boolean(row, at, value, self._plain)
            case Decimal() if not is_text and value.is_finite():
                self._sheet.write_number(row, at, float(value), self._money)
            case int() | float() if not is_text and isfinite(value) and abs(value) < EXACT_BELOW:
                self._sheet.write_number(row, at, value, self._plain)
            case datetime() | date() if not is_text and value.year >= FIRST_YEAR:
                self._sheet.write_datetime(row, at, _naive(value), self._date)
            case _:
                text = str(value) if isinstance(value, Decimal) else as_text(value)
                self._write_text(row, at, text, self._text if is_text else self._plain)

    def _write_text(self, row: int, at: int, text: str, style: Format) -> None:
        self._sheet.write_string(row, at, _NOT_IN_XML.sub("", text)[:LONGEST_TEXT], style)

    def _width(self, at: int) -> float:
        column = self._table.columns[at]
        if column.width:
            return column.width
        texts = [column.label, *(_shown(row[at]) for row in self._table.rows if at < len(row))]
        lines = (line for text in texts for line in text.splitlines())
        widths = (sum(2 if sign > "\xff" else 1 for sign in line[:WIDEST]) for line in lines)
        widest = max(widths, default=0)
        return min(WIDEST, max(NARROWEST, widest + 2))


def _naive(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time())


def _shown(value: Cell) -> str:
    return str(value) if isinstance(value, Decimal) else as_text(value)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A sheet name that programs accept, not used in this workbook yet."""
    base = _NOT_IN_A_SHEET_NAME.sub("", _NOT_IN_XML.sub("", wanted)).strip(" '") or "Sheet"
    number, name = 1, base[:LONGEST_SHEET_NAME]
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        end = f" ({number})"
        name = base[: LONGEST_SHEET_NAME - len(end)] + end
    taken.add(name.casefold())
    return name
