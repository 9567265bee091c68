"""A visit as a page: whose household, who came, the form, whether everything is saved, finish.

It asks no service and reads no disk: what happens goes out as signals, what is known comes in.
To go on after the program was killed, make it again from the last ``Committed`` that is on disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.forms.filling import FormFilling
from app.forms.prefill import KnownAnswer
from app.services.outcome_fields import PlannedChange
from app.ui.theme import looks
from app.ui.visits.about import STARTED, leaves, visitor
from app.ui.visits.doors import Doors
from app.ui.visits.form_view import FormView, Step
from app.ui.visits.saving_signs import SavedSign, UnsavedBar
from app.ui.visits.sheet import Sheet
from app.ui.visits.version_bar import VersionBar
from app.ui.widgets.buttons import quiet
from app.ui.widgets.texts import label


@dataclass(frozen=True)
class OpenVisit:
    """What a visit page is made from.

    ``title``: 张建国户. ``place``: 桑坪镇 大湾村 2组. ``kind``: 低保入户调查; at least
    ``least_visitors`` must come. ``staff``: names with their user ids. ``about``: the answers
    around the form (``about.py``); blank for a new visit. ``known``, ``kinds``: what
    ``forms/prefill`` gives. ``at_path``: where to go on, or blank. ``newer_version`` of the form
    there is, ``older_version`` it was upgraded from, and how many answers were ``left_behind``.
    """

    title: str
    place: str
    kind: str
    filling: FormFilling
    started_at: datetime
    actor_name: str
    least_visitors: int = 1
    staff: Mapping[str, str] = field(default_factory=dict[str, str])
    known: Mapping[str, KnownAnswer] = field(default_factory=dict[str, KnownAnswer])
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])
    about: Mapping[str, str] = field(default_factory=dict[str, str])
    at_path: str = ""
    newer_version: str = ""
    older_version: str = ""
    left_behind: int = 0


@dataclass(frozen=True)
class Committed:
    """One step with everything that must be on disk for it: ``state`` of the form, ``about``
    around it, ``at_path`` where the person is."""

    step: Step
    state: Mapping[str, Any]
    about: Mapping[str, str]
    at_path: str


class VisitPage(QWidget):
    """Shows one visit.

    ``answer_given`` with a ``Committed`` at every step: write it at once, then ``show_saved`` with
    its number. ``place_changed`` with the path of the question that has the focus.
    ``checked`` with a ``Committed`` when nothing is missing any more: bring what finishing will
    change to ``show_outcome``.
    ``finish_requested`` with a ``Committed`` when the visit is complete. ``left`` when 返回 is
    pressed; what was typed is committed before. ``older_undo_requested``: take the step before
    this session's first back and make the page anew. ``retry_requested``: write what could not be
    written once more. ``version`` has signals of its own.
    """

    answer_given = Signal(object)
    place_changed = Signal(str)
    finish_requested = Signal(object)
    checked = Signal(object)
    left = Signal()
    older_undo_requested = Signal()
    retry_requested = Signal()

    def __init__(self, visit: OpenVisit, doors: Doors) -> None:
        super().__init__()
        looks(self, "page")
        self._visit = visit
        about, known = _begun(visit)
        self.sheet = Sheet(visit.filling, leaves(visit.least_visitors, visit.staff), about)
        self.form = FormView(self.sheet, doors, known, kinds=visit.kinds)
        self.form.stepped.connect(self._on_stepped)
        self.form.place_changed.connect(self.place_changed)
        self.form.finish_requested.connect(self._on_finish_requested)
        self.form.checked.connect(lambda: self.checked.emit(self._as_it_stands()))
        self.form.older_undo_requested.connect(self.older_undo_requested)
        self.saved = SavedSign()
        self.unsaved = UnsavedBar()
        self.unsaved.retry_requested.connect(self.retry_requested)
        self.version = VersionBar(visit.newer_version, visit.older_version, visit.left_behind)
        self._progress = label("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self.unsaved)
        column.addWidget(self.version)
        column.addWidget(self.form, 1)
        self._show_progress(*self.form.count())

    def resume(self) -> None:
        """Put the focus where it was; in a new visit, on the first question. Once it is shown."""
        if not (self._visit.at_path and self.form.go_to(self._visit.at_path)):
            self.form.enter_first_page()

    def commit(self) -> None:
        """Give what is being typed: before the vault is locked or another page comes."""
        self.form.commit()

    def undo(self) -> bool:
        """Take back the last step; False if there was none in this session."""
        return self.form.undo()

    def committed(self, step: Step) -> Committed:
        """Everything as it stands after a step."""
        return Committed(step, self.sheet.filling.state(), dict(self.sheet.values), self.form.place)

    def show_outcome(self, changes: Sequence[PlannedChange]) -> None:
        """What finishing will change, for the last page."""
        self.form.check.show_outcome(changes)

    def show_saved(self, number: int, moment: datetime) -> None:
        """Step ``number`` and all before are on disk since ``moment``."""
        if self.saved.show_saved(number, moment):
            self.unsaved.hide()

    def show_unsaved(self, sentence: str) -> None:
        """A step could not be written; ``sentence`` says what to do."""
        self.saved.show_unsaved()
        self.unsaved.say(sentence)

    # -- inside ------------------------------------------------------------------------------

    def _make_head(self) -> QFrame:
        head = QFrame()
        looks(head, "status")
        back = quiet("返回", icon_name="back")
        back.clicked.connect(self._on_back_pressed)
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 6, 22, 6)
        row.setSpacing(14)
        row.addWidget(back)
        row.addWidget(label(self._visit.title, "heading"))
        row.addWidget(label(f"{self._visit.kind} · {self._visit.place}", "muted"), 1)
        row.addWidget(self._progress)
        row.addWidget(self.saved)
        return head

    def _on_stepped(self, step: Step) -> None:
        self.saved.show_saving(step.number)
        self._show_progress(step.answered, step.asked)
        self.answer_given.emit(self.committed(step))

    def _on_finish_requested(self) -> None:
        self.sheet.filling.finish()
        self.finish_requested.emit(self._as_it_stands())

    def _as_it_stands(self) -> Committed:
        return self.committed(Step(0, "answer", "", "", *self.form.count()))

    def _on_back_pressed(self) -> None:
        self.commit()
        self.left.emit()

    def _show_progress(self, answered: int, asked: int) -> None:
        self._progress.setText(f"已答 {answered}/{asked} 题")


def _begun(visit: OpenVisit) -> tuple[dict[str, str], dict[str, KnownAnswer]]:
    """The answers around the form, with what is known at the start of a new visit."""
    own = {
        visitor(1): KnownAnswer(visit.actor_name, "当前用户"),
        STARTED: KnownAnswer(visit.started_at.isoformat(timespec="milliseconds"), "现在"),
    }
    if visit.about:
        return dict(visit.about), dict(visit.known)
    about = {path: one.value for path, one in own.items()}
    return about, {visitor(1): own[visitor(1)], **visit.known}
