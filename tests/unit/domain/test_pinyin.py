"""Pinyin of names: surnames read as surnames, and every reading somebody may type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pinyin import MOST_SPELLINGS, char_readings, name_keys, name_readings, typed


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单小平", "shanxiaoping"),
        ("仇英", "qiuying"),
        ("曾庆红", "zengqinghong"),
        ("查良镛", "zhaliangyong"),
        ("解晓东", "xiexiaodong"),
        ("任盈盈", "renyingying"),
        ("区伯", "oubo"),
        ("盖丽丽", "gelili"),
        ("朴成", "piaocheng"),
        ("欧阳修", "ouyangxiu"),
        ("单于婉", "chanyuwan"),
        ("万俟卨", "moqixie"),
        ("尉迟恭", "yuchigong"),
        ("吕布", "lvbu"),
        ("王明", "wangming"),
    ],
)
def test_a_surname_is_read_as_a_surname_first(name: str, reading: str):
    assert "".join(each[0] for each in name_readings(name)) == reading
    assert reading in name_keys(name)


def test_who_reads_the_character_the_common_way_finds_it_too():
    assert {"shanxp", "danxp", "sxp", "dxp"} <= name_keys("单小平")


def test_initials_and_the_surname_written_out():
    assert {"wxf", "wangxf", "wangxiaofang"} <= name_keys("王晓芳")


def test_a_surname_inside_a_name_is_read_as_the_character():
    assert name_readings("王单")[1][0] == "dan"


@pytest.mark.parametrize("character", "㛃𬱖龑")
def test_rare_characters_have_readings(character: str):
    assert char_readings(character)


def test_what_is_no_chinese_character_is_passed_over():
    assert name_keys("阿·A1") == name_keys("阿")
    assert name_keys("") == name_keys("123") == frozenset()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12))
def test_no_name_has_more_spellings_than_are_worth_keeping(name: str):
    keys = name_keys(name)
    assert len(keys) <= 3 * MOST_SPELLINGS
    assert all(key.isascii() and key.isalpha() and key.islower() for key in keys)


def test_typed_pinyin_is_brought_into_the_form_of_the_keys():
    assert typed("Wang Xiao-fang") == "wangxiaofang"
    assert typed("Lü'an") == "lvan"
