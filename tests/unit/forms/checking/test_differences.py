from __future__ import annotations

import pytest

from app.errors import Refused
from app.forms.checking.differences import (
    ADDITIVE,
    CLASSES,
    LOGIC_ONLY,
    LOSSY,
    NEEDS_WAS,
    TEXT_ONLY,
    Difference,
    difference,
)
from app.forms.definition import load_form
from app.forms.structure import FormDefinition

pytest.importorskip("pyxform")
from app.excel.xlsform.conversion import convert
from tests.unit.forms.checking.written import (
    SETTINGS,
    YES_NO,
    Written,
    ask,
    authored,
    rows,
    work_out,
)

NAME, AGE = ask("text", "hname"), ask("integer", "age")
DIS = ask("select_one yn", "dis")
MAYBE: Written = {"list_name": "yn", "name": "maybe", "label": "不清楚"}
MEMBERS = rows("member", AGE)


def form(
    *survey: Written, choices: tuple[Written, ...] = YES_NO, settings: Written = SETTINGS
) -> FormDefinition:
    converted = convert(authored(*survey, choices=choices, settings=settings))
    assert converted.problem is None
    return load_form(converted.xml)


def compared(old: FormDefinition, new: FormDefinition) -> Difference:
    found = difference(old, new)
    assert all(one.sentence.endswith("。") for one in found.changes)
    return found


def group(name: str, *inside: Written) -> tuple[Written, ...]:
    return (ask("begin_group", name), *inside, {"type": "end_group"})


def was(question: Written, old: str) -> Written:
    return {**question, "bind::ruhu:was": old}


FULL = (NAME, AGE, DIS)

CASES: list[tuple[str, str, tuple[Written, ...], tuple[Written, ...]]] = [
    ("nothing", "", FULL, FULL),
    ("a label", TEXT_ONLY, FULL, (NAME | {"label": "户主姓名"}, AGE, DIS)),
    ("a hint", TEXT_ONLY, FULL, (NAME | {"hint": "照身份证"}, AGE, DIS)),
    ("a message", TEXT_ONLY, (AGE | {"constraint": ". > 0", "constraint_message": "不行"},), (AGE | {"constraint": ". > 0", "constraint_message": "应大于0"},)),
    ("a look", TEXT_ONLY, FULL, (NAME | {"appearance": "multiline"}, AGE, DIS)),
    ("a condition", LOGIC_ONLY, FULL, (NAME, AGE, DIS | {"relevant": "${age} > 1"})),
    ("a must", LOGIC_ONLY, FULL, (NAME | {"required": "yes"}, AGE, DIS)),
    ("a default", LOGIC_ONLY, FULL, (NAME | {"default": "张"}, AGE, DIS)),
    ("a working default", LOGIC_ONLY, FULL, (NAME | {"default": "concat('a', 'b')"}, AGE, DIS)),
    ("a formula", LOGIC_ONLY, (AGE, work_out("c", "1")), (AGE, work_out("c", "2"))),
    ("a formula gone", LOGIC_ONLY, (AGE, work_out("c", "1")), (AGE,)),
    ("a note gone", LOGIC_ONLY, (AGE, ask("note", "n")), (AGE,)),
    ("a wider type", LOGIC_ONLY, FULL, (NAME, ask("decimal", "age"), DIS)),
    ("one becomes several", LOGIC_ONLY, FULL, (NAME, AGE, ask("select_multiple yn", "dis"))),
    ("a number becomes text", LOGIC_ONLY, FULL, (NAME, ask("text", "age"), DIS)),
    ("a question more", ADDITIVE, (NAME, AGE), FULL),
    ("a repeat more", ADDITIVE, (NAME,), (NAME, *MEMBERS)),
    ("moved without its old name", NEEDS_WAS, FULL, (*group("g", NAME), AGE, DIS)),
    ("renamed without its old name", NEEDS_WAS, FULL, (NAME | {"name": "householder"}, AGE, DIS)),
    ("moved with its old name", ADDITIVE, FULL, (*group("g", was(NAME, "hname")), AGE, DIS)),
    ("renamed with its old name", LOGIC_ONLY, FULL, (was(NAME | {"name": "householder"}, "hname"), AGE, DIS)),
    ("renamed with its old path", LOGIC_ONLY, (*group("g", NAME),), (*group("g", was(NAME | {"name": "householder"}, "/data/g/hname")),)),
    ("a question gone", LOSSY, FULL, (NAME, AGE)),
    ("another question instead", LOSSY, FULL, (NAME, AGE, ask("date", "born"))),
    ("a narrower type", LOSSY, FULL, (NAME, AGE | {"type": "date"}, DIS)),
    ("text becomes a number", LOSSY, FULL, (NAME | {"type": "integer"}, AGE, DIS)),
    ("several becomes one", LOSSY, (ask("select_multiple yn", "dis"),), (DIS,)),
    ("out of the repeat", LOSSY, MEMBERS, (was(AGE | {"name": "old"}, "age"), *rows("member", NAME))),
    ("a repeat becomes a group", LOSSY, MEMBERS, group("member", AGE)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "kind", "old", "new"), CASES, ids=[case[0] for case in CASES])
def test_a_change_is_classed_by_what_it_does_to_answers(
    what: str, kind: str, old: tuple[Written, ...], new: tuple[Written, ...]
):
    found = compared(form(*old), form(*new))
    assert found.kind == kind, found.changes
    assert found.needs_confirmation == (kind in (NEEDS_WAS, LOSSY))


def test_choices_added_are_additive_reworded_text_and_taken_away_lossy():
    old = form(DIS)
    assert compared(old, form(DIS, choices=(*YES_NO, MAYBE))).kind == ADDITIVE
    assert compared(form(DIS, choices=(*YES_NO, MAYBE)), old).kind == LOSSY
    reworded = (YES_NO[0] | {"label": "有"}, YES_NO[1])
    assert compared(old, form(DIS, choices=reworded)).kind == TEXT_ONLY
    filtered = tuple(one | {"county": "a"} for one in YES_NO)
    asked = DIS | {"choice_filter": "county = 'a'"}
    moved = tuple(one | {"county": "b"} for one in YES_NO)
    found = compared(form(asked, choices=filtered), form(asked, choices=moved))
    assert found.kind == LOGIC_ONLY


def test_the_title_is_text_and_another_form_is_refused():
    assert (
        compared(form(AGE), form(AGE, settings={**SETTINGS, "form_title": "新"})).kind == TEXT_ONLY
    )
    with pytest.raises(Refused) as refusal:
        difference(form(AGE), form(AGE, settings={**SETTINGS, "form_id": "other"}))
    assert refusal.value.code == "form_other"


def test_the_gravest_change_comes_first_and_none_hides_another():
    old = form(NAME, AGE, DIS)
    new = form(NAME | {"label": "姓名"}, DIS | {"required": "yes"}, ask("date", "born"))
    found = compared(old, new)
    kinds = [one.kind for one in found.changes]
    assert set(kinds) == {LOSSY, ADDITIVE, LOGIC_ONLY, TEXT_ONLY}
    order = list(CLASSES)
    assert kinds == sorted(kinds, key=order.index, reverse=True)


def test_a_rename_proposes_the_old_path():
    found = compared(form(*group("g", NAME)), form(*group("h", NAME)))
    [change] = [one for one in found.changes if one.kind == NEEDS_WAS]
    assert change.name == "hname"
    assert "g/hname" in change.sentence
