"""收件箱: what the county refused, and what came or went by a handover; each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services import inbox
from app.services.inbox import REFUSED, Letter
from app.ui.pages import Desk
from app.ui.status_bar import moment_in_words
from app.ui.sync.finding import open_record
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import DetailPane, EmptyState, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

NOTHING: Final = "没有要看的消息。县里没有接受的改动、转进转出的档案，会在这里告诉您。"
KEPT: Final = "您填的内容一直保存在这里，也在导出的全部资料里。"


class InboxView(QWidget):
    """``settled`` when somebody has acknowledged letters."""

    settled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        self.list = WorkList(_columns(desk), (RowAction("知道了", self._acknowledge, "done"),))
        self.list.setAccessibleName("收件箱")
        self.list.row_chosen.connect(self._show)
        self.list.row_opened.connect(self._on_opened)
        self.all = QCheckBox("看过的也列出")
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
        split.setSizes([520, 660])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def load(self) -> None:
        """What there is now."""
        verb = partial(
            inbox.list_inbox, with_read=self.all.isChecked(), places=self._desk.divisions
        )
        self._desk.operation(self, verb).replacing("inbox").then(self._show_letters).start()

    def _on_all_toggled(self, _is_on: bool) -> None:
        self.load()

    def begin(self) -> None:
        """Put the focus into the list."""
        self.list.setFocus()

    def show_letter(self, letter_id: str) -> None:
        """Put the cursor on one letter, once it is here."""
        self._wanted = letter_id
        self.load()

    def _show_letters(self, letters: Sequence[Letter]) -> None:
        self.list.show_rows(letters)
        if self._wanted:
            self.list.select(self._wanted)
            self._wanted = ""

    def _show(self, letter: Letter | None) -> None:
        if letter is None:
            self._stack.setCurrentWidget(self._empty)
            return
        self._pane.show_only((self._card(letter),))
        self._stack.setCurrentWidget(self._pane)

    def _card(self, letter: Letter) -> SectionCard:
        card = SectionCard(f"{letter.title}：{letter.what}" if letter.what else letter.title)
        grid = ValueGrid()
        tone = "error" if letter.kind == REFUSED else ""
        shown = [ShownValue("why", "说明", letter.why, tone=tone)]
        if letter.made_at:
            shown.append(ShownValue("made", "填写时间", self._moment(letter.made_at)))
        grid.show_values(shown)
        card.body.addWidget(grid)
        card.body.addLayout(self._buttons(letter))
        if letter.values:
            typed = ValueGrid()
            typed.show_values(
                ShownValue(f"value{place}", name, text)
                for place, (name, text) in enumerate(letter.values)
            )
            card.body.addWidget(typed)
            card.body.addWidget(label(KEPT, "muted", wraps=True))
        return card

    def _buttons(self, letter: Letter) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(10)
        if letter.read_at is None:
            done = primary("知道了", icon_name="done")
            done.clicked.connect(lambda: self._acknowledge([letter]))
            row.addWidget(done)
        if letter.noun and letter.record_id and letter.kind == REFUSED:
            show = Button("打开档案", icon_name="people")
            show.clicked.connect(lambda: self._on_opened(letter))
            row.addWidget(show)
        row.addStretch(1)
        return row

    def _on_opened(self, letter: Letter) -> None:
        if letter.noun and letter.record_id:
            open_record(self._desk, self, letter.noun, letter.record_id)

    def _acknowledge(self, letters: Sequence[Any]) -> None:
        ids = [one.id for one in letters if one is not None]
        self._desk.operation(self, lambda work: inbox.acknowledge(work, ids)).then(
            lambda _count: self._on_acknowledged()
        ).start()

    def _on_acknowledged(self) -> None:
        self.load()
        self.settled.emit()

    def _moment(self, moment: datetime | None) -> str:
        return moment_in_words(moment, self._desk.clock.now()) if moment else ""


def _columns(desk: Desk) -> tuple[Column, ...]:
    def arrived(letter: Letter) -> str:
        at = letter.arrived_at
        return moment_in_words(at, desk.clock.now()) if at else ""

    return (
        Column("title", "情况", lambda row: row.title, "县里没有接受",
               tone=lambda row: "error" if row.kind == REFUSED else ""),
        Column("what", "哪一份", lambda row: row.what, "欧阳建国：家庭成员"),
        Column("arrived", "收到", arrived, "11月20日 08:05", order=lambda row: row.arrived_at or 0),
    )  # fmt: skip
