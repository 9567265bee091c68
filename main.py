"""The door: the window, or the command line. Reads the arguments and imports no more than it must."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WITH_A_VALUE = frozenset(("--vault",))
WINDOWED = frozenset(("tour",))
"""Words that open the window; every other word is a command."""


def first_word(arguments: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor an option's value."""
    is_value = False
    for each in arguments:
        if is_value or each.startswith("-"):
            is_value = not is_value and each in WITH_A_VALUE
        else:
            return each
    return None


def main(arguments: Sequence[str]) -> int:
    """Start what the arguments ask for; returns the exit code."""
    word = first_word(arguments)
    asks_for_help = not {"-h", "--help"}.isdisjoint(arguments)
    if word in WINDOWED or (word is None and not asks_for_help):
        from app.desktop import main as start
    else:
        from app.cli.main import main as start
    return start(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
