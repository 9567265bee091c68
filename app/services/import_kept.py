"""Rows of a roster that could not be imported, kept on this laptop until they are mended.

Nothing that was refused disappears: it can be exported as a workbook, mended and brought again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from app.domain.loose_values import as_text
from app.domain.permissions import Action
from app.errors import Refused
from app.excel.roster.reading import RosterRow
from app.excel.roster.report import row_report
from app.excel.writer import Cell, Column, Table, write_workbook
from app.services.choices import choose, chosen
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

NAME: Final = "import.kept"
MOST: Final = 50
"""Batches that are kept; the oldest goes when another comes."""

_Json = dict[str, Any]


@dataclass(frozen=True)
class KeptBatch:
    """What one import left over: ``rows`` as in the import report."""

    id: str
    file_name: str
    made_at: datetime
    rows: tuple[Mapping[str, Any], ...]


@needs(Action.ROSTER_IMPORT)
def kept_batches(work: UnitOfWork) -> tuple[KeptBatch, ...]:
    """Everything that waits to be mended, the newest first."""
    return tuple(
        KeptBatch(
            each["id"],
            each["file_name"],
            datetime.fromisoformat(each["made_at"]),
            tuple(each["rows"]),
        )
        for each in reversed(_stored(work))
    )


@needs(Action.ROSTER_IMPORT)
def kept_workbook(work: UnitOfWork, batch_id: str) -> bytes:
    """The .xlsx with the rows of one batch, their columns as they stood and why they were refused."""
    batch = next((each for each in _stored(work) if each["id"] == batch_id), None)
    if batch is None:
        raise Refused("没有这一批未导入的行。请刷新后再试。", code="batch_missing")
    work.note("user:roster:export_refused", None, None, f"{len(batch['rows'])} rows")
    return write_workbook([_table(each) for each in batch["tables"]], work.now)


@needs(Action.ROSTER_IMPORT)
def forget_kept(work: UnitOfWork, batch_id: str) -> None:
    """Let go of a batch: everything in it was mended, or is not wanted."""
    left = [each for each in _stored(work) if each["id"] != batch_id]
    choose(work, NAME, left or None)
    work.note("user:roster:forget_refused", None, batch_id)


def keep(
    work: UnitOfWork, rows: Sequence[RosterRow], tables: Sequence[Table], file_name: str
) -> str | None:
    """Keep ``rows``; the same rows again replace those kept before. The batch's id, or None."""
    if not rows:
        return None
    batch: _Json = {
        "id": work.new_id(),
        "file_name": file_name,
        "made_at": work.now.isoformat(timespec="milliseconds"),
        "rows": [row_report(row) for row in rows],
        "tables": [_stored_table(each) for each in tables],
    }
    before = [each for each in _stored(work) if each["rows"] != batch["rows"]]
    choose(work, NAME, [*before, batch][-MOST:])
    return cast("str", batch["id"])


def _stored(work: UnitOfWork) -> list[_Json]:
    return cast("list[_Json]", chosen(work, NAME, []))


def _stored_table(table: Table) -> _Json:
    return {
        "name": table.name,
        "title": table.title,
        "notes": list(table.notes),
        "columns": [[each.label, each.is_text, each.width] for each in table.columns],
        "rows": [[_stored_cell(cell) for cell in row] for row in table.rows],
    }


def _stored_cell(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, Decimal):
        return {"amount": str(cell)}
    return cell if cell is None or isinstance(cell, str | int | float | bool) else as_text(cell)


def _table(stored: _Json) -> Table:
    columns = tuple(Column(label, is_text, width) for label, is_text, width in stored["columns"])
    rows = [[_cell(cell) for cell in row] for row in stored["rows"]]
    return Table(stored["name"], columns, rows, stored["title"], tuple(stored["notes"]))


def _cell(stored: Any) -> Cell:
    match stored:
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"amount": str(text)}:
            return Decimal(text)
        case _:
            return cast("Cell", stored)
