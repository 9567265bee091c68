"""What one action changed: windows ask it whether that concerns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class ChangeSet:
    """Ids of what was changed, by noun. ``saved_at``: when it was on disk; None if nothing was."""

    changed: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    saved_at: datetime | None = None

    def touches(self, noun: str, record_id: str | None = None) -> bool:
        """Whether any record of ``noun`` changed, or the one called ``record_id``."""
        ids = self.ids(noun)
        return bool(ids) if record_id is None else record_id in ids

    def ids(self, noun: str) -> frozenset[str]:
        """The ids of the changed records of one type."""
        return self.changed.get(noun, frozenset())

    def __bool__(self) -> bool:
        return bool(self.changed)
