"""What is read out of a roster: rows with persons, how each sheet was understood. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from app.domain.loose_values import Typed
from app.excel.roster.columns import ColumnMap
from app.excel.roster.problems import Problem, Status, status_of

HeadState = Literal["accepted", "refused", "absent"]


@dataclass(frozen=True)
class RosterPerson:
    """One row's person as a reader understands it; None and empty are what was not written.

    ``id_no`` holds (a duplicate's too); ``id_raw`` is as typed. Amounts are 元/月; ``start`` is
    the first of a month; ``village_code`` has 12 digits.
    """

    name: str = ""
    relation: str | None = None
    relation_text: str = ""
    is_head: bool = False
    head: str = ""
    head_id: str | None = None
    id_no: str | None = None
    id_kind: str | None = None
    id_raw: str = ""
    sex: str | None = None
    nation: str | None = None
    birth_date: date | None = None
    village_code: str | None = None
    group: str | None = None
    address: str | None = None
    amount: Decimal | None = None
    start: date | None = None
    bank: str | None = None
    account: str | None = None
    holder: str | None = None
    phones: tuple[str, ...] = ()
    hardship: str | None = None
    hardships: tuple[str, ...] = ()
    household_size: int | None = None
    protected_count: int | None = None
    note: str | None = None

    @property
    def phone(self) -> str | None:
        """The first of the phones."""
        return self.phones[0] if self.phones else None


@dataclass(frozen=True)
class RosterRow:
    """One row: where it stands (``row`` as Excel counts), what it says, what is wrong with it.

    ``household`` is the same for all rows of one household. ``head_state`` tells whether the
    head's row among them can be imported; while it cannot, the rows wait for it together.
    ``raw`` is the cells as typed, with what merged ranges put into them.
    """

    sheet: str
    row: int
    household: str
    person: RosterPerson
    problems: tuple[Problem, ...] = ()
    head_state: HeadState = "accepted"
    raw: tuple[Typed, ...] = ()
    block: int = 0

    @property
    def status(self) -> Status:
        """accepted, remark or refused: the worst of the problems."""
        return status_of(self.problems)

    @property
    def is_held(self) -> bool:
        """Whether it could be imported but for its household's head."""
        return self.status != "refused" and self.head_state != "accepted"


@dataclass(frozen=True)
class Skipped:
    """A row that is nobody: why it was passed over, and what it says."""

    row: int
    why: str
    text: str


@dataclass(frozen=True)
class SheetReading:
    """How one sheet was understood. ``blocks``: the header of each table in it, mostly one.

    ``header_rows`` and ``village_code`` are those of the first; ``notes`` are for people.
    """

    name: str
    blocks: tuple[ColumnMap, ...] = ()
    header_rows: tuple[int, ...] = ()
    title: str = ""
    township_code: str | None = None
    village_code: str | None = None
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterReading:
    """A whole workbook: its sheets and all rows with persons, in the order they stand."""

    sheets: tuple[SheetReading, ...]
    rows: tuple[RosterRow, ...]
    hidden: tuple[str, ...] = ()

    def rows_with(self, status: Status) -> tuple[RosterRow, ...]:
        """The rows of one status."""
        return tuple(row for row in self.rows if row.status == status)

    @property
    def to_mend(self) -> tuple[RosterRow, ...]:
        """The rows that cannot be imported as they are: refused, or waiting for their head."""
        return tuple(row for row in self.rows if row.status == "refused" or row.is_held)

    @cached_property
    def households(self) -> Mapping[str, tuple[RosterRow, ...]]:
        """The rows of each household by its key, heads first among equals as they stand."""
        found: dict[str, list[RosterRow]] = {}
        for row in self.rows:
            found.setdefault(row.household, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def counts(self) -> dict[str, int]:
        """Rows, households, rows by status, and rows waiting for their head."""
        statuses = Counter(row.status for row in self.rows)
        return {
            "rows": len(self.rows),
            "households": len(self.households),
            "accepted": statuses["accepted"],
            "remark": statuses["remark"],
            "refused": statuses["refused"],
            "held": sum(row.is_held for row in self.rows),
        }


@dataclass(frozen=True)
class Choices:
    """What a person settled, or the program remembers, before reading.

    ``columns``: field -> column by the header's fingerprint. ``villages``: code by sheet name, for
    rows that name no village that is known. ``township``: whose villages are meant where a name
    is found in several.
    """

    columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    villages: Mapping[str, str] = field(default_factory=dict[str, str])
    township: str | None = None
