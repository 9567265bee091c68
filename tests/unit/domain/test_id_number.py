"""Resident ID numbers: shape, check digit, what they say of birth and sex."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import id_number
from app.errors import Refused

TODAY = date(2026, 11, 10)


def seventeen(area: str, born: date, order: int) -> str:
    return f"{area}{born:%Y%m%d}{order:03}"


DIGITS17 = st.builds(
    seventeen,
    st.sampled_from(("500231", "512322", "110105", "830000")),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def reference(text: str) -> bool:
    """GB 11643 once more, written another way: the whole weighted sum is 1 modulo 11."""
    values = [10 if sign == "X" else int(sign) for sign in text]
    return sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


@pytest.mark.parametrize(
    ("text", "born", "sex"),
    [
        ("500231195001010013", date(1950, 1, 1), "1"),
        ("500231198506150023", date(1985, 6, 15), "2"),
        ("50023120120229003X", date(2012, 2, 29), "1"),
        ("512322194807072019", date(1948, 7, 7), "1"),
        ("50023120200101800X", date(2020, 1, 1), "2"),
    ],
)
def test_a_number_that_holds_says_when_somebody_was_born(text: str, born: date, sex: str):
    number = id_number.parse(text, TODAY)
    assert (number.text, number.birth_date, number.sex, number.kind) == (text, born, sex, "01")


@given(DIGITS17)
def test_the_check_digit_is_that_of_the_standard(first17: str):
    number = first17 + id_number.check_digit(first17)
    assert reference(number)
    assert id_number.is_valid(number, TODAY)
    assert id_number.parse(f" {number[:6]} {number[6:].lower()}", TODAY).text == number


@given(DIGITS17, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(first17: str, place: int, digit: str):
    number = first17 + id_number.check_digit(first17)
    wrong = number[:place] + digit + number[place + 1 :]
    assert wrong == number or not id_number.is_valid(wrong, TODAY)


@given(DIGITS17, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(first17: str, place: int):
    number = first17 + id_number.check_digit(first17)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert wrong == number or not id_number.is_valid(wrong, TODAY)


def test_fifteen_digits_are_converted_on_import_only():
    found = id_number.parse_imported("500231780504882", TODAY)
    assert (found.text, found.converted_from) == ("500231197805048825", "500231780504882")
    with pytest.raises(Refused) as caught:
        id_number.parse("500231780504882", TODAY)
    assert caught.value.code == "id_length"


@pytest.mark.parametrize(
    ("first17", "kind"),
    [("81000019900101001", "04"), ("83000019900101001", "04"), ("91100019900101001", "05")],
)
def test_residence_permits_have_the_same_check_digit(first17: str, kind: str):
    assert id_number.parse(first17 + id_number.check_digit(first17), TODAY).kind == kind


@given(st.text(max_size=25))
def test_any_text_is_a_number_or_refused_with_a_next_step(text: str):
    try:
        assert len(id_number.parse_imported(text, TODAY).text) == 18
    except Refused as refused:
        assert refused.code.startswith("id_")  # noqa: PT017
        assert "请" in refused.sentence  # noqa: PT017
