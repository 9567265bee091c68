"""同步: how this laptop and its county stand, what two people wrote at once, what was refused, USB."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.services import sync_status
from app.services.sync_status import Waiting
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.sync.bundle_view import BundleView
from app.ui.sync.conflict_view import ConflictView
from app.ui.sync.inbox_view import InboxView
from app.ui.sync.line_view import LineView
from app.ui.sync.rounds import Rounds
from app.ui.widgets.chips import Chip, ChipBar

LINE, CONFLICTS, INBOX, BUNDLE = "line", "conflicts", "inbox", "bundle"
PARTS: Final = (
    Chip(LINE, "同步情况"),
    Chip(CONFLICTS, "冲突"),
    Chip(INBOX, "收件箱"),
    Chip(BUNDLE, "U盘"),
)
DECIDE: Final = "decide"
"""The part of a target: whatever waits for the person."""


class SyncPage(Page):
    """Four parts, chosen by chips."""

    def __init__(self, desk: Desk, *, rounds: Rounds) -> None:
        super().__init__(desk)
        self._rounds = rounds
        self._waiting: Waiting | None = None
        self._wants_decision = False
        self.parts = ChipBar(PARTS, is_single=True)
        self.parts.chosen.connect(self._on_part_chosen)
        self.line = LineView(desk, rounds)
        self.conflicts = ConflictView(desk)
        self.inbox = InboxView(desk)
        self.bundle = BundleView(desk, rounds)
        self._views = {
            LINE: self.line,
            CONFLICTS: self.conflicts,
            INBOX: self.inbox,
            BUNDLE: self.bundle,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.parts)
        column.addWidget(self._stack, 1)
        rounds.changed.connect(self._on_link_changed)
        self.conflicts.settled.connect(self._on_settled)
        self.inbox.settled.connect(self._on_settled)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._rounds.refresh()
        self._load()

    def open(self, target: Target) -> None:
        if target.noun == "conflict":
            self.show_part(CONFLICTS)
            self.conflicts.show_one(target.id)
        elif target.noun == "letter":
            self.show_part(INBOX)
            self.inbox.show_one(target.id)
        elif target.part == DECIDE:
            self._wants_decision = True
            self._count()
        else:
            self.show_part(target.part if target.part in self._views else LINE)

    def changed(self, changes: ChangeSet) -> None:
        del changes  # whatever was saved waits for the county, whatever came may be a letter
        if self.isVisible():
            self._load()

    def help_key(self) -> str:
        return f"page.sync.{self.part}"

    # -- parts ---------------------------------------------------------------------------------

    @property
    def part(self) -> str:
        """The key of the part in front."""
        return next(iter(self.parts.keys()))

    def show_part(self, key: str) -> None:
        """Bring a part to the front."""
        self.parts.choose({key})
        self._stack.setCurrentWidget(self._views[key])
        self._views[key].begin()

    # -- slots ---------------------------------------------------------------------------------

    def _on_part_chosen(self, keys: frozenset[str]) -> None:
        self.show_part(next(iter(keys)))

    def _load(self) -> None:
        self._count()
        self.line.load_forms()
        self.conflicts.load()
        self.inbox.load()

    def _count(self) -> None:
        self.desk.operation(self, sync_status.waiting).replacing("waiting").then(
            self._show_waiting
        ).start()

    def _show_waiting(self, waiting: Waiting) -> None:
        self.parts.show_counts({CONFLICTS: waiting.conflicts, INBOX: waiting.letters})
        self.line.show_waiting(waiting)
        if self._wants_decision:
            self._wants_decision = False
            self.show_part(CONFLICTS if waiting.conflicts else INBOX)

    def _on_link_changed(self) -> None:
        self.line.show_link()
        self.bundle.show_link()
        if self.isVisible():
            self._load()

    def _on_settled(self) -> None:
        self._rounds.changed.emit()
