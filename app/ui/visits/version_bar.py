"""Which version of its form a draft is on, where that is not the only one: upgrade it, go back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.theme import Colour, looks
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.texts import Sign, label


class VersionBar(QFrame):
    """Hidden where there is nothing to say. ``upgrade_requested``; ``back_requested``;
    ``left_behind_requested``: show what did not come along."""

    upgrade_requested = Signal()
    back_requested = Signal()
    left_behind_requested = Signal()

    def __init__(self, newer: str, older: str, left_behind: int) -> None:
        super().__init__()
        looks(self, "card")
        self.upgrade_button = Button("升级草稿", icon_name="up")
        self.back_button = Button("回到旧版", icon_name="undo")
        self.left_behind_button = quiet(f"没带过来的 {left_behind} 项", icon_name="show")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(10)
        row.addWidget(Sign("info", Colour.INFO))
        self._sentence = label("", wraps=True)
        row.addWidget(self._sentence, 1)
        self.left_behind_button.clicked.connect(lambda: self.left_behind_requested.emit())
        self.back_button.clicked.connect(lambda: self.back_requested.emit())
        self.upgrade_button.clicked.connect(lambda: self.upgrade_requested.emit())
        for button in (self.left_behind_button, self.back_button, self.upgrade_button):
            row.addWidget(button)
        self._tell(newer, older, left_behind)
        if not (newer or older):  # never shown here: without a parent it would be a window
            self.hide()

    def offer(self, newer: str) -> None:
        """A version came while the draft was open."""
        self._tell(newer, "", 0)
        self.show()

    def _tell(self, newer: str, older: str, left_behind: int) -> None:
        self._sentence.setText(_sentence(newer, older))
        self.left_behind_button.setVisible(bool(left_behind and not newer))
        self.back_button.setVisible(bool(older and not newer))
        self.upgrade_button.setVisible(bool(newer))


def _sentence(newer: str, older: str) -> str:
    if newer:
        return f"这张表有了新版本（{newer}）。这份草稿仍用开始时的版本，可以照样填完，也可以升级。"
    return f"已从旧版（{older}）升级。旧版填的内容还留着，可以回到旧版。"
