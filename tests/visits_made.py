"""A visit filled in as a person would, question by question, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.domain.divisions import Divisions
from app.forms.filling import FormFilling
from app.forms.library import FormLibrary
from app.services import drafts
from app.services.drafts import Answered, OpenDraft, StepSaved
from app.services.form_files import shipped_forms
from app.services.visit_around import MET, RESPONDENT, visitor
from app.storage.actor import Actor
from app.storage.store import Store


@cache
def the_forms() -> FormLibrary:
    """The forms, as they ship."""
    return shipped_forms()


LOCATION = {"loc/county": "a", "loc/town": "a1"}
"""What the sample form's place lists offer."""
NEEDS = {"need/needs": "poor"}
AROUND = {visitor(2): "陈副手", MET: "1", RESPONDENT: "本人"}


@dataclass
class Session:
    """A window with one draft in it: keeps a filling beside the store, commits every answer."""

    store: Store
    actor: Actor
    draft: OpenDraft
    filling: FormFilling = field(init=False)
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.filling = FormFilling(
            self.draft.form.definition,
            now=self.store.clock.now,
            username=self.actor.name,
            new_id=self.store.new_id,
            state=self.draft.state,
        )
        self.values = dict(self.draft.values)

    def answer(self, path: str, value: str) -> StepSaved:
        """Answer a question of the form, or (``@``) around it."""
        if path.startswith("@"):
            self.values[path] = value
        else:
            self.filling.answer(path, value)
        return self.commit(path, value)

    def answer_all(self, *answers: Mapping[str, str]) -> None:
        for some in answers:
            for path, value in some.items():
                self.answer(path, value)

    def undo(self) -> StepSaved:
        self.filling.undo()
        return self.commit("", "", kind="undo")

    def commit(self, path: str, value: str, kind: str = "answer") -> StepSaved:
        answered, asked = self.filling.completeness()
        state: dict[str, Any] = self.filling.state()
        given = Answered(path, value, state, dict(self.values), path, answered, asked, kind)
        return self.store.perform(
            lambda work: drafts.commit_answer(work, self.draft.id, given), self.actor
        )[0]


def begin(
    store: Store,
    actor: Actor,
    household_id: str,
    *,
    form_id: str = "ruhu",
    case_id: str | None = None,
    places: Divisions | None = None,
) -> Session:
    """A new draft for a household, open in a window."""
    opened = store.perform(
        lambda work: drafts.start(
            work, the_forms(), form_id, household_id, case_id=case_id, places=places
        ),
        actor,
    )[0]
    return Session(store, actor, opened)


def go_on(store: Store, actor: Actor, draft_id: str) -> Session:
    """The same draft in a window that was opened anew."""
    opened = store.read(lambda work: drafts.resume(work, the_forms(), draft_id), actor)
    return Session(store, actor, opened)


def complete(session: Session, *more: Mapping[str, str]) -> Session:
    """All that the form and the law ask for."""
    session.answer_all(LOCATION, {"loc/visit_date": "2026-11-23"}, NEEDS, AROUND, *more)
    return session
