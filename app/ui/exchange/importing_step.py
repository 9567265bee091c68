"""Step 导入: how far it is, and 取消; all of it goes in, or nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.operation import Progress
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import label


class ImportingStep(QWidget):
    """``cancel_requested`` when 取消 is pressed."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.text = label("", wraps=True)
        self._cancel = Button("取消导入 (Esc)", icon_name="close")
        self._cancel.clicked.connect(self.cancel)
        card = SectionCard("正在导入")
        about = "全部写完才算数；现在取消，一行也不会留下。"
        row = QHBoxLayout()
        row.addWidget(self._cancel)
        row.addStretch(1)
        card.body.addWidget(self.text)
        card.body.addWidget(self._bar)
        card.body.addWidget(label(about, "muted", wraps=True))
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def begin(self, name: str) -> None:
        """An import of ``name`` begins."""
        self._bar.setRange(0, 0)
        self.text.setText(f"正在对照“{name}”和档案…")
        self._cancel.setEnabled(True)
        self._cancel.setFocus()

    def show_progress(self, progress: Progress) -> None:
        """Show how many households are in."""
        if self._cancel.isEnabled():
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
            self.text.setText(progress.text)

    def cancel(self) -> None:
        """Ask for the end, once."""
        if self._cancel.isEnabled():
            self._cancel.setEnabled(False)
            self._bar.setRange(0, 0)
            self.text.setText("正在停下来，已做的不会留下…")
            self.cancel_requested.emit()
