"""Where each value of one record stands in an export: in exactly one place (I2).

A value is a record, a field and what was written there, by anybody, ever; an emptied field is none.
It stands where the first of these holds it: the record as it is here, as it is at the county, the
history of what was saved, a conflict, what the county refused. Whoever else names it says where.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Values = Mapping[str, Any]

RECORD: Final = "record"
COUNTY: Final = "base"
_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


@dataclass
class Places:
    """The places of one record's values, by field and value."""

    _held: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def hold(self, place: str, values: Values | None, *, but: Collection[str] = ()) -> None:
        """``place`` names ``values``; it holds those that no place before it does. ``but``: fields
        that it leaves to another."""
        for name, value in (values or {}).items():
            if value is not None and name not in but:
                self._held.setdefault((name, _JSON(value)), place)

    def parted(self, place: str, values: Values | None) -> tuple[dict[str, Any], dict[str, str]]:
        """What ``place`` holds of ``values``, emptied fields with it; and where the others are."""
        held: dict[str, Any] = {}
        elsewhere: dict[str, str] = {}
        for name, value in (values or {}).items():
            where = place if value is None else self._held.setdefault((name, _JSON(value)), place)
            if where == place:
                held[name] = value
            else:
                elsewhere[name] = where
        return held, elsewhere

    def line(self, place: str, sides: Mapping[str, Values | None]) -> dict[str, Any]:
        """The ``sides`` of one line of an export, each with what it holds; ``elsewhere``: by side
        and field, where the rest is."""
        parted = {side: self.parted(at(place, side), values) for side, values in sides.items()}
        elsewhere = {side: places for side, (_held, places) in parted.items() if places}
        return {side: held for side, (held, _places) in parted.items()} | {"elsewhere": elsewhere}


def at(place: str, side: str) -> str:
    """One side of a line: ``history 12 before``."""
    return f"{place} {side}"
