"""What a form is for, said in its workbook: whom it is about, how sensitive it is."""

from __future__ import annotations

import pytest

from app.forms.checking.purpose import purpose, unsealed
from app.forms.library import CHILD, OF_CHILD, ORDINARY, PERSON, REPORT, stricter
from tests.unit.forms.checking.written import SETTINGS, authored, codes

NAME = {"type": "text", "name": "a", "label": "甲"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"走访对象": "个人"}, {"about": PERSON}),
        ({"ruhu:about": "child"}, {"about": CHILD, "sensitivity": OF_CHILD}),
        ({"走访对象": "儿童", "敏感程度": "强制报告"}, {"about": CHILD, "sensitivity": REPORT}),
        ({"敏感程度": "一般"}, {"sensitivity": ORDINARY}),
        ({}, {}),
    ],
)
def test_it_is_said_in_chinese_or_english(said: dict[str, str], meant: dict[str, str]):
    assert purpose(authored(NAME, settings=SETTINGS | said)) == meant
    assert codes(NAME, choices=(), settings=SETTINGS | said) == set()


def test_what_is_not_understood_is_told():
    wrong = {"走访对象": "宠物", "敏感程度": "绝密", "走访类型": "散步"}
    assert codes(NAME, choices=(), settings=SETTINGS | wrong) == {
        "about_unknown",
        "sensitivity_unknown",
        "visit_kind_unknown",
    }


@pytest.mark.parametrize(
    ("former", "now", "is_refused"),
    [
        (REPORT, "一般", True),
        (OF_CHILD, "一般", True),
        (REPORT, "", False),
        (ORDINARY, "强制报告", False),
        (OF_CHILD, "涉及儿童", False),
    ],
)
def test_a_new_version_may_seal_more_and_never_less(former: str, now: str, is_refused: bool):
    form = authored(NAME, settings=SETTINGS | {"敏感程度": now})
    assert [one.code for one in unsealed(form, former)] == ["sensitivity_lowered"] * is_refused


def test_a_word_of_a_newer_program_seals_most():
    assert stricter("future", REPORT) == "future"
