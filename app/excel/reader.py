"""A workbook as plain values: sheets, rows of typed cells, merged ranges. Knows no roster.

The only place that lets a library open a file from outside, and only after ``limits``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from app.domain.loose_values import Typed
from app.excel import limits
from app.excel.error_cells import Places, error_cells
from app.excel.file_bytes import read_file

Row = tuple[Typed, ...]


@dataclass(frozen=True)
class Merged:
    """A merged range; rows and columns count from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One visible sheet from A1 on: ``rows`` of equal length, empty text as None.

    A cell that shows an error holds its text, such as #N/A.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The visible sheets with cells, and the names of the hidden ones, which are not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def read_workbook(path: Path) -> Workbook:
    """The .xlsx (or .xlsm) at ``path``.

    Raises ``Unavailable`` when the file cannot be had, ``Unreadable`` when it is no sane workbook
    (codes in ``file_bytes`` and ``limits``).
    """
    return read_bytes(read_file(path))


def read_bytes(data: bytes) -> Workbook:
    """As ``read_workbook``, of bytes in hand."""
    errors = error_cells(limits.require_workbook(data))
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            visible = [
                entry.name
                for entry in book.sheets_metadata
                if entry.visible == Visible.Visible and entry.typ == SheetTypeEnum.WorkSheet
            ]
            hidden = [
                entry.name for entry in book.sheets_metadata if entry.visible != Visible.Visible
            ]
            sheets = tuple(_sheet(book, name, errors.get(name, {})) for name in visible)
    except PasswordError as fault:
        raise limits.locked() from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise limits.damaged(fault) from fault
    return Workbook(sheets, tuple(hidden))


def _sheet(book: CalamineWorkbook, name: str, errors: Places) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = _with_errors(_trimmed(sheet.to_python(skip_empty_area=False)), errors)
    ranges = sheet.merged_cell_ranges or []
    return Sheet(
        name,
        rows,
        tuple(
            Merged(top, left, bottom, right)
            for (top, left), (bottom, right) in ranges
            if top < len(rows)
        ),
    )


def _trimmed(grid: Sequence[Sequence[Typed]]) -> tuple[Row, ...]:
    return tuple(tuple(None if cell == "" else cell for cell in row) for row in grid)


def _with_errors(rows: tuple[Row, ...], errors: Places) -> tuple[Row, ...]:
    if not errors:
        return rows
    return tuple(
        tuple(errors.get((number, column), cell) for column, cell in enumerate(row))
        for number, row in enumerate(rows)
    )
