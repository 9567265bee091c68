"""大写 amounts: by hand, and against cn2an where the two agree on the rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.amount_words import amount_words
from app.errors import Refused


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("105.50", "壹佰零伍元伍角整"),
        ("579.00", "伍佰柒拾玖元整"),
        ("1060", "壹仟零陆拾元整"),
        ("1001.10", "壹仟零壹元壹角整"),
        ("45360", "肆万伍仟叁佰陆拾元整"),
        ("100000", "壹拾万元整"),
        ("100010.30", "壹拾万零壹拾元叁角整"),
        ("20050000", "贰仟零伍万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("1000000000.01", "壹拾亿元零壹分"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_an_amount_is_written_as_on_a_cheque(amount: str, words: str) -> None:
    assert amount_words(Decimal(amount)) == words


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**11))
def test_the_words_agree_with_the_independent_package(fen: int) -> None:
    oracle = pytest.importorskip("cn2an", reason="cn2an is not installed")
    amount = Decimal(fen) / 100
    # cn2an leaves out 整 after 角; the house writes it.
    assert amount_words(amount).removesuffix("整") == oracle.an2cn(
        f"{amount:f}", "rmb"
    ).removesuffix("整")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-0.01", "amount_negative"),
        ("NaN", "amount_negative"),
        ("0.001", "amount_too_fine"),
        ("1000000000000", "amount_too_large"),
    ],
)
def test_an_amount_that_cannot_be_written_is_refused(amount: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        amount_words(Decimal(amount))
    assert refusal.value.code == code
