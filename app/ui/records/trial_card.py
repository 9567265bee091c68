"""试一试: another income, somebody gone or come: what it would come to. Nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal

from app.domain.amount_words import amount_words
from app.services.aid_result import AidResult
from app.services.aid_trial import MOST_NEW, Trial
from app.services.household_file import MemberFile
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.texts import Remark, label

_INCOME: Final = FieldDescription(
    "income", "家庭月收入改成", Kind.AMOUNT, unit="元/月", hint="不改就不填"
)
_NEW: Final = FieldDescription(
    "new", "新增几人", Kind.NUMBER, unit="人", hint=f"没有就不填，最多{MOST_NEW}人"
)


class TrialCard(SectionCard):
    """``tried`` with a ``Trial``; the answer comes back through ``show_result``."""

    tried = Signal(object)

    def __init__(self) -> None:
        super().__init__("试一试（不保存）")
        self._form: FieldForm | None = None
        self._people: tuple[Choice, ...] = ()
        self._button = Button("试算", icon_name="search")
        self._button.clicked.connect(self._on_pressed)
        self._answer = label("", "heading", wraps=True)
        self._answer.hide()
        self._remark = Remark()
        self.body.addWidget(self._button)
        self.body.addWidget(self._answer)
        self.body.addWidget(self._remark)

    def show_members(self, members: Sequence[MemberFile], today: date) -> None:
        """Whose leaving may be tried; what is being typed stays while they are the same."""
        people = tuple(Choice(each.person_id, each.name) for each in members)
        if self._form is not None and people == self._people:
            return
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        leaving = FieldDescription("without", "假如离开的成员", Kind.CODES, people)
        self._people = people
        self._form = FieldForm((_INCOME, leaving, _NEW), lambda: today)
        self._form.finished.connect(self._button.setFocus)
        self.body.insertWidget(0, self._form)
        self.forget()

    def forget(self) -> None:
        """Another family, or its records changed: the answer no longer holds."""
        self._answer.hide()
        self._remark.say("")

    def show_result(self, result: AidResult, now: AidResult | None) -> None:
        """What it would come to, beside what it comes to."""
        self._answer.setText(_told(result, now))
        self._answer.show()
        lines = [f"{one.label}：{one.formula}" for one in result.steps if one.adds]
        missing = f"还缺：{'、'.join(result.missing)}。" if result.missing else ""
        self._remark.say("　".join((*lines, missing)).strip("　"), "info")

    def show_problem(self, sentence: str) -> None:
        """Why it cannot be tried so."""
        self._answer.hide()
        self._remark.say(sentence, "warn")

    def _on_pressed(self) -> None:
        if self._form is None or not self._form.check():
            return
        values = {name: editor.value for name, editor in self._form.editors.items()}
        without = tuple(values["without"] or ())
        self.tried.emit(Trial(values["income"], without, values["new"] or 0))


def _told(result: AidResult, now: AidResult | None) -> str:
    if result.eligible:
        said = f"试算：{result.layer}，每月{result.total:,.2f}元（{amount_words(result.total)}）"
    else:
        said = f"试算：{result.layer}，没有保障金"
    if now is None:
        return said
    before = now.total if now.eligible else 0
    after = result.total if result.eligible else 0
    return f"{said}，比现在{after - before:+,.2f}元" if after != before else f"{said}，和现在一样"
