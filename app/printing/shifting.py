"""A PDF moved on its paper by millimetres, for printers that feed a little askew and for booklets
that are already printed. Vectors stay vectors: only the sheet around the page moves."""

from __future__ import annotations

import io

from app.printing.preview import changed_pdf
from app.printing.style import MM


def shifted(pdf: bytes, right: float, down: float) -> bytes:
    """Every page ``right`` and ``down`` by so many millimetres; the very bytes where both are 0."""
    if not right and not down:
        return pdf
    with changed_pdf(pdf) as opened:
        for page in opened:
            left, bottom, far, top = page.get_mediabox()
            box = (left - right * MM, bottom + down * MM, far - right * MM, top + down * MM)
            page.set_mediabox(*box)
            page.set_cropbox(*box)
            page.close()
        made = io.BytesIO()
        opened.save(made)
    return made.getvalue()
