"""What is posted for everybody says no number, no house, no illness and no child's name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.public_words import require_no_numbers, require_public
from app.errors import Refused
from tests.factories import an_id_number


def refused(text: str, **given: tuple[str, ...]) -> str:
    with pytest.raises(Refused) as caught:
        require_public({"说明": text}, **given)
    assert caught.value.code == "notice_private"
    return str(caught.value.facts["kind"])


@given(
    st.integers(1, 900), st.text("家庭，。一二", max_size=8), st.text("家庭，。一二", max_size=8)
)
def test_an_id_number_is_refused_wherever_it_stands(number: int, before: str, after: str):
    assert refused(before + an_id_number(number) + after) == "身份证号"


APART = st.sampled_from(["", "", " ", "  ", "-", "－", "·", ".", "\u3000", "\u200b", "—"])


@st.composite
def disguised(draw: st.DrawFn, number: str) -> str:
    """As somebody types it who wants it readable, or not found."""
    letters = [draw(APART) + one for one in number]
    text = "".join(letters).lstrip()
    return text.translate(WIDE) if draw(st.booleans()) else text


WIDE = {ord(one): ord(one) - ord("0") + 0xFF10 for one in "0123456789"} | {ord("X"): ord("Ｘ")}
WORDS = st.text("家庭，。一二王", max_size=8)


@given(st.data(), st.integers(1, 900), WORDS, WORDS)
def test_an_id_number_in_disguise_is_refused_in_a_text_and_in_place_of_a_name(
    data: st.DataObject, number: int, before: str, after: str
):
    text = before + data.draw(disguised(an_id_number(number))) + after
    assert refused(text) in ("身份证号", "银行账号")
    with pytest.raises(Refused):
        require_public({}, names=(text,))
    with pytest.raises(Refused):
        require_no_numbers({"体貌特征": text})


@given(st.data(), st.integers(10**7, 10**8 - 1), WORDS)
def test_a_phone_in_disguise_is_refused(data: st.DataObject, tail: int, before: str):
    assert refused(before + data.draw(disguised(f"139{tail}"))) == "电话号码"


@given(
    WORDS,
    st.integers(1, 300),
    st.sampled_from(["号", "栋", "单元", "室", "楼"]),
    st.sampled_from(["3组", "人民路", "幸福小区"]),
    WORDS,
)
def test_a_house_is_refused_wherever_it_stands(
    before: str, number: int, word: str, place: str, after: str
):
    assert refused(f"{before}{place}{number}{word}{after}") == "门牌号"


ILLNESSES = ("尿毒症", "肺癌", "糖尿病", "高血压", "脑中风", "精神障碍", "乙肝炎", "白血病症状")


@given(WORDS, st.sampled_from(ILLNESSES), WORDS)
def test_an_illness_is_refused_wherever_it_stands(before: str, illness: str, after: str):
    assert refused(f"{before}{illness}{after}") == "病种"


@given(WORDS, st.text("陈小雨欧阳", min_size=2, max_size=4), WORDS)
def test_a_childs_name_is_refused_wherever_it_stands(before: str, child: str, after: str):
    assert refused(before + child + after, children=(child,)) == "未成年人姓名"


@given(st.dates(), st.dates(), st.sampled_from("-./"))
def test_days_and_amounts_may_be_posted(first: date, last: date, sign: str):
    said = (f"{one.year:04d}{sign}{one.month}{sign}{one.day}" for one in (first, last))
    require_public({"说明": f"公示期{'至'.join(said)}，每月1130.00元"})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("500231********1234", "身份证号"),
        ("500231500101001", "身份证号"),
        ("50023119500101001x", "身份证号"),
        ("电话13900000001", "电话号码"),
        ("139 0000 0001", "电话号码"),
        ("023-74501234", "电话号码"),
        ("6217 0012 3456 7890 123", "银行账号"),
        ("大湾村3组12号", "门牌号"),
        ("人民路二十五号", "门牌号"),
        ("3栋2单元", "门牌号"),
        ("因患尿毒症致困", "病种"),
        ("肺癌", "病种"),
        ("肢体二级", "残疾类别"),
        ("残疾人家庭", "残疾类别"),
    ],
)
def test_what_must_not_be_posted_is_refused_by_its_kind(text: str, kind: str):
    assert refused(text) == kind


def test_the_refusal_does_not_repeat_what_was_found():
    with pytest.raises(Refused) as caught:
        require_public({"说明": "13900000001"})
    assert "139" not in caught.value.sentence
    assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize(
    "text", ["大湾村3组", "新民镇人民政府公示栏、明月村村务公开栏", "2026年11月23日", ""]
)
def test_what_may_be_posted_passes(text: str):
    require_public({"所在组": text}, names=("霍去病", "欧阳龑"))


def test_a_childs_name_is_refused_as_an_applicant_and_in_a_text():
    assert refused("李小宝由祖母照料", children=("李小宝",)) == "未成年人姓名"
    assert refused("", names=("李小宝",), children=("李小宝",)) == "未成年人姓名"


def test_an_adult_whose_name_begins_like_a_childs_is_not_refused():
    require_public({}, names=("李小宝贵",), children=("李小宝", ""))


def test_a_number_in_the_place_of_a_name_is_refused():
    assert refused("", names=("欧阳龑500231195001010013",)) == "身份证号"


def test_a_search_for_a_family_may_speak_of_health_and_give_a_phone_but_no_number_of_a_card():
    require_no_numbers({"健康状况": "精神障碍", "电话": "023-74501234", "发现地点": "人民路12号"})
    for number in ("500231195001010013", "6231000000000000018"):
        with pytest.raises(Refused) as refused:
            require_no_numbers({"体貌特征": f"衣袋里有证件{number}"})
        assert refused.value.code == "notice_private"
        assert number not in refused.value.sentence
