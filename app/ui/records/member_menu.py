"""The right-click menu of a household's members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.fields import RecordFile
from app.services.household_file import HouseholdFile, MemberFile
from app.services.seen import CHANGED, Meanwhile, Sight, changed_since, sight_of, upon
from app.ui.filing.meanwhile import ChangedMeanwhile
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.records import member_moves
from app.ui.records.member_moves import Move
from app.ui.widgets.columns import RowAction


class MemberMenu(QWidget):
    """Never shown itself: it does what needs no form, and asks for the forms of the rest.

    ``meanwhile`` asks where what was seen changed before it was done; it stands above the file.
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
        self.meanwhile = ChangedMeanwhile()
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
        *,
        sight: Sight | None = None,
    ) -> None:
        """Do it, unless what was seen (``sight``, or the file as it is shown) changed meanwhile, then
        ``afterwards``, and offer the way back. ``otherwise``: who says a refusal."""
        seen = self.seen_now() if sight is None else sight

        def done(saved: Any) -> None:
            afterwards()
            back = self._desk.operation(self, move.back(saved))
            self._desk.offer_undo(move.sentence, back.start)

        def refused(problem: Problem) -> None:
            if problem.code == CHANGED:
                self._ask_again(move, otherwise, afterwards, seen)
            else:
                (otherwise or self._desk.show_problem)(problem)

        self.meanwhile.forget()
        self._desk.operation(self, upon(seen, move.do)).then(done).otherwise(refused).start()

    def _ask_again(
        self,
        move: Move,
        otherwise: Callable[[Problem], object] | None,
        afterwards: Callable[[], object],
        seen: Sight,
    ) -> None:
        """Both stand above the file; whoever says so has seen what changed."""

        def show(changes: Sequence[Meanwhile]) -> None:
            now = {**seen, **{one.place: one.now for one in changes}}
            go_on = partial(self.run, move, otherwise, afterwards, sight=now)
            self.meanwhile.ask(move.title, changes, go_on)

        verb = partial(changed_since, sight=seen)
        self._desk.operation(self, verb).replacing("meanwhile").then(show).start()

    def seen_now(self) -> Sight:
        """The file as it is shown now."""
        file = self._file()
        return sight_of(records_of(file).values()) if file is not None else {}

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


def records_of(file: HouseholdFile) -> dict[str, RecordFile]:
    """Every record of the file that can be typed into, by id."""
    every = [file.household, *file.incomes, *file.expenses, *file.assets, *file.obligors]
    for one in (*file.members, *file.former):
        every += [one.person, one.member]
    return {one.id: one for one in every}
