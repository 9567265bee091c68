"""A member goes to another household: find it by anybody who lives there, say the new relation."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import today
from app.services import search
from app.services.household_file import MemberFile
from app.services.search import Hit
from app.ui.filing.fields_shown import described
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.records import member_moves
from app.ui.widgets.buttons import primary, quiet
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

COLUMNS: Final = (
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("name", "找到的人", lambda row: row.name, "买买提·艾力"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
)


class MovePane(QWidget):
    """``closed`` when the person goes back; ``move_requested`` with a ``Move``."""

    closed = Signal()
    move_requested = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._member: MemberFile | None = None
        self._from = ""
        self._relation: str | None = None
        self._title = label("", "heading", wraps=True)
        self.search = SearchBox("那一户任何一个人的姓名、拼音首字母、证件号或电话后4位")
        self.list = WorkList(COLUMNS)
        self.form = FieldForm(
            described("member", ("relation",), places=desk.divisions), partial(today, desk.clock)
        )
        self._remark = Remark()
        self.go = primary("移到这一户", icon_name="done")
        self._listen()
        self._lay_out()

    def begin(self, member: MemberFile, household_id: str) -> None:
        """Ask where ``member`` of this household goes."""
        self._member, self._from = member, household_id
        self._title.setText(f"{member.name}移到哪一户？")
        self._remark.say("")
        self.search.clear()
        self._show(())
        self.form.show_values({"relation": None})
        self._relation = None
        self.search.setFocus()

    def show_problem(self, problem: Problem) -> None:
        """Why the member stays."""
        self._remark.say(problem.sentence)

    # -- slots ---------------------------------------------------------------------------------

    def _on_searched(self, text: str) -> None:
        verb = partial(search.find, text=text, places=self._desk.divisions)
        self._desk.operation(self, verb).replacing("target").then(self._show).start()

    def _show(self, hits: tuple[Hit, ...]) -> None:
        found: dict[str, Hit] = {}
        for one in hits:
            if one.household_id and one.household_id != self._from:
                found.setdefault(one.household_id, one)
        self.list.show_rows(tuple(found.values()))
        is_wanting = bool(self.search.text().strip()) and not found
        self._remark.say(
            "没有找到别的户。换一个名字或证件号后4位试试。" if is_wanting else "", "warn"
        )

    def _on_chosen(self, hit: Hit | None) -> None:
        self.go.setEnabled(hit is not None)
        self.go.setText(f"移到{_whose(hit)}户" if hit else "移到这一户")

    def _on_opened(self, _hit: Hit) -> None:
        self.form.start()

    def _on_typed(self, _name: str, value: Any) -> None:
        self._relation = value

    def _on_go_pressed(self) -> None:
        hit: Hit | None = self.list.current_row()
        if self._member is None or hit is None or not hit.household_id or not self.form.settle():
            return
        wanted = member_moves.move(self._member, hit.household_id, _whose(hit), self._relation)
        self.move_requested.emit(wanted)

    # -- private -------------------------------------------------------------------------------

    def _listen(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.left_down.connect(self.list.setFocus)
        self.list.row_chosen.connect(self._on_chosen)
        self.list.row_opened.connect(self._on_opened)
        self.form.committed.connect(self._on_typed)
        self.form.finished.connect(self.go.setFocus)
        self.go.clicked.connect(self._on_go_pressed)

    def _lay_out(self) -> None:
        back = quiet("不移动，返回档案 (Esc)", icon_name="back")
        back.clicked.connect(self.closed)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addWidget(back)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self.search):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        for widget in (self.form, self._remark):
            column.addWidget(widget)
        column.addLayout(foot)


def _whose(hit: Hit) -> str:
    return hit.head_name or hit.name
