"""What a PDF itself says: its text, where every character stands, its lines, its fonts."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw

raw: Any = pypdfium2.raw
_document: Any = pypdfium2.PdfDocument
_UPRIGHT = 0.01


class Area(NamedTuple):
    """Left, top, right, bottom in points from the top left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Character:
    """An upright character and the box of its ink."""

    text: str
    area: Area


@dataclass(frozen=True)
class SeenPage:
    """A page as a reader of the file sees it; watermarks are not upright and left out."""

    size: tuple[float, float]
    text: str
    characters: tuple[Character, ...]
    lines: tuple[Area, ...]


def pages_of(pdf: bytes) -> list[SeenPage]:
    """Every page of the file."""
    document = _document(pdf)
    try:
        return [_page(document[number]) for number in range(len(document))]
    finally:
        document.close()


def texts_of(pdf: bytes) -> list[str]:
    """The text layer of every page, watermark included."""
    document = _document(pdf)
    try:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The name of every font that shows text, and whether it is embedded."""
    document = _document(pdf)
    found: dict[str, bool] = {}
    for number in range(len(document)):
        for thing in document[number].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(thing.raw)
            name = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, name, 128)
            found[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    document.close()
    return found


def _page(page: Any) -> SeenPage:
    width, height = page.get_size()
    words = page.get_textpage()
    characters = tuple(_characters(words, height))
    return SeenPage(
        (width, height), words.get_text_range(), characters, tuple(_lines(page, height))
    )


def _characters(words: Any, height: float) -> Iterator[Character]:
    high = 0
    for index in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words.raw, index)
        angle = raw.FPDFText_GetCharAngle(words.raw, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a character above U+FFFF
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if code in (0, 10, 13, 32, 0x3000) or abs(angle) > _UPRIGHT:
            continue
        left, bottom, right, top = words.get_charbox(index)
        yield Character(chr(code), Area(left, height - top, right, height - bottom))


def _lines(page: Any, height: float) -> Iterator[Area]:
    """Every straight line that is drawn (not dotted, not filled)."""
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(thing.raw, fill, stroke)
        if not stroke.value or raw.FPDFPageObj_GetDashCount(thing.raw) > 0:
            continue
        at = (0.0, 0.0)
        start = at
        for index in range(raw.FPDFPath_CountSegments(thing.raw)):
            segment = raw.FPDFPath_GetPathSegment(thing.raw, index)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            to = (x.value, height - y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                start = to
            else:
                yield _area(at, to)
                if raw.FPDFPathSegment_GetClose(segment):
                    yield _area(to, start)
            at = to


def _area(one: tuple[float, float], other: tuple[float, float]) -> Area:
    return Area(
        min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
    )
