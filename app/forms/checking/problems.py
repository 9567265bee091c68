"""One thing to tell the author of a form: where it stands, what it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"
"""The form cannot be published."""
WARNING: Final = "warning"
"""It can, but probably does not do what is meant."""
MENDED: Final = "mended"
"""Understood as meant; nothing has to be done."""

SEVERITIES: Final = {ERROR: "必须改", WARNING: "请核对", MENDED: "已代为改正"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the workbook: ``row`` from 1 (0: the whole sheet), ``column`` as its letters."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    header: str = ""

    @property
    def text(self) -> str:
        """As people say it: survey 第12行 H列（relevant）."""
        row = f" 第{self.row}行" if self.row else ""
        header = f"（{self.header}）" if self.header else ""
        column = f" {self.column}列{header}" if self.column else ""
        return f"{self.sheet}{row}{column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """``sentence`` ends in what to do; ``position`` is the character in the cell, from 1, 0 none."""

    code: str
    sentence: str
    spot: Spot = Spot()
    severity: str = ERROR
    position: int = 0

    @property
    def line(self) -> str:
        """The whole thing for a person, in one line."""
        where = self.spot.text
        return f"【{SEVERITIES[self.severity]}】{where}{'：' if where else ''}{self.sentence}"

    @property
    def order(self) -> tuple[str, int, int, str, int]:
        """By sheet, row and column, as an author goes through a workbook."""
        spot = self.spot
        return (spot.sheet, spot.row, len(spot.column), spot.column, self.position)


def is_fit(problems: tuple[Problem, ...]) -> bool:
    """Whether nothing stands against publishing."""
    return all(one.severity != ERROR for one in problems)
