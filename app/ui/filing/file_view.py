"""A file as it is read: heading, marks, the buttons of what may be done now, and its cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import people
from app.ui.filing.acts import Act
from app.ui.filing.fact_card import FactCard
from app.ui.filing.item_list import ItemList
from app.ui.filing.masked_values import Reveal
from app.ui.filing.shown import Drawn, Facts, Lines, Shown
from app.ui.filing.stage_sign import StageSign
from app.ui.pages import Desk
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.chips import Mark
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label


class FileView(QWidget):
    """``act_requested`` with an ``Act``, ``edit_requested`` with ``Facts``."""

    act_requested = Signal(object)
    edit_requested = Signal(object)

    def __init__(self, desk: Desk, reveal: Reveal = people.reveal) -> None:
        super().__init__()
        self._desk = desk
        self._reveal = reveal
        self._title = label("", "title", wraps=True)
        self._about = label("", "muted", wraps=True)
        self.stage = StageSign(desk)
        self._marks = _Row()
        self._acts = _Row()
        self._wanting = label("", "muted", wraps=True)
        self.pane = DetailPane()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self._title,
            self._about,
            self.stage,
            self._marks,
            self._acts,
            self._wanting,
        ):
            column.addWidget(widget)
        column.addWidget(self.pane, 1)

    def show_file(self, shown: Shown) -> None:
        """Show what the file says; what is scrolled to stays."""
        at = self.pane.verticalScrollBar().value()
        self._title.setText(shown.title)
        self._about.setText(shown.about)
        self._about.setVisible(bool(shown.about))
        self._marks.show_only([Mark(text, tone) for text, tone in shown.marks])
        self._acts.show_only([self._button(one) for one in shown.acts])
        wanting = [f"{one.text}：{one.why_not}" for one in shown.acts if one.why_not]
        self._wanting.setText("\n".join(wanting))
        self._wanting.setVisible(bool(wanting))
        self.pane.show_only([self._card(one) for one in shown.cards])
        self.pane.verticalScrollBar().setValue(at)

    def scroll_up(self) -> None:
        """Another file is not read from the middle."""
        self.pane.verticalScrollBar().setValue(0)

    def enter(self) -> None:
        """Put the keyboard on the first thing that can be pressed."""
        for button in self._acts.findChildren(Button):
            if button.isEnabled():
                button.setFocus()
                return
        self.pane.setFocus()

    def _button(self, act: Act) -> Button:
        button = Button(act.text, icon_name=act.icon, look="primary" if act.is_primary else "")
        button.setEnabled(not act.why_not)
        source = f"依据：{act.source}" if act.source else ""
        button.setToolTip("\n".join(filter(None, (act.why_not, source))))
        button.setAccessibleDescription(act.why_not)
        button.clicked.connect(lambda: self.act_requested.emit(act))
        return button

    def _card(self, card: Facts | Lines | Drawn) -> QWidget:
        if isinstance(card, Facts):
            made = FactCard(self._desk, card, self._reveal)
            made.edit_requested.connect(self.edit_requested)
            made.act_requested.connect(self.act_requested)
            return made
        if isinstance(card, Lines):
            return self._list(card)
        drawn = SectionCard(card.title)
        drawn.body.addWidget(card.make())
        return drawn

    def _list(self, card: Lines) -> QWidget:
        made = ItemList(card.title, card.columns, empty=card.empty, help_key=card.help_key)
        for act in card.acts:
            button = made.add_action(act.text, act.icon or "add")
            button.clicked.connect(partial(self.act_requested.emit, act))
        if card.opens is not None:
            made.opened.connect(card.opens)
        made.show_rows(card.rows)
        return made


class _Row(QWidget):
    """Small things beside each other; the row takes the lines it needs."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)

    def show_only(self, widgets: Sequence[Any]) -> None:
        """Replace everything shown."""
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            self._flow.addWidget(widget)
        self.setVisible(bool(widgets))
        self.updateGeometry()
