"""入户调查 by keys alone: begun from the family's file, filled in question by question, finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from PySide6.QtWidgets import QWidget

from app.forms.states import NodeState
from app.ui.visits.fields.choices import ChoicesField
from app.ui.visits.fields.parts import PartsField
from app.ui.visits.form_pages import CHECK
from app.ui.visits.form_view import FormView
from app.ui.visits.question import QuestionBox
from app.ui.visits.start import StartVisit
from tests.features.window.seats import Seat
from tests.ui import hands

W = TypeVar("W", bound=QWidget)
MOST_KEYS: Final = 200
SIGNED: Final = "签名"
"""Behind the name of who signs: the field is another one than the name's."""


def survey(seat: Seat, form: str, said: Mapping[str, str]) -> None:
    """From the family's file: 入户走访, the form, each question of ``said`` (label -> answer) that
    is blank, 完成走访. Fails where anything that must be answered is not."""
    seat.press("入户走访")
    seat.until("填哪张表")
    seat.settle()
    start = _front(seat, StartVisit)
    titles = [one.choice.label for one in start.buttons]
    place = next(place for place, title in enumerate(titles, 1) if title.startswith(form))
    seat.keys(str(place), "Return")
    seat.until("走访人（一）")
    seat.settle()
    view = _front(seat, FormView)
    _fill_in(seat, view, said)
    assert not view.problems(), [f"{one.label}：{one.text}" for one in view.problems()]
    seat.keys("PageDown")
    seat.until("已完成，不能改")
    seat.settle()


def _fill_in(seat: Seat, view: FormView, said: Mapping[str, str]) -> None:
    for _ in range(MOST_KEYS):
        if view.page_key == CHECK:
            return
        box = _question(seat)
        name = _name(box.state) if box is not None else ""
        if box is not None and name in said and not box.state.value:
            _answer(seat, box, said[name])
        seat.keys(_on(box) if _is_wanted_below(view, said) else "PageDown")
    raise AssertionError(f"the keys do not come to the end: {view.page_key}, {view.place}")


def _on(box: QuestionBox | None) -> str:
    """The key to the next question; in a field of several lines Enter is a line."""
    is_long = box is not None and "multiline" in box.state.appearance
    return "Ctrl+Return" if is_long else "Return"


def _is_wanted_below(view: FormView, said: Mapping[str, str]) -> bool:
    """Whether the page has a blank question yet of which something is said."""
    states = [view.standing.states[path] for path in view.standing.answerable(view.page_key)]
    return any(not one.value and _name(one) in said for one in states)


def _answer(seat: Seat, box: QuestionBox, answer: str) -> None:
    """The digit of a button, the words of a list or a line, the space bar on a tick."""
    labels = [one.label for one in box.state.choices]
    if box.state.control == "upload":
        seat.keys("Space")
    elif labels and isinstance(box.field, ChoicesField):
        seat.keys(str(labels.index(answer) + 1))
    elif isinstance(box.field, PartsField):
        day, clock = answer.split()
        hands.write(day)
        seat.keys("Return")
        hands.write(clock)
    else:
        hands.write(answer)


def _name(state: NodeState) -> str:
    return f"{state.label}{SIGNED}" if state.control == "upload" else state.label


def _question(seat: Seat) -> QuestionBox | None:
    here: QWidget | None = seat.window.focusWidget()
    while here is not None and not isinstance(here, QuestionBox):
        here = here.parentWidget()
    return here


def _front(seat: Seat, kind: type[W]) -> W:
    return next(one for one in seat.window.findChildren(kind) if one.isVisible())
