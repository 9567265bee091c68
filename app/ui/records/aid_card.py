"""What a household or a case comes to, step by step with the article behind each step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.domain.amount_words import amount_words
from app.domain.steps import Step, Suggestion
from app.services.aid_result import AidResult
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import Remark, label


class AidCard(SectionCard):
    """The working as a family can be shown it.

    ``keep_requested`` when this working is to be kept with the case: the decision rests on it.
    ``print_requested`` for the sheet that the family takes home.
    """

    keep_requested = Signal()
    print_requested = Signal()

    def __init__(self) -> None:
        super().__init__("能享受什么、怎么算的")
        self._keep = self.add_action("留存这次核算", "check")
        self._keep.setToolTip("初审、审核确认以留存的核算为准")
        self._keep.clicked.connect(self.keep_requested)
        self._keep.hide()
        self._print = self.add_action("打印核算说明", "print")
        self._print.clicked.connect(self.print_requested)
        self._result = label("", "heading", wraps=True)
        self._steps = QVBoxLayout()
        self._remark = Remark()
        self.body.addWidget(self._result)
        self.body.addWidget(self._remark)
        self.body.addLayout(self._steps)

    def offer_keeping(self, *, is_possible: bool) -> None:
        """Whether there is a case to keep it with, that this person works on."""
        self._keep.setVisible(is_possible)

    def show_result(self, result: AidResult) -> None:
        """Show what it comes to this month."""
        self._print.show()
        month = f"{result.month.year}年{result.month.month}月"
        if result.eligible:
            words = amount_words(result.total)
            text = f"{month} {result.layer}：每月{result.total:,.2f}元（{words}）"
        else:
            text = f"{month} 按现有资料：{result.layer}"
        self._result.setText(text)
        self._remark.say(
            f"还缺：{'、'.join(result.missing)}。补齐以后再算一次才算数。"
            if result.missing
            else "",
            "warn",
        )
        self._show_steps(result.steps, result.suggestions)

    def show_problem(self, sentence: str) -> None:
        """Why it cannot be worked out yet."""
        self._print.hide()
        self._result.setText("还不能核算")
        self._remark.say(sentence, "warn")
        self._show_steps((), ())

    def _show_steps(self, steps: Sequence[Step], suggestions: Sequence[Suggestion]) -> None:
        while item := self._steps.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for one in steps:
            amount = "" if one.amount is None else f"　{one.amount:,.2f}元"
            self._steps.addWidget(label(f"{one.label}：{one.formula}{amount}", wraps=True))
            note = f"；{one.note}" if one.note else ""
            self._steps.addWidget(label(f"　依据：{one.source}{note}", "muted", wraps=True))
        fitting = [one for one in suggestions if one.fits is not False]
        if fitting:
            self._steps.addWidget(label("还可以看看", "heading"))
        for one in fitting:
            about = f"{one.member}：" if one.member else ""
            wanting = f"（还缺：{'、'.join(one.missing)}）" if one.missing else ""
            self._steps.addWidget(label(f"{about}{one.layer}　{one.text}{wanting}", wraps=True))
            self._steps.addWidget(label(f"　依据：{one.source}", "muted", wraps=True))
