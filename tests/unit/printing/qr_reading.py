"""Reads a QR code from its modules, without correcting errors: enough to know that phones can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product
from typing import Any

from segno import consts

_consts: Any = consts
_LEVELS = {0b01: consts.ERROR_LEVEL_L, 0b00: consts.ERROR_LEVEL_M}
_MASKS: dict[int, Callable[[int, int], bool]] = {
    0: lambda i, j: (i + j) % 2 == 0,
    1: lambda i, j: i % 2 == 0,
    2: lambda i, j: j % 3 == 0,
    3: lambda i, j: (i + j) % 3 == 0,
}
_FORMAT_MASK = 0b10101


def read_code(modules: Sequence[Sequence[int]]) -> str:
    """The text (byte mode, UTF-8) of a code of dark (1) and light (0) modules."""
    version = (len(modules) - 17) // 4
    shape = [modules[8][column] for column in (0, 1, 2, 3, 4)]
    said = int("".join(map(str, shape)), 2) ^ _FORMAT_MASK
    level, mask = said >> 3, said & 0b111
    bits = [
        modules[row][column] ^ _MASKS[mask](row, column)
        for row, column in _path(version, len(modules))
    ]
    words = [
        int("".join(map(str, map(int, bits[at : at + 8]))), 2) for at in range(0, len(bits) - 7, 8)
    ]
    return _text("".join(f"{word:08b}" for word in _data(words, version, _LEVELS[level])), version)


def _path(version: int, size: int) -> Iterator[tuple[int, int]]:
    """The data modules in reading order: two columns at a time, up and down, from the right."""
    taken = _taken(version, size)
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            yield from ((row, at) for at in (right, right - 1) if (row, at) not in taken)
        upwards = not upwards


def _taken(version: int, size: int) -> set[tuple[int, int]]:
    """The modules that carry the pattern and not the text."""
    near, far = range(9), range(size - 8, size)
    taken = set(chain(product(near, near), product(near, far), product(far, near)))
    taken |= {(6, at) for at in range(size)} | {(at, 6) for at in range(size)}
    if version >= 7:
        edge = range(size - 11, size - 8)
        taken |= set(product(range(6), edge)) | set(product(edge, range(6)))
    places: tuple[int, ...] = _consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row, column in product(places, places):
        if (row, column) not in ((6, 6), (6, size - 7), (size - 7, 6)):
            taken |= set(product(range(row - 2, row + 3), range(column - 2, column + 3)))
    return taken


def _data(words: list[int], version: int, level: int) -> list[int]:
    """The data words, which stand interleaved by blocks."""
    sizes = [
        group.num_data for group in _consts.ECC[version][level] for _ in range(group.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _ in sizes]
    at = 0
    for place in range(max(sizes)):
        for block, most in zip(blocks, sizes, strict=True):
            if place < most:
                block.append(words[at])
                at += 1
    return [word for block in blocks for word in block]


def _text(bits: str, version: int) -> str:
    assert bits[:4] == "0100", "not byte mode"
    width = 8 if version < 10 else 16
    count = int(bits[4 : 4 + width], 2)
    body = bits[4 + width : 4 + width + 8 * count]
    return bytes(int(body[at : at + 8], 2) for at in range(0, len(body), 8)).decode()
