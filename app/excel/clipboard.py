"""Cells as WPS and Excel put them on the clipboard: tabs between cells, line breaks between rows.

A cell with a tab, a line break or a quote in it stands in quotes, with its own quotes doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain.loose_values import Typed, as_text
from app.errors import Unreadable
from app.excel.extent import LAST_COLUMN, LAST_ROW, MOST_CELLS
from app.excel.reader import Sheet, Workbook

PASTED: Final = "粘贴的内容"
"""What the sheet is called that pasted rows make up."""
MOST_TEXT: Final = 20_000_000

_CELL: Final = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*)')
_NEEDS_QUOTES: Final = re.compile(r'[\t\r\n"]')
_RUNS_AS_FORMULA: Final = re.compile(r"[=+@-](?![\d.,]*$)")


def read_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows in ``text``, of equal length; the line break after the last row makes no row."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\0")
    rows = [*_rows(tidy.removesuffix("\n"))] if tidy.strip("\n") else []
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def read_pasted(text: str) -> Workbook:
    """The pasted rows as a workbook, to be read like any other.

    Raises ``Unreadable`` paste_empty, paste_too_large.
    """
    if len(text) > MOST_TEXT or text.count("\n") > LAST_ROW or text.count("\t") > MOST_CELLS:
        raise _too_large()
    rows = read_cells(text)
    if not any(cell.strip() for row in rows for cell in row):
        raise Unreadable(
            "剪贴板里没有表格。请先在 WPS 或 Excel 里选中单元格并复制，再粘贴。", code="paste_empty"
        )
    if len(rows[0]) > LAST_COLUMN or len(rows) * len(rows[0]) > MOST_CELLS:
        raise _too_large()
    cells = tuple(tuple(cell or None for cell in row) for row in rows)
    return Workbook((Sheet(PASTED, cells),))


def write_cells(rows: Iterable[Sequence[Typed]]) -> str:
    """``rows`` for the clipboard. Text that a spreadsheet would run as a formula gets a space."""
    return "".join("\t".join(_written(value) for value in row) + "\r\n" for row in rows)


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    place = 0
    while place <= len(text):
        found = _CELL.match(text, place)
        quoted, plain = found.groups() if found else (None, "")
        row.append(plain if quoted is None else quoted.replace('""', '"'))
        place = (found.end() if found else place) + 1
        if place > len(text) or text[place - 1] == "\n":
            yield tuple(row)
            row = []


def _written(value: Typed) -> str:
    text = as_text(value)
    if isinstance(value, str) and _RUNS_AS_FORMULA.match(text):
        text = f" {text}"
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _too_large() -> Unreadable:
    return Unreadable(
        "粘贴的内容太多。请分几次复制，或把表格存成“.xlsx”文件再导入。", code="paste_too_large"
    )
