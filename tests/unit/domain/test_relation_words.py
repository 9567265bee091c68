"""Words for a member's relation to the head."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import HARDSHIP, RELATION
from app.domain.hardship_words import read_hardships
from app.domain.relation_words import is_head, read_relation


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("本人", "01"),
        ("户主", "02"),
        ("户主（本人）", "01"),
        ("户主配偶", "10"),
        ("妻子", "12"),
        ("之妻", "12"),
        ("户主之妻", "12"),
        ("堂客", "12"),
        ("户主的大儿子", "22"),
        ("长子", "22"),
        ("长 子", "22"),
        ("幺女", "30"),
        ("老汉", "51"),
        ("公公", "53"),
        ("外婆", "64"),
        ("重孙", "47"),
        ("嫂嫂", "72"),
        ("侄儿", "93"),
        ("非亲属", "99"),
        ("子(残疾)", "20"),
        ("22", "22"),
        ("与户主之子", "20"),
        ("女。", "30"),
    ],
)
def test_standard_everyday_and_dialect_words_are_known(word: str, code: str):
    assert read_relation(word) == code


@pytest.mark.parametrize("word", ["", " ", "媳妇", "姑娘", "隔壁", "户主之", "的", "100", "同住"])
def test_what_could_mean_two_things_or_none_is_none(word: str):
    assert read_relation(word) is None


def test_every_official_label_and_code_is_known():
    assert {code: read_relation(label) for code, label in RELATION} == {
        code: code for code, _ in RELATION
    }
    assert all(read_relation(code) == code for code, _ in RELATION)


def test_the_head_is_oneself_or_the_householder():
    assert [code for code, _ in RELATION if is_head(code)] == ["01", "02"]
    assert not is_head(None)


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(text: str):
    assert (code := read_relation(text)) is None or code in RELATION


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("因病", ("1",)),
        ("因病、因残", ("1", "2")),
        ("病残", ("1", "2")),
        ("因病因学", ("1", "3")),
        ("缺劳力", ("5",)),
        ("缺乏劳动力/年老", ("5", "9")),
        ("因病 因病", ("1",)),
        ("车祸", ("7",)),
        ("其他", ("99",)),
        ("", ()),
        ("房屋漏雨", None),
        ("因病，房屋漏雨", None),
    ],
)
def test_reasons_of_hardship_are_read_one_by_one(text: str, codes: tuple[str, ...] | None):
    assert read_hardships(text) == codes


def test_every_official_reason_is_known():
    assert {code: read_hardships(label) for code, label in HARDSHIP} == {
        code: (code,) for code, _ in HARDSHIP
    }


@given(st.text(max_size=30))
def test_any_text_is_reasons_or_none(text: str):
    codes = read_hardships(text)
    assert codes is None or all(code in HARDSHIP for code in codes)
