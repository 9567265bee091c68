"""Where on a chart a value stands: the least and the most that are shown, zero always among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_HEAD_ROOM: Final = Decimal("1.15")
"""So that the figure above the highest bar has a place."""


@dataclass(frozen=True)
class ChartScale:
    """From ``least`` (zero or below) to ``most`` (above zero)."""

    least: Decimal
    most: Decimal

    @classmethod
    def of(cls, values: Iterable[Decimal | None]) -> ChartScale:
        """That all of ``values`` have room in; of nothing: from zero to one."""
        known = [value for value in values if value is not None]
        least = min((*known, Decimal(0)))
        most = max((*known, Decimal(0)))
        if least == most:
            return cls(Decimal(0), Decimal(1))
        return cls(least * _HEAD_ROOM, most * _HEAD_ROOM)

    def height_of(self, value: Decimal) -> float:
        """0 at the foot, 1 at the top."""
        return float((value - self.least) / (self.most - self.least))
