"""An amount of money in figures and in words, as a row: nobody adds a digit later."""

from __future__ import annotations

from decimal import Decimal

from app.printing.layout.cells import Content
from app.printing.layout.rows import Row
from app.printing.layout.text import Text, heading
from app.printing.style import CAPTION, MM
from app.printing.wording import figures, words


def amount_row(caption: str, amount: Decimal | None, *, width: float = 24) -> Row:
    """小写 and 大写; raises ``Refused`` for an amount that cannot be paid.

    ``width``: of the caption, in shares of 153.
    """
    name = caption.replace("\n", "")
    cells: list[tuple[Content, float]] = [
        (heading(caption, CAPTION), width),
        (heading("小写", CAPTION), 12),
        (Text(f"￥{figures(amount)}", name), 35),
        (heading("大写", CAPTION), 12),
        (Text(words(amount), f"{name}大写"), 94 - width),
    ]
    return Row(cells, 8 * MM)
