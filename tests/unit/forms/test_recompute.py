"""Whatever a person does: incremental work equals full work, and everything can be taken back."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import resources
from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling
from tests.conformance.cases import recorded
from tests.unit.forms.forms_made import bind, made, question, repeat
from tests.unit.forms.walking import blank, step

NESTED = made(
    "<k/><r><a/><p/><s><b/><c/><d/></s><t/></r><total/><who/><first/>",
    binds=bind("r/p", calculate="position(..)")
    + bind("r/s", relevant="../a != '0'")
    + bind("r/s/c", calculate="../b * ../../p + /data/k")
    + bind("r/s/d", calculate="position(..) + count(../../s)", relevant="../b > 0")
    + bind("r/t", calculate="sum(../s/c)")
    + bind("total", calculate="sum(/data/r/t) + count(/data/r/s) + count-non-empty(/data/r/s/d)")
    + bind("first", calculate="concat(/data/r[1]/a, '-', /data/r[last()]/a, //d)"),
    body=question("k")
    + repeat(
        "r",
        question("r/a")
        + '<group ref="/data/r/s"><repeat nodeset="/data/r/s"><input ref="/data/r/s/b"/>'
        "</repeat></group>",
    )
    + '<select1 ref="/data/who"><itemset nodeset="/data/r[a != \'\']"><value ref="a"/>'
    '<label ref="p"/></itemset></select1>',
)


def _shipped(name: str) -> FormDefinition:
    return load_form(resources.read_bytes("forms", name, "form.xml"))


FORMS = {"ruhu": _shipped("ruhu"), "ertong": _shipped("ertong"), "nested": NESTED}


def _standing(filling: FormFilling) -> object:
    relevance = [(node.path, node.is_relevant) for node in filling.root().below()]
    return filling.state(), relevance


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_incremental_work_equals_full_work(name: str, seed: int) -> None:
    chance, filling = random.Random(seed), blank(FORMS[name])
    for _ in range(15):
        step(filling, chance)
        standing = _standing(filling)
        filling.recompute_all()
        assert _standing(filling) == standing


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_everything_can_be_taken_back_and_read_back(name: str, seed: int) -> None:
    chance, filling = random.Random(seed), blank(FORMS[name])
    begun = _standing(filling)
    for _ in range(15):
        step(filling, chance)
    assert _standing(blank(FORMS[name], filling.state())) == _standing(filling)
    while filling.can_undo:
        filling.undo()
    assert _standing(filling) == begun


@cache
def _recorded_forms() -> list[FormDefinition]:
    forms = recorded("scenarios.json")["forms"].values()
    loaded = [
        load_form(one["xform"].encode())
        for one in forms
        if "random()" not in one["xform"] and "uuid()" not in one["xform"]
    ]
    # A form whose logic feeds itself has no one full result to compare with.
    return [one for one in loaded if not one.plan.cycles and len(one.elements) < 200]


def test_incremental_work_equals_full_work_on_the_forms_of_other_people() -> None:
    for number, form in enumerate(_recorded_forms()):
        chance, filling = random.Random(number), blank(form)
        for _ in range(20):
            step(filling, chance)
            standing = _standing(filling)
            filling.recompute_all()
            assert _standing(filling) == standing, form.title
