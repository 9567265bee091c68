"""Every sample paper drawn once a run, however many tests look at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.printing.layout.trace import Mark, Trace
from app.printing.papers import render
from tests.unit.printing.looking import SeenPage, pages_of
from tests.unit.printing.samples import SHEETS, fonts


@dataclass(frozen=True)
class Drawn:
    """The file, and what the layout says it drew."""

    pdf: bytes
    marks: tuple[Mark, ...]


@cache
def drawn(code: str, kind: str) -> Drawn:
    """The paper ``code`` from its ``kind`` of sheet."""
    trace = Trace()
    pdf = render(code, SHEETS[kind](code), fonts(), trace=trace)
    return Drawn(pdf, tuple(trace.marks))


@cache
def seen(code: str, kind: str) -> tuple[SeenPage, ...]:
    """Its pages, as a reader of the file sees them."""
    return tuple(pages_of(drawn(code, kind).pdf))
