"""The right-click menu of a household's members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.household_file import HouseholdFile, MemberFile
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.records import member_moves
from app.ui.records.member_moves import Move
from app.ui.widgets.columns import RowAction


class MemberMenu(QWidget):
    """Never shown itself: it does what needs no form, and asks for the forms of the rest.

    ``place_requested``, ``death_requested``, ``move_requested``, ``join_requested`` with the member.
    """

    place_requested = Signal(object)
    death_requested = Signal(object)
    move_requested = Signal(object)
    join_requested = Signal(object)

    def __init__(self, desk: Desk, file: Callable[[], HouseholdFile | None], parent: QWidget):
        super().__init__(parent)
        self.hide()
        self._desk = desk
        self._file = file
        self.actions_ = (
            RowAction("改在这一户的关系、计入、保障", self._one(self.place_requested.emit), "edit"),
            RowAction("登记去世", self._one(self.death_requested.emit), "calendar"),
            RowAction("设为户主", self._one(self._make_head), "person"),
            RowAction("移到另一户", self._one(self.move_requested.emit), "house"),
            RowAction("和另一份档案是同一个人", self._one(self.join_requested.emit), "check"),
            RowAction("不再是本户成员", self._one(self._let_leave), "remove"),
        )

    def run(
        self,
        move: Move,
        otherwise: Callable[[Problem], object] | None = None,
        afterwards: Callable[[], object] = lambda: None,
    ) -> None:
        """Do it, then ``afterwards``, and offer the way back. ``otherwise``: who says a refusal."""

        def done(saved: Any) -> None:
            afterwards()
            back = self._desk.operation(self, move.back(saved))
            self._desk.offer_undo(move.sentence, back.start)

        operation = self._desk.operation(self, move.do).then(done)
        if otherwise is not None:
            operation.otherwise(otherwise)
        operation.start()

    def _let_leave(self, row: MemberFile) -> None:
        self.run(member_moves.leave(row))

    def _make_head(self, row: MemberFile) -> None:
        file = self._file()
        if file is None or row.is_head:
            self._desk.say(f"{row.name}已经是户主")
            return
        self.run(member_moves.become_head(file, row))

    def _one(self, act: Callable[[MemberFile], object]) -> Callable[[Any], None]:
        """For one member: what is done with each of a selection would be easily done by mistake."""

        def acted(rows: Any) -> None:
            if len(rows) == 1:
                act(rows[0])
            else:
                self._desk.say("选中了几位成员，一次只能办一位。请只选一位再点。")

        return acted
