"""A font file with only the glyphs a document uses, in the order they are used."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from typing import Final

from app.printing.lettering.face import Face

_WORDS: Final = 0x0001
_SCALE: Final = 0x0008
_MORE: Final = 0x0020
_SCALE_XY: Final = 0x0040
_MATRIX: Final = 0x0080
_COPIED: Final = ("cvt ", "fpgm", "prep")
_CHECK_TOTAL: Final = 0xB1B0AFBA


def cut(face: Face, glyphs: Sequence[int]) -> bytes:
    """A TrueType file whose glyph *n* is ``glyphs[n]``; parts of composites follow behind.

    A glyph may stand in it twice: each character has its own, so that text can be copied out.
    """
    outlines, used = _outlines(face, glyphs)
    offsets = array("I", [0])
    for outline in outlines:
        offsets.append(offsets[-1] + len(outline))
    tables = {tag: face.table(tag) for tag in _COPIED if face.table(tag)}
    metrics = [face.metrics(glyph) for glyph in used]
    tables |= {
        "glyf": b"".join(outlines),
        "loca": _big_endian(offsets),
        "hmtx": struct.pack(f">{2 * len(used)}h", *_signed(metrics)),
        "head": _patched(face.table("head"), {8: 0, 48: 0, 50: 1}, wide=(8,)),
        "hhea": _patched(face.table("hhea"), {34: len(used)}),
        "maxp": _patched(face.table("maxp"), {4: len(used)}),
    }
    return _file(dict(sorted(tables.items())))


def _outlines(face: Face, glyphs: Sequence[int]) -> tuple[list[bytes], list[int]]:
    used = list(glyphs)
    places: dict[int, int] = {}
    for place, glyph in enumerate(used):
        places.setdefault(glyph, place)
    outlines: list[bytes] = []
    for glyph in used:  # grows while parts of composites are found
        outline = face.outline(glyph)
        if outline[:1] >= b"\x80":
            outline = _renumbered(outline, used, places)
        outlines.append(outline + bytes(-len(outline) % 4))
    return outlines, used


def _renumbered(outline: bytes, used: list[int], places: dict[int, int]) -> bytes:
    """A composite glyph that names its parts by their new numbers."""
    result = bytearray(outline)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">2H", result, at)
        if part not in places:
            places[part] = len(used)
            used.append(part)
        struct.pack_into(">H", result, at + 2, places[part])
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _SCALE_XY else 8 if flags & _MATRIX else 0
    return bytes(result)


def _signed(metrics: list[tuple[int, int]]) -> list[int]:
    """Advances may exceed what a signed number holds; the bits are the same."""
    return [
        value - 0x10000 if value > 0x7FFF else value for advance in metrics for value in advance
    ]


def _patched(table: bytes, values: dict[int, int], wide: tuple[int, ...] = ()) -> bytes:
    result = bytearray(table)
    for offset, value in values.items():
        struct.pack_into(">I" if offset in wide else ">H", result, offset, value)
    return bytes(result)


def _file(tables: dict[str, bytes]) -> bytes:
    power = 1 << (len(tables).bit_length() - 1)
    head = struct.pack(
        ">I4H", 0x00010000, len(tables), 16 * power, power.bit_length() - 1,
        16 * (len(tables) - power),
    )  # fmt: skip
    offset = 12 + 16 * len(tables)
    entries: list[bytes] = []
    bodies: list[bytes] = []
    total = 0
    for tag, table in tables.items():
        body = table + bytes(-len(table) % 4)
        checked = _sum(body)
        total += checked
        entries.append(struct.pack(">4s3I", tag.encode("latin-1"), checked, offset, len(table)))
        bodies.append(body)
        offset += len(body)
    front = head + b"".join(entries)
    adjusted = (_CHECK_TOTAL - _sum(front) - total) & 0xFFFFFFFF
    place = list(tables).index("head")
    bodies[place] = _patched(bodies[place], {8: adjusted}, wide=(8,))
    return front + b"".join(bodies)


def _sum(data: bytes) -> int:
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return sum(numbers) & 0xFFFFFFFF


def _big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()
