"""What one intake did to this laptop's store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.sync.protocol.digest import Leaf


@dataclass
class Taken:
    """``changed``: ids by noun, of what a person sees; ``removed``: base rows that went; ``leaves``
    of those that came, by table; ``told``: numbers for the audit."""

    changed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    removed: list[str] = field(default_factory=list[str])
    leaves: dict[str, list[Leaf]] = field(default_factory=dict[str, list[Leaf]])
    told: dict[str, int] = field(default_factory=dict[str, int])

    def arrive(self, leaves: Mapping[str, Sequence[Leaf]]) -> None:
        """Base rows came."""
        for table, some in leaves.items():
            self.leaves.setdefault(table, []).extend(some)

    @property
    def has_moved_bases(self) -> bool:
        """Whether any base row came, changed or went: digests must be worked out anew."""
        return bool(self.removed or self.leaves)
