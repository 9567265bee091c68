"""Visits begun and not finished: whose, which form, how far, how long ago; go on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.months import day_text
from app.ui.theme import looks, width_of
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.texts import label

OLD_DAYS = 7
"""A draft older than this is said to be old: the household may have changed since."""


@dataclass(frozen=True)
class DraftRow:
    """One draft as it is listed. ``title``: 张建国户; ``about``: 低保入户调查 · 大湾村 2组."""

    id: str
    title: str
    about: str
    answered: int
    asked: int
    updated_at: datetime


class DraftsList(QWidget):
    """The newest first. ``opened`` and ``discard_requested`` with the id of a draft;
    ``start_requested`` when there is none and a visit is to be started."""

    opened = Signal(str)
    discard_requested = Signal(str)
    start_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._empty = EmptyState("visit", "没有填到一半的走访。", "找一户去走访")
        self._empty.action_requested.connect(self.start_requested)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self.cards: dict[str, DraftCard] = {}

    def show_drafts(self, rows: Sequence[DraftRow], now: datetime) -> None:
        """Replace what is listed."""
        for card in self.cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        ordered = sorted(rows, key=lambda row: row.updated_at, reverse=True)
        self.cards = {row.id: self._card(row, now) for row in ordered}
        for place, card in enumerate(self.cards.values()):
            self._column.insertWidget(place, card)
        self._empty.setVisible(not rows)

    def _card(self, row: DraftRow, now: datetime) -> DraftCard:
        card = DraftCard(row, now)
        card.go_on.clicked.connect(partial(self._on_opened, row.id))
        card.discard.clicked.connect(partial(self._on_discarded, row.id))
        return card

    def _on_opened(self, draft_id: str, _is_on: bool = False) -> None:
        self.opened.emit(draft_id)

    def _on_discarded(self, draft_id: str, _is_on: bool = False) -> None:
        self.discard_requested.emit(draft_id)


class DraftCard(QFrame):
    """One draft."""

    def __init__(self, row: DraftRow, now: datetime) -> None:
        super().__init__()
        looks(self, "card")
        age = (now - row.updated_at).days
        bar = QProgressBar()
        bar.setRange(0, max(1, row.asked))
        bar.setValue(row.answered)
        bar.setTextVisible(False)
        bar.setFixedWidth(width_of(bar, "字" * 6))
        self.go_on = Button("继续填写", icon_name="edit")
        self.discard = quiet("作废", icon_name="delete")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(row.title, "heading", wraps=True), 1)
        head.addWidget(label(f"已答 {row.answered}/{row.asked} 题", "small"))
        head.addWidget(bar)
        when = f"上次填写：{age_in_words(row.updated_at, now)}"
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(label(when, "warn" if age >= OLD_DAYS else "small", wraps=True), 1)
        foot.addWidget(self.go_on)
        foot.addWidget(self.discard)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 12, 8)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(label(row.about, "muted", wraps=True))
        whole.addLayout(foot)


def age_in_words(moment: datetime, now: datetime) -> str:
    """How long ago: 刚刚, 20 分钟前, 今天 8:05, 昨天 17:40, 3 天前, 2026年9月1日."""
    minutes = int((now - moment).total_seconds() // 60)
    days = (now.date() - moment.date()).days
    clock = f"{moment.hour}:{moment.minute:02}"
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if days < 2:
        return f"{'今天' if days == 0 else '昨天'} {clock}"
    if days <= 30:
        return f"{days} 天前"
    return day_text(moment)
