"""Forms as their authors write them: small workbooks on the disk."""

from __future__ import annotations

from pathlib import Path

from app.excel.writer import Cell, Column, Table, write_workbook
from tests.stores import NOW

HEADER = ("type", "name", "label", "relevant", "calculation", "required", "bind::ruhu:was")
Question = tuple[Cell, ...]


def ask(type_: str, name: str, label: str = "题", **cells: str) -> Question:
    """One row of the sheet survey; ``was`` is the old name."""
    said = {"type": type_, "name": name, "label": label, "bind::ruhu:was": cells.get("was")}
    return tuple({**said, **cells}.get(column) for column in HEADER)


def written(
    path: Path, *survey: Question, form_id: str = "t", version: str = "1", **settings: str
) -> Path:
    """A form's workbook at ``path``."""
    made = {"form_id": form_id, "version": version, "form_title": "试", **settings}
    tables = [
        Table("survey", tuple(Column(each) for each in HEADER), survey),
        Table("settings", tuple(Column(each) for each in made), [tuple(made.values())]),
    ]
    path.write_bytes(write_workbook(tables, NOW))
    return path
