"""Money as exact ``Decimal`` 元: named roundings, monthly shares, and how amounts are written.

Never a float, and never rounded before the end of a calculation.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from app.errors import Refused

FEN: Final = Decimal("0.01")
ZERO: Final = Decimal(0)

ROUNDINGS: Final[Mapping[str, tuple[Decimal, str]]] = {
    "fen_half_up": (FEN, ROUND_HALF_UP),
    "jiao_half_up": (Decimal("0.1"), ROUND_HALF_UP),
    "yuan_half_up": (Decimal(1), ROUND_HALF_UP),
    "jiao_up": (Decimal("0.1"), ROUND_CEILING),
    "yuan_up": (Decimal(1), ROUND_CEILING),
}
"""What a rule pack may name in ``rounding.benefit``: the smallest step, and which way."""


def rounded(amount: Decimal, rounding: str) -> Decimal:
    """``amount`` (元) by the named rounding, always written with two places."""
    step, direction = ROUNDINGS[rounding]
    return amount.quantize(step, rounding=direction).quantize(FEN)


def to_fen(amount: Decimal) -> Decimal:
    """``amount`` (元) half-up to 0.01, for people to read."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def monthly(total: Decimal, months: int) -> Decimal:
    """The monthly share (元/月) of ``total`` over ``months``, half-up to 0.01.

    Raises ``Refused`` when there are no months.
    """
    if months <= 0:
        raise Refused("折算月数必须大于0。请填写收入所属期间。", code="months_missing")
    return to_fen(total / months)


def written(amount: Decimal) -> str:
    """As people write it: 990, 769.67, 0.5 is 0.50; no separators."""
    if amount == amount.to_integral_value():
        return str(int(amount))
    places = -int(amount.normalize().as_tuple().exponent)
    return f"{to_fen(amount):f}" if places <= 2 else f"约{to_fen(amount):f}"
