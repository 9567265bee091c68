"""Whom a visit is about: one of the household, chosen when the form is for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.forms.library import CHILD, HOUSEHOLD
from app.ui.widgets.texts import label

NO_CHILD: Final = "这一户没有登记未满18周岁的人"
NO_HOUSEHOLD: Final = "先选择家庭"
CHOOSE: Final = "请选择"


@dataclass(frozen=True)
class Somebody:
    """One of a household. ``text``: 张小明　子　10岁."""

    person_id: str
    text: str
    is_child: bool


class WhomToVisit(QWidget):
    """Hidden while the form is about the household."""

    def __init__(self) -> None:
        super().__init__()
        self._people: Sequence[Somebody] = ()
        self._about = HOUSEHOLD
        self.box = QComboBox()
        self.box.setAccessibleName("走访谁")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(label("走访谁", "heading"))
        row.addWidget(self.box, 1)
        self.hide()

    @property
    def person_id(self) -> str:
        """Who is chosen, or blank: also while nobody is wanted."""
        return str(self.box.currentData() or "") if self.is_wanted else ""

    @property
    def is_wanted(self) -> bool:
        """Whether somebody has to be chosen."""
        return self._about != HOUSEHOLD

    def show_people(self, people: Sequence[Somebody]) -> None:
        """Who lives in the household that was chosen."""
        self._people = people
        self._renew()

    def show_for(self, about: str) -> None:
        """Whom the chosen form is about: ``forms.library`` HOUSEHOLD, PERSON or CHILD."""
        if about != self._about:
            self._about = about
            self._renew()

    def choose(self, person_id: str) -> None:
        """Choose somebody of those offered."""
        self.box.setCurrentIndex(self.box.findData(person_id))

    def _renew(self) -> None:
        offered = [one for one in self._people if self._about != CHILD or one.is_child]
        first = CHOOSE if offered else NO_CHILD if self._people else NO_HOUSEHOLD
        self.box.clear()
        if len(offered) != 1:
            self.box.addItem(first, "")
        for one in offered:
            self.box.addItem(one.text, one.person_id)
        self.box.setEnabled(bool(offered))
        self.setVisible(self.is_wanted)
