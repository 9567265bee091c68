"""Answering through the widgets is the same as answering the engine, whatever a person does."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.forms.definition import FormDefinition
from app.forms.filling import FormFilling
from app.forms.states import NodeState
from app.ui.theme import Theme
from app.ui.visits.fields.notes import ReadOnlyField
from app.ui.visits.form_view import FormView
from tests.ui.visits.hands import doors, filling, form_view, give, shipped

NUMBERS = ("0", "2", "3", "7", "18", "-3")
VALUES = {
    "int": NUMBERS,
    "decimal": ("0", "12.5", "800", "170", "14", "-1"),
    "date": ("2026-03-01", "2019-07-15", "2030-01-01", "2012-02-29"),
    "string": ("张三", "500235195903071239", "13896212345", "李 四", "x<&>“", "𬱖"),
}
FORMS = {name: shipped(name) for name in ("ruhu", "ertong")}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_widgets_and_engine_agree(form: str, theme: Theme, qapp: QApplication):
    definition = FORMS[form]

    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(min_value=0, max_value=2**32))
    def walk(seed: int) -> None:
        view = form_view(definition)
        try:
            walk_through(view, definition, random.Random(seed))
        finally:
            view.deleteLater()

    walk()


def walk_through(view: FormView, definition: FormDefinition, chance: random.Random) -> None:
    twin = filling(definition)
    for _ in range(40):
        dice = chance.random()
        repeats = [one for one in states(view) if one.kind == "repeat" and one.may_add_rows]
        rows = [row for one in repeats for row in one.rows]
        if dice < 0.1 and repeats and len(rows) < 6:
            view.add_row(repeats[0].path)
            twin.add_row(repeats[0].path)
        elif dice < 0.15 and rows:
            row = chance.choice(rows)
            view.remove_row(row)
            twin.remove_row(row)
        elif dice < 0.25 and twin.can_undo:
            view.undo()
            twin.undo()
        else:
            answer_both(view, twin, chance)
        assert view.sheet.filling.state() == twin.state()
        assert_shows_what_is(view)


def answer_both(view: FormView, twin: FormFilling, chance: random.Random) -> None:
    asked = [path for page in view.sheet.pages() for path in view.standing.answerable(page.key)]
    if not asked:
        return
    path = chance.choice(asked)
    view.go_to(path)
    box = view.boxes()[path]
    value = a_value(box.state, chance)
    if value != box.state.value:
        give(box, value)
        if box.field.unreadable == "":
            twin.answer(path, value)


def a_value(state: NodeState, chance: random.Random) -> str:
    if chance.random() < 0.1:
        return ""
    if not state.choices:
        return chance.choice(VALUES.get(state.type, VALUES["string"]))
    pressed = chance.choice(state.choices).value
    if state.control != "select":
        return pressed
    chosen = set(state.value.split()) ^ {pressed}
    return " ".join(one.value for one in state.choices if one.value in chosen)


def states(view: FormView) -> list[NodeState]:
    return [one for page in view.sheet.pages() for one in view.standing.nodes(page.key)]


def assert_shows_what_is(view: FormView) -> None:
    """What is kept of every node, and what every built question shows, is what the engine says."""
    for state in states(view):
        fresh = view.sheet.filling.node(state.path)
        assert (state.value, state.relevant, state.label, state.message, state.choices) == (
            fresh.value, fresh.relevant, fresh.label, fresh.message, fresh.choices
        )  # fmt: skip
    for path, box in view.boxes().items():
        assert box.state == view.standing.states[path]
        assert box.isHidden() == (not box.state.relevant)
        assert isinstance(box.field, ReadOnlyField) or box.field.state.value == box.state.value


def test_a_form_is_shown_the_same_after_it_was_put_away(theme: Theme, qapp: QApplication):
    view = form_view(FORMS["ruhu"])
    walk_through(view, FORMS["ruhu"], random.Random(7))
    again = FormView(type(view.sheet)(filling(FORMS["ruhu"], view.sheet.filling.state())), doors())
    assert states(again) == states(view)
