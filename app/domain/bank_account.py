"""Bank account numbers (V-BANK): cards, passbooks and 一卡通; digits only, never a number."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.errors import Refused

SHORTEST: Final = 8
LONGEST: Final = 30
_DECORATION: Final = re.compile(r"[\s'`\"‘’“”＇\u200b-\u200f\ufeff\-‐‑–—_]+")


def parse(text: str) -> str:
    """The 8 to 30 digits in ``text``. Raises ``Refused`` account_invalid (V-BANK)."""
    digits = tidy(text)
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        raise Refused("银行账号应为8至30位数字。请对照存折或银行卡更正。", code="account_invalid")
    return digits


def tidy(text: str) -> str:
    """``text`` half-width, without spaces, quotes and dashes."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", text))


def looks_mistyped(digits: str) -> bool:
    """Whether a card number of 16 to 19 digits fails Luhn: a hint only, passbooks do so too."""
    return 16 <= len(digits) <= 19 and not passes_luhn(digits)


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 over all ``digits``."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
