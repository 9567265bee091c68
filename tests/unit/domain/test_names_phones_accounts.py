"""Names, phone numbers and bank accounts as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import bank_account, person_name, phone_number
from app.errors import Refused


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 胡 正 ", "胡正"),
        ("傅　秀", "傅秀"),
        ("欧阳玉珍", "欧阳玉珍"),
        ("冉㛃", "冉㛃"),
        ("李𬀩", "李𬀩"),
        ("陈龑", "陈龑"),
        ("〇一", "〇一"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提・", "阿依古丽·买买提"),
        ("无名氏", "无名氏"),
        ("自称×××", "自称×××"),
    ],
)
def test_names_are_tidied_and_never_changed(typed: str, name: str):
    assert person_name.parse(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_missing"),
        ("  ", "name_missing"),
        ("胡", "name_invalid"),
        ("胡正1", "name_invalid"),
        ("Hu Zheng", "name_invalid"),
        ("胡··正", "name_invalid"),
        ("胡" * 51, "name_invalid"),
        ("胡\ue123", "name_private_use"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, code: str):
    with pytest.raises(Refused) as caught:
        person_name.parse(typed)
    assert caught.value.code == code


def test_what_stands_in_brackets_is_no_part_of_the_name():
    assert person_name.without_aside("胡正（已故）[迁出]") == ("胡正", "已故、迁出")


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("13591054221", ("13591054221",)),
        ("１３５９１０５４２２１", ("13591054221",)),
        ("135 9105 4221", ("13591054221",)),
        ("+8613591054221", ("13591054221",)),
        ("023-74512345", ("023-74512345",)),
        ("02374512345", ("023-74512345",)),
        ("(023)74512345", ("023-74512345",)),
        ("13591054221/13389044777", ("13591054221", "13389044777")),
        ("13591054221 13389044777", ("13591054221", "13389044777")),
        ("13591054221、13591054221", ("13591054221",)),
    ],
)
def test_phones(typed: str, phones: tuple[str, ...]):
    assert phone_number.parse_all(typed) == phones


@pytest.mark.parametrize(
    "typed", ["1359105422", "12591054221", "74512345", "无手机", "135910542211"]
)
def test_what_is_no_phone_is_refused(typed: str):
    with pytest.raises(Refused) as caught:
        phone_number.parse_all(typed)
    assert caught.value.code == "phone_invalid"


@pytest.mark.parametrize(
    ("typed", "account"),
    [("0967 9290 8100", "096792908100"), ("'6217000000000000004", "6217000000000000004"), ("１２３４５６７８", "12345678")],
)  # fmt: skip
def test_accounts_keep_every_digit(typed: str, account: str):
    assert bank_account.parse(typed) == account


@pytest.mark.parametrize("typed", ["1234567", "1" * 31, "6217X00000", "", "5.00231E+17"])
def test_what_is_no_account_is_refused(typed: str):
    with pytest.raises(Refused) as caught:
        bank_account.parse(typed)
    assert caught.value.code == "account_invalid"


def test_a_card_that_fails_luhn_only_looks_mistyped():
    assert not bank_account.looks_mistyped("6217000000000000004")
    assert bank_account.looks_mistyped("6217000000000000005")
    assert not bank_account.looks_mistyped("12345678")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str):
    for parse in (person_name.parse, phone_number.parse_all, bank_account.parse):
        try:
            parse(text)
        except Refused as refused:
            assert refused.sentence.endswith("。")  # noqa: PT017
