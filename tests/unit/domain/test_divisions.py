"""The county's townships and villages, and finding one from what people write."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import resources
from app.domain.divisions import COUNTY, TOWNSHIP, VILLAGE, Divisions

YANTAI = "500231113000"
LINJIANG = "500231113213"
SHUNCHANG = "500231113203"


@cache
def county() -> Divisions:
    return Divisions.from_rows(resources.read_table("divisions.csv"))


def village(text: str, within: str | None = None) -> str | None:
    found = county().find_village(text, within)
    return found.code if found else None


def township(text: str) -> str | None:
    found = county().find_township(text)
    return found.name if found else None


def test_the_county_has_26_townships_and_301_villages():
    levels = [one.level for one in county().by_code.values()]
    assert [levels.count(level) for level in (COUNTY, TOWNSHIP, VILLAGE)] == [1, 26, 301]
    assert len(county().children("500231")) == 26
    assert sum(len(county().children(each.code)) for each in county().children("500231")) == 301


def test_a_division_is_had_by_its_code_in_full_or_short():
    names = [one.name for code in (LINJIANG, "500231113", "500231") if (one := county().get(code))]
    assert names == ["临江村村民委员会", "砚台镇", "垫江县"]
    assert (county().get(None), county().get("1"), county().township_of("50")) == (None,) * 3


def test_full_names_are_those_people_say():
    assert county().full_name(LINJIANG) == "砚台镇临江村"
    assert county().full_name("500231113") == "砚台镇"
    assert (county().full_name("999"), county().full_name(None)) == ("999", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("砚台镇", "砚台镇"),
        ("砚台", "砚台镇"),
        ("垫江县砚台镇", "砚台镇"),
        ("重庆市垫江县砚台镇人民政府", "砚台镇"),
        ("桂溪街道办事处", "桂溪街道"),
        ("砚台镇临江村8组", "砚台镇"),
        ("砚台临江村", "砚台镇"),
        ("砚台石", None),
        ("", None),
        (YANTAI, "砚台镇"),
        (LINJIANG, None),
    ],
)
def test_a_township_is_known_by_what_people_call_it(text: str, name: str | None):
    assert township(text) == name


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("顺昌村", None, SHUNCHANG),
        ("顺昌", None, SHUNCHANG),
        ("顺昌村村民委员会", None, SHUNCHANG),
        ("顺昌村委会", None, SHUNCHANG),
        ("砚台镇 顺昌村", None, SHUNCHANG),
        ("重庆市垫江县砚台镇顺昌村", None, SHUNCHANG),
        (SHUNCHANG, None, SHUNCHANG),
        ("临江村", None, None),
        ("临江村", YANTAI, LINJIANG),
        ("临江村", "500231113", LINJIANG),
        ("砚台镇临江村", None, LINJIANG),
        ("砚台临江", None, LINJIANG),
        ("顺昌村", "500231115", None),
        ("无名村", None, None),
        ("", None, None),
        ("村", None, None),
    ],
)
def test_a_village_is_known_when_only_one_can_be_meant(
    text: str, within: str | None, code: str | None
):
    assert village(text, within) == code


def test_every_village_is_found_by_its_full_and_by_its_official_name_in_its_township():
    every = [one for one in county().by_code.values() if one.level == VILLAGE]
    assert [one.code for one in every if village(county().full_name(one.code)) != one.code] == []
    assert [one.code for one in every if village(one.name, one.parent_code) != one.code] == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("砚台镇临江村2026年11月农村低保花名册", ("砚台镇", "临江村")),
        ("填报单位（盖章）：砚台镇", ("砚台镇", None)),
        ("顺昌村村民委员会", (None, "顺昌村")),
        ("临江村花名册", (None, None)),
        ("垫江县农村低保花名册", (None, None)),
        ("砚台镇、沙坪镇花名册", (None, None)),
    ],
)
def test_a_title_mentions_a_township_and_a_village(text: str, where: tuple[str | None, ...]):
    found = county().mentioned(text)
    assert tuple(one.short_name if one else None for one in found) == where


@given(st.text(max_size=40))
def test_any_text_is_a_place_or_none(text: str):
    county().find_village(text)
    county().find_township(text)
    county().mentioned(text)
