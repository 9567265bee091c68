"""A person's hands on a form: types, presses and chooses through the widgets themselves."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app import resources
from app.domain.clock import CHINA
from app.errors import Trouble
from app.forms.answer_words import chosen
from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling
from app.ui.visits.doors import Doors, Otherwise, Then, ThenBytes
from app.ui.visits.fields.choice_list import ChoiceListField
from app.ui.visits.fields.choices import ChoicesField
from app.ui.visits.fields.parts import PartsField
from app.ui.visits.fields.ranges import RangeField
from app.ui.visits.fields.typed import TypedField
from app.ui.visits.form_view import FormView
from app.ui.visits.question import QuestionBox
from app.ui.visits.sheet import Sheet
from app.ui.visits.visit_page import OpenVisit, VisitPage

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)
WINDOW = (1188, 620)
"""What a page has of a screen of 1366 × 768: beside the rail, above the status bar."""


@dataclass
class Blobs:
    """Stands for the encrypted store of files; at once, or with ``is_full`` never."""

    content: dict[str, bytes] = field(default_factory=dict[str, bytes])
    is_full: bool = False

    def store(self, content: bytes, _kind: str, then: Then, otherwise: Otherwise) -> None:
        if self.is_full:
            otherwise("磁盘已满。请清出空间后再试。")
            return
        sha256 = hashlib.sha256(content).hexdigest()
        self.content[sha256] = content
        then(sha256)

    def load(self, sha256: str, then: ThenBytes, otherwise: Otherwise) -> None:
        if sha256 in self.content:
            then(self.content[sha256])
        else:
            otherwise("照片还没有下载到本机。")


def work_at_once(work: Callable[[], bytes], then: ThenBytes, otherwise: Otherwise) -> None:
    try:
        then(work())
    except Trouble as trouble:
        otherwise(trouble.sentence)


def doors(blobs: Blobs | None = None, today: date | None = None) -> Doors:
    blobs = blobs or Blobs()
    return Doors(lambda: today or NOW.date(), blobs.store, blobs.load, work_at_once)


def shipped(form: str) -> FormDefinition:
    """A form that ships."""
    return load_form(resources.read_bytes("forms", form, "form.xml"))


def from_workbook(path: Path) -> FormDefinition:
    """A form as the county's side would publish it."""
    from tools.build_forms import converted

    return load_form(converted(path))


def filling(definition: FormDefinition, state: dict[str, object] | None = None) -> FormFilling:
    numbers = itertools.count(1)
    return FormFilling(
        definition, now=lambda: NOW, new_id=lambda: f"id{next(numbers)}", state=state
    )


def form_view(definition: FormDefinition, **more: object) -> FormView:
    return FormView(Sheet(filling(definition)), doors(), **more)  # pyright: ignore[reportArgumentType]


def visit_page(form: FormFilling | None = None, **more: object) -> VisitPage:
    """A visit page; ``more`` are fields of ``OpenVisit``."""
    wanted: dict[str, object] = {
        "title": "张建国户",
        "place": "桑坪镇 大湾村 2组",
        "kind": "低保入户调查",
        "filling": form or filling(shipped("ruhu")),
        "started_at": NOW,
        "actor_name": "王芳",
        "least_visitors": 2,
        "staff": {"王芳": "u1", "李强": "u2"},
    } | more
    return VisitPage(OpenVisit(**wanted), doors())  # pyright: ignore[reportArgumentType]


def open_every_row(view: FormView) -> None:
    """Build every page and unfold every row."""
    for page in view.sheet.pages():
        for state in view.standing.nodes(page.key):
            if state.kind == "question":
                view.view_of(page.key).reveal(state.path)


def give(box: QuestionBox, value: str) -> None:
    """Give a canonical answer the way a person would."""
    shown = box.field
    if isinstance(shown, ChoiceListField):
        labels = {one.value: one.label for one in box.state.choices}
        type_into(shown, labels.get(value, value))
    elif isinstance(shown, ChoicesField):
        press(shown, list(chosen(shown.state, value)))
    elif isinstance(shown, TypedField):
        type_into(shown, value)
    elif isinstance(shown, PartsField):
        for line, text in zip(shown.lines, shown.split(value), strict=True):
            line.setText(text)
            line.setModified(True)
        shown.commit()
    elif isinstance(shown, RangeField):
        shown.line.setText(value)
        shown.line.setModified(True)
        shown.commit()


def type_into(shown: TypedField | ChoiceListField, text: str) -> None:
    """Type over what is there and leave the field."""
    widget = shown.stops()[0]
    if isinstance(widget, QLineEdit):
        widget.setText(text)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    shown.editor.note_edit()
    shown.commit()


def press(shown: ChoicesField, values: list[str]) -> None:
    """Press what must be pressed until these and no others are chosen."""
    pressed = chosen(shown.state, shown.state.value)
    if shown.state.control == "rank" or not values:
        shown.clear()
        pressed = ()
    one_of_many = shown.state.control == "select1"
    for button in shown.buttons:
        value = button.choice.value
        if (value in values) != (value in pressed) and not (one_of_many and value not in values):
            button.click()
