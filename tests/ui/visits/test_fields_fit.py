"""Every question of every form is shown with a field that fits it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.forms.checking.wording import APPEARANCES
from app.forms.states import Choice, NodeState
from app.ui.theme import Theme
from app.ui.visits.fields.choice_list import ChoiceListField
from app.ui.visits.fields.choices import ChoicesField
from app.ui.visits.fields.choosing import ROWS, maker_for, span_of
from app.ui.visits.fields.files import FileField
from app.ui.visits.fields.notes import ReadOnlyField
from app.ui.visits.fields.parts import MomentField, PlaceField, TimeField
from app.ui.visits.fields.photos import PhotosField
from app.ui.visits.fields.ranges import RangeField
from app.ui.visits.fields.signatures import SignatureField
from app.ui.visits.fields.simple_choices import AgreedField, HeadingsField
from app.ui.visits.fields.typed import NumberEditor, TypedField
from app.ui.visits.sections import TABLE
from app.ui.widgets.editors.days import DayEditor
from app.ui.widgets.editors.lines import LineEditor, TextEditor
from tests.shared_data import shared_file
from tests.ui.visits.hands import doors, form_view, from_workbook, open_every_row, shipped

YES_NO = (Choice("yes", "是"), Choice("no", "否"))
MANY = tuple(Choice(f"v{number}", f"第{number}村") for number in range(40))


def question(control: str, **more: object) -> NodeState:
    plain = NodeState(path="q", name="q", kind="question", label="题", control=control)
    return replace(plain, **more)  # pyright: ignore[reportArgumentType]


RUHU = {
    "county": ChoicesField, "town": ChoicesField, "village": ChoicesField, "visit_date": DayEditor,
    "hname": LineEditor, "hid": LineEditor, "hnote": ReadOnlyField, "phone": LineEditor,
    "elder_alone": ChoicesField, "mname": LineEditor, "mrel": ChoicesField, "mage": NumberEditor,
    "mdis": ChoicesField, "mdislv": ChoicesField, "mdist": ChoicesField, "minc": NumberEditor,
    "payee_rel": ChoicesField, "needs": ChoicesField, "need_other": TextEditor,
    "want_apply": ChoicesField, "reason": LineEditor, "summary": ReadOnlyField,
}  # fmt: skip
ERTONG = {
    "nchild": NumberEditor, "cname": LineEditor, "csex": ChoicesField, "cbirth": DayEditor,
    "ctype": ChoicesField, "school": ChoicesField, "drop_reason": LineEditor,
    "height": NumberEditor, "weight": NumberEditor, "gname": LineEditor, "gage": NumberEditor,
    "gweak": ChoicesField, "contact": ChoicesField, "eldest": ChoicesField,
    "next_visit": DayEditor, "warn": ReadOnlyField, "remark": TextEditor,
}  # fmt: skip


@pytest.mark.parametrize(("form", "expected"), [("ruhu", RUHU), ("ertong", ERTONG)])
def test_every_question_of_a_form_that_ships_has_its_field(
    form: str, expected: dict[str, type], qtbot: QtBot, theme: Theme
):
    view = form_view(shipped(form))
    qtbot.addWidget(view)
    if form == "ertong":
        view.answer("nchild", "1")
    open_every_row(view)
    found = {box.state.name: box.field for box in view.boxes().values()}
    kinds = {
        name: type(field.editor) if isinstance(field, TypedField) else type(field)
        for name, field in found.items()
    }
    assert kinds == expected


@pytest.mark.parametrize("name", ["zili", "hanshu"])
def test_every_question_of_other_forms_has_a_field(name: str, qtbot: QtBot, theme: Theme):
    definition = from_workbook(shared_file("forms", "xlsforms", f"{name}.xlsx"))
    view = form_view(definition)
    qtbot.addWidget(view)
    open_every_row(view)
    asked = {
        state.path
        for page in view.sheet.pages()
        for state in view.standing.nodes(page.key)
        if state.kind == "question"
    }
    assert asked == set(view.boxes())


CASES = [
    (question("select1", choices=YES_NO), ChoicesField),
    (question("select1", choices=MANY), ChoiceListField),
    (question("select1", choices=YES_NO, appearance="minimal"), ChoiceListField),
    (question("select1", choices=MANY, appearance="columns-3"), ChoicesField),
    (question("select1", choices=YES_NO, appearance="likert"), ChoicesField),
    (question("select1", choices=YES_NO, appearance="label"), HeadingsField),
    (question("select1", choices=YES_NO, appearance="list-nolabel"), ChoicesField),
    (question("select", choices=MANY), ChoicesField),
    (question("select", choices=YES_NO, appearance="label"), HeadingsField),
    (question("rank", choices=YES_NO), ChoicesField),
    (question("range", attributes={"start": "0", "end": "10", "step": "1"}), RangeField),
    (question("trigger"), AgreedField),
    (question("upload", attributes={"mediatype": "image/*"}), PhotosField),
    (question("upload", attributes={"mediatype": "image/*"}, appearance="signature"), SignatureField),
    (question("upload", attributes={"mediatype": "image/*"}, appearance="draw"), SignatureField),
    (question("upload", attributes={"mediatype": "audio/*"}), FileField),
    (question("input", type="date"), TypedField),
    (question("input", type="date", appearance="month-year"), TypedField),
    (question("input", type="date", appearance="year"), TypedField),
    (question("input", type="time"), TimeField),
    (question("input", type="dateTime"), MomentField),
    (question("input", type="geopoint"), PlaceField),
    (question("input", type="geotrace"), TypedField),
    (question("input", type="barcode"), TypedField),
    (question("input", appearance="numbers"), TypedField),
    (question("input", readonly=True), ReadOnlyField),
    (question("select1", choices=YES_NO, readonly=True), ReadOnlyField),
]  # fmt: skip


@pytest.mark.parametrize(("state", "expected"), CASES)
def test_a_question_is_shown_with(state: NodeState, expected: type, qtbot: QtBot, theme: Theme):
    field = maker_for(state)(state, doors())
    qtbot.addWidget(field)
    assert type(field) is expected


@pytest.mark.parametrize("control", sorted({row.control for row in ROWS}))
@pytest.mark.parametrize("appearance", ["image-map", "ex:scan", "w99 nonsense", "printer:x"])
def test_an_unknown_appearance_falls_back_to_the_plain_field(control: str, appearance: str):
    plain = question(control, choices=YES_NO)
    assert maker_for(replace(plain, appearance=appearance)) is maker_for(plain)


def test_a_grid_takes_the_width_the_form_says():
    assert [span_of(question("input", appearance=word)) for word in ("w1", "w4", "w12")] == [
        1,
        4,
        12,
    ]
    assert span_of(question("input", appearance="multiline")) == 12
    assert span_of(question("input", type="int")) == 6


def test_an_author_is_not_warned_of_what_the_fields_know():
    known = {word for row in ROWS for word in row.words} | {TABLE}
    foreign = {word for word in known - APPEARANCES if not word.startswith("columns-")}
    assert foreign == set()
