"""When to sync next, in seconds from now: spread by chance, so that 600 laptops do not come at once
(S24). No clock, no timer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

START: Final = 600.0
"""The first sync comes within this time of unlocking, at a moment drawn by chance."""
EVERY: Final = 900.0
AFTER_SAVE: Final = 30.0
AFTER_MORE: Final = 5.0
AWAY: Final = (60.0, 120.0, 240.0, 480.0, 900.0)
"""Without a line: longer and longer."""
HELD: Final = 3600.0
"""Where somebody must do something first, it is only looked again whether he has."""
LEAST_BUSY: Final = 30.0
SPREAD: Final = 0.5
"""At most so much longer, by chance."""

STANDING_STILL: Final = frozenset(
    ("not_enrolled", "must_enrol", "revoked", "frozen", "signature_wrong")
)
"""What no waiting mends: a ticket does."""


@dataclass
class Timing:
    """``chance`` gives numbers from 0 to 1. ``is_regular``: the last sync went well, so a save may
    bring the next one forward."""

    chance: Callable[[], float]
    is_regular: bool = False
    _failures: int = field(default=0, repr=False)

    def start(self) -> float:
        """After unlocking."""
        self.is_regular = False
        return START * self.chance()

    def after(self, end: str, retry_after: float = 0.0) -> float | None:
        """After a sync that ended so: an ``End``, or the code of a trouble; None: not by itself."""
        self.is_regular = end == "level"
        if end in STANDING_STILL:
            return None
        if end == "level":
            self._failures = 0
            return self._spread(EVERY)
        if end == "more":
            return self._spread(AFTER_MORE)
        if end == "busy":
            return self._spread(max(retry_after, LEAST_BUSY))
        if end in ("too_old", "read_only", "stuck"):
            return self._spread(HELD)
        self._failures += 1
        return self._spread(max(retry_after, AWAY[min(self._failures, len(AWAY)) - 1]))

    def after_save(self, left: float) -> float:
        """Something was saved, ``left`` before the next sync."""
        return min(left, self._spread(AFTER_SAVE)) if self.is_regular else left

    def _spread(self, seconds: float) -> float:
        return seconds * (1 + SPREAD * self.chance())
