"""A notice as a picture for websites: 800 × 1000 pixels, as the national search for families asks.

It is the first page of the very PDF, without its margins and its footer, as large as it fits.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageChops, ImageOps

from app.printing.preview import Preview
from app.printing.style import FOOTER_HEIGHT, MARGIN, MM

SIZE: Final = (800, 1000)
QUALITY: Final = 90
_BORDER: Final = 24
_DPI: Final = 300
_POINTS: Final = 72
_WHITE: Final = (255, 255, 255)


def notice_jpg(pdf: bytes) -> bytes:
    """The JPEG; raises ``Unreadable`` pdf_damaged."""
    with Preview(pdf) as preview:
        picture = preview.picture(0, _DPI)
    page = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("RGB")
    dots = _DPI / _POINTS
    aside, above, below = (
        round(each * dots) for each in (MARGIN / 2, MARGIN - 2 * MM, FOOTER_HEIGHT)
    )
    content = page.crop((aside, above, page.width - aside, page.height - below))
    most = (SIZE[0] - 2 * _BORDER, SIZE[1] - 2 * _BORDER)
    shown = ImageOps.contain(content.crop(_ink(content)), most, Image.Resampling.LANCZOS)
    made = Image.new("RGB", SIZE, _WHITE)
    made.paste(shown, ((SIZE[0] - shown.width) // 2, (SIZE[1] - shown.height) // 2))
    file = io.BytesIO()
    made.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _ink(page: Image.Image) -> tuple[int, int, int, int]:
    """What is not white."""
    white = Image.new("RGB", page.size, _WHITE)
    found = ImageChops.difference(page, white).getbbox()
    return found or (0, 0, page.width, page.height)
