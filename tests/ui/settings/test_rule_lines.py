"""Rules are said in words: no code of the pack reaches a person."""

from __future__ import annotations

import re
from datetime import date

from app.domain import codes
from app.domain.parameters import CHOICES
from app.services import shipped
from app.ui.settings.rule_lines import LISTS, OPEN, WORDS, lines_of, unconfirmed

DAY = date(2026, 11, 23)
PACK = shipped.rule_pack(DAY)
LINES = {line.id: line for line in lines_of(PACK, DAY)}


def test_no_value_is_a_word_of_the_program():
    wrong = [line for line in LINES.values() if re.search(r"[a-z]_|[a-z]{3}", line.value)]
    assert wrong == []


def test_every_choice_that_a_pack_may_make_has_its_word():
    for key, choices in CHOICES.items():
        assert [one for one in choices if one not in WORDS and one not in LISTS[key]] == [], key


def test_codes_are_said_by_their_labels():
    assert LINES["single.grades"].value == "一级、二级、智力三级、精神三级"
    said = [codes.INCOME.label(code) for code in ("52", "53", "54", "59")]
    assert LINES["rigid_deduct.kinds"].value == "、".join(said)
    assert LINES["decision_level"].value != "2"


def test_an_amount_has_its_unit_and_none_is_said_to_be_open():
    assert LINES["topup.elder"].value == "60 元/月"
    assert LINES["rural_dibao"].value == "630 元/月·人"
    assert LINES["funeral_months"].value == OPEN
    assert LINES["dibao_tiers"].value == OPEN


def test_standards_of_a_year_whose_notice_did_not_come_await_the_county():
    assert not LINES["rural_dibao"].is_confirmed
    assert "未收到2026年提标通知" in LINES["rural_dibao"].source
    then = {line.id: line for line in lines_of(PACK, date(2025, 8, 1))}
    assert then["rural_dibao"].is_confirmed
    assert unconfirmed(tuple(then.values())) == len(PACK.unconfirmed())
