"""QR codes of one kind, fast: byte mode, one fixed mask (ISO/IEC 18004:2015).

A code of a size and level differs from another of the same only in its message, and where each bit
of the message stands never changes. So the library draws one code of each size, from which the
unchanging modules and the order of the others are learnt; after that a code is a division (its
error correction) and one look-up of all modules at once, some twenty times faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from operator import itemgetter
from typing import Any, Final

import segno
from segno import consts

MASK: Final = 3
"""Fixed: choosing the best of eight takes most of the time, and every reader reads any."""
LEVELS: Final = {"l": "ERROR_LEVEL_L", "m": "ERROR_LEVEL_M"}

_consts: Any = consts
_BYTE_MODE: Final = 0b0100
_PADS: Final = (0xEC, 0x11)
_LARGEST: Final = 40
_SHORT_COUNT: Final = 9
"""Up to this version the length of the message is said in 8 bits, then in 16."""
_FIELD: Final = 0x11D
"""The polynomial of the field of 256 that the error correction divides in."""
_DARK: Final = re.compile("1+")


def dark_modules(text: str, level: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The code's size in modules, and its dark runs as (row, first column, length).

    ``text`` in UTF-8; ``level``: "l" or "m". Raises ``ValueError`` for what no code can hold.
    """
    message = text.encode()
    version = _version_of(len(message), level)
    size = 4 * version + 17
    modules = _layout(version, level).modules(_codewords(message, version, level))
    runs = [
        (row, found.start(), found.end() - found.start())
        for row in range(size)
        for found in _DARK.finditer(modules[row * size : (row + 1) * size])
    ]
    return size, runs


@dataclass(frozen=True)
class _Layout:
    """Where each module comes from: out of the bits of a message, those inverted, and "01"."""

    pick: Callable[[str], tuple[str, ...]]
    bits: int

    def modules(self, codewords: bytes) -> str:
        """Row by row, "1" for dark."""
        said = f"{int.from_bytes(codewords, 'big'):0{self.bits}b}"
        turned = said.translate(_TURNED)
        return "".join(self.pick(f"{said}{turned}01"))


_TURNED: Final = str.maketrans("01", "10")


@dataclass(frozen=True)
class _Blocks:
    """``lengths``: of the data of each block; ``checks``: how many bytes of correction each has."""

    lengths: tuple[int, ...]
    checks: int

    @property
    def capacity(self) -> int:
        """Bytes of data."""
        return sum(self.lengths)


@cache
def _blocks(version: int, level: str) -> _Blocks:
    found: Sequence[Any] = _consts.ECC[version][getattr(_consts, LEVELS[level])]
    lengths = [each.num_data for each in found for _ in range(each.num_blocks)]
    return _Blocks(tuple(lengths), found[0].num_total - found[0].num_data)


def _head_bits(version: int) -> int:
    return 4 + (8 if version <= _SHORT_COUNT else 16)


def _version_of(length: int, level: str) -> int:
    for version in range(1, _LARGEST + 1):
        if _head_bits(version) + 8 * length <= 8 * _blocks(version, level).capacity:
            return version
    raise ValueError(f"no code holds {length} bytes")


def _codewords(message: bytes, version: int, level: str) -> bytes:
    """Data and error correction, byte by byte of the blocks in turn (7.6)."""
    blocks = _blocks(version, level)
    data = _data(message, version, blocks.capacity)
    parts: list[bytes] = []
    at = 0
    for length in blocks.lengths:
        parts.append(data[at : at + length])
        at += length
    checks = [_check(part, blocks.checks) for part in parts]
    return bytes([*_in_turn(parts), *_in_turn(checks)])


def _in_turn(parts: Sequence[bytes]) -> Iterator[int]:
    for column in zip_longest(*parts):
        yield from (each for each in column if each is not None)


def _data(message: bytes, version: int, capacity: int) -> bytes:
    """Mode, length, message, terminator and padding (7.4)."""
    bits = _head_bits(version) + 8 * len(message)
    said = _BYTE_MODE << bits - 4 | len(message) << 8 * len(message)
    said |= int.from_bytes(message, "big")
    whole = bits // 8 + 2  # the terminator, and the byte of zeros that the library puts behind it
    data = (said << 8 * whole - bits).to_bytes(whole, "big")
    return (data + bytes(_PADS[place % 2] for place in range(capacity - whole)))[:capacity]


def _check(data: bytes, count: int) -> bytes:
    """The remainder of the division by the generator of ``count`` checks (7.5)."""
    multiples, high, kept = _multiples(count), 8 * (count - 1), (1 << 8 * (count - 1)) - 1
    rest = 0
    for each in data:
        rest = (rest & kept) << 8 ^ multiples[each ^ rest >> high]
    return rest.to_bytes(count, "big")


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """256 multiples of the generator, without its first term, as numbers of ``count`` bytes."""
    generator = [1]
    root = 1
    for _ in range(count):
        moved = [*generator, 0]
        for place, term in enumerate(generator, 1):
            moved[place] ^= _times(term, root)
        generator, root = moved, _times(root, 2)
    return tuple(
        int.from_bytes(bytes(_times(term, factor) for term in generator[1:]), "big")
        for factor in range(256)
    )


def _times(one: int, other: int) -> int:
    """The product in the field."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (_FIELD if one & 0x80 else 0)
        other >>= 1
    return product


@cache
def _layout(version: int, level: str) -> _Layout:
    """Learnt from a code that the library draws."""
    code: Any = segno.make_qr(
        "入", error=level, version=version, mask=MASK, boost_error=False, encoding="utf-8"
    )
    kinds = [list(row) for row in code.matrix_iter(border=0, verbose=True)]
    kinds[8][len(kinds) - 9] = _consts.TYPE_DATA_LIGHT  # it counts one module too many as format
    blocks = _blocks(version, level)
    bits = 8 * (blocks.capacity + blocks.checks * len(blocks.lengths))
    places = [[2 * bits + int(kind >> 8 > 0) for kind in row] for row in kinds]
    for bit, (row, column) in enumerate(_path(kinds)):
        turned = (row + column) % 3 == 0
        at = bit + bits * turned if bit < bits else 2 * bits + turned
        places[row][column] = at
    return _Layout(itemgetter(*(at for row in places for at in row)), bits)


def _path(kinds: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """The modules of the message in its order: columns of two, up and down from the right (7.7.3)."""
    size = len(kinds)
    message = (_consts.TYPE_DATA_LIGHT, _consts.TYPE_DATA_DARK)
    is_up = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in reversed(range(size)) if is_up else range(size):
            for column in (right, right - 1):
                if kinds[row][column] in message:
                    yield row, column
        is_up = not is_up
