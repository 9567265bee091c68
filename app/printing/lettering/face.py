"""One TrueType file: which glyph shows a character, how wide it is, and its outline.

The file is mapped, not read: of the 15 MB of a Chinese font a paper needs some 100 kB.
"""

from __future__ import annotations

import mmap
import struct
from functools import cached_property
from pathlib import Path
from typing import Final

from app.errors import Refused, Unreadable
from app.printing.lettering.character_map import CharacterMap, read_character_map

TICKED_BOX: Final = "☑"
"""Few Chinese fonts have it: composed here of □ and ✓ (or √) where it is missing."""

_NEEDED: Final = ("head", "hhea", "hmtx", "maxp", "cmap", "loca", "glyf")
_RESTRICTED: Final = 0x0002
_WORDS_XY_SCALE: Final = 0x0001 | 0x0002 | 0x0008
_MORE: Final = 0x0020
_TICK_SCALE: Final = 0.8


class Face:
    """A font file with TrueType outlines; lengths are thousandths of the type size.

    Raises ``Refused`` for fonts that cannot or may not be embedded, ``Unreadable`` for files that
    are not fonts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data = _mapped(path)
        try:
            self._tables = _directory(self._data)
            self._check_usable()
            self._read_metrics()
            self._characters: CharacterMap = read_character_map(self.table("cmap"))
        except (struct.error, IndexError, KeyError, ValueError) as cause:
            raise _unreadable(path) from cause

    # -- what people see -------------------------------------------------------------------------

    def glyph(self, character: str) -> int:
        """The number of the glyph that shows ``character``; 0 when there is none."""
        if found := self._characters.glyph(ord(character)):
            return found
        return self.composed if character == TICKED_BOX and self._parts_of_tick else 0

    def advance(self, glyph: int) -> float:
        """How far the next character stands from this one."""
        if glyph == self.composed:
            glyph = self._parts_of_tick[0]
        last = min(glyph, self._metrics_count - 1)
        return self._at(">H", "hmtx", 4 * last)[0] * 1000 / self.units

    # -- for embedding ---------------------------------------------------------------------------

    def table(self, tag: str) -> bytes:
        """One table of the file, empty when it has none."""
        start, size = self._tables.get(tag, (0, 0))
        return self._data[start : start + size]

    def metrics(self, glyph: int) -> tuple[int, int]:
        """Advance and left bearing in font units."""
        if glyph == self.composed:
            glyph = self._parts_of_tick[0]
        count = self._metrics_count
        if glyph < count:
            advance, bearing = self._at(">Hh", "hmtx", 4 * glyph)
        else:
            advance = self._at(">H", "hmtx", 4 * (count - 1))[0]
            bearing = self._at(">h", "hmtx", 4 * count + 2 * (glyph - count))[0]
        return advance, bearing

    def outline(self, glyph: int) -> bytes:
        """The glyph's record of the table ``glyf``; empty for a blank."""
        if glyph == self.composed:
            return self._ticked_box()
        form, width = (">II", 4) if self._long_offsets else (">HH", 2)
        start, end = self._at(form, "loca", width * glyph)
        if not self._long_offsets:
            start, end = 2 * start, 2 * end
        offset, size = self._tables["glyf"]
        if not 0 <= start <= end <= size:
            raise _unreadable(self.path)
        return self._data[offset + start : offset + end]

    @cached_property
    def name(self) -> str:
        """The PostScript name, or the file's."""
        return _postscript_name(self.table("name")) or self.path.stem

    # -- inside ----------------------------------------------------------------------------------

    def _check_usable(self) -> None:
        if "CFF " in self._tables or "CFF2" in self._tables:
            raise _unusable(self.path, "是 PostScript 轮廓，无法嵌入")
        if any(tag not in self._tables for tag in _NEEDED):
            raise _unreadable(self.path)
        if "OS/2" in self._tables and self._at(">H", "OS/2", 8)[0] & 0x000F == _RESTRICTED:
            raise _unusable(self.path, "的许可不允许嵌入文件")

    def _read_metrics(self) -> None:
        self.units: int = self._at(">H", "head", 18)[0]
        self._long_offsets: bool = bool(self._at(">h", "head", 50)[0])
        self.glyph_count: int = self._at(">H", "maxp", 4)[0]
        self._metrics_count: int = self._at(">H", "hhea", 34)[0]
        self.composed = self.glyph_count
        """The number that stands for the composed ticked box."""
        scale = 1000 / self.units
        box = self._at(">4h", "head", 36)
        self.bounds = tuple(round(value * scale) for value in box)
        self.ascent, self.descent = (round(value * scale) for value in self._at(">2h", "hhea", 4))

    @cached_property
    def _parts_of_tick(self) -> tuple[int, ...]:
        box, *ticks = (self._characters.glyph(ord(part)) for part in "□✓√")
        tick = next(filter(None, ticks), 0)
        return (box, tick) if box and tick else ()

    def _ticked_box(self) -> bytes:
        """□ with a tick in its middle, as one composite glyph."""
        box, tick = self._parts_of_tick
        left, low, right, high = struct.unpack(">4h", self.outline(box)[2:10])
        inner = struct.unpack(">4h", self.outline(tick)[2:10])
        shift_x = round((left + right - _TICK_SCALE * (inner[0] + inner[2])) / 2)
        shift_y = round((low + high - _TICK_SCALE * (inner[1] + inner[3])) / 2)
        scale = round(_TICK_SCALE * 0x4000)
        return (
            struct.pack(">5h", -1, left, low, right, high)
            + struct.pack(">2H3h", _WORDS_XY_SCALE | _MORE, box, 0, 0, 0x4000)
            + struct.pack(">2H3h", _WORDS_XY_SCALE, tick, shift_x, shift_y, scale)
        )

    def _at(self, form: str, tag: str, offset: int) -> tuple[int, ...]:
        start, size = self._tables[tag]
        if offset + struct.calcsize(form) > size:
            raise ValueError(tag)
        return struct.unpack_from(form, self._data, start + offset)


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as cause:
        raise _unreadable(path) from cause


def _directory(data: mmap.mmap) -> dict[str, tuple[int, int]]:
    """Offset and length of every table; of a collection, its first font's."""
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    tables: dict[str, tuple[int, int]] = {}
    for index in range(count):
        tag, _, offset, size = struct.unpack_from(">4s3I", data, start + 12 + 16 * index)
        if offset + size > len(data):
            raise ValueError(tag)
        tables[tag.decode("latin-1")] = (offset, size)
    return tables


def _postscript_name(table: bytes) -> str:
    if len(table) < 6:
        return ""
    _, count, strings = struct.unpack_from(">3H", table)
    for index in range(count):
        if 18 + 12 * index > len(table):
            break
        platform, _, _, kind, size, offset = struct.unpack_from(">6H", table, 6 + 12 * index)
        if kind == 6:
            raw = table[strings + offset : strings + offset + size]
            text = raw.decode("latin-1" if platform == 1 else "utf-16-be", "ignore")
            return "".join(one for one in text if one.isascii() and (one.isalnum() or one == "-"))
    return ""


def _unusable(path: Path, why: str) -> Refused:
    sentence = f"字体文件“{path.name}”{why}，不能用来打印。请换一个 TrueType 字体。"
    return Refused(sentence, code="font_unusable", file=path.name)


def _unreadable(path: Path) -> Unreadable:
    sentence = f"字体文件“{path.name}”读不出来。请重新安装程序，或重新放入这个字体。"
    return Unreadable(sentence, code="font_damaged", file=path.name)
