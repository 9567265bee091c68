"""Tables as CSV that Excel opens: UTF-8 with a byte order mark, RFC 4180 quotes and line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

MARK: Final = "\ufeff"
_FORMULA: Final = ("=", "@", "+", "-", "\t", "\r")
_NUMBER: Final = frozenset("0123456789.eE+-")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table. What a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in columns])
    writer.writerows([harmless(one) for one in row] for row in rows)
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """``text`` as no spreadsheet runs it; numbers stay as they are."""
    is_formula = text.startswith(_FORMULA) and not _NUMBER.issuperset(text)
    return f"'{text}" if is_formula else text
