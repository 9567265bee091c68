"""Whom a new file is about: somebody found by name or number, or somebody new."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import register_people
from app.services.search import Hit
from app.ui.pages import Desk
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.columns import Column
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

COLUMNS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("person", "性别年龄", lambda row: _person(row), "女 100岁"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("id_no", "证件号", lambda row: row.id_masked, "500231********1234"),
)


class PersonPane(QWidget):
    """``chosen`` with a ``Hit``, ``new_chosen`` where nobody fits, ``closed`` to go back."""

    chosen = Signal(object)
    new_chosen = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._noun = ""
        self._title = label("", "heading", wraps=True)
        self.search = SearchBox("姓名、拼音首字母、证件号或电话后4位")
        self.list = WorkList(COLUMNS)
        self._remark = Remark()
        self.take = primary("用选中的这份档案", icon_name="done")
        self.new = Button("没有档案，登记新的人", icon_name="add")
        self._listen()
        self._lay_out()

    def begin(self, noun: str, title: str, *, may_be_new: bool) -> None:
        """Ask who it is, for the register ``noun``."""
        self._noun = noun
        self._title.setText(title)
        self.new.setVisible(may_be_new)
        self.search.clear()
        self._show(())
        self.search.setFocus()

    def _on_searched(self, text: str) -> None:
        verb = partial(register_people.find_person, text=text, places=self._desk.divisions)
        noun = self._noun
        self._desk.operation(self, lambda work: verb(work, noun)).replacing("person").then(
            self._show
        ).start()

    def _show(self, hits: tuple[Hit, ...]) -> None:
        self.list.show_rows(hits)
        is_wanting = bool(self.search.text().strip()) and not hits
        said = "没有找到。换一个字或证件号后4位试试；确实没有档案的，登记新的人。"
        self._remark.say(said if is_wanting else "", "warn")
        self.take.setEnabled(bool(hits))

    def _on_left_down(self) -> None:
        self.list.setFocus()

    def _take(self, row: Any = None) -> None:
        found = row or self.list.current_row()
        if found is not None:
            self.chosen.emit(found)

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_down.connect(self._on_left_down)
        self.list.row_opened.connect(self._take)
        self.take.clicked.connect(lambda: self._take())
        self.new.clicked.connect(self.new_chosen)

    def _lay_out(self) -> None:
        back = quiet("返回 (Esc)", icon_name="back")
        back.clicked.connect(self.closed)
        foot = QHBoxLayout()
        for button in (self.take, self.new, back):
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self._remark)
        column.addLayout(foot)


def _person(row: Any) -> str:
    age = "" if row.age is None else f"{row.age}岁"
    return f"{row.sex_text} {age}{' 已故' if row.is_dead else ''}".strip()
