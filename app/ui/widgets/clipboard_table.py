"""Tables as text, as WPS and Excel put them on the clipboard: tab-separated, quoted where needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


class _Clipboard(csv.excel_tab):
    lineterminator = "\n"


def to_clipboard_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as one text that pastes into a worksheet."""
    out = io.StringIO()
    csv.writer(out, _Clipboard).writerows(rows)
    return out.getvalue()


def from_clipboard_text(text: str) -> list[list[str]]:
    """The rows of cells of a copied range; trailing empty lines are not rows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not lines:
        return []
    return [row or [""] for row in csv.reader(io.StringIO(lines), _Clipboard)]
