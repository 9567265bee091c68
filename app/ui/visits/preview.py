"""试填: a form filled in to see how it works. What is typed stays in memory and goes nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.clock import today
from app.forms.carrying_over import carry_over
from app.forms.filling import FormFilling
from app.forms.structure import FormDefinition
from app.ui.pages import Desk
from app.ui.visits.doors import Doors, Otherwise, Then, ThenBytes, picture_in
from app.ui.visits.form_view import FormView
from app.ui.visits.sheet import Sheet


class FormPreview(QWidget):
    """Shows one version of a form at a time; the next one takes over what was typed so far."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._blobs: dict[str, bytes] = {}
        self._media: Mapping[str, bytes] = {}
        self.view: FormView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_form(
        self, definition: FormDefinition, media: Mapping[str, bytes] | None = None
    ) -> None:
        """A new version in the place of the one that is shown, on the same page if it has it;
        ``media``: its pictures by name."""
        former = self.view
        self._media = media or {}
        view = FormView(
            Sheet(self._filling(definition)), self._doors(), finish_text="试填完了，没有保存"
        )
        if former is not None:
            if former.page_key in {page.key for page in definition.pages}:
                view.show_page(former.page_key)
            former.hide()
            former.deleteLater()
        self._column.addWidget(view)
        self.view = view

    def clear(self) -> None:
        """Show nothing, and forget what was typed."""
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
        self.view = None
        self._blobs.clear()

    def go_to(self, name: str) -> bool:
        """Put the focus on a question by its name, in the first row it stands in; False if it
        cannot be reached now."""
        if self.view is None:
            return False
        found = (path for path in self.view.standing.states if path.rpartition("/")[2] == name)
        return any(self.view.go_to(path) for path in found)

    def _filling(self, definition: FormDefinition) -> FormFilling:
        clock, new_id, name = self._desk.clock, self._desk.new_id, self._desk.actor_name
        before = self.view.sheet.filling if self.view is not None else None
        if before is not None and before.definition.form_id == definition.form_id:
            return carry_over(
                before, definition, now=clock.now, username=name, new_id=new_id
            ).filling
        return FormFilling(definition, now=clock.now, username=name, new_id=new_id)

    def _doors(self) -> Doors:
        def aside(work: Callable[[], bytes], then: ThenBytes, otherwise: Otherwise) -> None:
            done = self._desk.background(self, work)
            done.then(then).otherwise(lambda problem: otherwise(problem.sentence)).start()

        read_media = partial(picture_in, self._media)
        return Doors(partial(today, self._desk.clock), self._store, self._load, aside, read_media)

    def _store(self, content: bytes, _kind: str, then: Then, _otherwise: Otherwise) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        self._blobs[sha256] = content
        then(sha256)

    def _load(self, sha256: str, then: ThenBytes, otherwise: Otherwise) -> None:
        if sha256 in self._blobs:
            then(self._blobs[sha256])
        else:
            otherwise("试填的照片没有保存。请重新选一张。")
