"""An opinion block: what is said, who signs, the place for the stamp and the date.

A short opinion stands beside its stamp, all on one page; a long one flows, and the signatures
and the stamp stay together below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.printing.fonts import Fonts
from app.printing.layout.cells import Above, Beside, Content, Ready
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SealPlace, SignPlace, ThumbPlace
from app.printing.layout.text import Align, FittedText, Text
from app.printing.style import CAPTION, LABEL_WIDTH, MM, PAD, SEAL_DIAMETER, TEXT, THUMB_SIZE
from app.printing.wording import written_date

_TALLEST_BESIDE: Final = 70 * MM
"""A text that makes its block higher than this has the whole width, above the signatures."""
_SEAL_WIDTH: Final = SEAL_DIAMETER + 3 * PAD
_THUMB_WIDTH: Final = THUMB_SIZE + 3 * PAD
_LAST_LINES: Final = 3
"""So many lines of an opinion are on the page of its signatures: nobody stamps a bare page."""


@dataclass(frozen=True)
class Opinion:
    """``text`` with its signers, ``a_line`` of them beside each other.

    ``seal``: the caption of the stamp's place, or none; ``least``: the least height of it all.
    """

    label: str
    text: str
    signs: Sequence[SignPlace] = ()
    day: date | None = None
    seal: str = ""
    has_thumb: bool = False
    least: float = 16 * MM
    a_line: int = 2

    def block(self, fonts: Fonts, width: float, *, before: Sequence[Row] = ()) -> Block:
        """As a block for a frame ``width`` wide; rows ``before`` stand above the opinion."""
        inner = width - LABEL_WIDTH
        name = self.label.replace("\n", "")
        text = Text(self.text, name, TEXT, smallest=TEXT.size, is_top=True)
        short = self._signed(inner, text)
        long = text.fit(fonts, inner)
        is_short = short.fit(fonts, inner).height <= _TALLEST_BESIDE
        if is_short or len(long.lines) < 2 * _LAST_LINES:
            row = Row(((short, inner),), self.least)
            return Block(self.label, (Table((*before, row)),), is_kept=True)
        begun, rest = _divided(long)
        flowing = Row(((begun, inner),), flows=True)
        ended = Row(((Above((rest, self._signed(inner))), inner),), is_open=True)
        return Block(self.label, (Table((*before, flowing, ended)),))

    def _signed(self, width: float, *text: Text) -> Content:
        """The places to sign, and above them the text; the stamp's place at their right."""
        parts: list[Content] = [*text]
        for start in range(0, len(self.signs), self.a_line):
            line = self.signs[start : start + self.a_line]
            rest = [Text("", "签字栏")] * (self.a_line - len(line))
            parts.append(Beside((*line, *rest)))
        if not self.seal:
            parts.append(Text(written_date(self.day), "日期", CAPTION, Align.RIGHT))
        left = Above(tuple(parts))
        if self.seal:
            side: Content = SealPlace(self.seal, self.day)
            return Beside((left, side), (width - _SEAL_WIDTH, _SEAL_WIDTH))
        if self.has_thumb:
            return Beside((left, ThumbPlace()), (width - _THUMB_WIDTH, _THUMB_WIDTH))
        return left


def _divided(text: FittedText) -> tuple[Ready, Ready]:
    begun, rest = text.lines[:-_LAST_LINES], text.lines[-_LAST_LINES:]
    return Ready(replace(text, lines=begun, below=0)), Ready(replace(text, lines=rest, above=0))
