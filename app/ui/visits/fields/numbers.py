"""Numbers as people type them, read into canonical text. No Qt."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from app.errors import Refused

LARGEST_WHOLE: Final = 2**31
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_UNIT: Final = re.compile(r"(?<=\d)(?:元|岁|人|个|月|年|天|次|斤|公斤|厘米|cm|kg)$")


def read_number(typed: str, *, is_whole: bool) -> str:
    """Canonical text of a typed number; blank of nothing. Raises ``Refused`` number_unreadable."""
    text = _UNIT.sub("", re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", typed)))
    if not text:
        return ""
    if not _NUMBER.fullmatch(text) or len(text) > 20:
        example = "4" if is_whole else "1200 或 85.5"
        raise Refused(f"这里要填数字，例如 {example}。", code="number_unreadable")
    return _whole(text) if is_whole else _plain(text)


def _whole(text: str) -> str:
    number = Decimal(text)
    if number % 1:
        raise Refused("这里要填整数，不带小数点，例如 4。", code="number_unreadable")
    if abs(number) >= LARGEST_WHOLE:
        raise Refused("这个数太大了，请核对后重填。", code="number_unreadable")
    return str(int(number))


def _plain(text: str) -> str:
    shown = f"{Decimal(text):f}"
    return shown.rstrip("0").rstrip(".") or "0" if "." in shown else shown
