"""How a page is set: its margins, the types of its title and edges, where its code stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.printing.style import (
    BLANK_FOOTER_HEIGHT,
    CAPTION,
    CODE_SIZE,
    FOOTER_GAP,
    FOOTER_HEIGHT,
    HEADER_TOP,
    MARGIN,
    MM,
    RUNNING,
    SIGNED_CODE_SIZE,
    SMALL,
    TITLE,
    Type,
)


@dataclass(frozen=True)
class Setting:
    """Lengths in points. ``next_top``: of the rows of pages behind the first; ``footer`` and
    ``blank_footer``: from the foot of the page to the top of the footer, with a code and without.

    ``has_code_at_head``: on the first page only, under the title, beside office and day.
    """

    margin: float
    header_top: float
    title_top: float
    next_top: float
    footer: float
    blank_footer: float
    gap: float
    title: Type
    below: Type
    running: Type
    small: Type
    has_code_at_head: bool = False

    def footer_height(self, *, has_code: bool) -> float:
        """From the foot of the page to the top of the footer."""
        return self.footer if has_code and not self.has_code_at_head else self.blank_footer

    def code_size(self, *, is_signed: bool) -> float:
        """A signed code says more and is larger."""
        return SIGNED_CODE_SIZE if is_signed or self.has_code_at_head else CODE_SIZE


FORM: Final = Setting(
    MARGIN,
    HEADER_TOP,
    MARGIN - 2 * MM,
    MARGIN,
    FOOTER_HEIGHT,
    BLANK_FOOTER_HEIGHT,
    FOOTER_GAP,
    TITLE,
    CAPTION,
    RUNNING,
    SMALL,
)
"""Forms, notices, rosters: margins of 20 mm, the code in the footer of every page."""
BOOKLET_PAGE: Final = Setting(
    6 * MM,
    3.2 * MM,
    8 * MM,
    9 * MM,
    7 * MM,
    7 * MM,
    MM,
    TITLE.at(14),
    CAPTION.at(8.5),
    RUNNING.at(7.5),
    SMALL.at(6.5),
    has_code_at_head=True,
)
"""A page of a certificate that is held in one hand."""
CARD_FACE: Final = Setting(
    4 * MM,
    1.6 * MM,
    4.6 * MM,
    6.4 * MM,
    5.2 * MM,
    5.2 * MM,
    0.4 * MM,
    TITLE.at(9.5),
    CAPTION.at(7.5),
    RUNNING.at(6.5),
    SMALL.at(5.5),
    has_code_at_head=True,
)
"""A face of a card."""
