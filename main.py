"""The door: the window, or the command line. Reads the arguments and imports no more than it must."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WITH_A_VALUE = frozenset(("--vault",))


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
    from app.cli.main import main as start

    return start(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
