"""One conflict: who wrote what and when, field by field, and what it is to be."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from app.domain.clock import today
from app.services import records
from app.services.conflicts import ConflictField, ConflictFile, Pick, Side
from app.ui.filing.fields_shown import village_choices
from app.ui.pages import Desk
from app.ui.status_bar import moment_in_words
from app.ui.sync.choosing import COLUMNS, FieldChoice
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.editors.description import FieldDescription, of_note
from app.ui.widgets.texts import Remark, label

KEPT: Final = "没有选的一边也不会丢：它一直留在这份冲突记录里，改动记在修改记录里。"
GONE: Final = "这份档案已不在本机（可能转到了别的村），以县里的为准；您写的内容留在这份冲突记录里。"
DECISIONS: Final = {
    "mine": "用了我的",
    "theirs": "用了对方的",
    "other": "另写了一个",
    "mixed": "逐项选的",
    "superseded": "后来又改过，以后来的为准",
}


class ConflictForm(SectionCard):
    """``decided`` with the picks by field; ``open_requested``; ``reveal_requested`` with a field."""

    decided = Signal(object)
    open_requested = Signal()
    reveal_requested = Signal(str)

    def __init__(self, desk: Desk, file: ConflictFile) -> None:
        super().__init__(file.title)
        self._desk = desk
        self.file = file
        self.remark = Remark()
        self.choices = {one.name: self._choice(one) for one in file.fields}
        for text in self._hands():
            self.body.addWidget(label(text, "muted", wraps=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for column, head in enumerate(COLUMNS):
            grid.addWidget(label(head, "muted"), 0, column)
            grid.setColumnStretch(column, 0 if column in (0, 4) else 1)
        for place, choice in enumerate(self.choices.values()):
            choice.put_into(grid, 1 + 3 * place)
            choice.changed.connect(self._show_ready)
            choice.reveal_requested.connect(self.reveal_requested)
        self.body.addLayout(grid)
        if file.is_here:
            show = self.add_action("打开档案", "people")
            show.clicked.connect(lambda: self.open_requested.emit())
        self.finish = primary("按选的定下来", icon_name="done")
        self.finish.clicked.connect(self._on_finish_pressed)
        self._close()
        self._show_ready()

    def pick_all(self, side: Side) -> None:
        """Everything from one side."""
        for choice in self.choices.values():
            if choice.is_mine:
                choice.choose(side)

    def picks(self) -> dict[str, Pick]:
        """What was chosen, by field."""
        found = {name: choice.pick() for name, choice in self.choices.items()}
        return {name: pick for name, pick in found.items() if pick is not None}

    # -- private -------------------------------------------------------------------------------

    def _close(self) -> None:
        if self.file.decided_at is not None:
            how = DECISIONS.get(self.file.decision, "处理过")
            when = self._moment(self.file.decided_at)
            by = f"，{self.file.decided_by}" if self.file.decided_by else ""
            self.body.addWidget(self.remark)
            self.remark.say(f"已处理：{how}（{when}{by}）。", "ok")
            for choice in self.choices.values():
                for button in choice.buttons.values():
                    button.hide()
            return
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.finish)
        if self.file.is_here:
            sides: tuple[tuple[Side, str], ...] = (
                ("mine", "全部用我的"),
                ("theirs", "全部用对方的"),
            )
            for side, text in sides:
                button = Button(text)
                button.clicked.connect(partial(self.pick_all, side))
                row.addWidget(button)
        else:
            self.finish.setText("知道了，以县里的为准")
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.remark)
        if not self.file.is_here:
            self.remark.say(GONE, "warn")
        self.body.addWidget(label(KEPT, "muted", wraps=True))

    def _on_finish_pressed(self) -> None:
        if not self.file.is_here:
            self.decided.emit({})
        elif all(choice.settle() for choice in self.choices.values()):
            self.decided.emit(self.picks())

    def _show_ready(self) -> None:
        is_ready = all(choice.is_chosen for choice in self.choices.values())
        self.finish.setEnabled(is_ready or not self.file.is_here)
        self.finish.setToolTip("" if is_ready else "还有没选的项目")

    def _choice(self, one: ConflictField) -> FieldChoice:
        is_open = self.file.is_here and self.file.decided_at is None
        description = self._description(one) if is_open and one.is_typed else None
        return FieldChoice(self, self.file.noun, one, description, partial(today, self._desk.clock))

    def _description(self, one: ConflictField) -> FieldDescription | None:
        notes = {note.name: note for note in records.field_notes(self.file.noun)}
        note = notes.get(one.name)
        if note is None or note.refers:
            return None
        return of_note(note, self.file.noun, village_choices(self._desk.divisions))

    def _hands(self) -> tuple[str, str]:
        """Who wrote which side, when, and in which visit."""
        file = self.file
        theirs = f"{file.theirs_by}（{file.theirs_role}）" if file.theirs_role else file.theirs_by
        return (
            self._hand("我写的", file.mine_by, file.mine_at, file.visit),
            self._hand("对方写的", theirs, file.theirs_at, file.theirs_visit),
        )

    def _hand(self, side: str, who: str, at: datetime | None, visit: str) -> str:
        when = f"{self._moment(at)}存的" if at else ""
        return f"{side}：" + "，".join(filter(None, (who, when, visit)))

    def _moment(self, moment: datetime) -> str:
        return moment_in_words(moment, self._desk.clock.now())
