"""What a new version takes over: by name, by the old name, and what is gone is told."""

from __future__ import annotations

from app.forms.definition import FormDefinition
from app.forms.inheritance import PREFILL, Gone, inherit
from tests.unit.forms.forms_made import bind, made, question

OLD = made("<a/><b/>", body=question("a") + question("b"))
USE = {"visit_kind": "1", "takes": {"findings": "a", "problems": ["a", "b"]}}
FACTS = {"a": "head.name", "b": {"from": "head.phone", "values": {"1": "x"}}}


def renamed() -> FormDefinition:
    was = bind("c", ruhu__was="b").replace("/>", ' xmlns:ruhu="urn:ruhu"/>')
    return made("<a/><c/>", binds=was, body=question("a") + question("c"))


def test_the_same_questions_take_over_everything():
    found = inherit(USE, FACTS, OLD, OLD)
    assert found.use["takes"] == {"findings": ["a"], "problems": ["a", "b"]}
    assert (dict(found.prefill), found.gone) == (FACTS, ())


def test_a_question_that_got_another_name_is_followed():
    found = inherit(USE, FACTS, OLD, renamed())
    assert found.use["takes"]["problems"] == ["a", "c"]
    assert found.prefill["c"] == FACTS["b"]
    assert found.gone == ()


def test_what_is_gone_is_told_once_a_use():
    found = inherit(USE, FACTS, OLD, made("<a/>", body=question("a")))
    assert set(found.gone) == {Gone("b", PREFILL), Gone("b", "problems")}
    assert found.use["takes"] == {"findings": ["a"], "problems": ["a"]}


def test_what_was_said_by_path_is_said_by_path_where_a_name_is_not_unique():
    old = made("<g><x/></g>", body='<group ref="/data/g">' + question("g/x") + "</group>")
    new = made(
        "<g><x/></g><x/>",
        body='<group ref="/data/g">' + question("g/x") + "</group>" + question("x"),
    )
    assert dict(inherit({}, {"x": "head.name"}, old, new).prefill) == {"g/x": "head.name"}
