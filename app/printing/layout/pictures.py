"""Photos on paper: scaled down, upright, in colour; side by side with what they show."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageOps
from reportlab.pdfbase import pdfdoc

from app.errors import Unreadable
from app.printing.fonts import Fonts
from app.printing.layout.cells import Beside, Content
from app.printing.layout.pages import Pages
from app.printing.layout.rows import Row
from app.printing.layout.text import Align, FittedText, Text
from app.printing.layout.trace import Box
from app.printing.style import CAPTION, HEAD, MM, PAD

_MOST_PIXELS: Final = 60_000_000
_KEPT_PIXELS: Final = (1000, 750)
"""At the size of half a page's width some 300 dpi; larger photos are scaled down."""
_QUALITY: Final = 78
_HEIGHT: Final = 62 * MM
_A_LINE: Final = 2

_pdf: Any = pdfdoc


@dataclass(frozen=True)
class Photo:
    """A photo ready for the page: ``data`` is a JPEG of ``width`` and ``height`` pixels."""

    name: str
    width: int
    height: int
    data: bytes

    def add_to(self, document: Any) -> None:
        entries = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Filter": "/DCTDecode",
            "Width": self.width,
            "Height": self.height,
            "ColorSpace": "/DeviceRGB",
            "BitsPerComponent": 8,
        }
        stream = _pdf.PDFStream(_pdf.PDFDictionary(entries), self.data)
        document.addForm(self.name, stream)


def read_photo(content: bytes, field: str) -> Photo:
    """A photo as it is printed; ``Unreadable`` names the ``field`` where it is none."""
    try:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if image.width * image.height > _MOST_PIXELS:
            raise _unreadable(field)
        image.draft("RGB", _KEPT_PIXELS)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail(_KEPT_PIXELS)
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError) as cause:
        raise _unreadable(field) from cause
    data = out.getvalue()
    return Photo(hashlib.sha256(data).hexdigest()[:16], upright.width, upright.height, data)


@dataclass(frozen=True)
class PhotoPlace:
    """A photo with its caption below, as large as ``height`` and the cell allow."""

    caption: str
    content: bytes
    height: float = _HEIGHT

    def fit(self, fonts: Fonts, width: float) -> FittedPhoto:
        photo = read_photo(self.content, self.caption)
        scale = min((width - 4 * PAD) / photo.width, self.height / photo.height)
        caption = Text(self.caption, "照片", HEAD, Align.CENTRE, 2).fit(fonts, width)
        return FittedPhoto(photo, photo.width * scale, photo.height * scale, caption)


@dataclass(frozen=True)
class FittedPhoto:
    """A photo that knows its size on the page."""

    photo: Photo
    width: float
    tall: float
    caption: FittedText

    @property
    def height(self) -> float:
        return self.tall + self.caption.height + 3 * PAD

    def draw(self, pages: Pages, box: Box) -> None:
        left = box.left + (box.width - self.width) / 2
        top = box.top + 2 * PAD
        place = Box(left, top, left + self.width, top + self.tall)
        pages.photo(self.photo, place, name=self.caption.source.text, cell=box)
        under = Box(box.left, place.bottom, box.right, place.bottom + self.caption.height)
        self.caption.draw(pages, under)

    def split(self, height: float) -> None:
        del height


def photo_rows(photos: Sequence[PhotoPlace]) -> list[Row]:
    """Rows of two photos each."""
    rows: list[Row] = []
    for start in range(0, len(photos), _A_LINE):
        line: list[Content] = [*photos[start : start + _A_LINE]]
        line += [Text("", "照片", CAPTION)] * (_A_LINE - len(line))
        rows.append(Row(((Beside(tuple(line)), 1),)))
    return rows


def _unreadable(field: str) -> Unreadable:
    sentence = f"照片“{field}”读不出来，可能已损坏。请删去这张照片后再打印。"
    return Unreadable(sentence, code="picture_damaged", field=field)
