"""What people put into cells: one meaning or none."""

from __future__ import annotations

import time as clock
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.loose_values import (
    Typed,
    as_text,
    has_lost_digits,
    is_blank,
    read_count,
    read_day,
    read_money,
    read_month,
    read_month_of_birth,
)
from app.errors import Refused

TODAY = date(2026, 11, 10)


def month(value: Typed) -> date | None:
    return read_month(value, TODAY)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(),
    st.text(alphabet="0123456789.,-/年月日元起零一二十百￥¥ 　", max_size=12),
)  # fmt: skip


@pytest.mark.parametrize(
    "value", [None, "", "  ", "\u3000", "/", "-", "—", "——", "无", "暂无", "无。", "'"]
)
def test_a_stroke_or_a_space_is_nothing(value: Typed):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "无名氏", "·", "一", date(2026, 1, 1)])
def test_what_says_something_is_not_nothing(value: Typed):
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (445.0, "445"),
        (385.5, "385.5"),
        (0.1 + 0.2, "0.3"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1E+15"),
        (500231199004178000, "5.00231199004178E+17"),
        (True, "TRUE"),
        (datetime(2023, 11, 1), "2023-11-01"),  # noqa: DTZ001
        (datetime(2023, 11, 1, 8, 30), "2023-11-01 08:30:00"),  # noqa: DTZ001
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        (" 胡 正 ", " 胡 正 "),
        (float("nan"), "NAN"),
        (float("-inf"), "-INF"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_it_stands_in_its_cell(value: Typed, text: str):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "is_lost"),
    [
        (500231195001010013, True),
        (5.00231e17, True),
        (1e15, True),
        (999999999999999, False),
        ("5.00231E+17", True),
        ("5.00231e17", True),
        ("５．００２３１Ｅ＋１７", True),
        ("'5.00231E+17", True),
        ("500231195001010013", False),
        ("E17", False),
        (True, False),
        (None, False),
        (float("nan"), True),
        (-1e16, True),
    ],
)
def test_a_number_of_more_than_fifteen_digits_has_lost_some(value: Typed, is_lost: bool):
    assert has_lost_digits(value) is is_lost


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("445", "445"),
        ("445元", "445"),
        ("４４５元", "445"),
        ("445.5元/月", "445.5"),
        ("人民币445元整", "445"),
        ("￥1,008.00", "1008.00"),
        ("12,345,678", "12345678"),
        ("445.", "445"),
        ("445.500", "445.50"),
        (445, "445"),
        (0, "0"),
        (1e-5, "0.00001"),
    ],
)
def test_amounts(value: Typed, amount: str):
    assert read_money(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    ["1,0", "1,0000", "4 4 5 左右", "445/人", "445、630", "-445", "4.455", "百元", "1e3", "五百", -1, True,
     float("nan"), float("inf"), 1e9, "999999999", "0" * 30_000 + "x", date(2026, 1, 1), time(1)],
)  # fmt: skip
def test_what_is_no_amount_is_refused(value: Typed):
    with pytest.raises(Refused, match="请改写成数字") as caught:
        read_money(value)
    assert caught.value.code == "amount_unreadable"


def test_a_long_text_is_refused_at_once():
    began = clock.process_time()
    for read in (read_money, read_day, month):
        with pytest.raises(Refused):
            read("0" * 30_000 + "x")
    assert clock.process_time() - began < 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023年11月", "2023-11"),
        ("2023年1月份", "2023-01"),
        ("２０２３年１１月", "2023-11"),
        ("2023、11", "2023-11"),
        ("2023—11", "2023-11"),
        ("自2023年11月起", "2023-11"),
        ("2023年11月至今", "2023-11"),
        ("2023-11-01 00:00:00", "2023-11"),
        ("20231101", "2023-11"),
        ("二〇二三年十月", "2023-10"),
        ("二○二三年十二月", "2023-12"),
        ("1990年1月", "1990-01"),
        ("2027年11月", "2027-11"),
        (2023.12, "2023-12"),
        (2023.01, "2023-01"),
        (202301, "2023-01"),
    ],
)
def test_months(value: Typed, expected: str):
    found = month(value)
    assert found is not None
    assert (f"{found:%Y-%m}", found.day) == (expected, 1)


