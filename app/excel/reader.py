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
from app.errors import Unreadable
from app.excel import limits

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
    """One visible sheet from A1 on: ``rows`` of equal length, empty text as None."""

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
    (codes in ``limits``).
    """
    return read_bytes(limits.read_file(path))


def read_bytes(data: bytes) -> Workbook:
    """As ``read_workbook``, of bytes in hand."""
    limits.require_workbook(data)
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
            return Workbook(tuple(_sheet(book, name) for name in visible), tuple(hidden))
    except PasswordError as fault:
        raise Unreadable(
            "这个工作簿设了打开密码。请先在 WPS 或 Excel 中打开它，取消密码，保存后再导入。",
            code="workbook_password",
        ) from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise limits.damaged(fault) from fault


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = _trimmed(sheet.to_python(skip_empty_area=False))
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
