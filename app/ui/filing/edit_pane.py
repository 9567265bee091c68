"""One record being typed in: every field is saved when it is left; or a new one, saved at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.clock import today
from app.services import people
from app.services.fields import Field, Mark, RecordFile
from app.services.records import Saved
from app.services.seen import CHANGED
from app.ui.filing.fields_shown import Done, Spot, values_of
from app.ui.filing.masked_values import MaskedValues, Reveal
from app.ui.filing.unseen import APART, Typed, Unseen, Write
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.editors.description import FieldDescription, Finding
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark

Known = Callable[[Any, str], people.KnownPerson | None]

MASKED: Final = object()
"""Stands for an old value that was masked: it is not known here and cannot be put back."""


class EditPane(QWidget):
    """``closed`` when the person is done; ``saved`` with what was ``Done``.

    ``add_requested`` with the typed values of a new record; ``remove_requested`` with noun, id and
    the reason; ``undo_requested`` when 改回上一处 is pressed.
    """

    closed = Signal()
    saved = Signal(object)
    undo_requested = Signal()
    add_requested = Signal(object)
    remove_requested = Signal(str, str, str)

    def __init__(
        self,
        desk: Desk,
        write: Write,
        *,
        known: Known = people.known_person,
        join: str = "用这份档案，加入本户",
        reveal: Reveal = people.reveal,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._write: Write = write
        self._find_known = known
        self._reveal = reveal
        self._form: FieldForm | None = None
        self._noun, self._id = "", ""
        self._typed: dict[str, Any] = {}
        self._given: dict[str, Any] = {}
        self._before: dict[str, Any] = {}
        self._seen: dict[str, Any] = {}
        self._waiting = 0
        self._is_warned = False
        self._is_unsaved = False
        self._joins = False
        self._known: people.KnownPerson | None = None
        self._removal_reason: QLineEdit | None = None
        self._pane = DetailPane()
        back = quiet("返回档案 (Esc)", icon_name="back")
        back.clicked.connect(self.close_gently)
        self._undo = quiet("改回上一处", icon_name="undo")
        self._undo.setToolTip("不在格子里打字时，也可以按 Ctrl+Z")
        self._undo.clicked.connect(self.undo_requested)
        self._undo.hide()
        self._join = Button(join, icon_name="person")
        self._join.clicked.connect(self._on_join_pressed)
        self._join.hide()
        self._remark = Remark()
        self._unseen = Unseen(desk)
        self._unseen.mine_chosen.connect(self._on_mine_chosen)
        self._unseen.theirs_chosen.connect(self._on_theirs_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self._undo)
        column.addLayout(row)
        column.addWidget(self._remark)
        column.addWidget(self._unseen)
        column.addWidget(self._join)
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
        self._typed = {}
        self._before = {
            name: MASKED if one.is_masked else one.value for name, one in record.fields.items()
        }
        self._seen = {name: one.seen for name, one in record.fields.items() if not one.is_hidden}
        card, form = self._card(title, fields, MaskedValues.of(self._desk, record, self._reveal))
        form.show_values(values_of(record))
        form.committed.connect(self._on_committed)
        if removal:
            card.body.addWidget(self._removal(removal))
        self._show(card, form)

    def show_again(self, records: Mapping[str, RecordFile]) -> None:
        """The file was read anew (records by id): show what else changed, derived fields too.

        Nothing moves while something of this form is still on its way to the disk.
        """
        record = records.get(self._id)
        if self._form is None or record is None or self._waiting:
            return
        for name, editor in self._form.editors.items():
            field = record.fields.get(name)
            if field is None or field.is_masked or editor.is_dirty or editor.has_error():
                continue
            self._seen[name] = field.seen
            if editor.value != field.value:
                editor.show_value(field.value)
                self._before[name] = field.value

    @property
    def is_adding(self) -> bool:
        """Whether something new is being typed in, or what an act asks for."""
        return self._form is not None and not self._id

    def put_back(self, spot: Spot, value: Any) -> None:
        """Show the value that was put back."""
        if self._form is not None and spot.id == self._id and spot.name in self._form.editors:
            self._before[spot.name] = self._seen[spot.name] = value
            self._form.editors[spot.name].show_value(value)

    def offer_undo(self, *, is_possible: bool) -> None:
        """Whether there is a change to be put back."""
        self._undo.setVisible(is_possible and bool(self._id))

    def go_to(self, name: str) -> None:
        """Put the keyboard into the field called ``name``."""
        if self._form is not None and (editor := self._form.editors.get(name)):
            editor.setFocus()
            self._pane.ensureWidgetVisible(editor)

    def ask_removal(self) -> None:
        """Put the keyboard where the reason for 作废 is typed."""
        if self._removal_reason is not None:
            self._removal_reason.setFocus()
            self._pane.ensureWidgetVisible(self._removal_reason)

    def show_new(
        self,
        title: str,
        fields: tuple[FieldDescription, ...],
        button: str,
        *,
        joins: bool = False,
        values: Mapping[str, Any] | None = None,
        remark: str = "",
    ) -> None:
        """Type in a new record; ``button`` says what the filled button does.

        ``joins``: somebody who has a file already can be taken with that file. ``values`` stand in
        the form already; ``remark`` above it.
        """
        self._noun, self._id = "", ""
        self._joins = joins
        self._typed = {}
        self._given = dict(values or {})
        card, form = self._card(title, fields)
        form.show_values(self._given)
        form.committed.connect(self._on_typed)
        add = primary(button, icon_name="done")
        add.clicked.connect(self._on_add_pressed)
        form.finished.connect(add.setFocus)
        card.body.addWidget(add)
        self._show(card, form)
        self._remark.say(remark, "warn")

    def show_problem(self, problem: Problem) -> None:
        """What kept the record from being saved, beside its field; everything typed is still there."""
        editor = self._form.editors.get(problem.field) if self._form is not None else None
        if editor is None or self._id:
            self._remark.say(problem.sentence)
        else:
            editor.show_finding(Finding(problem.sentence))
            editor.setFocus()

    def settle(self) -> bool:
        """Commit what is being typed; whether all of it could be read."""
        return self._form is None or self._form.settle()

    def seen(self) -> dict[str, Any]:
        """What the person has before him, by field."""
        names = self._form.editors if self._form is not None and self._id else ()
        return {name: self._seen[name] for name in names if name in self._seen}

    def forget(self) -> None:
        """What was typed is saved, or its record gone: nothing is left to be kept."""
        self._form, self._typed = None, {}
        self._unseen.forget()
        self._tell_unsaved(False)

    def close_gently(self) -> None:
        """Back to the file; what is typed is committed first."""
        if self.let_go():
            self.closed.emit()

    def let_go(self) -> bool:
        """Commit what is typed. What cannot be saved is kept the first time, with a sentence, and
        given up the second."""
        is_safe = self.settle() and not (self._typed and not self._id)
        if not is_safe and not self._is_warned:
            self._is_warned = True
            what = "有一格没有存上（见红字）" if self._id else "填的内容还没有保存"
            self._remark.say(f"{what}。再按一次 Esc 就不要它了，返回档案。", "warn")
            return False
        self.forget()
        return True

    # -- slots ---------------------------------------------------------------------------------

    def _on_committed(self, name: str, value: Any) -> None:
        self._is_warned = False
        spot = Spot(self._noun, self._id, name)
        self._put(Typed(spot, _kept(value), self._seen.get(name)))

    def _put(self, typed: Typed) -> None:
        name = typed.spot.name
        before = self._before.get(name)
        if before is not MASKED:
            self._before[name] = typed.value
        is_masked = isinstance(typed.seen, Mark)
        self._seen[name] = Mark.of(typed.value) if is_masked else typed.value
        self._waiting += 1
        self._desk.operation(self, partial(typed.put, self._write)).afterwards(
            self._on_answered
        ).then(partial(self._on_saved, Done(typed.spot, before, typed.value))).otherwise(
            partial(self._on_refused, typed, before)
        ).start()

    def _on_answered(self) -> None:
        self._waiting -= 1

    def _on_saved(self, done: Done, saved: Saved) -> None:
        self.saved.emit(done)
        spot = done.spot
        if self._form is not None and spot.id == self._id:
            remarks = {one.field: Finding(one.sentence, is_error=False) for one in saved.remarks}
            for name, editor in self._form.editors.items():
                if name == spot.name or name in remarks:
                    editor.show_finding(remarks.get(name))
            has_errors = any(one.has_error() for one in self._form.editors.values())
            self._tell_unsaved(has_errors)

    def _on_refused(self, typed: Typed, before: Any, problem: Problem) -> None:
        spot = typed.spot
        if spot.id == self._id:
            self._before[spot.name], self._seen[spot.name] = before, typed.seen
        if self._form is None or spot.id != self._id or spot.name not in self._form.editors:
            self._on_refused_afterwards(typed, problem)
            return
        editor = self._form.editors[spot.name]
        editor.show_finding(Finding(problem.sentence))
        self._tell_unsaved(True)
        if problem.code == CHANGED:
            self._unseen.ask(typed, editor.description)

    def _on_refused_afterwards(self, typed: Typed, problem: Problem) -> None:
        """The form is gone: what was typed over something unseen is kept beside it."""
        if problem.code != CHANGED:
            self._desk.show_problem(problem)
            return
        self._desk.operation(self, typed.keep).then(lambda _none: self._desk.say(APART)).start()

    def _on_mine_chosen(self, typed: Typed, now: Field) -> None:
        if typed.spot.id == self._id:
            self._before[typed.spot.name] = MASKED if now.is_masked else now.value
            self._put(Typed(typed.spot, typed.value, now.seen))

    def _on_theirs_chosen(self, typed: Typed, now: Field) -> None:
        if self._form is None or typed.spot.id != self._id:
            return
        name = typed.spot.name
        self._before[name] = MASKED if now.is_masked else now.value
        self._seen[name] = now.seen
        self._form.editors[name].show_value(now.value)
        self._tell_unsaved(any(one.has_error() for one in self._form.editors.values()))

    def _on_typed(self, name: str, value: Any) -> None:
        self._typed[name] = _kept(value)
        self._is_warned = False
        self._tell_unsaved(True)
        if name == "id_no" and value:
            self._desk.operation(self, lambda work: self._find_known(work, value)).then(
                self._on_known
            ).start()

    def _on_known(self, known: people.KnownPerson | None) -> None:
        self._known = known
        self._join.setVisible(known is not None and self._joins)
        if known is not None:
            self._remark.say(
                f"这个证件号已有档案：{known.name}。请核对是不是同一个人，不要重复建档。", "warn"
            )

    def _on_join_pressed(self) -> None:
        if self._known is not None:
            self.add_requested.emit(self._given | self._typed | {"person_id": self._known.id})

    def _on_add_pressed(self) -> None:
        if self._form is not None and self._form.check():
            self._remark.say("")
            self.add_requested.emit(self._given | self._typed)

    # -- private -------------------------------------------------------------------------------

    def _tell_unsaved(self, is_unsaved: bool) -> None:
        """The window says 已保存 only while nothing here is wanting."""
        if is_unsaved != self._is_unsaved:
            self._is_unsaved = is_unsaved
            self._desk.tell_unsaved(is_unsaved)

    def _card(
        self,
        title: str,
        fields: tuple[FieldDescription, ...],
        masked: QWidget | None = None,
    ) -> tuple[SectionCard, FieldForm]:
        card = SectionCard(title)
        self._removal_reason = None
        if masked is not None:
            card.body.addWidget(masked)
        form = FieldForm(fields, partial(today, self._desk.clock))
        card.body.addWidget(form)
        return card, form

    def _show(self, card: SectionCard, form: FieldForm) -> None:
        self._remark.say("")
        self._undo.hide()
        self._join.hide()
        self._known = None
        self._is_warned = False
        self._waiting = 0
        self._unseen.forget()
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
        reason.setAccessibleName("作废原因")
        self._removal_reason = reason
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


def _kept(value: Any) -> Any:
    """As the models keep it: several codes are a list."""
    is_several = isinstance(value, tuple)
    return [*cast("tuple[Any, ...]", value)] if is_several else value
