"""A dark bar that says what the logic did to an answer, or what was removed, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.forms.states import Changes, Notice
from app.ui.theme import looks
from app.ui.widgets.texts import label

TakeBack = Callable[[], Changes]


class NoticeBar(QFrame):
    """Hidden until there is something to say; stays until it is answered, the next one comes, or
    the page is left: what was cleared can be taken back after further answers too.

    ``on_taken_back`` gets what taking back changed.
    """

    def __init__(self, on_taken_back: Callable[[Changes], object]) -> None:
        super().__init__()
        looks(self, "undo")
        self._on_taken_back = on_taken_back
        self._take_back: TakeBack | None = None
        self._is_passing = False
        self._text = label("", wraps=True)
        self.undo_button = QPushButton("撤销")
        self.undo_button.clicked.connect(self._on_undo_pressed)
        self.done_button = QPushButton("知道了")
        self.done_button.clicked.connect(lambda: self.dismiss())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.done_button)
        self.hide()

    def text(self) -> str:
        """What it says now."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, notices: Sequence[Notice]) -> None:
        """Say what a step did. All notices of a step are taken back together."""
        if notices:
            sentences = list(dict.fromkeys(one.text for one in notices))
            more = f"（还有 {len(sentences) - 3} 条）" if len(sentences) > 3 else ""
            self.offer("；".join(sentences[:3]) + more, notices[0].undo)

    def offer(self, sentence: str, take_back: TakeBack, *, is_passing: bool = False) -> None:
        """Say what was done, and offer to take it back; ``is_passing``: only until the next step."""
        self._take_back = take_back
        self._is_passing = is_passing
        self._text.setText(sentence)
        self.undo_button.show()
        self.show()

    def say(self, sentence: str) -> None:
        """Say something that there is nothing to take back of."""
        self.offer(sentence, Changes, is_passing=True)
        self.undo_button.hide()

    def dismiss(self, *, only_passing: bool = False) -> None:
        """Take the bar away; what was done stays."""
        if only_passing and not self._is_passing:
            return
        self._take_back = None
        self.hide()

    def _on_undo_pressed(self) -> None:
        take_back = self._take_back
        self.dismiss()
        if take_back is not None:
            self._on_taken_back(take_back())
