"""Places for ink: to sign, to stamp, to leave a finger print. A stamp is never imitated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.printing.fonts import Fonts
from app.printing.layout.pages import Pages
from app.printing.layout.text import Align, FittedText, Text
from app.printing.layout.trace import Box
from app.printing.style import (
    CAPTION,
    PAD,
    PHOTO_SIZE,
    SEAL_DIAMETER,
    SIDE,
    SIGN_HEIGHT,
    SIGN_WIDTH,
    THUMB_SIZE,
)
from app.printing.wording import written_date

_CAPTION_SHARE: Final = 0.62
"""Of a place to sign: what the caption may take before it is set smaller."""


@dataclass(frozen=True)
class Signature:
    """A captured signature (PNG); with none, a line for ink is left."""

    picture: bytes | None = None


@dataclass(frozen=True)
class SignPlace:
    """A caption, and after it the signature or a line for it."""

    caption: str
    signature: Signature = Signature()

    def fit(self, fonts: Fonts, width: float) -> FittedSign:
        most = width * _CAPTION_SHARE
        caption = Text(self.caption, "签字栏", CAPTION).fit(fonts, most)
        used = fonts.width(caption.lines[0], caption.type) + 2 * SIDE
        return FittedSign(self, caption, min(most, used))


@dataclass(frozen=True)
class FittedSign:
    """A place to sign."""

    source: SignPlace
    caption: FittedText
    caption_width: float

    @property
    def height(self) -> float:
        return max(SIGN_HEIGHT, self.caption.height)

    def draw(self, pages: Pages, box: Box) -> None:
        left = box.left + self.caption_width
        low = box.bottom - 2 * PAD
        right = min(box.right - 2 * PAD, left + SIGN_WIDTH)
        place = Box(left, low - SIGN_HEIGHT + 3 * PAD, right, low)
        foot = low + PAD
        self.caption.draw(pages, Box(box.left, foot - self.caption.height, left, foot))
        pages.line(left, low, place.right, low)
        if self.source.signature.picture is not None:
            name = self.source.caption.rstrip("：")
            pages.ink(self.source.signature.picture, place, name=name, cell=box)

    def split(self, height: float) -> None:
        del height


@dataclass(frozen=True)
class SealPlace:
    """A dotted circle for a stamp around the date line; the stamp is never imitated."""

    caption: str = "（盖章）"
    day: date | None = None

    def fit(self, fonts: Fonts, width: float) -> FittedSeal:
        del fonts, width
        return FittedSeal(self)


@dataclass(frozen=True)
class FittedSeal:
    """A place for a stamp."""

    source: SealPlace

    @property
    def height(self) -> float:
        return SEAL_DIAMETER + 2 * PAD

    def draw(self, pages: Pages, box: Box) -> None:
        x, y = box.right - PAD - SEAL_DIAMETER / 2, box.bottom - PAD - SEAL_DIAMETER / 2
        half = SEAL_DIAMETER / 2
        ring = Box(x - half, y - half, x + half, y + half)
        pages.dotted_circle(ring, name=self.source.caption, cell=box)
        lines = (self.source.caption, written_date(self.source.day))
        top = y - CAPTION.leading * 1.5 + (CAPTION.leading - CAPTION.size) / 2
        for name, line in zip(("盖章", "盖章日期"), lines, strict=True):
            left = x - pages.fonts.width(line, CAPTION) / 2
            pages.write(left, top, line, CAPTION, name=name, cell=ring)
            top += CAPTION.leading

    def split(self, height: float) -> None:
        del height


@dataclass(frozen=True)
class ThumbPlace:
    """A dotted square for the finger print of one who cannot write."""

    caption: str = "本人（手印）"

    def fit(self, fonts: Fonts, width: float) -> FittedThumb:
        del fonts, width
        return FittedThumb(self)


@dataclass(frozen=True)
class PastePlace:
    """A dotted frame in the middle of its cell, for a photo to be pasted in."""

    caption: str = "照片"
    width: float = PHOTO_SIZE
    tall: float = PHOTO_SIZE

    def fit(self, fonts: Fonts, width: float) -> FittedPaste:
        del fonts, width
        return FittedPaste(self)


@dataclass(frozen=True)
class FittedPaste:
    """A place for a photo."""

    source: PastePlace

    @property
    def height(self) -> float:
        return self.source.tall + 2 * PAD

    def draw(self, pages: Pages, box: Box) -> None:
        wide, tall = self.source.width, self.source.tall
        left = (box.left + box.right - wide) / 2
        top = (box.top + box.bottom - tall) / 2
        frame = Box(left, top, left + wide, top + tall)
        pages.dotted_square(frame, name=self.source.caption, cell=box)
        caption = Text(self.source.caption, "照片栏", CAPTION, Align.CENTRE)
        fitted = caption.fit(pages.fonts, wide)
        fitted.draw(pages, Box(left, top, left + wide, top + fitted.height))

    def split(self, height: float) -> None:
        del height


@dataclass(frozen=True)
class FittedThumb:
    """A place for a finger print."""

    source: ThumbPlace

    @property
    def height(self) -> float:
        return THUMB_SIZE + 2 * PAD

    def draw(self, pages: Pages, box: Box) -> None:
        left = (box.left + box.right - THUMB_SIZE) / 2
        top = (box.top + box.bottom - THUMB_SIZE) / 2
        square = Box(left, top, left + THUMB_SIZE, top + THUMB_SIZE)
        pages.dotted_square(square, name=self.source.caption, cell=box)
        caption = Text(self.source.caption, "签字栏", CAPTION, Align.CENTRE)
        fitted = caption.fit(pages.fonts, THUMB_SIZE)
        fitted.draw(pages, Box(left, top, left + THUMB_SIZE, top + fitted.height))

    def split(self, height: float) -> None:
        del height
