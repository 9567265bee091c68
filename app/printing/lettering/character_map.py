"""The table ``cmap`` of a font: from a character's code point to the number of its glyph."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from typing import Final, Literal, Protocol

_BEST_FIRST: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))


class CharacterMap(Protocol):
    """What is asked of a map, whatever its format."""

    def glyph(self, code: int) -> int:
        """The glyph's number, 0 when there is none."""
        ...


def read_character_map(table: bytes) -> CharacterMap:
    """The best Unicode map of the table; raises ``ValueError`` when there is none."""
    count = struct.unpack_from(">H", table, 2)[0]
    found: dict[tuple[int, int], int] = {}
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">2HI", table, 4 + 8 * index)
        found[platform, encoding] = offset
    for key in _BEST_FIRST:
        if key in found:
            reader = _READERS.get(struct.unpack_from(">H", table, found[key])[0])
            if reader:
                return reader(table, found[key])
    raise ValueError("no Unicode map")


class _Segments:
    """Format 4, the first 65,536 characters."""

    def __init__(self, table: bytes, start: int) -> None:
        count = struct.unpack_from(">H", table, start + 6)[0] // 2
        self._table = table
        self._ends = _numbers("H", table, start + 14, count)
        self._starts = _numbers("H", table, start + 16 + 2 * count, count)
        self._deltas = _numbers("H", table, start + 16 + 4 * count, count)
        self._ranges_at = start + 16 + 6 * count
        self._ranges = _numbers("H", table, self._ranges_at, count)

    def glyph(self, code: int) -> int:
        index = bisect_left(self._ends, code)
        if index == len(self._ends) or code < self._starts[index]:
            return 0
        offset = self._ranges[index]
        if not offset:
            return (code + self._deltas[index]) & 0xFFFF
        place = self._ranges_at + 2 * index + offset + 2 * (code - self._starts[index])
        found: int = struct.unpack_from(">H", self._table, place)[0]
        return (found + self._deltas[index]) & 0xFFFF if found else 0


class _Groups:
    """Format 12, every character."""

    def __init__(self, table: bytes, start: int) -> None:
        count = struct.unpack_from(">I", table, start + 12)[0]
        numbers = _numbers("I", table, start + 16, 3 * count)
        self._starts, self._ends, self._glyphs = numbers[0::3], numbers[1::3], numbers[2::3]

    def glyph(self, code: int) -> int:
        index = bisect_right(self._starts, code) - 1
        if index < 0 or code > self._ends[index]:
            return 0
        return self._glyphs[index] + code - self._starts[index]


_READERS: Final = {4: _Segments, 12: _Groups}


def _numbers(kind: Literal["H", "I"], table: bytes, start: int, count: int) -> array[int]:
    numbers: array[int] = array(kind)
    if numbers.itemsize != {"H": 2, "I": 4}[kind]:
        raise ValueError(kind)
    numbers.frombytes(table[start : start + count * numbers.itemsize])
    if len(numbers) != count:
        raise ValueError("the map is cut short")
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
