"""Text cut into lines by the rules of Chinese typesetting (GB/T 15834-2011, 标点悬挂 aside).

No line begins with 。，、 and the like or ends with an opening mark; numbers, words and what is
ticked (□城市低保) stay whole where they fit at all.
"""

from __future__ import annotations

import re
from typing import Final

from app.printing.fonts import Lettering

NOT_FIRST: Final = "。，、；：？！）】》」』”’〉〕…—％‰℃·)]},.;:?!%々〻"
NOT_LAST: Final = "（【《「『“‘〈〔([{￥$"

_UNIT: Final = re.compile(
    rf"[{re.escape(NOT_LAST)}]*"
    rf"(?:[□☑][^\s□☑]+|[0-9A-Za-z]+(?:[.,:/@_+*'-][0-9A-Za-z]+)*|[^\S\u3000]+|.)"
    rf"[{re.escape(NOT_FIRST)}]*",
    re.DOTALL,
)
_ROOM: Final = 1e-6


def wrap(text: str, limit: float, letters: Lettering) -> list[str]:
    """The lines of ``text``, none wider than ``limit`` ems; a line break in it starts a new one."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if letters.width(paragraph) <= limit + _ROOM:
            lines.append(paragraph)
        else:
            lines += _wrapped(paragraph, limit + _ROOM, letters)
    return lines


def _wrapped(paragraph: str, limit: float, letters: Lettering) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for unit in _UNIT.findall(paragraph):
        width = letters.width(unit)
        if used + width <= limit:
            line, used = line + unit, used + width
            continue
        if line:
            lines.append(line.rstrip(" "))
        line, used = ("", 0.0) if unit.isspace() else (unit, width)
        if used > limit:
            *whole, line = _cut(unit, limit, letters)
            lines += whole
            used = letters.width(line)
    return [*lines, line.rstrip(" ")]


def _cut(unit: str, limit: float, letters: Lettering) -> list[str]:
    """What is too wide for any line, cut where it has to be."""
    pieces = [""]
    used = 0.0
    for character in unit:
        width = letters.width(character)
        if used + width > limit and pieces[-1]:
            pieces.append("")
            used = 0.0
        pieces[-1] += character
        used += width
    return pieces
