"""What records know is carried into a blank form, as data says."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import resources
from app.domain import codes
from app.domain.clock import CHINA
from app.errors import Unreadable
from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling
from app.forms.prefill import (
    Fact,
    Facts,
    KnownAnswer,
    carry_in,
    read_rules,
    rows_of_last,
    value_kinds,
)
from tests.unit.forms.forms_made import made, question, repeat

FILE, LAST = "人员档案", "上次走访"


def shipped(form: str) -> FormDefinition:
    return load_form(resources.read_bytes("forms", form, "form.xml"))


def blank(definition: FormDefinition) -> FormFilling:
    numbers = itertools.count(1)
    return FormFilling(
        definition,
        now=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=CHINA),
        new_id=lambda: f"id{next(numbers)}",
    )


def rules_of(form: str):
    return read_rules(shipped(form), resources.read_yaml("forms", form, "prefill.yaml"))


def fact(value: str, label: str = "") -> Fact:
    return Fact(value, FILE, label)


@pytest.mark.parametrize("form", ["ruhu", "ertong"])
def test_every_question_named_by_a_table_is_in_its_form(form: str):
    assert rules_of(form)


def test_single_answers_and_rows_are_carried_in_with_their_source():
    filling = blank(shipped("ruhu"))
    facts = Facts(
        {"head.name": fact("张建国"), "head.phone": fact("13896212345")},
        {
            "member": [
                {"member.name": fact("张建国"), "member.relation": fact("01")},
                {
                    "member.name": fact("李桂英"),
                    "member.relation": fact("10"),
                    "member.age": fact("65"),
                },
            ]
        },
    )
    taken = carry_in(filling, rules_of("ruhu"), facts)
    first, second = filling.rows("member")
    assert taken["head/hname"] == KnownAnswer("张建国", FILE)
    assert filling.node(f"{first}/mrel").value == "self"
    assert filling.node(f"{second}/mrel").value == "spouse"
    assert taken[f"{second}/mage"] == KnownAnswer("65", FILE)
    assert filling.node("n").value == "2"


def test_a_choice_is_found_by_its_label_when_the_code_is_another():
    filling = blank(shipped("ruhu"))
    facts = Facts({"place.county": fact("500235", "乙县"), "place.township": fact("x", "乙一乡")})
    taken = carry_in(filling, rules_of("ruhu"), facts)
    assert taken["loc/county"].value == "b"
    assert taken["loc/town"].value == "b1"


def test_what_the_form_does_not_offer_stays_blank():
    filling = blank(shipped("ruhu"))
    taken = carry_in(filling, rules_of("ruhu"), Facts({"place.county": fact("500235", "云阳县")}))
    assert taken == {}
    assert filling.node("loc/county").value == ""


def test_what_is_known_replaces_the_default_of_the_form():
    filling = blank(shipped("ruhu"))
    assert filling.node("loc/visit_date").value == "2026-03-01"
    carry_in(filling, rules_of("ruhu"), Facts({"visit.date": fact("2026-11-24")}))
    assert filling.node("loc/visit_date").value == "2026-11-24"


def test_rows_that_an_answer_counts_are_counted_from_what_is_known():
    filling = blank(shipped("ertong"))
    children = [{"child.name": fact("小宝"), "child.sex": fact("1")}, {"child.name": fact("小妹")}]
    carry_in(filling, rules_of("ertong"), Facts(rows={"child": children}))
    names = [filling.node(f"{row}/cname").value for row in filling.rows("child")]
    assert names == ["小宝", "小妹"]
    assert filling.node(f"{filling.rows('child')[0]}/csex").value == "m"


def test_a_column_of_the_workbook_says_it_too_and_wins():
    xml = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:ruhu="urn:ruhu"><h:head><h:title>试</h:title><model><instance>'
        '<data id="t" version="1"><a/></data></instance>'
        '<bind nodeset="/data/a" type="string" ruhu:from="head.phone"/></model></h:head>'
        '<h:body><input ref="/data/a"><label>a</label></input></h:body></h:html>'
    ).encode()
    definition = load_form(xml)
    rules = read_rules(definition, {"a": "head.name"})
    assert value_kinds(rules) == {"a": "phone"}
    filling = blank(definition)
    carry_in(filling, rules, Facts({"head.phone": fact("138"), "head.name": fact("张")}))
    assert filling.node("a").value == "138"


def test_a_row_takes_what_was_answered_about_the_same_person_last_time():
    definition = members()
    filling = blank(definition)
    facts = Facts(
        rows={
            "member": [{"member.name": fact("张建国")}, {"member.name": fact("李桂英")}],
            rows_of_last("home/m"): [
                {"last.mname": last("已分户"), "last.mwork": last("外出")},
                {"last.mname": last("李桂英"), "last.mwork": last("务农")},
            ],
        }
    )
    rules = read_rules(definition, {"mwork": "last.mwork", "mname": "member.name"})
    taken = carry_in(filling, rules, facts)
    first, second = filling.rows("home/m")
    assert filling.node(f"{first}/mwork").value == ""
    assert taken[f"{second}/mwork"] == KnownAnswer("务农", LAST)


def test_rows_that_no_record_knows_come_back_from_the_last_visit():
    definition = members()
    filling = blank(definition)
    rows = [{"last.mname": last(name)} for name in ("甲", "乙")]
    taken = carry_in(
        filling,
        read_rules(definition, {"mname": "last.mname"}),
        Facts(rows={rows_of_last("home/m"): rows}),
    )
    paths = [f"{row}/mname" for row in filling.rows("home/m")]
    assert taken == {
        path: KnownAnswer(name, LAST) for path, name in zip(paths, ("甲", "乙"), strict=True)
    }


def members() -> FormDefinition:
    return made(
        "<home><m><mwork/><mname/></m></home>",
        body=repeat("home/m", question("home/m/mwork") + question("home/m/mname")),
    )


def last(value: str) -> Fact:
    return Fact(value, LAST)


def test_a_table_that_names_no_question_is_unreadable():
    with pytest.raises(Unreadable, match="请更正带入表"):
        read_rules(shipped("ruhu"), {"nobody": "head.name"})


def test_a_table_names_only_codes_of_the_standard():
    rule = next(one for one in rules_of("ruhu") if one.question == "member/mrel")
    assert set(rule.values) <= {code for code, _ in codes.RELATION}


@given(
    st.dictionaries(
        st.sampled_from(["head.name", "head.phone", "place.county", "visit.date"]),
        st.text(max_size=12),
    )
)
def test_no_fact_whatever_makes_it_fail(values: dict[str, str]):
    filling = blank(shipped_once)
    taken = carry_in(
        filling, rules_once, Facts({name: fact(text) for name, text in values.items()})
    )
    assert all(filling.node(path).value == one.value for path, one in taken.items())


shipped_once, rules_once = shipped("ruhu"), rules_of("ruhu")
