"""What is put into a file once and may stand on many pages: signatures and QR codes.

A stencil is one unit wide and high; the page says where it goes and how large.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PIL import Image, ImageChops
from reportlab.pdfbase import pdfdoc

from app.errors import Unreadable

_MOST_PIXELS: Final = 20_000_000
_KEPT_PIXELS: Final = (640, 120)
"""At the size of a signature some 360 dpi; larger pictures are scaled down."""

_pdf: Any = pdfdoc


class Stencil(Protocol):
    """``name`` is made of the content: the same content is put in once."""

    @property
    def name(self) -> str:
        """What the page calls it."""
        ...

    def add_to(self, document: Any) -> None:
        """Put it into a document."""
        ...


@dataclass(frozen=True)
class Code:
    """A QR code of ``size`` modules a side; ``path`` fills its dark runs."""

    name: str
    size: int
    path: str

    def add_to(self, document: Any) -> None:
        unit = f"{1 / self.size:.8f} 0 0 {-1 / self.size:.8f} 0 1"
        box = _pdf.PDFArray([0, 0, self.size, self.size])
        content = f"{self.path} f".encode("ascii")
        entries = {"BBox": box, "Matrix": f"[{unit}]", "Resources": "<< >>"}
        document.addForm(self.name, _object("/Form", content, **entries))


@dataclass(frozen=True)
class Ink:
    """A captured signature: what is dark in the picture, in black, and nothing of its paper.

    One byte a pixel, 0 where there is no ink.
    """

    name: str
    width: int
    height: int
    pixels: bytes

    def add_to(self, document: Any) -> None:
        """A black dot, stretched, with the ink as its mask."""
        mask = _image(self.width, self.height, self.pixels)
        reference = document.Reference(mask, f"ink:{self.name}")
        document.addForm(self.name, _image(1, 1, b"\0", SMask=reference))


def make_code(size: int, runs: Iterable[tuple[int, int, int]]) -> Code:
    """From the dark runs (row, first column, length) of a code."""
    path = " ".join(f"{column} {row} {length} 1 re" for row, column, length in runs)
    return Code(_name(path.encode("ascii")), size, path)


def read_ink(png: bytes, field: str) -> Ink:
    """The ink in a PNG picture; ``Unreadable`` names the ``field`` where it is not one."""
    try:
        image = Image.open(io.BytesIO(png), formats=("PNG",))
        if image.width * image.height > _MOST_PIXELS:
            raise _unreadable(field)
        mask = _mask(image)
        mask.thumbnail(_KEPT_PIXELS)
    except (OSError, ValueError, SyntaxError) as cause:
        raise _unreadable(field) from cause
    pixels = mask.tobytes()
    return Ink(_name(pixels), mask.width, mask.height, pixels)


def _mask(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        dark = ImageChops.invert(image.convert("L"))
        return ImageChops.multiply(dark, image.getchannel("A"))
    return ImageChops.invert(image.convert("L"))


def _image(width: int, height: int, pixels: bytes, **entries: object) -> Any:
    return _object(
        "/Image",
        pixels,
        Width=width,
        Height=height,
        ColorSpace="/DeviceGray",
        BitsPerComponent=8,
        **entries,
    )


def _object(kind: str, content: bytes, **entries: object) -> Any:
    named = {"Type": "/XObject", "Subtype": kind, "Filter": "/FlateDecode", **entries}
    return _pdf.PDFStream(_pdf.PDFDictionary(named), zlib.compress(content))


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _unreadable(field: str) -> Unreadable:
    sentence = f"“{field}”的图片读不出来。请重新签名，或删去这张图片后再打印。"
    return Unreadable(sentence, code="picture_damaged", field=field)
