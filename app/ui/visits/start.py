"""Starting a visit: which form, whose household, one button. The household is chosen outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.forms.library import HOUSEHOLD
from app.forms.states import Choice
from app.ui.theme import looks
from app.ui.visits.fields.choice_button import ChoiceButton, has_roving_focus
from app.ui.visits.whom import Somebody, WhomToVisit
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import Remark, label

NOBODY: Final = "还没有选"
CHOOSE: Final = "选择家庭"


@dataclass(frozen=True)
class FormOffer:
    """A form that can be filled in. ``note``: when it is for, in a few words."""

    form_id: str
    title: str
    note: str = ""
    about: str = HOUSEHOLD
    """Whom it is about: ``forms.library`` HOUSEHOLD, PERSON or CHILD."""


_LEAST_HEIGHT: Final = 130


class _Forms(QScrollArea):
    """The forms, however many there are; at least two are seen, and none is cut off."""

    def __init__(self, forms: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(forms)

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self.widget().minimumSizeHint().width() + bar, _LEAST_HEIGHT)


class StartVisit(QFrame):
    """``household_wanted``: let the person choose one, then ``show_household``.
    ``started`` with form id and household id; ``whom.person_id`` says whom it is about."""

    household_wanted = Signal()
    started = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        looks(self, "card")
        self.buttons: list[ChoiceButton] = []
        self._form_id = ""
        self._forms_now: tuple[FormOffer, ...] = ()
        self._household_id = ""
        self._household = label(NOBODY, "muted", wraps=True)
        self._choose = Button(CHOOSE, icon_name="house")
        self._choose.clicked.connect(self.household_wanted)
        self.whom = WhomToVisit()
        self.remark = Remark()
        self._forms = QWidget()
        self._column = QVBoxLayout(self._forms)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._scroll = _Forms(self._forms)
        self.start_button = primary("开始走访", icon_name="visit")
        self.start_button.clicked.connect(self._on_start_pressed)
        self._lay_out()

    def show_forms(self, forms: Sequence[FormOffer]) -> None:
        """The forms to choose from; the only one is chosen already, another stays chosen."""
        if tuple(forms) == self._forms_now:
            return
        for button in self.buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._forms_now = tuple(forms)
        self.buttons = [self._button(one, place) for place, one in enumerate(forms, 1)]
        for place, button in enumerate(self.buttons):
            self._column.insertWidget(place, button)
        self._scroll.updateGeometry()
        self._choose_form(forms[0].form_id if len(forms) == 1 else "")

    def show_household(
        self, household_id: str, title: str, people: Sequence[Somebody] = ()
    ) -> None:
        """Whose household it is, and who lives there."""
        self.whom.show_people(people)
        self._household_id = household_id
        self._household.setText(title)
        self._choose.setText("换一户")
        self.remark.say("")

    def clear_household(self) -> None:
        """None is chosen any more."""
        self.whom.show_people(())
        self._household_id = ""
        self._household.setText(NOBODY)
        self._choose.setText(CHOOSE)
        self.remark.say("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdecimal() and 0 < int(text) <= len(self.buttons):
            self.buttons[int(text) - 1].click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.start_button.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        household = QHBoxLayout()
        household.addWidget(self._household, 1)
        household.addWidget(self._choose)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.start_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 14, 18, 14)
        whole.setSpacing(10)
        whole.addWidget(label("走访哪一户", "heading"))
        whole.addLayout(household)
        whole.addWidget(label("填哪张表", "heading"))
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.whom)
        whole.addWidget(self.remark)
        whole.addLayout(foot)

    def _button(self, form: FormOffer, number: int) -> ChoiceButton:
        text = f"{form.title}　{form.note}" if form.note else form.title
        button = ChoiceButton(Choice(form.form_id, text), number)
        button.clicked.connect(partial(self._on_chosen, form.form_id))
        return button

    def _choose_form(self, form_id: str) -> None:
        self._form_id = form_id
        for button in self.buttons:
            button.setChecked(button.choice.value == form_id)
            if button.isChecked():
                QTimer.singleShot(0, button, partial(self._bring_up, button))
        chosen = [one for one in self._forms_now if one.form_id == form_id]
        self.whom.show_for(chosen[0].about if chosen else HOUSEHOLD)
        has_roving_focus(self.buttons, None)

    def _bring_up(self, button: ChoiceButton) -> None:
        """Have the chosen form in sight, once everything has its place."""
        self._scroll.ensureWidgetVisible(button, 0)
        self._scroll.horizontalScrollBar().setValue(0)

    def _on_chosen(self, form_id: str, _is_on: bool = False) -> None:
        self._choose_form(form_id)
        self.remark.say("")

    def _on_start_pressed(self) -> None:
        if not self._household_id:
            self.remark.say("还没有选家庭，请先按“选择家庭”。")
        elif not self._form_id:
            self.remark.say("还没有选表，请点一张。")
        elif self.whom.is_wanted and not self.whom.person_id:
            self.remark.say("这张表是给一个人填的，请先选走访谁。")
        else:
            self.started.emit(self._form_id, self._household_id)
