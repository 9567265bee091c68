"""What an import will do, before it does it: who is new, whose file is completed, what differs.

Values only; ``import_matching`` makes the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from app.excel.roster.reading import RosterReading, RosterRow
from app.services.seen import Glimpse, Place, Sight

Deed = Literal["create", "update", "known", "waits", "refused"]
NEW: Final = "new"
"""A decision about a household: make a new one."""

ELSEWHERE: Final = "household"
"""The name of the difference that somebody is registered in another household."""


@dataclass(frozen=True)
class Difference:
    """The file says one thing, the roster another; nothing is changed unless it is taken.

    ``name`` is the field's. ``ours`` and ``theirs`` are for people, masked; ``value`` is what
    taking it would write. What only a decision may change cannot be taken.
    ``sight``: what stands in the file.
    """

    noun: str
    record_id: str
    name: str
    label: str
    ours: str
    theirs: str
    value: Any = field(repr=False)
    may_be_taken: bool = True
    sight: Sight = field(default_factory=dict[Place, Glimpse], repr=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """By which it is chosen."""
        return self.noun, self.record_id, self.name


@dataclass(frozen=True)
class RowPlan:
    """What becomes of one row. ``waits`` and ``refused`` rows are kept to be mended."""

    row: RosterRow
    deed: Deed
    person_id: str | None = None
    member_id: str | None = None
    fills: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """The store has a household like this one, and it is for a person to say whether it is it."""

    household: str
    head_name: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class HouseholdPlan:
    """What becomes of one household of the roster; ``household_id`` None: a new one."""

    key: str
    household_id: str | None
    head_name: str
    rows: tuple[RowPlan, ...]
    values: Mapping[str, Any] = field(repr=False)
    fills: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    differences: tuple[Difference, ...] = ()
    scheme: str = "1"
    amount: Decimal | None = None
    start: date | None = None
    case_id: str | None = None
    has_case: bool = False

    @property
    def imports(self) -> bool:
        """Whether any of its rows is taken in."""
        return any(each.deed in {"create", "update", "known"} for each in self.rows)


@dataclass(frozen=True)
class ImportPlan:
    """The whole plan, households and rows in the workbook's order."""

    reading: RosterReading
    households: tuple[HouseholdPlan, ...]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def rows(self) -> tuple[RowPlan, ...]:
        """Every row of the reading, once."""
        return tuple(row for each in self.households for row in each.rows)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that differs, to be chosen from."""
        return tuple(
            difference
            for each in self.households
            for difference in (
                *each.differences,
                *(d for row in each.rows for d in row.differences),
            )
        )

    @property
    def to_mend(self) -> tuple[RosterRow, ...]:
        """The rows that are not taken in, as they will be kept."""
        return tuple(each.row for each in self.rows if each.deed in {"waits", "refused"})

    def counts(self) -> dict[str, int]:
        """Rows by what becomes of them, households new and known, differences."""
        deeds = Counter(each.deed for each in self.rows)
        taken = [each for each in self.households if each.imports]
        return {
            "created": deeds["create"],
            "updated": deeds["update"],
            "unchanged": deeds["known"],
            "waiting": deeds["waits"],
            "refused": deeds["refused"],
            "new_households": sum(each.household_id is None for each in taken),
            "known_households": sum(each.household_id is not None for each in taken),
            "differences": len(self.differences),
        }


def taken_keys(
    differences: Collection[Difference], wanted: Collection[tuple[str, str, str]] | Literal["all"]
) -> frozenset[tuple[str, str, str]]:
    """The keys to be taken; "all" takes everything but a move to another household."""
    every = [each for each in differences if each.may_be_taken]
    if wanted == "all":
        return frozenset(each.key for each in every if each.name != ELSEWHERE)
    return frozenset(each.key for each in every if each.key in wanted)
