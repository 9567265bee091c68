"""The QR code at the foot of a paper: what any phone shows of it in plain words, no personal data.

The first line names the format and its version. Lines are only ever added, at the end: the
signature of the issuing laptop will be the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import segno

FORMAT: Final = "入户通文书 1"
"""Version 1, 2026-11: number, kind, date, digest."""

_LEVEL: Final = "m"
_MASK: Final = 3
"""Fixed: choosing the best of eight takes most of the time, and every reader reads any."""


@dataclass(frozen=True)
class Seal:
    """What the code says of a paper."""

    number: str
    kind: str
    day: date | None
    digest: str


def seal_text(seal: Seal) -> str:
    """The lines that a phone shows."""
    day = seal.day.isoformat() if seal.day else ""
    lines = (
        FORMAT,
        f"编号:{seal.number}",
        f"名称:{seal.kind}",
        f"日期:{day}",
        f"校验:{seal.digest}",
    )
    return "\n".join(lines)


def dark_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The code's size in modules, and its dark runs as (row, first column, length)."""
    code = segno.make_qr(text, error=_LEVEL, mask=_MASK, boost_error=False, encoding="utf-8")
    matrix = [bytes(row) for row in code.matrix]
    return len(matrix), [run for row, line in enumerate(matrix) for run in _runs(row, line)]


def _runs(row: int, line: bytes) -> Iterator[tuple[int, int, int]]:
    start = line.find(1)
    while start >= 0:
        end = line.find(0, start)
        end = len(line) if end < 0 else end
        yield row, start, end - start
        start = line.find(1, end)
