"""What somebody decided on a file that was changed meanwhile: both stand here until he says whether it
still holds; nothing is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.services.seen import Meanwhile
from app.ui.theme import looks
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Remark

NOTHING: Final = "（空）"
MOST_SHOWN: Final = 6


class ChangedMeanwhile(QFrame):
    """Hidden while there is nothing to be asked."""

    def __init__(self) -> None:
        super().__init__()
        looks(self, "banner-warn")
        self._then: Callable[[], object] | None = None
        self._words = Remark()
        self.go_on, self.leave = Button("看过了，照办"), Button("先不办")
        self.go_on.clicked.connect(self._on_go_on_pressed)
        self.leave.clicked.connect(self.forget)
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.go_on, self.leave):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._words)
        column.addLayout(row)
        self.hide()

    def ask(self, what: str, changes: Sequence[Meanwhile], then: Callable[[], object]) -> None:
        """Whether ``what`` is still to be done, now that he sees what changed; ``then`` does it."""
        self._then = then
        told = [
            f"{one.label}：{one.before.text or NOTHING} → {one.now.text or NOTHING}"
            for one in changes
        ]
        more = f"；另有 {len(told) - MOST_SHOWN} 项" if len(told) > MOST_SHOWN else ""
        self._words.say(
            f"在您看过以后，别处改了：{'；'.join(told[:MOST_SHOWN])}{more}。"
            f"“{what}”还没有办，填的都还在。",
            "warn",
        )
        self.show()
        self.go_on.setFocus()

    def forget(self) -> None:
        """Nothing is to be asked any more."""
        self._then = None
        self.hide()

    def _on_go_on_pressed(self) -> None:
        then = self._then
        self.forget()
        if then is not None:
            then()
