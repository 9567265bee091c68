"""A form's workbook as its author wrote it: canonical column names, mended cells, row numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.forms.checking.problems import Problem, Spot

SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"

TRANSLATED: Final = (
    "label", "hint", "guidance_hint", "constraint_message", "required_message",
)  # fmt: skip
"""Columns that may be followed by ``::`` and a language."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: its text, the letters of its column, the column's name as written."""

    text: str
    column: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``sheet`` as written, ``number`` from 1, the filled cells by canonical column."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """The text of a cell, "" when it is empty."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def spot(self, column: str = "") -> Spot:
        """Where a cell is; of an empty one, the row."""
        cell = self.cells.get(column)
        if cell is None:
            return Spot(self.sheet, self.number)
        return Spot(self.sheet, self.number, cell.column, cell.header)

    def languages(self, column: str) -> dict[str, Cell]:
        """The cells of a translated column by language; "" is the column without one."""
        found: dict[str, Cell] = {}
        for name, cell in self.cells.items():
            base, _, language = name.partition("::")
            if base == column:
                found[language] = cell
        return found


@dataclass(frozen=True)
class Authored:
    """The sheets of a form by canonical name. ``problems``: what was found while reading it.

    ``columns``: the canonical columns of each sheet, also those without a filled cell.
    """

    survey: tuple[Row, ...]
    choices: tuple[Row, ...] = ()
    settings: Row | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    problems: tuple[Problem, ...] = ()

    def setting(self, name: str) -> str:
        """One setting, "" when it is not made."""
        return self.settings.text(name) if self.settings else ""
