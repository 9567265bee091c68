"""Lines of Chinese text: whole, no wider than the cell, and broken where a typesetter would."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.printing.layout.wrapping import NOT_FIRST, NOT_LAST, wrap
from app.printing.style import Slot
from tests.unit.printing.samples import fonts

LETTERS = fonts().letters(Slot.SONG)
TEXTS = st.text(
    st.sampled_from("低保家庭㛃𬱖，。、；：？！）】》」”…（【《“￥ab12.30-/% \n"), max_size=120
)


@given(TEXTS, st.floats(4, 30))
def test_nothing_is_lost_and_nothing_too_wide(text: str, limit: float):
    lines = wrap(text, limit, LETTERS)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(LETTERS.width(line) <= limit + 1e-5 for line in lines)


@given(st.text(st.sampled_from("一二三四五，。、）》（《12"), max_size=80), st.integers(8, 20))
def test_no_line_begins_or_ends_with_the_wrong_mark(text: str, limit: int):
    lines = wrap(text, limit, LETTERS)
    marks = set(NOT_FIRST + NOT_LAST)
    for before, after in pairwise(lines):
        if marks.isdisjoint(before[-limit // 2 :] + after[: limit // 2]):
            continue
        run = before[-1] in NOT_LAST or after[0] in NOT_FIRST
        # Only a run of marks and figures as wide as the line may be broken against the rule.
        assert not run or len(before.strip("".join(marks) + "12")) <= 1, lines


def test_marks_stay_with_the_character_before_them():
    assert wrap("经入户调查，情况属实。", 5, LETTERS) == ["经入户调", "查，情况属", "实。"]


def test_an_opening_mark_goes_with_what_follows():
    assert wrap("申请材料（三份）", 5, LETTERS) == ["申请材料", "（三份）"]


def test_numbers_are_kept_whole_where_they_fit():
    assert wrap("存款共计8200.50元", 6, LETTERS) == ["存款共计", "8200.50元"]


def test_a_number_wider_than_the_line_is_cut_rather_than_lost():
    assert "".join(wrap("500231195001010013", 4, LETTERS)) == "500231195001010013"


def test_a_line_break_in_the_text_starts_a_line():
    assert wrap("一\n\n二", 10, LETTERS) == ["一", "", "二"]
