"""Which passwords are taken."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import resources
from app.errors import Refused
from app.security.guessable import split
from app.security.password import (
    LENGTH_ONLY,
    PasswordProfile,
    PasswordRules,
    kinds_of,
    name_words,
    read_blocklist,
)

BLOCKLIST = read_blocklist(resources.read_bytes("security", "blocklist.txt").decode())
RULES = PasswordRules(BLOCKLIST)
PLAIN = PasswordRules(BLOCKLIST, LENGTH_ONLY)
OWN = name_words(["Zhang", "xiao", "ming"])


@pytest.mark.parametrize(
    "password",
    [
        "Kp7#vTq2xL",
        "我家后院有三棵枣树A1",
        "三棵枣树9Kd!两条狗",
        "correct-Horse-battery-staple",
        "Tianqi-hao7ma",
        "Guo.Jia8Mian",
        "lvse.Shan9po",
        "Kp7# vTq2 xL",
    ],
)
def test_a_good_password_is_taken(password: str):
    assert RULES.problems(password, OWN) == ()
    RULES.check(password, OWN)


WEAK = {
    "Abc#9xKq!": "太短",
    "Kp7#vTq2xL" * 13: "太长",
    "": "太短",
    "Dianjiang2024!": "常用",
    "Minzheng@2024": "常用",
    "垫江县民政局123Aa": "常用",
    "桂溪街道澄溪镇!24A": "常用",
    "Password123!": "常用",
    "P@ssw0rd2024": "常用",
    "Ｐａｓｓｗｏｒｄ２０２４！": "常用",
    "Zhangwei1985@": "常用",
    "Li19850312!": "常用",
    "Woaini1314!!": "常用",
    "Qq123456789!": "常用",
    "19850312Aa!!": "日期",
    "1985年3月12日Aa": "日期",
    "Aa19850312bb": "日期",
    "850312-850312A": "日期",
    "zhangxiaoming99A!": "名字",
    "Mingzhang!1990": "名字",
    "13896012345Aa": "手机号",
    "50023119850312123X!a": "身份证号",
    "Aaaaaaaaaa1!": "重复",
    "A1!a1!a1!a1!": "重复",
    "Rtyuiop!!1A": "连着",
    "1qaz@WSX3edc": "",
    "Kp7#vTq2xL ": "空格",
    "\tKp7#vTq2xL": "空格",
    "Kp7#v\nTq2xL": "看不见",
    "Kp7#v\u200bTq2xL": "看不见",
    "Kp7#v\ud800Tq2xL": "看不见",
}


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused_with_the_reason_and_a_next_step(password: str):
    found = RULES.problems(password, OWN)
    assert any(WEAK[password] in one for one in found), found
    assert all("请" in one and one.endswith("。") for one in found)
    with pytest.raises(Refused) as caught:
        RULES.check(password, OWN)
    assert caught.value.code == "password_weak"


def test_no_sentence_repeats_the_password():
    for password in WEAK:
        for sentence in RULES.problems(password, OWN):
            assert len(password) < 6 or password not in sentence


@pytest.mark.parametrize(
    ("password", "count"),
    [("kp7kvtq2xl", 2), ("kpakvtqbxl", 1), ("Kp7kvTq2xL", 3), ("井Kp水7a", 4)],
)
def test_kinds_of_characters_are_counted(password: str, count: int):
    assert len(kinds_of(password)) == count


def test_graded_protection_asks_for_three_kinds_and_the_other_profile_for_none():
    assert "至少用 3 种" in RULES.problems("kp7kvtq2xl")[0]
    assert PLAIN.problems("kp7kvtq2xl") == ()
    county = PasswordRules(BLOCKLIST, PasswordProfile(shortest=14, kinds=4))
    assert len(county.problems("kp7kvtq2xl")) == 2


def test_length_is_counted_in_characters_after_normalising():
    typed = "Kp7#vTq2e\u0301\u0301"[:-1]
    assert len(typed) == 10
    assert len(unicodedata.normalize("NFC", typed)) == 9
    assert "太短，只有 9 位" in RULES.problems(typed)[0]


def test_a_name_is_known_however_it_is_typed():
    assert {"zhangxiaoming", "xiaomingzhang", "zxm", "zhangxm", "xiaoming"} <= OWN
    assert name_words([]) == frozenset()
    assert name_words(["", "li"]) == {"li"}
    assert "名字" in RULES.problems("欧阳娜娜Aa1!欧阳", ["欧阳娜娜", "欧阳"])[0]


def test_the_list_is_long_and_knows_the_county():
    assert len(BLOCKLIST) >= 3000
    assert {"dianjiang", "minzheng", "垫江", "woaini", "wang1985", "password"} <= BLOCKLIST
    assert all(word == word.strip().lower() and not word.startswith("#") for word in BLOCKLIST)
    assert read_blocklist("# remark\n\n  Word \n") == {"word"}


def test_every_common_password_is_refused_whatever_the_profile():
    assert [word for word in sorted(BLOCKLIST) if not PLAIN.problems(word)] == []


@given(st.text(max_size=140))
def test_any_text_is_judged_and_quickly(password: str):
    before = time.process_time()
    RULES.problems(password, OWN)
    assert time.process_time() - before < 1


@given(st.text(st.sampled_from("ab1!1985zhangqwe垫江"), max_size=40))
def test_the_parts_are_the_whole_password_in_order(password: str):
    parts = split(password, BLOCKLIST, OWN)
    ends = [0, *(part.end for part in parts)]
    assert [part.start for part in parts] == ends[:-1]
    assert ends[-1] == len(password)
