"""What the page shows when no visit is in front: begun visits, finished ones, starting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.forms.library import FormLibrary
from app.services import drafts, visit_list
from app.services.drafts import DraftLine
from app.services.search import Hit
from app.services.visit_list import VisitRow
from app.storage.unit_of_work import UnitOfWork
from app.ui.visits.discarded import DiscardedList
from app.ui.visits.drafts import DraftRow, DraftsList
from app.ui.visits.outgoing import EVERYTHING, formats_menu
from app.ui.visits.resume_bar import ResumeBar
from app.ui.visits.start import FormOffer, StartVisit
from app.ui.visits.whom import Somebody
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

HIT_COLUMNS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
)
VISIT_COLUMNS: Final = (
    Column("day", "哪天", lambda row: row.day.isoformat() if row.day else "—", "2026-11-23"),
    Column("who", "谁家", lambda row: row.title, "买买提·艾力户"),
    Column("kind", "走访", lambda row: row.kind_text, "低保入户调查"),
    Column("visitors", "走访人", lambda row: row.visitors, "周经办、陈副手"),
)


@dataclass(frozen=True)
class DeskLists:
    """What is listed. ``may_write``: whether this person fills in visits at all; ``may_export``:
    whether visits may leave the program."""

    drafts: tuple[DraftLine, ...]
    discarded: tuple[DraftLine, ...]
    visits: tuple[VisitRow, ...]
    may_write: bool
    may_export: bool = False
    forms: tuple[FormOffer, ...] = ()
    """What this person may fill in."""


def desk_lists(work: UnitOfWork, *, places: Divisions, library: FormLibrary) -> DeskLists:
    """Everything that is listed, for those who may see it."""
    may_write = may(work.actor.role, Action.VISIT_WRITE)
    return DeskLists(
        drafts.list_drafts(work) if may_write else (),
        drafts.list_discarded(work) if may_write else (),
        visit_list.list_visits(work, places),
        may_write,
        may(work.actor.role, Action.RECORDS_EXPORT),
        offers(library, work.actor.role),
    )


def offers(library: FormLibrary, role: str = "") -> tuple[FormOffer, ...]:
    """The forms of the library that somebody may fill in, as the window shows them."""
    return tuple(
        FormOffer(one.form_id, one.title, one.note, one.about)
        for one in drafts.offered_forms(library, role)
    )


class VisitDesk(QWidget):
    """``resumed``, ``discarded``, ``restored`` with the id of a draft; ``opened`` with that of a
    finished visit; ``household_chosen`` with a household's; ``export_requested`` with the ids of
    visits and the formats. ``start``, ``search_box`` and
    ``resume_bar`` have signals of their own."""

    resumed = Signal(str)
    discarded = Signal(str)
    restored = Signal(str)
    opened = Signal(str)
    household_chosen = Signal(str)
    export_requested = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, DraftLine] = {}
        self.resume_bar = ResumeBar()
        self.drafts = DraftsList()
        self.discarded_drafts = DiscardedList()
        self.visits = WorkList(
            VISIT_COLUMNS,
            (
                RowAction("打开走访记录", self._on_open, "visit"),
                RowAction("导出选中的走访", self._on_export, "download"),
            ),
        )
        self.export_button = Button("导出选中的", icon_name="download")
        self.export_button.setMenu(formats_menu(self.export_button, self._on_export_pressed))
        self.visits.setAccessibleName("已完成的走访")
        self.start = StartVisit()
        self.search_box = SearchBox("输入姓名、拼音首字母或证件号后4位")
        self.hits = WorkList(HIT_COLUMNS, (RowAction("走访这一户", self._on_choose, "visit"),))
        self.hits.setAccessibleName("找到的人")
        self._lay_out()
        self._listen()

    def show_lists(self, lists: DeskLists, now: datetime) -> None:
        """Replace what is listed."""
        self._lines = {one.id: one for one in lists.drafts}
        rows = [
            DraftRow(one.id, one.title, one.about, one.answered, one.asked, one.updated_at)
            for one in lists.drafts
        ]
        self.drafts.show_drafts(rows, now)
        self.discarded_drafts.show_drafts(lists.discarded)
        self.visits.show_rows(lists.visits)
        self.start.show_forms(lists.forms)
        self.export_button.setVisible(lists.may_export)
        self.export_button.setEnabled(bool(lists.visits))
        self._begun.setVisible(lists.may_write)
        self._right.setVisible(lists.may_write)

    def show_household(
        self, household_id: str, title: str, people: Sequence[Somebody] = ()
    ) -> None:
        """Whose household is to be visited; a visit there that was begun is pointed out."""
        self.start.show_household(household_id, title, people)
        if any(one.household_id == household_id for one in self._lines.values()):
            self.start.remark.say("这一户有一份没填完的走访，可以接着填那一份。", "warn")
        self.start.start_button.setFocus()

    def offer_resume(self, draft_id: str) -> None:
        """Offer to go on with a draft, if it is still there."""
        if draft_id in self._lines:
            self.resume_bar.offer(self._lines[draft_id])

    # -- inside --------------------------------------------------------------------------------

    def _on_open(self, rows: Sequence[VisitRow]) -> None:
        self.opened.emit(rows[0].id)

    def _on_export(self, rows: Sequence[VisitRow]) -> None:
        self.export_requested.emit([row.id for row in rows], EVERYTHING)

    def _on_export_pressed(self, formats: Sequence[str]) -> None:
        rows = self.visits.chosen_rows() or [self.visits.current_row()]
        self.export_requested.emit([row.id for row in rows if row is not None], formats)

    def _on_choose(self, rows: Sequence[Hit]) -> None:
        household_id = rows[0].household_id
        if household_id is None:
            self.start.remark.say("这个人还不在任何一户里。请先到“人员家庭”建户。", "warn")
        else:
            self.household_chosen.emit(household_id)

    def _open_one(self, row: VisitRow) -> None:
        self._on_open((row,))

    def _choose_one(self, row: Hit) -> None:
        self._on_choose((row,))

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self._left(), 1)
        self._right = self._starting()
        across.addWidget(self._right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.resume_bar)
        whole.addLayout(across, 1)

    def _left(self) -> QWidget:
        card = SectionCard("没填完的走访")
        card.body.addWidget(self.drafts)
        card.body.addWidget(self.discarded_drafts)
        self._begun = DetailPane()
        self._begun.add(card)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._begun, 3)
        head = QHBoxLayout()
        head.addWidget(label("已完成的走访", "heading"), 1)
        head.addWidget(self.export_button)
        column.addLayout(head)
        column.addWidget(self.visits, 2)
        return left

    def _starting(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.start, 3)
        column.addWidget(label("找一户", "heading"))
        column.addWidget(self.search_box)
        column.addWidget(self.hits, 2)
        return right

    def _listen(self) -> None:
        self.drafts.opened.connect(self.resumed)
        self.drafts.discard_requested.connect(self.discarded)
        self.drafts.start_requested.connect(self.search_box.start)
        self.discarded_drafts.restore_requested.connect(self.restored)
        self.resume_bar.resumed.connect(self.resumed)
        self.start.household_wanted.connect(self.search_box.start)
        self.search_box.left_down.connect(self.hits.setFocus)
        self.hits.row_opened.connect(self._choose_one)
        self.visits.row_opened.connect(self._open_one)
