"""One import from the file to the button: the workbook and everything a person settled about it.

It lives while the page does, on the window's thread; what it hands to a worker are copies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.domain.divisions import Divisions
from app.excel.reader import Workbook
from app.excel.roster.columns import ColumnMap
from app.excel.roster.reading import RosterReading
from app.services import imports
from app.services.import_plan import ImportPlan, Suggestion
from app.services.imports import ImportOutcome
from app.services.seen import Sight
from app.ui.operation import Report

Columns = Mapping[str, Mapping[str, int]]
"""Field -> column by a header's fingerprint."""
Understood = tuple[RosterReading, ImportPlan]
DifferenceKey = tuple[str, str, str]


@dataclass
class Undertaking:
    """``name`` of the file, ``path`` empty for what was pasted.

    ``villages``: code by sheet; ``decisions``: household key -> an id or ``NEW``; ``taken``:
    differences to be written; ``asked``: every household that somebody was asked about, also
    those that are decided. ``is_current``: ``reading`` and ``plan`` follow from all of these.
    """

    name: str
    path: str
    workbook: Workbook
    columns: dict[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    villages: dict[str, str] = field(default_factory=dict[str, str])
    decisions: dict[str, str] = field(default_factory=dict[str, str])
    taken: set[DifferenceKey] = field(default_factory=set[DifferenceKey])
    asked: dict[str, Suggestion] = field(default_factory=dict[str, Suggestion])
    reading: RosterReading | None = None
    plan: ImportPlan | None = None
    is_current: bool = False

    def take_in(self, understood: Understood) -> None:
        """Keep what was understood; choices about what is no longer there, or stands otherwise in
        the files by now, are let go."""
        before = {each.key: each.sight for each in self.plan.differences} if self.plan else {}
        self.reading, self.plan = understood
        self.is_current = True
        self.taken &= {
            each.key
            for each in self.plan.differences
            if before.get(each.key, each.sight) == each.sight
        }
        told = {**self.asked, **{each.household: each for each in self.plan.suggestions}}
        self.asked = {key: each for key, each in told.items() if key in self.reading.households}

    def settle_columns(self, block: ColumnMap) -> None:
        """Read the header of ``block`` by its columns."""
        self.columns[block.fingerprint] = block.saved()
        self.is_current = False

    def settle_village(self, sheet: str, code: str) -> None:
        """Rows of ``sheet`` that name no village belong to this one."""
        self.villages[sheet] = code
        self.is_current = False

    def settle_household(self, household: str, chosen: str) -> None:
        """A household of the roster is the one with this id, or ``NEW``."""
        self.decisions[household] = chosen
        self.is_current = False

    def settled_columns(self) -> Columns:
        """What was chosen and is worth remembering: not the columns of a table without labels."""
        sheets = self.reading.sheets if self.reading else ()
        guessed = {
            block.fingerprint for sheet in sheets for block in sheet.blocks if block.is_headless
        }
        return {key: chosen for key, chosen in self.columns.items() if key not in guessed}

    def asked_villages(self) -> frozenset[str]:
        """The sheets with rows that name no village that is known, or that were given one."""
        rows = self.reading.rows if self.reading else ()
        unknown = {
            row.sheet
            for row in rows
            if any(problem.code == "village_unknown" for problem in row.problems)
        }
        return frozenset(unknown | self.villages.keys())

    def understanding(self, places: Divisions) -> Callable[[Any], Understood]:
        """The verb that says how it is read now and what importing it would do; writes nothing."""
        return partial(
            _understand,
            workbook=self.workbook,
            places=places,
            columns=dict(self.columns),
            villages=dict(self.villages),
            decisions=dict(self.decisions),
        )

    def sight(self) -> Sight:
        """What stood in the files where something else is to be written, as it was shown."""
        chosen = (
            [one for one in self.plan.differences if one.key in self.taken] if self.plan else []
        )
        return {place: seen for one in chosen for place, seen in one.sight.items()}

    def importing(self, places: Divisions) -> Callable[[Any, Report], ImportOutcome]:
        """The verb that takes it all in, or nothing. Only for what was understood."""
        assert self.reading is not None
        return partial(
            _import,
            reading=self.reading,
            places=places,
            decisions=dict(self.decisions),
            taken=frozenset(self.taken),
            sight=self.sight(),
            name=self.name,
        )


def remember_columns(work: Any, columns: Columns) -> None:
    """Read these headers so from now on."""
    for fingerprint, chosen in columns.items():
        imports.remember_columns(work, fingerprint, chosen)


def _understand(
    work: Any,
    *,
    workbook: Workbook,
    places: Divisions,
    columns: Columns,
    villages: Mapping[str, str],
    decisions: Mapping[str, str],
) -> Understood:
    reading = imports.read(work, workbook, places, columns=columns, villages=villages)
    return reading, imports.plan(work, reading, decisions)


def _import(
    work: Any,
    report: Report,
    *,
    reading: RosterReading,
    places: Divisions,
    decisions: Mapping[str, str],
    taken: frozenset[DifferenceKey],
    sight: Sight,
    name: str,
) -> ImportOutcome:
    return imports.commit(
        work,
        reading,
        places,
        decisions=decisions,
        take=taken,
        sight=sight,
        file_name=name,
        told=lambda done, total, _text: report(done, total, f"已写 {done}/{total} 户"),
    )
