"""冲突: two people changed one thing. Both values stand side by side; it is decided offline (S14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services import conflicts
from app.services.conflicts import ConflictFile, Pick
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.status_bar import moment_in_words
from app.ui.sync.conflict_form import ConflictForm
from app.ui.sync.finding import open_record
from app.ui.widgets.cards import DetailPane, EmptyState
from app.ui.widgets.columns import Column
from app.ui.widgets.work_list import WorkList

NOTHING: Final = "没有冲突。两个人改了同一项，两边的内容都会留在这里，由您选定。"
SAID: Final = "已经定下来，没有选的一边留在冲突记录里"


class ConflictView(QWidget):
    """``settled`` when one was decided."""

    settled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        self.form: ConflictForm | None = None
        self.list = WorkList(_columns(desk))
        self.list.setAccessibleName("冲突")
        self.list.row_chosen.connect(self._show)
        self.list.row_opened.connect(self._on_opened)
        self.all = QCheckBox("处理过的也列出")
        self.all.toggled.connect(self._on_all_toggled)
        self._empty = EmptyState("done", NOTHING)
        self._pane = DetailPane()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._pane)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.all)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self._stack)
        split.setSizes([360, 820])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def load(self) -> None:
        """What there is now."""
        verb = partial(conflicts.list_conflicts, with_decided=self.all.isChecked())
        self._desk.operation(self, verb).replacing("conflicts").then(self._show_files).start()

    def _on_all_toggled(self, _is_on: bool) -> None:
        self.load()

    def begin(self) -> None:
        """Put the focus into the list."""
        self.list.setFocus()

    def show_conflict(self, conflict_id: str) -> None:
        """Put the cursor on one, once it is here."""
        self._wanted = conflict_id
        self.load()

    def _show_files(self, files: Sequence[ConflictFile]) -> None:
        self.list.show_rows(files)
        if self._wanted:
            self.list.select(self._wanted)
            self._wanted = ""

    def _show(self, file: ConflictFile | None) -> None:
        if file is None:
            self.form = None
            self._stack.setCurrentWidget(self._empty)
            return
        if self.form is not None and self.form.file == file:
            return  # what is chosen already stays
        form = ConflictForm(self._desk, file)
        form.decided.connect(partial(self._decide, form))
        form.open_requested.connect(partial(self._on_opened, file))
        form.reveal_requested.connect(partial(self._reveal, form))
        self.form = form
        self._pane.show_only((form,))
        self._stack.setCurrentWidget(self._pane)

    def _on_opened(self, file: ConflictFile) -> None:
        open_record(self._desk, self, file.noun, file.record_id)

    def _decide(self, form: ConflictForm, picks: Mapping[str, Pick]) -> None:
        conflict_id = form.file.id
        self._desk.operation(
            self, lambda work: conflicts.resolve_conflict(work, conflict_id, picks)
        ).then(lambda _file: self._on_decided()).otherwise(partial(self._on_refused, form)).start()

    def _on_decided(self) -> None:
        self._desk.say(SAID)
        self.load()
        self.settled.emit()

    def _on_refused(self, form: ConflictForm, problem: Problem) -> None:
        if problem.is_bug or form is not self.form:
            self._desk.show_problem(problem)
        else:
            form.remark.say(problem.sentence)

    def _reveal(self, form: ConflictForm, name: str) -> None:
        conflict_id = form.file.id
        self._desk.operation(
            self, lambda work: conflicts.reveal_conflict(work, conflict_id, name)
        ).then(form.choices[name].reveal).start()


def _columns(desk: Desk) -> tuple[Column, ...]:
    def made(file: ConflictFile) -> str:
        return moment_in_words(file.mine_at, desk.clock.now()) if file.mine_at else ""

    return (
        Column("title", "哪一份", lambda row: row.title, "欧阳建国：家庭"),
        Column(
            "fields", "哪几项", lambda row: "、".join(one.label for one in row.fields), "现住址"
        ),
        Column("made", "我写的时间", made, "11月20日 08:05"),
        Column(
            "state",
            "状态",
            lambda row: "已处理" if row.decided_at else "要处理",
            tone=lambda row: "ok" if row.decided_at else "warn",
        ),
    )
