"""What the county knows of record types: merge groups, and which fields name other records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sync.protocol.merge import Groups


@dataclass(frozen=True, slots=True)
class Shape:
    """One record type. ``refers``: the noun of the record that a field names by its id."""

    groups: Groups
    refers: Mapping[str, str] = field(default_factory=dict[str, str])


Schema = Mapping[str, Shape]
"""By noun; what is not in it is not taken."""
