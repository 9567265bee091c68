"""Amounts in 大写, as they stand on papers: 1060 元 is 壹仟零陆拾元整.

House rule: 整 follows 元 and 角; nothing follows 分 (支付结算办法附件一, which leaves 角 free).
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.money import FEN
from app.errors import Refused

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_LIMIT = Decimal(10) ** (4 * len(_GROUPS))


def amount_words(amount: Decimal) -> str:
    """``amount`` in 元, in words. Raises ``Refused`` below zero, from 10^12, or finer than 分."""
    if not amount.is_finite() or amount < 0:
        raise Refused("大写金额不能是负数。请检查金额。", code="amount_negative")
    if amount >= _LIMIT:
        raise Refused("金额太大，无法写成大写。请检查金额。", code="amount_too_large")
    if amount != amount.quantize(FEN):
        raise Refused("金额最多到分。请先按规则四舍五入。", code="amount_too_fine")
    yuan, fen = divmod(int(amount * 100), 100)
    if not yuan and not fen:
        return "零元整"
    return (f"{_whole(yuan)}元" if yuan else "") + _change(fen, after_yuan=yuan > 0)


def _change(fen: int, *, after_yuan: bool) -> str:
    jiao, cents = divmod(fen, 10)
    if not cents:
        return f"{_DIGITS[jiao]}角整" if jiao else "整"
    if jiao:
        return f"{_DIGITS[jiao]}角{_DIGITS[cents]}分"
    return f"{'零' if after_yuan else ''}{_DIGITS[cents]}分"


def _whole(number: int) -> str:
    words = ""
    for place, digit in enumerate(reversed(str(number))):
        group, within = divmod(place, 4)
        if within == 0 and number // 10**place % 10**4:
            words = _GROUPS[group] + words
        words = (_DIGITS[int(digit)] + _PLACES[within] if digit != "0" else "零") + words
    # Zeros in a row are said once, and never before a group's name or at the end.
    words = re.sub("零+", "零", words)
    return re.sub("零(?=万|亿|$)", "", words)
