"""入户走访: visits begun and not finished, a visit being filled in, and one that is finished.

Every step goes to the disk in a transaction of its own; 已保存 is shown when it is there, and not
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.clock import today
from app.forms.filling import FormFilling
from app.forms.library import FormLibrary
from app.services import drafts, household_file, search, visit_changes, visits
from app.services.drafts import Answered, DraftLine, OpenDraft, StepSaved
from app.services.household_file import HouseholdFile
from app.services.search import Hit
from app.services.visit_changes import OfferedChange
from app.services.visits import Finished, VisitFile
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.visits.doors import Doors, Otherwise, Then, ThenBytes
from app.ui.visits.drafts import DraftRow, DraftsList
from app.ui.visits.finished import FinishedVisit
from app.ui.visits.start import FormOffer, StartVisit
from app.ui.visits.visit_page import Committed, OpenVisit, VisitPage
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.columns import Column
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

HIT_COLUMNS = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
)


class VisitsPage(Page):
    """The list of drafts with the start of a new visit beside it; or one visit, in front of all."""

    def __init__(self, desk: Desk, *, library: FormLibrary) -> None:
        super().__init__(desk)
        self._library = library
        self._draft: OpenDraft | None = None
        self._visit: VisitPage | None = None
        self._has_looked = False
        self._make()
        self._lay_out()
        self._listen()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        offers = [
            FormOffer(one.form_id, one.title, one.note)
            for one in drafts.offered_forms(self._library)
        ]
        if not self._has_looked:
            self._has_looked = True
            self._start.show_forms(offers)
        self._load()

    def left(self) -> None:
        if self._visit is not None:
            self._visit.commit()

    def open(self, target: Target) -> None:
        if self._visit is not None:
            self._visit.commit()
        if target.noun == "draft":
            self._resume(target.id)
        elif target.part == "start":
            self._show_desk()
            self._choose_household(target.id)
        elif target.id:
            self._open_finished(target.id)

    def changed(self, changes: ChangeSet) -> None:
        if changes.touches("visit"):
            self._load()

    def undo(self) -> bool:
        return self._visit is not None and self._visit.undo()

    def step_back(self) -> bool:
        if self._stack.currentWidget() is self._desk_view:
            return False
        self._leave_visit()
        return True

    def begin_search(self) -> None:
        self._find.start()

    def print_current(self) -> bool:
        if self._draft is None and self._finished.household_id is None:
            return False
        household = self._draft.household_id if self._draft else self._finished.household_id
        self.print_requested.emit(Target("paper", household or "", "E-04"))
        return True

    def help_key(self) -> str:
        return "page.visits"

    # -- the desk: drafts, and starting --------------------------------------------------------

    def _load(self) -> None:
        self.desk.operation(self, drafts.list_drafts).replacing("drafts").then(
            self._show_drafts
        ).start()

    def _show_drafts(self, lines: Sequence[DraftLine]) -> None:
        rows = [
            DraftRow(one.id, one.title, one.about, one.answered, one.asked, one.updated_at)
            for one in lines
        ]
        self._drafts.show_drafts(rows, self.desk.clock.now())

    def _show_desk(self) -> None:
        self._draft = None
        self._stack.setCurrentWidget(self._desk_view)

    def _on_searched(self, text: str) -> None:
        verb = partial(search.find, text=text, places=self.desk.divisions)
        self.desk.operation(self, verb).replacing("find").then(self._hits.show_rows).start()

    def _on_hit_opened(self, row: Hit) -> None:
        if row.household_id is None:
            self._start.remark.say("这个人还不在任何一户里。请先到“人员家庭”建户。", "warn")
            return
        self._choose_household(row.household_id)

    def _choose_household(self, household_id: str) -> None:
        verb = partial(
            household_file.household_file, household_id=household_id, places=self.desk.divisions
        )
        self.desk.operation(self, verb).replacing("household").then(self._show_household).start()

    def _show_household(self, file: HouseholdFile) -> None:
        head = file.head.name if file.head else ""
        self._start.show_household(file.id, f"{head}户　{file.place}")
        self._start.start_button.setFocus()

    def _on_started(self, form_id: str, household_id: str) -> None:
        verb = partial(
            drafts.start,
            library=self._library,
            form_id=form_id,
            household_id=household_id,
            places=self.desk.divisions,
        )
        self.desk.operation(self, verb).then(self._show_draft).otherwise(
            lambda problem: self._start.remark.say(problem.sentence)
        ).start()

    def _on_discard_requested(self, draft_id: str) -> None:
        def take_back() -> None:
            self.desk.operation(self, partial(drafts.restore, draft_id=draft_id)).then(
                lambda _none: self._load()
            ).start()

        def gone(_none: object) -> None:
            self._load()
            self.desk.offer_undo("已作废一份走访草稿（30天内可以恢复）", take_back)

        self.desk.operation(self, partial(drafts.discard, draft_id=draft_id)).then(gone).start()

    # -- filling in ----------------------------------------------------------------------------

    def _resume(self, draft_id: str) -> None:
        verb = partial(drafts.resume, library=self._library, draft_id=draft_id)
        self.desk.operation(self, verb).then(self._show_draft).start()

    def _show_draft(self, draft: OpenDraft) -> None:
        self._draft = draft
        filling = FormFilling(
            draft.form.definition,
            now=self.desk.clock.now,
            username=self.desk.actor_name,
            new_id=self.desk.new_id,
            state=draft.state,
        )
        visit = OpenVisit(
            draft.title,
            draft.place,
            draft.kind_text,
            filling,
            draft.started_at,
            self.desk.actor_name,
            draft.least_visitors,
            draft.staff,
            draft.known,
            draft.form.kinds,
            draft.values,
            draft.at_path,
        )
        page = VisitPage(visit, self._doors)
        page.answer_given.connect(partial(self._on_answer_given, page, draft.id))
        page.place_changed.connect(partial(self._on_place_changed, draft.id))
        page.finish_requested.connect(partial(self._on_finish_requested, page, draft.id))
        page.left.connect(self._leave_visit)
        page.older_undo_requested.connect(partial(self._on_older_undo, draft.id))
        self._put_in_front(page)
        page.resume()

    def _put_in_front(self, page: VisitPage) -> None:
        if self._visit is not None:
            self._stack.removeWidget(self._visit)
            self._visit.deleteLater()
        self._visit = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _on_answer_given(self, page: VisitPage, draft_id: str, given: Committed) -> None:
        step = given.step
        answered = Answered(
            step.path,
            step.value,
            given.state,
            given.about,
            given.at_path,
            step.answered,
            step.asked,
            step.kind,
        )

        def saved(done: StepSaved) -> None:
            page.show_saved(step.number, done.at)

        def unsaved(problem: Problem) -> None:
            page.show_unsaved(problem.sentence)

        verb = partial(drafts.commit_answer, draft_id=draft_id, answered=answered)
        self.desk.operation(page, verb).then(saved).otherwise(unsaved).start()

    def _on_place_changed(self, draft_id: str, path: str) -> None:
        verb = partial(drafts.note_place, draft_id=draft_id, at_path=path)
        self.desk.operation(self, verb).replacing("place").start()

    def _on_older_undo(self, draft_id: str) -> None:
        verb = partial(drafts.undo_step, library=self._library, draft_id=draft_id)
        self.desk.operation(self, verb).then(self._show_draft).otherwise(
            lambda problem: self.desk.say(problem.sentence)
        ).start()

    def _on_finish_requested(self, page: VisitPage, draft_id: str, given: Committed) -> None:
        verb = partial(
            visits.finish,
            library=self._library,
            draft_id=draft_id,
            state=given.state,
            values=given.about,
        )
        self.desk.operation(page, verb).then(self._on_finished).otherwise(
            lambda problem: page.show_unsaved(problem.sentence)
        ).start()

    def _on_finished(self, done: Finished) -> None:
        self.desk.say("这次走访已完成并保存")
        self._open_finished(done.visit_id)

    def _leave_visit(self) -> None:
        if self._visit is not None:
            self._visit.commit()
        self._show_desk()
        self._load()

    # -- finished ------------------------------------------------------------------------------

    def _open_finished(self, visit_id: str) -> None:
        verb = partial(visits.open_visit, library=self._library, visit_id=visit_id)
        self.desk.operation(self, verb).then(self._show_finished).start()

    def _show_finished(self, file: VisitFile) -> None:
        self._draft = None
        self._finished.show_visit(file, self.desk.clock.now, self.desk.new_id)
        self._stack.setCurrentWidget(self._finished)
        for picture in file.photos:
            self._doors.load_blob(picture.sha256, self._finished.add_photo, self.desk.say)
        verb = partial(visit_changes.offered_changes, library=self._library, visit_id=file.id)
        self.desk.operation(self, verb).replacing("changes").then(self._show_changes).start()

    def _show_changes(self, changes: Sequence[OfferedChange]) -> None:
        self._finished.show_changes(changes)

    def _on_apply_requested(self, visit_id: str, chosen: Sequence[str]) -> None:
        verb = partial(
            visit_changes.apply_changes, library=self._library, visit_id=visit_id, chosen=chosen
        )

        def applied(count: int) -> None:
            self.desk.say(f"已把 {count} 项更新到档案")
            self._finished.show_changes(())

        self.desk.operation(self, verb).then(applied).start()

    def _on_print_requested(self, household_id: str) -> None:
        self.print_requested.emit(Target("paper", household_id, "E-04"))

    # -- doors ---------------------------------------------------------------------------------

    def _make_doors(self) -> Doors:
        def store(content: bytes, _kind: str, then: Then, otherwise: Otherwise) -> None:
            self.desk.operation(self, partial(visits.store_picture, content=content)).then(
                then
            ).otherwise(lambda problem: otherwise(problem.sentence)).start()

        def load(sha256: str, then: ThenBytes, otherwise: Otherwise) -> None:
            self.desk.operation(self, partial(visits.load_picture, sha256=sha256)).then(
                then
            ).otherwise(lambda problem: otherwise(problem.sentence)).start()

        def aside(work: Any, then: ThenBytes, otherwise: Otherwise) -> None:
            self.desk.background(self, work).then(then).otherwise(
                lambda problem: otherwise(problem.sentence)
            ).start()

        def day() -> date:
            return today(self.desk.clock)

        return Doors(day, store, load, aside)

    # -- private -------------------------------------------------------------------------------

    def _make(self) -> None:
        self._doors = self._make_doors()
        self._drafts = DraftsList()
        self._start = StartVisit()
        self._find = SearchBox("输入姓名、拼音首字母或证件号后4位，找要走访的一户")
        self._hits = WorkList(HIT_COLUMNS)
        self._finished = FinishedVisit()

    def _lay_out(self) -> None:
        left = DetailPane()
        begun = SectionCard("没填完的走访")
        begun.body.addWidget(self._drafts)
        left.add(begun)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._start)
        column.addWidget(label("找一户", "heading"))
        column.addWidget(self._find)
        column.addWidget(self._hits, 1)
        self._desk_view = QWidget()
        row = QHBoxLayout(self._desk_view)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 1)
        row.addWidget(right, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._desk_view)
        self._stack.addWidget(self._finished)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _listen(self) -> None:
        self._drafts.opened.connect(self._resume)
        self._drafts.discard_requested.connect(self._on_discard_requested)
        self._drafts.start_requested.connect(self._find.start)
        self._start.household_wanted.connect(self._find.start)
        self._start.started.connect(self._on_started)
        self._find.searched.connect(self._on_searched)
        self._find.left_down.connect(self._hits.setFocus)
        self._hits.row_opened.connect(self._on_hit_opened)
        self._finished.left.connect(self._leave_visit)
        self._finished.apply_requested.connect(self._on_apply_requested)
        self._finished.print_requested.connect(self._on_print_requested)