@pytest.mark.parametrize(
    "value",
    ["2023", "2023年", "11月", "2023年0月", "2023.13", "23年11月", "1989年12月", "2027年12月", "2023年11月12月",
     2023, 45.0, 1e10, float("nan"), True, time(1)],
)  # fmt: skip
def test_what_is_no_month_is_refused(value: Typed):
    with pytest.raises(Refused) as caught:
        read_month(value, TODAY)
    assert caught.value.code == "month_unreadable"


def test_the_number_2023_1_is_october_only_where_months_are_padded():
    with pytest.raises(Refused) as caught:
        read_month(2023.1, TODAY)
    assert caught.value.code == "month_ambiguous"
    assert read_month(2023.1, TODAY, pads_months=True) == date(2023, 10, 1)
    assert read_month("2023.1", TODAY, pads_months=True) == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1962年5月4日", date(1962, 5, 4)),
        ("1962.5.4", date(1962, 5, 4)),
        ("19620504", date(1962, 5, 4)),
        ("一九六二年五月四日", date(1962, 5, 4)),
        (22770.0, date(1962, 5, 4)),
        (date(1962, 5, 4), date(1962, 5, 4)),
        (datetime(1962, 5, 4), date(1962, 5, 4)),  # noqa: DTZ001
        ("/", None),
    ],
)  # fmt: skip
def test_days(value: Typed, day: date | None):
    assert read_day(value) == day


@pytest.mark.parametrize("value", ["1962年5月", "196205", "1962-02-30", "五月四日", "62.5.4"])
def test_what_is_no_full_date_is_refused(value: Typed):
    with pytest.raises(Refused) as caught:
        read_day(value)
    assert caught.value.code == "date_unreadable"


def test_a_month_of_birth_needs_no_day_and_may_lie_far_back():
    assert read_month_of_birth("1932.5") == date(1932, 5, 1)
    assert read_month_of_birth("1932年5月4日") == date(1932, 5, 1)
    for value in (None, 1962.1, "五月"):
        with pytest.raises(Refused):
            read_month_of_birth(value)


@pytest.mark.parametrize(
    ("value", "count"),
    [(4, 4), (4.0, 4), ("4人", 4), ("４口", 4), ("4口人", 4), ("四", None), (4.5, None), ("", None), (-1, None)],
)  # fmt: skip
def test_counts(value: Typed, count: int | None):
    assert read_count(value) == count


@given(VALUES)
def test_whatever_stands_in_a_cell_is_read_or_refused(value: Typed):
    assert isinstance(as_text(value), str)
    assert isinstance(is_blank(value), bool)
    assert isinstance(has_lost_digits(value), bool)
    read_count(value)
    for read in (read_money, read_day, read_month_of_birth, month):
        try:
            read(value)
        except Refused as refused:
            assert refused.sentence.endswith("。")  # noqa: PT017


@given(st.decimals(0, 10**7, places=2))
def test_an_amount_written_any_usual_way_is_the_same_amount(amount: Decimal):
    for text in (f"{amount}", f"{amount}元", f"¥{amount:,}", f"{amount}元/月", f" {amount} "):
        assert read_money(text) == amount
    assert read_money(float(amount)) == amount


@given(st.dates(date(1990, 1, 1), date(2027, 11, 30)))
def test_a_month_written_any_usual_way_is_the_same_month(day: date):
    ways = (f"{day:%Y年%m月}", f"{day.year}年{day.month}月", f"{day:%Y-%m}", f"{day.year}.{day.month}",
            f"{day:%Y%m}", f"{day:%Y/%m/%d}")  # fmt: skip
    assert {read_month(text, TODAY) for text in (*ways, day)} == {day.replace(day=1)}
