"""套打校准页: rulers from the edges of the paper and a cross, to see how far a printer is off.

Not a paper of the office: it has no number and goes into no register.
"""

from __future__ import annotations

from typing import Final

from app.printing.fonts import Fonts
from app.printing.layout.pages import Facts, Pages
from app.printing.layout.text import Align, Text
from app.printing.layout.trace import Box
from app.printing.style import A4_PORTRAIT, CAPTION, HEAD, LABEL, MM

TITLE: Final = "套打校准页"
CROSS: Final = 30.0
"""Millimetres from the left and the upper edge to the cross."""
_TICKS: Final = 40
_LOW: Final = 100 * MM
"""A page no higher than this has no room for the words below the cross."""
_HOW: Final = (
    "一、用尺子量十字中心到纸左边、纸上边的距离，应各为30毫米。",
    "二、量得左边不足30毫米，差几毫米“右移”就填几；多了填负数。",
    "三、量得上边不足30毫米，差几毫米“下移”就填几；多了填负数。",
    "四、填好后再打一张校准页，两边都是30毫米就好了。这台打印机以后都照此打印。",
)


def calibration_page(fonts: Fonts, size: tuple[float, float] = A4_PORTRAIT) -> bytes:
    """A PDF of one page of this size."""
    pages = Pages(fonts, size)
    _rulers(pages)
    _cross(pages)
    _words(pages)
    return pages.save(Facts(TITLE))


def _rulers(pages: Pages) -> None:
    """A tick each millimetre along the left and the upper edge, a longer one each fifth."""
    for place in range(5, min(_TICKS + 60, int(pages.width / MM) - 5)):
        length = 4 if place % 5 else 8
        pages.line(place * MM, 0, place * MM, length / 2 * MM)
        if place % 10 == 0:
            _number(pages, place, Box((place - 4) * MM, 4 * MM, (place + 4) * MM, 9 * MM))
    for place in range(5, min(_TICKS + 60, int(pages.height / MM) - 5)):
        length = 4 if place % 5 else 8
        pages.line(0, place * MM, length / 2 * MM, place * MM)
        if place % 10 == 0:
            _number(pages, place, Box(4 * MM, (place - 2.5) * MM, 12 * MM, (place + 2.5) * MM))


def _number(pages: Pages, place: int, box: Box) -> None:
    text = Text(str(place), "刻度", HEAD, Align.CENTRE).fit(pages.fonts, box.width)
    text.draw(pages, box)


def _cross(pages: Pages) -> None:
    middle, arm = CROSS * MM, 8 * MM
    pages.line(middle - arm, middle, middle + arm, middle)
    pages.line(middle, middle - arm, middle, middle + arm)


def _words(pages: Pages) -> None:
    """Below the cross; on a card, which ends there, beside it and smaller."""
    is_card = pages.height < _LOW
    left = (CROSS + 10 if is_card else 16) * MM
    right = pages.width - (3 if is_card else 8) * MM
    top = (10 if is_card else CROSS + 14) * MM
    gap = 0 if is_card else MM
    title, caption = (LABEL.at(8), CAPTION.at(6.5)) if is_card else (LABEL, CAPTION)
    for place, sentence in enumerate((TITLE, *_HOW)):
        type_ = caption if place else title
        text = Text(sentence, f"说明{place}", type_).fit(pages.fonts, right - left)
        text.draw(pages, Box(left, top, right, top + text.height))
        top += text.height + gap
