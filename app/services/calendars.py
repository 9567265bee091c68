"""节假日表: years that the county published, kept in the vault, laid over those that ship.

A year comes with a sync or by stick under the county's signature (``app.sync.laptop.published``),
and is in force with the next thing that is worked out: every verb that counts working days asks
here. Of one year the later publication stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app import resources
from app.domain.permissions import Action
from app.domain.working_days import HolidayYear, WorkingCalendar
from app.services.permitted import needs
from app.storage import identity
from app.storage.unit_of_work import UnitOfWork

CALENDARS: Final = "calendars"
NOUN: Final = "calendar"
"""What windows are told has changed; it is no record."""


@dataclass(frozen=True)
class KnownYear:
    """A year as it stands here. ``arrived_at`` None: it shipped with the program, or, where
    ``table`` is None, nothing is known of the year."""

    year: int
    table: HolidayYear | None
    arrived_at: datetime | None = None

    @property
    def is_announced(self) -> bool:
        """Whether its 调休 is known, so that dates in it are no estimates."""
        return self.table is not None and self.table.announced


@needs(Action.OWN_DESK)
def accept_calendar(work: UnitOfWork, content: bytes) -> int | None:
    """Keep a year (YAML) that the county published; which, None: just so it stood here already.
    Raises ``Unreadable``, naming the line, for one that is no holiday table."""
    table = HolidayYear.from_mapping(resources.parse_yaml(content))
    name, kept = str(table.year), _kept(work)
    text = content.decode("utf-8")
    if name in kept and kept[name]["text"] == text:
        return None
    kept[name] = {"text": text, "at": work.now.isoformat(timespec="seconds")}
    identity.remember(work.driver, CALENDARS, kept)
    work.note("sync:calendar:take", detail=name)
    work.touch(NOUN, name)
    return table.year


@needs(Action.OWN_DESK)
def in_force(work: UnitOfWork, shipped: WorkingCalendar) -> WorkingCalendar:
    """The working days as they are known now: ``shipped``, and over it what the county published."""
    kept = _kept(work)
    return shipped.with_years(_table(one) for one in kept.values()) if kept else shipped


@needs(Action.OWN_DESK)
def known_years(work: UnitOfWork, shipped: WorkingCalendar) -> tuple[KnownYear, ...]:
    """Every year that is known, the newest first, and this and the next one where they are not."""
    kept, calendar = _kept(work), in_force(work, shipped)
    years = {*calendar.years, work.today.year, work.today.year + 1}
    return tuple(
        KnownYear(year, calendar.years.get(year), _arrived(kept.get(str(year))))
        for year in sorted(years, reverse=True)
    )


def _table(kept: Mapping[str, str]) -> HolidayYear:
    return HolidayYear.from_mapping(resources.parse_yaml(kept["text"].encode()))


def _arrived(kept: Mapping[str, str] | None) -> datetime | None:
    return datetime.fromisoformat(kept["at"]) if kept else None


def _kept(work: UnitOfWork) -> dict[str, Any]:
    return dict(identity.recall(work.driver, CALENDARS) or {})
