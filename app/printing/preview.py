"""Pages of a PDF as pictures, for a preview that is the very file to be printed."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import pypdfium2
from PIL import Image

from app.errors import Unreadable

_POINTS: Final = 72
# Its types leave most things unknown.
_document: Any = pypdfium2.PdfDocument
_error: Any = pypdfium2.PdfiumError
_library: Final = threading.RLock()
"""PDFium is one for the whole process and knows no threads: no two calls at once, whatever file."""


@dataclass(frozen=True)
class Picture:
    """Pixels of a page: four bytes each, red, green, blue, opaque; rows without padding."""

    width: int
    height: int
    rgba: bytes

    def png(self) -> bytes:
        """As a PNG file."""
        file = io.BytesIO()
        Image.frombytes("RGBA", (self.width, self.height), self.rgba).convert("RGB").save(
            file, "PNG"
        )
        return file.getvalue()


class Preview:
    """An open PDF; close it, or use it in a ``with``. Any thread may."""

    def __init__(self, pdf: bytes) -> None:
        try:
            with _library:
                self.document = _document(pdf)
                self._page_count = len(self.document)
        except _error as cause:
            sentence = "这个PDF文件打不开，可能已损坏。请重新打印。"
            raise Unreadable(sentence, code="pdf_damaged") from cause

    @property
    def page_count(self) -> int:
        return self._page_count

    @property
    def keywords(self) -> str:
        """What the file says of itself under 关键词."""
        with _library:
            return str(self.document.get_metadata_value("Keywords"))

    def page_size(self, page: int) -> tuple[float, float]:
        """Width and height of page ``page`` (from 0), in points."""
        with _library:
            width, height = self.document.get_page_size(page)
        return float(width), float(height)

    def picture(self, page: int, dpi: float = 96) -> Picture:
        """Page ``page`` (from 0) at so many pixels an inch."""
        with _library:
            shown = self.document[page]
            try:
                bitmap = shown.render(scale=dpi / _POINTS, rev_byteorder=True, prefer_bgrx=True)
                image: Image.Image = bitmap.to_pil()
                pixels = image.convert("RGBA")
                bitmap.close()
            finally:
                shown.close()
        return Picture(pixels.width, pixels.height, pixels.tobytes())

    def close(self) -> None:
        """Let the file go."""
        with _library:
            self.document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def keywords_of(pdf: bytes) -> str:
    """What the file says of itself under 关键词; raises ``Unreadable`` pdf_damaged."""
    with Preview(pdf) as preview:
        return preview.keywords


@contextmanager
def changed_pdf(pdf: bytes) -> Generator[Any]:
    """A PDF open to be changed, no other thread in PDFium meanwhile; raises ``Unreadable``."""
    preview = Preview(pdf)
    with _library, preview:
        yield preview.document
