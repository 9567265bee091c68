"""The only place that asks the machine what time it is; everyone else is handed a ``Clock``."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "CST")
"""China has one civil time; a laptop set to another zone must not change a date on a paper."""


class Clock(Protocol):
    """Wall time for people to read, monotonic seconds for durations. Neither orders data."""

    def now(self) -> datetime:
        """Wall time in China, with offset."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(CHINA)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class FixedClock:
    """A clock that stands still until it is moved; for practice data, tours and tests."""

    moment: datetime
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self.elapsed += seconds


def today(clock: Clock) -> date:
    """The civil date in China."""
    return clock.now().date()
