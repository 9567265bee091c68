"""One draft being filled in: every step of its page goes to the disk in a transaction of its own.

Steps are written in the order they were given, each with everything that stands: what one could
not write, the next one or 再存一次 does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.forms.filling import FormFilling
from app.forms.library import FormLibrary
from app.services import drafts, visits
from app.services.drafts import Answered, OpenDraft, StepSaved
from app.services.seen import CHANGED
from app.services.visit_outcomes import planned_changes
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.visits.visit_page import Committed, OpenVisit, VisitPage

Then = Callable[[], object]


class KeptDraft(QObject):
    """Listens to ``page``, which shows ``draft``, and lives as long as it does.

    ``finished`` with a ``Finished``: the draft became a visit.
    """

    finished = Signal(object)

    def __init__(
        self,
        desk: Desk,
        library: FormLibrary,
        draft: OpenDraft,
        page: VisitPage,
        *,
        pack: RulePack,
        calendar: WorkingCalendar,
    ) -> None:
        super().__init__(page)
        self._pack = pack
        self._calendar = calendar
        self.draft = draft
        self.page = page
        self._desk = desk
        self._library = library
        self._last: Committed | None = None
        self._on_disk = 0
        self._has_failed = False
        self._is_finishing = False
        self._then: Then | None = None
        page.answer_given.connect(self._on_answer_given)
        page.retry_requested.connect(self.write_again)
        page.place_changed.connect(self._on_place_changed)
        page.finish_requested.connect(self._on_finish_requested)
        page.checked.connect(self._on_checked)

    @property
    def is_on_disk(self) -> bool:
        """Whether nothing that was given is missing on disk."""
        return self._last is None or self._on_disk >= self._last.step.number

    def when_on_disk(self, then: Then) -> None:
        """Give what is being typed, and ``then`` once all is on disk. Never, if it cannot be
        written: the page says so and stays, for nothing that was typed may be lost."""
        self.page.commit()
        if self.is_on_disk:
            then()
            return
        self._then = then
        if self._has_failed:
            self.write_again()

    def write_again(self) -> None:
        """Write everything as it stood after the last step."""
        if self._last is not None:
            self.page.saved.show_saving(self._last.step.number)
            self._write(self._last)

    def offer_newer(self, library: FormLibrary) -> None:
        """Say that the form has a newer version by now, if it has. The draft stays on its own."""
        form, current = self.draft.form, library.in_use(self.draft.form.form_id)
        if current is not None and current.definition.sha256 != form.definition.sha256:
            self._library = library
            self.page.version.offer(current.definition.version)

    # -- inside --------------------------------------------------------------------------------

    def _on_answer_given(self, given: Committed) -> None:
        self._last = given
        self._write(given)

    def _write(self, given: Committed) -> None:
        self._has_failed = False
        verb = partial(drafts.commit_answer, draft_id=self.draft.id, answered=_answered(given))
        written = self._desk.operation(self, verb)
        written.then(partial(self._on_written, given.step.number)).otherwise(
            self._on_failed
        ).start()

    def _on_written(self, number: int, done: StepSaved) -> None:
        self._on_disk = max(self._on_disk, number)
        self.page.show_saved(number, done.at)
        self._desk.tell_unsaved(self._has_failed)
        if self.is_on_disk and self._then is not None:
            then, self._then = self._then, None
            then()

    def _on_failed(self, problem: Problem) -> None:
        self._has_failed = True
        self._then = None
        self.page.show_unsaved(problem.sentence)
        self._desk.tell_unsaved(True)
        if problem.is_bug:
            self._desk.show_problem(problem)

    def _on_place_changed(self, path: str) -> None:
        """Remember where the person is. The next answer says it too: no trouble is made of it."""
        verb = partial(drafts.note_place, draft_id=self.draft.id, at_path=path)
        self._desk.operation(self, verb).replacing("place").otherwise(lambda _problem: None).start()

    def _on_checked(self, given: Committed) -> None:
        """Say what finishing will change; that it cannot be said stops nobody."""
        verb = partial(
            planned_changes,
            library=self._library,
            calendar=self._calendar,
            draft_id=self.draft.id,
            state=given.state,
            values=given.about,
        )
        plan = self._desk.operation(self, verb).replacing("outcome")
        plan.then(self.page.show_outcome).otherwise(lambda _problem: None).start()

    def _on_finish_requested(self, given: Committed) -> None:
        if self._is_finishing:
            return
        self._is_finishing = True
        verb = partial(
            visits.finish,
            library=self._library,
            pack=self._pack,
            calendar=self._calendar,
            draft_id=self.draft.id,
            state=given.state,
            values=given.about,
            overwrite=self.page.form.check.outcome.overwritten(),
            sight=self.page.form.check.outcome.sight(),
        )
        finish = self._desk.operation(self, verb).afterwards(self._on_finish_ended)
        refused = partial(self._on_not_finished, given)
        finish.then(self.finished.emit).otherwise(refused).start()

    def _on_not_finished(self, given: Committed, problem: Problem) -> None:
        """What stands in the files now is shown in the place of what was; it is decided anew."""
        if problem.code == CHANGED:
            self._on_checked(given)
        self._desk.show_problem(problem)

    def _on_finish_ended(self) -> None:
        self._is_finishing = False


def visit_of(desk: Desk, draft: OpenDraft) -> OpenVisit:
    """What a visit page is made from, to go on with ``draft``."""
    filling = FormFilling(
        draft.form.definition,
        now=desk.clock.now,
        username=desk.actor_name,
        new_id=desk.new_id,
        state=draft.state,
    )
    return OpenVisit(
        draft.title,
        draft.place,
        draft.kind_text,
        filling,
        draft.started_at,
        desk.actor_name,
        draft.least_visitors,
        draft.staff,
        draft.known,
        draft.form.kinds,
        draft.values,
        draft.at_path,
        draft.newer_version,
        draft.older_version,
        len(draft.left_behind),
    )


def _answered(given: Committed) -> Answered:
    step = given.step
    return Answered(
        step.path,
        step.value,
        given.state,
        given.about,
        given.at_path,
        step.answered,
        step.asked,
        step.kind,
    )
