"""The QR code at the foot of a paper: what any phone shows of it in plain words, no personal data.

Its words are those of ``app.domain.paper_seals``, which reads them back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import segno

from app.domain.paper_seals import (
    DAY,
    DIGEST,
    FORMAT,
    KEY,
    KIND,
    NUMBER,
    SIGNATURE,
    STANDING,
    letters,
)
from app.printing.signer import Signer

UNCONFIRMED: Final = "未经县局确认"

_MASK: Final = 3
"""Fixed: choosing the best of eight takes most of the time, and every reader reads any."""
_LEVEL: Final = "m"
_SIGNED_LEVEL: Final = "l"
"""A signed code says twice as much: larger modules help a reader more than redundance does."""


@dataclass(frozen=True)
class Seal:
    """What the code says of a paper. ``standing``: 未经县局确认, or nothing."""

    number: str
    kind: str
    day: date | None
    digest: str
    standing: str = ""


def seal_text(seal: Seal, signer: Signer | None = None) -> str:
    """The lines that a phone shows."""
    day = seal.day.isoformat() if seal.day else ""
    lines = [
        FORMAT,
        f"{NUMBER}:{seal.number}",
        f"{KIND}:{seal.kind}",
        f"{DAY}:{day}",
        f"{DIGEST}:{seal.digest}",
    ]
    if seal.standing:
        lines.append(f"{STANDING}:{seal.standing}")
    if signer is None:
        return "\n".join(lines)
    said = "\n".join([*lines, f"{KEY}:{signer.key}"])
    return f"{said}\n{SIGNATURE}:{letters(signer.sign(said.encode()))}"


def is_signed_text(text: str) -> bool:
    """Whether the code carries a signature."""
    return f"\n{SIGNATURE}:" in text


def dark_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The code's size in modules, and its dark runs as (row, first column, length)."""
    return runs_of(text, _SIGNED_LEVEL if is_signed_text(text) else _LEVEL)


def runs_of(text: str, level: str = _SIGNED_LEVEL) -> tuple[int, list[tuple[int, int, int]]]:
    """The same of any text. ``level``: l, m, q or h, how much may be damaged."""
    code = segno.make_qr(text, error=level, mask=_MASK, boost_error=False, encoding="utf-8")
    matrix = [bytes(row) for row in code.matrix]
    return len(matrix), [run for row, line in enumerate(matrix) for run in _runs(row, line)]


def _runs(row: int, line: bytes) -> Iterator[tuple[int, int, int]]:
    start = line.find(1)
    while start >= 0:
        end = line.find(0, start)
        end = len(line) if end < 0 else end
        yield row, start, end - start
        start = line.find(1, end)
