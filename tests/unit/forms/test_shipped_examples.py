"""The forms that ship, each by its own examples: answers in; values, questions, errors, moves out.

``examples.yaml`` beside a form is a list of scenes. A question is named by its name, in a row by
``member[1].mname`` (rows are added as needed)::

    - scene: 四项不能自主，评定为全护理
      answers: {eat: "0", dress: "0", …}
      values: {grade: "3"}          # of questions and calculations
      asked: [objection]            # relevant
      not_asked: [grade_note]
      errors: {who/age: 应在0到130}  # what their messages contain
      is_complete: true             # no question stands against finishing
      moves: {person.self_care: "3", task.kind: [重新评估]}
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, Final, cast

import pytest

from app import resources
from app.domain.codes import ALL_LISTS
from app.forms.definition import load_form
from app.forms.filling import FormFilling
from app.forms.nodes import Node
from app.forms.outcome import read_targets, told_answers
from app.forms.structure import FormDefinition

NOW: Final = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=8)))
SAMPLES: Final = ("ruhu", "ertong")
"""Forms to practise with; the reference engine's scenarios are their examples."""
FORMS: Final = tuple(name for name in resources.names("forms") if name not in SAMPLES)
_IN_ROW: Final = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


@cache
def definition(name: str) -> FormDefinition:
    return load_form(resources.read_bytes("forms", name, "form.xml"))


def examples(name: str) -> list[dict[str, Any]]:
    found: Any = resources.read_yaml("forms", name, "examples.yaml")
    return found


def scenes() -> Iterator[Any]:
    for name in FORMS:
        for one in examples(name):
            yield pytest.param(name, one, id=f"{name}-{one['scene']}")


def filled(name: str, answers: dict[str, str]) -> FormFilling:
    numbers = itertools.count(1)
    filling = FormFilling(definition(name), now=lambda: NOW, new_id=lambda: f"{next(numbers):04x}")
    for question, value in answers.items():
        filling.answer(path_of(filling, question), str(value))
    return filling


def path_of(filling: FormFilling, question: str) -> str:
    """The path of a question named as in the examples."""
    in_row = _IN_ROW.fullmatch(question)
    if in_row is None:
        return path_by_name(filling, question)
    repeat, number, name = path_by_name(filling, in_row[1]), int(in_row[2]), in_row[3]
    while len(filling.rows(repeat)) < number:
        filling.add_row(repeat)
    row = filling.rows(repeat)[number - 1]
    return f"{row}/{path_by_name(filling, name)[len(repeat) + 1 :]}"


def path_by_name(filling: FormFilling, name: str) -> str:
    found = [
        "/".join(element.names[1:])
        for element in filling.definition.elements.values()
        if element.name == name
    ]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


@pytest.mark.parametrize(("name", "scene"), tuple(scenes()))
def test_a_form_does_as_its_examples_say(name: str, scene: dict[str, Any]):
    filling = filled(name, scene.get("answers", {}))
    for question, value in scene.get("values", {}).items():
        assert filling.node(path_of(filling, question)).value == str(value), question
    for question in scene.get("asked", ()):
        assert filling.node(path_of(filling, question)).relevant, question
    for question in scene.get("not_asked", ()):
        assert not filling.node(path_of(filling, question)).relevant, question
    told = {one.path: one.text for one in filling.problems()}
    for question, text in scene.get("errors", {}).items():
        assert text in told.get(path_of(filling, question), ""), (question, told)
    if "is_complete" in scene:
        assert (not told) == scene["is_complete"], told
    if "moves" in scene:
        assert moves(filling) == {k: as_list(v) for k, v in scene["moves"].items()}


def moves(filling: FormFilling) -> dict[str, list[str]]:
    """Where the answers go; the visit's long texts are left out."""
    found: dict[str, list[str]] = {}
    for one in told_answers(filling, read_targets(filling.definition)):
        if one.target.text not in ("visit.findings", "visit.problems", "visit.measures"):
            found.setdefault(one.target.text, []).append(one.value)
    return found


def as_list(value: object) -> list[str]:
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    return [str(one) for one in values]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_examples_of_going_well_and_of_going_wrong(name: str):
    found = examples(name)
    assert any(one.get("is_complete") for one in found)
    assert any("errors" in one for one in found)


@pytest.mark.parametrize("name", FORMS)
def test_names_are_unique_so_that_answers_have_one_column_each(name: str):
    names = [one.name for one in definition(name).elements.values() if one.name != "meta"]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", FORMS)
def test_lists_that_the_trade_has_are_the_trades(name: str):
    """A choice list called as one of ours offers ours: same codes, same words."""
    for instance, tree in definition(name).instances.items():
        codes = ALL_LISTS.get(instance.upper())
        if codes is not None:
            offered = {
                item.by_name["name"][0].text(): item.by_name["label"][0].text()
                for item in items(tree)
            }
            assert offered.items() <= codes.labels.items(), instance


def test_most_forms_have_lists_of_the_trade():
    ours = {
        name for name in FORMS for one in definition(name).instances if one.upper() in ALL_LISTS
    }
    assert set(FORMS) - ours == {"linshi_heshi"}


def items(node: Node) -> Iterator[Node]:
    """The rows of a choice list."""
    for one in node.children:
        if one.name == "item":
            yield one
        else:
            yield from items(one)
