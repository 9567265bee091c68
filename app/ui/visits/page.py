"""入户走访: visits begun and not finished, a visit being filled in, and one that is finished.

Every step goes to the disk in a transaction of its own; 已保存 is shown when it is there, and not
before. A visit is left only when all that was typed is on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.forms.library import FormLibrary
from app.services import (
    draft_versions,
    drafts,
    household_file,
    published_forms,
    search,
    visit_changes,
    visits,
)
from app.services.draft_versions import UpgradeReport
from app.services.drafts import OpenDraft
from app.services.household_file import HouseholdFile, MemberFile
from app.services.known_facts import CHILD_AGE
from app.services.paper_offers import CHECK_SHEET, OF_ANY_VISIT, OF_CHECK
from app.services.visits import Finished, VisitFile
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.visits.desk_doors import doors_at
from app.ui.visits.desk_view import DeskLists, VisitDesk, desk_lists, offers
from app.ui.visits.doors import picture_in
from app.ui.visits.finished import FinishedVisit
from app.ui.visits.kept_draft import KeptDraft, visit_of
from app.ui.visits.outgoing import VisitsOutgoing
from app.ui.visits.upgrade_sheet import UpgradeSheet
from app.ui.visits.visit_page import VisitPage
from app.ui.visits.whom import Somebody

AT_HAND: Final = "visits.at_hand"
"""The id of the draft that is in front: offered first if the program ends before it is left."""
FORMS: Final = "published_form"
"""The noun of a version of a form that was published, here or by the county."""


class VisitsPage(Page):
    """The lists with the start of a new visit beside them; or one visit, in front of all."""

    def __init__(
        self, desk: Desk, *, library: FormLibrary, pack: RulePack, calendar: WorkingCalendar
    ) -> None:
        super().__init__(desk)
        self._library = library
        self._pack = pack
        self._calendar = calendar
        self._kept: KeptDraft | None = None
        self._at_hand = desk.read_setting(AT_HAND, "")
        self._is_starting = False
        self._doors = doors_at(desk, self)
        self.lists = VisitDesk()
        self.lists.start.show_forms(offers(library))
        self.finished = FinishedVisit()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.lists)
        self._stack.addWidget(self.finished)
        self.upgrade_sheet = UpgradeSheet()
        self._stack.addWidget(self.upgrade_sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._outgoing = VisitsOutgoing(desk, self, library)
        self._listen()

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._load()

    def left(self) -> None:
        if self._kept is not None:
            self._kept.page.commit()

    def open(self, target: Target) -> None:
        is_in_front = self._kept is not None and self._kept.draft.id == target.id
        if not (target.noun == "draft" and is_in_front):
            self._settle(partial(self._open, target))

    def changed(self, changes: ChangeSet) -> None:
        if changes.touches(FORMS):
            verb = partial(published_forms.renewed, library=self._library)
            self.desk.operation(self, verb).replacing("forms").then(self._use_library).start()
        if changes.touches("visit") and self._is_at_lists:
            self._load()

    def undo(self) -> bool:
        if self._kept is None or self._stack.currentWidget() is not self._kept.page:
            return False
        return self._kept.page.undo() or self._kept.draft.can_undo

    def step_back(self) -> bool:
        if self._is_at_lists:
            return False
        if self._stack.currentWidget() is self.upgrade_sheet:
            self._show_at_draft()
        else:
            self._leave()
        return True

    def begin_search(self) -> None:
        if self._is_at_lists:
            self.lists.search_box.start()

    def print_current(self) -> bool:
        if self._kept is not None:
            return self._print_draft(self._kept.draft)
        if self._is_at_lists or not self.finished.visit_id:
            return False
        self._print(OF_ANY_VISIT)
        return True

    def help_key(self) -> str:
        return "page.visits"

    # -- the lists, and starting ---------------------------------------------------------------

    @property
    def _is_at_lists(self) -> bool:
        return self._stack.currentWidget() is self.lists

    def _load(self) -> None:
        verb = partial(desk_lists, places=self.desk.divisions, library=self._library)
        self.desk.operation(self, verb).replacing("lists").then(self._show_lists).start()

    def _show_lists(self, lists: DeskLists) -> None:
        self.lists.show_lists(lists, self.desk.clock.now())
        self.finished.export_button.setVisible(lists.may_export)
        at_hand, self._at_hand = self._at_hand, ""
        if at_hand and self._is_at_lists:
            self.lists.offer_resume(at_hand)

    def _forget_at_hand(self) -> None:
        self._at_hand = ""
        self.lists.resume_bar.hide()
        self.desk.write_setting(AT_HAND, "")

    def _on_searched(self, text: str) -> None:
        verb = partial(search.find, text=text, places=self.desk.divisions)
        self.desk.operation(self, verb).replacing("find").then(self.lists.hits.show_rows).start()

    def _choose_household(self, household_id: str) -> None:
        verb = partial(
            household_file.household_file, household_id=household_id, places=self.desk.divisions
        )
        self.desk.operation(self, verb).replacing("household").then(self._show_household).start()

    def _show_household(self, file: HouseholdFile) -> None:
        head = file.head.name if file.head else "（无户主）"
        people = [_somebody(one) for one in file.members]
        self.lists.show_household(file.id, f"{head}户　{file.place}", people)

    def _on_started(self, form_id: str, household_id: str) -> None:
        self._start(form_id, household_id, self.lists.start.whom.person_id)

    def _start(self, form_id: str, household_id: str, person_id: str) -> None:
        if self._is_starting:
            return
        self._is_starting = True
        verb = partial(
            drafts.start,
            library=self._library,
            form_id=form_id,
            household_id=household_id,
            places=self.desk.divisions,
            person_id=person_id or None,
        )
        start = self.desk.operation(self, verb).afterwards(self._on_start_ended)
        start.then(self._show_draft).otherwise(
            lambda problem: self.lists.start.remark.say(problem.sentence)
        ).start()

    def _on_start_ended(self) -> None:
        self._is_starting = False

    def _discard(self, draft_id: str) -> None:
        def gone(_none: object) -> None:
            self._load()
            sentence = f"已作废一份走访，{drafts.KEPT_DAYS}天内可以找回"
            self.desk.offer_undo(sentence, partial(self._restore, draft_id))

        self.desk.operation(self, partial(drafts.discard, draft_id=draft_id)).then(gone).start()

    def _restore(self, draft_id: str) -> None:
        verb = partial(drafts.restore, draft_id=draft_id)
        self.desk.operation(self, verb).then(lambda _none: self._load()).start()

    # -- going from one to the other -----------------------------------------------------------

    def _settle(self, then: Callable[[], object]) -> None:
        """Go on with ``then`` when nothing that was typed is missing on disk."""
        if self._kept is None:
            then()
        else:
            self._kept.when_on_disk(then)

    def _open(self, target: Target) -> None:
        if target.noun == "draft":
            self._resume(target.id)
        elif target.part == "begin":  # form and person are known already
            more = target.more or {}
            self._show_at_lists()
            self._start(more.get("form", ""), target.id, more.get("person", ""))
        elif target.part == "start":
            self._show_at_lists()
            self._choose_household(target.id)
        elif target.id:
            self._open_finished(target.id)

    def _leave(self) -> None:
        self._settle(self._show_at_lists)

    def _show_at_lists(self) -> None:
        self._close_draft()
        self._stack.setCurrentWidget(self.lists)
        self._load()

    def _close_draft(self) -> None:
        if self._kept is not None:
            page, self._kept = self._kept.page, None
            self._stack.removeWidget(page)
            page.deleteLater()
            self._forget_at_hand()

    def _print(self, paper: str) -> None:
        """A paper of the finished visit that is in front."""
        visit_id = self.finished.visit_id
        self.print_requested.emit(Target("paper", visit_id, paper, {"record": visit_id}))

    def _print_draft(self, draft: OpenDraft) -> bool:
        """What is taken along to the household that is being visited."""
        if draft.household_id:
            paper = CHECK_SHEET if draft.visit_kind in OF_CHECK else ""
            self.print_requested.emit(Target("paper", draft.household_id, paper))
        return bool(draft.household_id)

    # -- filling in ----------------------------------------------------------------------------

    def _resume(self, draft_id: str) -> None:
        verb = partial(drafts.resume, library=self._library, draft_id=draft_id)
        self.desk.operation(self, verb).then(self._show_draft).start()

    def _show_draft(self, draft: OpenDraft) -> None:
        self._close_draft()
        self.lists.start.clear_household()
        self.lists.resume_bar.hide()
        doors = replace(self._doors, read_media=partial(picture_in, draft.media))
        page = VisitPage(visit_of(self.desk, draft), doors)
        self._kept = KeptDraft(
            self.desk, self._library, draft, page, pack=self._pack, calendar=self._calendar
        )
        self._kept.finished.connect(self._on_finished)
        page.left.connect(self._leave)
        page.older_undo_requested.connect(partial(self._on_older_undo, draft))
        page.version.upgrade_requested.connect(partial(self._look_ahead, draft.id))
        page.version.back_requested.connect(partial(self._go_back, draft.id))
        page.version.left_behind_requested.connect(partial(self._show_left_behind, draft))
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.desk.write_setting(AT_HAND, draft.id)
        page.resume()

    def _on_older_undo(self, draft: OpenDraft) -> None:
        """Take back a step of an earlier session; the page is made anew as it stood then."""
        if not draft.can_undo:
            self.desk.say("没有可以撤销的填写了")
            return
        verb = partial(drafts.undo_step, library=self._library, draft_id=draft.id)
        undo = self.desk.operation(self, verb).then(self._show_draft)
        self._settle(undo.start)

    # -- versions ------------------------------------------------------------------------------

    def _use_library(self, library: FormLibrary) -> None:
        """A form came, or was published here: it is offered at once, and to the draft in front."""
        self._library = self._outgoing.library = library
        if self._is_at_lists:
            self._load()
        elif self._kept is not None:
            self._kept.offer_newer(library)

    def _look_ahead(self, draft_id: str) -> None:
        verb = partial(draft_versions.look_ahead, library=self._library, draft_id=draft_id)
        self._settle(self.desk.operation(self, verb).then(self._show_report).start)

    def _show_report(self, report: UpgradeReport) -> None:
        self.upgrade_sheet.show_report(report)
        self._stack.setCurrentWidget(self.upgrade_sheet)

    def _show_left_behind(self, draft: OpenDraft) -> None:
        self.upgrade_sheet.show_left_behind(draft.left_behind, draft.form.kinds)
        self._stack.setCurrentWidget(self.upgrade_sheet)

    def _show_at_draft(self) -> None:
        if self._kept is not None:
            self._stack.setCurrentWidget(self._kept.page)

    def _upgrade(self, draft_id: str, sha256: str) -> None:
        verb = partial(
            draft_versions.upgrade,
            library=self._library,
            draft_id=draft_id,
            sha256=sha256,
            places=self.desk.divisions,
        )
        self.desk.operation(self, verb).then(self._show_draft).start()

    def _go_back(self, draft_id: str) -> None:
        verb = partial(draft_versions.go_back, library=self._library, draft_id=draft_id)
        self._settle(self.desk.operation(self, verb).then(self._show_at_older).start)

    def _show_at_older(self, draft: OpenDraft) -> None:
        self._show_draft(draft)
        self.desk.say("已回到旧版。升级后填的内容没有丢，按 Ctrl+Z 可以再回到新版")

    def _on_finished(self, done: Finished) -> None:
        self._close_draft()
        self._stack.setCurrentWidget(self.lists)
        if done.is_sealed:
            self.desk.say("已登记并封存，只有儿童督导员和负责人能查看")
            self._load()
            return
        held = len(done.left_alone)
        left = f"；有{held}项没有更新到档案，可在下面查看" if held else ""
        told = "".join(f"。{one.rstrip('。')}" for one in done.remarks)
        self.desk.say(f"这次走访已完成并保存{left}{told}")
        self._open_finished(done.visit_id)

    # -- finished ------------------------------------------------------------------------------

    def _open_finished(self, visit_id: str) -> None:
        verb = partial(visits.open_visit, library=self._library, visit_id=visit_id)
        self.desk.operation(self, verb).then(self._show_finished).start()

    def _show_finished(self, file: VisitFile) -> None:
        self._close_draft()
        self.finished.show_visit(file, self.desk.clock.now, self.desk.new_id)
        self._stack.setCurrentWidget(self.finished)
        self._offer_changes(file.id)

    def _load_picture(self, sha256: str) -> None:
        show = partial(self.finished.add_picture, sha256)
        self._doors.load_blob(sha256, show, self.desk.say)

    def _offer_changes(self, visit_id: str) -> None:
        verb = partial(visit_changes.offered_changes, library=self._library, visit_id=visit_id)
        offer = self.desk.operation(self, verb).replacing("changes")
        offer.then(self.finished.show_changes).start()

    def _apply(self, visit_id: str, chosen: Sequence[str]) -> None:
        def applied(count: int) -> None:
            self.desk.say(f"已把 {count} 项更新到档案")
            self._offer_changes(visit_id)

        def refused(problem: Problem) -> None:
            self._offer_changes(visit_id)
            self.desk.show_problem(problem)

        verb = partial(
            visit_changes.apply_changes,
            library=self._library,
            visit_id=visit_id,
            chosen=chosen,
            sight=self.finished.changes.sight(),
        )
        self.desk.operation(self, verb).then(applied).otherwise(refused).start()

    def _export_one(self, visit_id: str, formats: Sequence[str]) -> None:
        self._outgoing.ask((visit_id,), formats)

    # -- inside --------------------------------------------------------------------------------

    def _listen(self) -> None:
        lists = self.lists
        lists.resumed.connect(self._resume)
        lists.discarded.connect(self._discard)
        lists.restored.connect(self._restore)
        lists.opened.connect(self._open_finished)
        lists.household_chosen.connect(self._choose_household)
        lists.resume_bar.put_off.connect(self._forget_at_hand)
        lists.search_box.searched.connect(self._on_searched)
        lists.start.started.connect(self._on_started)
        self.upgrade_sheet.accepted.connect(self._upgrade)
        self.upgrade_sheet.declined.connect(self._show_at_draft)
        lists.export_requested.connect(self._outgoing.ask)
        self.finished.export_requested.connect(self._export_one)
        self._outgoing.said.connect(self.desk.say)
        self.finished.left.connect(self._leave)
        self.finished.picture_wanted.connect(self._load_picture)
        self.finished.apply_requested.connect(self._apply)
        self.finished.print_requested.connect(self._print)


def _somebody(member: MemberFile) -> Somebody:
    age = member.age
    texts = (member.name, member.relation_text, f"{age}岁" if age is not None else "")
    is_child = age is not None and age < CHILD_AGE
    return Somebody(member.person_id, "　".join(text for text in texts if text), is_child)
