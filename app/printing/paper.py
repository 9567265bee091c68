"""What a paper is: its name, what it is printed from, how it is drawn, what lies under it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from app.printing.layout.flow import Frame
from app.printing.layout.pages import Pages
from app.printing.layout.setting import FORM, Setting
from app.printing.sheets import Sheet
from app.printing.style import A3_LANDSCAPE, A4_PORTRAIT

WORKING_PAPER: Final = "线下工作底稿，以平台为准"
DRAFT: Final = "草稿"
PRACTICE: Final = "练习"


class A3(Enum):
    """What A3 is good for: nothing, more room for a wide table, or to be read from afar."""

    NONE = ""
    WIDER = "wider"
    ENLARGED = "enlarged"


@dataclass(frozen=True)
class Paper:
    """``watermark``: what always lies under it.

    ``below``: what the office and the day under the title are called; ``titled``: the title of a
    sheet where it is not always the same; ``setting``: how its pages are set; ``may_fill``: also
    onto paper on which the form is printed already (套打); ``a3``: how it stands on A3. What records it is made from, the services know.
    """

    code: str
    title: str
    sheet: type[Sheet]
    draw: Callable[[Pages, Any, Frame], None]
    version: str
    size: tuple[float, float] = A4_PORTRAIT
    watermark: str = ""
    below: tuple[str, str] = ("填报单位", "填表日期")
    titled: Callable[[Any], str] | None = None
    setting: Setting = FORM
    may_fill: bool = False
    a3: A3 = A3.NONE

    def laid_out(self, *, is_a3: bool) -> tuple[tuple[float, float], float]:
        """The size of a page, and by how much the finished page is enlarged."""
        if is_a3 and self.a3 is A3.WIDER:
            return A3_LANDSCAPE, 1.0
        return self.size, math.sqrt(2) if is_a3 and self.a3 is A3.ENLARGED else 1.0

    def title_on(self, sheet: Sheet) -> str:
        """The title of this sheet."""
        return self.titled(sheet) if self.titled else self.title

    def blank(self) -> Sheet:
        """The form with nothing filled in."""
        return self.sheet()

    def watermarks(self, sheet: Sheet) -> tuple[str, ...]:
        """What lies under this sheet, from the top down."""
        marks = (
            (self.watermark, bool(self.watermark)),
            (DRAFT, sheet.is_draft),
            (PRACTICE, sheet.is_practice),
        )
        return tuple(word for word, is_shown in marks if is_shown)
