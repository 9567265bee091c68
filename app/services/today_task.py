"""One thing to do, the day's list of them, and what the rules that find them may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.deadlines import Urgency, remaining
from app.domain.divisions import Divisions
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.storage.unit_of_work import UnitOfWork

AHEAD: Final = 30
"""Days that the list looks ahead (AL-02, AL-05)."""


@dataclass(frozen=True)
class TodayTask:
    """One thing to do. ``kind`` is the rule's name in ``RULES``; ``why`` says what set it off.

    ``due`` None: no date, but to be done. ``left``: 还有3个工作日, 今日到期, 超期2个工作日.
    ``noted_id``: the stored task that can be ticked off, None for one that is worked out.
    ``village``: its code, and ``group``: what ``place`` says together.
    """

    kind: str
    title: str
    who: str
    why: str
    basis: str
    due: date | None
    left: str
    urgency: Urgency
    household_id: str | None
    person_id: str | None
    case_id: str | None
    about_noun: str
    about_id: str
    place: str
    is_estimate: bool = False
    noted_id: str | None = None
    village: str | None = None
    group: str | None = None

    @property
    def id(self) -> str:
        """The same for the same task whenever the list is worked out anew."""
        return f"{self.kind}:{self.title}:{self.about_id}"


@dataclass(frozen=True)
class Today:
    """The ranked list, the most urgent first; ``total`` before a limit cut it off.

    ``counts``: label and number by kind, the most frequent first; ``unknown_years``: whose 调休 is
    not known, and on which a date in the list rests.
    """

    day: date
    tasks: tuple[TodayTask, ...]
    total: int
    counts: tuple[tuple[str, int], ...]
    unknown_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Look:
    """What a rule looks at."""

    work: UnitOfWork
    pack: RulePack
    calendar: WorkingCalendar
    places: Divisions | None

    @property
    def day(self) -> date:
        """Today."""
        return self.work.today

    def place(self, village: str | None, group: str | None) -> str:
        """砚台镇顺昌村3组."""
        return (self.places.full_name(village) if self.places else village or "") + (group or "")

    def standing(self, due: date | None) -> tuple[str, Urgency]:
        """How much time is left for something due, in words and as a colour."""
        if due is None:
            return "", Urgency.GREEN
        amber = self.pack.whole("deadline.amber_days")
        found = remaining(due, self.day, self.calendar, amber)
        return found.text, found.urgency
