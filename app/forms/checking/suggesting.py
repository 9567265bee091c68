"""What somebody may have meant: the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

LONGEST: Final = 60
MOST: Final = 300
FURTHEST: Final = 3
"""Beyond these sizes nothing is searched: it would take long and help nobody."""


def suggestion(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """The nearest of ``known`` in quotes, or ``otherwise`` when none is near."""
    names = [name for name in known if abs(len(name) - len(wrong)) <= FURTHEST]
    if len(wrong) > LONGEST or len(names) > MOST:
        return otherwise
    near = get_close_matches(wrong, names, 1, 0.6)
    return f"“{near[0]}”" if near else otherwise
