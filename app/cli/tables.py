"""A table for people, as plain text: Chinese characters are two columns wide; the last column wraps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import east_asian_width

WIDTH: Final = 100
"""Columns of a line."""
_GAP: Final = 2
_LEAST: Final = 30
_NEVER_FIRST: Final = frozenset("，。；：、？！）】”’》,.;:?!)]}")
"""What no line begins with."""


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int = WIDTH) -> str:
    """``rows`` under ``headers``; nothing without rows."""
    if not rows:
        return ""
    every = [headers, *rows]
    wide = [max(_width(row[place]) for row in every) for place in range(len(headers) - 1)]
    before = sum(wide) + _GAP * len(wide)
    room = max(width - before, _LEAST)
    lines = [line for row in every for line in _lines(row, wide, before, room)]
    lines.insert(1, "─" * (before + min(room, max(_width(row[-1]) for row in every))))
    return "\n".join(lines)


def _lines(row: Sequence[str], wide: Sequence[int], before: int, room: int) -> Iterator[str]:
    first = "".join(_padded(text, size + _GAP) for text, size in zip(row, wide, strict=False))
    for piece in _wrapped(row[-1], room):
        yield f"{first}{piece}".rstrip()
        first = " " * before


def _wrapped(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for letter in text:
        if used + _width(letter) > room and letter not in _NEVER_FIRST:
            yield line
            line, used = "", 0
        line, used = line + letter, used + _width(letter)
    yield line


def _padded(text: str, size: int) -> str:
    return text + " " * (size - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
