"""Names for what papers look like: sizes, margins, line widths, typefaces. Lengths in points.

GB/T 9704-2012 for titles, office custom for form cells; Chinese type sizes by their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MM: Final = 72 / 25.4

A4_PORTRAIT: Final = (210 * MM, 297 * MM)
A4_LANDSCAPE: Final = (297 * MM, 210 * MM)
A3_LANDSCAPE: Final = (420 * MM, 297 * MM)
BOOKLET: Final = (88 * MM, 125 * MM)
"""One page of a certificate (待县局确认: the county's own booklet is to be measured)."""
CARD: Final = (85.6 * MM, 54 * MM)
"""ISO/IEC 7810 ID-1, like a bank card."""

MARGIN: Final = 20 * MM
"""Forms: on all sides; header and footer stand in it."""
HEADER_TOP: Final = 12 * MM
FOOTER_HEIGHT: Final = 26 * MM
"""From the foot of the page to the top of the footer, which holds the QR code."""
FOOTER_GAP: Final = 2 * MM
BLANK_FOOTER_HEIGHT: Final = 16 * MM
"""The same on a form to be filled in by pen, which has no QR code: more room for the pen."""
CODE_SIZE: Final = 17 * MM
SIGNED_CODE_SIZE: Final = 20 * MM
"""Of a code with a signature: modules of 0.3 mm, which office printers still print apart."""

THICK: Final = 1.0
THIN: Final = 0.5
DOTTED: Final = 0.6

PAD: Final = 2.4
"""Between a line of the grid and the letters, above and below; beside words of the form."""
SIDE: Final = 4.0
"""Beside what is filled in."""
LABEL_WIDTH: Final = 17 * MM
ROW_HEIGHT: Final = 7.5 * MM
PART_HEIGHT: Final = 18 * MM
"""The least of a row that stands on either side of a page's end."""

SEAL_DIAMETER: Final = 42 * MM
THUMB_SIZE: Final = 25 * MM
PHOTO_SIZE: Final = 58 * MM
SIGN_HEIGHT: Final = 11 * MM
SIGN_WIDTH: Final = 50 * MM
"""A line to sign on is no longer than this."""

PALE: Final = 0.9
"""The grey of a watermark, 1 is white."""


class Slot(StrEnum):
    """The faces papers ask for; the unit's own licensed font may fill any of them."""

    SONG = "宋体"
    HEI = "黑体"
    KAI = "楷体"
    FANGSONG = "仿宋"
    TITLE = "小标宋"
    RARE = "生僻字"


@dataclass(frozen=True)
class Type:
    """Letters of one slot: ``size`` and ``leading`` (from line to line)."""

    slot: Slot
    size: float
    leading: float

    def at(self, size: float) -> Type:
        """The same, smaller or larger."""
        return Type(self.slot, size, self.leading * size / self.size)


TITLE: Final = Type(Slot.TITLE, 22, 30)
"""二号小标宋."""
RUNNING: Final = Type(Slot.SONG, 9, 12)
"""小五: number, continued title, footer."""
LABEL: Final = Type(Slot.HEI, 10.5, 14.5)
"""五号黑体: the names of blocks."""
HEAD: Final = Type(Slot.SONG, 9, 12)
"""小五宋体: column headings."""
CAPTION: Final = Type(Slot.SONG, 10.5, 14.5)
"""五号宋体: the names of fields."""
VALUE: Final = Type(Slot.FANGSONG, 10.5, 14.5)
"""五号仿宋: what is filled in."""
ROW_VALUE: Final = Type(Slot.FANGSONG, 9, 12)
"""小五仿宋: what is filled into tables with many columns."""
TEXT: Final = Type(Slot.FANGSONG, 10.5, 16)
"""五号仿宋, wider apart: opinions."""
NOTE: Final = Type(Slot.SONG, 8, 11)
SMALL: Final = Type(Slot.SONG, 7.5, 10)
WATERMARK: Final = Type(Slot.HEI, 40, 60)

SMALLEST: Final = 7.5
"""Nothing filled in is set smaller than this."""
