"""A monthly table (月报, E-33): rows in the groups of the form, each a number with its unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.months import age_on
from app.models.person import Person

WOMAN, MAN = "2", "1"
"""SEX."""


@dataclass(frozen=True)
class TableRow:
    """One row. ``value`` a count, an amount in 元, or days, None where this program cannot know it;
    ``note`` what to know of it."""

    group: str
    label: str
    value: Decimal | None
    unit: str = "人"
    note: str = ""

    def written(self) -> dict[str, str]:
        """As it is kept."""
        value = "" if self.value is None else f"{self.value:f}"
        return {
            "group": self.group, "label": self.label, "value": value, "unit": self.unit,
            "note": self.note,
        }  # fmt: skip

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> TableRow:
        """Out of what was kept."""
        value = Decimal(kept["value"]) if kept["value"] else None
        return cls(kept["group"], kept["label"], value, kept["unit"], kept["note"])


@dataclass(frozen=True)
class MonthlyTable:
    """One table of one month. ``checks``: sentences for what does not add up, nothing if all does."""

    title: str
    month: date
    rows: tuple[TableRow, ...]
    checks: tuple[str, ...] = ()

    def value(self, group: str, label: str) -> Decimal | None:
        """The value of a row; raises ``KeyError``."""
        return {(each.group, each.label): each.value for each in self.rows}[group, label]


def counted(group: str, label: str, found: Collection[object], unit: str = "人") -> TableRow:
    """A row with how many there are."""
    return TableRow(group, label, Decimal(len(found)), unit)


def aged(people: Iterable[Person], day: date, low: int, high: int) -> list[Person]:
    """Those of ``low`` to ``high`` full years on ``day``; whose birth is unknown is in none."""
    return [
        each
        for each in people
        if each.birth_date is not None and low <= age_on(each.birth_date, day) <= high
    ]


def of_sex(people: Iterable[Person], sex: str) -> list[Person]:
    """Those of one sex (a code of SEX)."""
    return [each for each in people if each.sex == sex]
