"""One record being typed in: every field is saved when it is left; or a new one, saved at the end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.clock import today
from app.services import people
from app.services.fields import RecordFile
from app.services.records import Saved
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.records.fields_shown import Spot, values_of, write
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.editors.description import FieldDescription, Finding
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark

MASKED: Final = object()
"""Stands for an old value that was masked: it cannot be put back from here."""


class EditPane(QWidget):
    """``closed`` when the person is done; ``saved`` with a ``Spot`` and the value before.

    ``add_requested`` with the typed values of a new record; ``remove_requested`` with noun, id and
    the reason.
    """

    closed = Signal()
    saved = Signal(object, object)
    add_requested = Signal(object)
    remove_requested = Signal(str, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._form: FieldForm | None = None
        self._noun, self._id = "", ""
        self._typed: dict[str, Any] = {}
        self._before: dict[str, Any] = {}
        self._pane = DetailPane()
        back = quiet("返回档案 (Esc)", icon_name="back")
        back.clicked.connect(self.close_gently)
        self._remark = Remark()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._remark)
        column.addWidget(self._pane, 1)

    # -- for the file --------------------------------------------------------------------------

    def show_record(
        self,
        title: str,
        record: RecordFile,
        fields: tuple[FieldDescription, ...],
        *,
        removal: str = "",
    ) -> None:
        """Edit ``record``. ``removal``: what taking it away is called, empty where that is not done."""
        self._noun, self._id = record.noun, record.id
        self._before = {
            name: MASKED if one.is_masked else one.value for name, one in record.fields.items()
        }
        card, form = self._card(title, fields)
        form.show_values(values_of(record))
        form.committed.connect(self._on_committed)
        if removal:
            card.body.addWidget(self._removal(removal))
        self._show(card, form)

    def show_new(
        self,
        title: str,
        fields: tuple[FieldDescription, ...],
        button: str,
        given: Mapping[str, Any],
    ) -> None:
        """Type in a new record; ``button`` says what the filled button does."""
        self._noun, self._id = "", ""
        self._typed = dict(given)
        card, form = self._card(title, fields)
        form.show_values(given)
        form.committed.connect(self._on_typed)
        add = primary(button, icon_name="done")
        add.clicked.connect(self._on_add_pressed)
        form.finished.connect(add.setFocus)
        card.body.addWidget(add)
        self._show(card, form)

    def show_problem(self, problem: Problem) -> None:
        """What kept the new record from being saved; everything typed is still there."""
        self._remark.say(problem.sentence)

    def settle(self) -> bool:
        """Commit what is being typed; whether all of it could be read."""
        return self._form is None or self._form.settle()

    def close_gently(self) -> None:
        """Back to the file; what is typed is committed first."""
        if self.settle():
            self.closed.emit()

    # -- slots ---------------------------------------------------------------------------------

    def _on_committed(self, name: str, value: Any) -> None:
        spot = Spot(self._noun, self._id, name)
        before = self._before.get(name)
        self._before[name] = value
        self._desk.operation(self, partial(write, spot=spot, value=value)).then(
            partial(self._on_saved, spot, before)
        ).otherwise(partial(self._on_refused, spot)).start()

    def _on_saved(self, spot: Spot, before: Any, saved: Saved) -> None:
        if before is not MASKED:
            self.saved.emit(spot, before)
        if self._form is not None and spot.id == self._id:
            remarks = {one.field: Finding(one.sentence, is_error=False) for one in saved.remarks}
            for name, editor in self._form.editors.items():
                if name == spot.name or name in remarks:
                    editor.show_finding(remarks.get(name))

    def _on_refused(self, spot: Spot, problem: Problem) -> None:
        if self._form is None or spot.id != self._id or spot.name not in self._form.editors:
            self._desk.show_problem(problem)
            return
        self._form.editors[spot.name].show_finding(Finding(problem.sentence))

    def _on_typed(self, name: str, value: Any) -> None:
        self._typed[name] = value
        if name == "id_no" and value:
            self._desk.operation(self, partial(people.known_person, id_no=value)).then(
                self._on_known
            ).start()

    def _on_known(self, known: people.KnownPerson | None) -> None:
        if known is not None:
            self._remark.say(
                f"这个证件号已有档案：{known.name}。请核对是不是同一个人，不要重复建档。", "warn"
            )

    def _on_add_pressed(self) -> None:
        if self._form is not None and self._form.check():
            self._remark.say("")
            self.add_requested.emit(dict(self._typed))

    # -- private -------------------------------------------------------------------------------

    def _card(
        self, title: str, fields: tuple[FieldDescription, ...]
    ) -> tuple[SectionCard, FieldForm]:
        card = SectionCard(title)
        form = FieldForm(fields, partial(today, self._desk.clock))
        card.body.addWidget(form)
        return card, form

    def _show(self, card: SectionCard, form: FieldForm) -> None:
        self._remark.say("")
        self._form = form
        self._pane.show_only((card,))
        form.start()

    def _removal(self, words: str) -> QWidget:
        """A reason and a button: nothing goes without saying why."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 12, 0, 0)
        reason = QLineEdit()
        reason.setPlaceholderText("作废原因")
        button = Button(words, icon_name="remove")
        button.clicked.connect(lambda: self._on_remove_pressed(reason))
        row.addWidget(reason, 1)
        row.addWidget(button)
        return whole

    def _on_remove_pressed(self, reason: QLineEdit) -> None:
        if not reason.text().strip():
            self._remark.say("请先写明作废原因。")
            reason.setFocus()
            return
        self.remove_requested.emit(self._noun, self._id, reason.text().strip())
