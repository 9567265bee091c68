"""The rows that could not be imported, as tables to be mended and brought again.

The columns stand as they stood; beside them comes what a row had from elsewhere in its sheet (the
village of the title, the head above) and, at the end, why it was not imported. Our own reader
takes such a table for the same rows, and passes the reasons by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from app.domain.divisions import Divisions
from app.domain.loose_values import Typed, is_blank
from app.domain.relation_words import is_head
from app.excel.error_cells import ERRORS
from app.excel.grid import Grid
from app.excel.reader import Sheet
from app.excel.roster.columns import ColumnMap
from app.excel.roster.guessing import with_guessed_columns
from app.excel.roster.header import header_at
from app.excel.roster.reading import RosterReading, RosterRow, SheetReading
from app.excel.roster.words import FIELDS, NOT_READ
from app.excel.writer import Column, Table

NOTE: Final = "更正每行末尾写明的问题后保存，再导入这个文件。已经导入的人不会重复。"
TO_FILL_IN: Final = "待填"
"""Where an empty cell would be taken to mean: as in the row above."""

_OURS: Final = ("refused_sheet", "refused_row", "refused_household", "refused_reason")
_FROM_ELSEWHERE: Final = ("village", "group", "head_name", "head_id", "id_no")
_DIGITS: Final = frozenset(("id_no", "head_id", "account", "phone"))
_LONG_DIGITS: Final = re.compile(r"\s*'?\d{11,}[xX]?\s*")
_WIDTHS: Final = {"refused_reason": 60, "refused_household": 12}


def mended_tables(
    reading: RosterReading, divisions: Divisions, rows: Collection[RosterRow] | None = None
) -> tuple[Table, ...]:
    """One table for each table in ``reading`` with rows to mend (``rows``: which, if not all).

    Empty when there is nothing to mend.
    """
    chosen = reading.to_mend if rows is None else rows
    heads = _accepted_heads(reading)
    tables: list[Table] = []
    for sheet in reading.sheets:
        for number, block in enumerate(sheet.blocks):
            mine = [row for row in chosen if (row.sheet, row.block) == (sheet.name, number)]
            if mine:
                tables.append(_table(sheet, block, mine, heads, divisions))
    return tuple(tables)


def reason(row: RosterRow) -> str:
    """Why a row was not imported, in one line."""
    told = [f"{each.column}：{each.message}" for each in row.problems]
    if row.status == "refused":
        return " ".join(told)
    if row.head_state == "refused":
        return " ".join((f"本户户主{row.person.head}的一行没有通过，请更正后整户再导入。", *told))
    return " ".join(("没有找到本户户主。请补上户主的一行或户主姓名后再导入。", *told))


def _table(
    sheet: SheetReading,
    block: ColumnMap,
    rows: Sequence[RosterRow],
    heads: Mapping[str, str],
    divisions: Divisions,
) -> Table:
    columns = dict(block.columns)
    width = max(len(block.labels), *(len(row.raw) for row in rows))
    for field in (*_FROM_ELSEWHERE, *_OURS):
        columns.setdefault(field, width + sum(at >= width for at in columns.values()))
    labels = [*block.labels, *[""] * (max(columns.values()) + 1 - len(block.labels))]
    cells = [_cells(row, columns, len(labels), heads, divisions) for row in rows]
    labels = _labels_that_say_so(labels, columns, cells)
    field_at = {at: field for field, at in columns.items()}
    return Table(
        sheet.name,
        tuple(
            Column(
                label,
                _is_text(field_at.get(at), [row[at] for row in cells]),
                _WIDTHS.get(field_at.get(at, ""), 0),
            )
            for at, label in enumerate(labels)
        ),
        cells,
        sheet.title,
        (NOTE,),
    )


def _cells(
    row: RosterRow,
    columns: Mapping[str, int],
    width: int,
    heads: Mapping[str, str],
    divisions: Divisions,
) -> list[Typed]:
    """The row as typed, complete without the rows and titles around it."""
    person = row.person
    cells: list[Typed] = [*row.raw, *[None] * (width - len(row.raw))]
    settled = {
        "village": divisions.full_name(person.village_code),
        "group": person.group,
        "start": f"{person.start:%Y-%m}" if person.start else None,
        "refused_household": row.household,
        "refused_reason": reason(row),
    }
    if_bare = {
        "village": TO_FILL_IN,
        "head_name": person.head if "name" in columns else None,
        "head_id": heads.get(row.household),
        "id_no": person.id_raw,
        "refused_sheet": row.sheet,
        "refused_row": row.row,
    }
    for field, value in settled.items():
        if value and field in columns and cells[columns[field]] not in ERRORS:
            cells[columns[field]] = value
    for field, value in if_bare.items():
        if value and is_blank(cells[columns[field]]):
            cells[columns[field]] = value
    is_bare = not person.name and cells[columns["head_name"]] not in ERRORS
    if is_bare and ("name" not in columns or is_head(person.relation or "01")):
        cells[columns["head_name"]] = None  # it would be taken for the name that is missing
    return cells


def _labels_that_say_so(
    labels: list[str], columns: Mapping[str, int], rows: list[list[Typed]]
) -> list[str]:
    """``labels`` as they stood where they are read as ``columns`` again, else our own words."""
    field_at = {at: field for field, at in columns.items()}
    own = [
        FIELDS[field_at[at]].label if at in field_at else f"{NOT_READ}{label}"
        for at, label in enumerate(labels)
    ]
    labels = [label or (own[at] if at in field_at else "") for at, label in enumerate(labels)]
    for _ in range(len(labels)):
        wrong = _read_otherwise(labels, field_at, rows)
        if not wrong:
            break
        labels = [own[at] if at in wrong else label for at, label in enumerate(labels)]
    return labels


def _read_otherwise(
    labels: list[str], field_at: Mapping[int, str], rows: list[list[Typed]]
) -> set[int]:
    """The columns that our reader would take for something else than they are."""
    cells = (tuple(label or None for label in labels), *(tuple(row) for row in rows))
    grid = Grid(Sheet("", cells))
    header = header_at(grid, 0)
    if header is None:
        return set(range(len(labels)))
    found = with_guessed_columns(grid, 1, header.columns).columns
    read_at = {at: field for field, at in found.items()}
    return {at for at in range(len(labels)) if field_at.get(at) != read_at.get(at)}


def _accepted_heads(reading: RosterReading) -> Mapping[str, str]:
    """Household -> the ID number of its head, who is being imported."""
    return {
        row.household: row.person.id_no
        for row in reading.rows
        if row.person.is_head and row.person.id_no and row.status != "refused"
    }


def _is_text(field: str | None, values: list[Typed]) -> bool:
    """Whether a column is for digits that are no number; of columns we do not know, by the look."""
    if field:
        return field in _DIGITS
    return any(isinstance(value, str) and _LONG_DIGITS.fullmatch(value) for value in values)
