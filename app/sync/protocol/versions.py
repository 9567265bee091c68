"""Versions of the conversation and of the records in it (S19).

600 laptops never upgrade together: the county speaks with this version and the two before, an
older laptop may still read, and save and export on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

PROTOCOLS: Final = (1,)
"""Every version of the conversation that is understood here."""

SCHEMA: Final = 1
"""Of the records, whole numbers: 2 may add to 1, never take away."""

_BEHIND: Final = 2


def agree(offered: Iterable[int], spoken: Iterable[int] = PROTOCOLS) -> int | None:
    """The newest protocol both know, None if there is none."""
    return max(set(offered) & set(spoken), default=None)


def may_write(schema: int, ours: int = SCHEMA) -> bool:
    """Whether a laptop with records of version ``schema`` may push. A newer one may: what the
    county does not know it stores and returns untouched."""
    return schema >= max(1, ours - _BEHIND)
