"""Long work at the bottom of the window: what it is, 第37/212户, and 取消. It is never modal."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.operation import Progress
from app.ui.tasks import Running
from app.ui.theme import looks, width_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import label


class ProgressStrip(QWidget):
    """A line for each long work that runs; hidden while none does."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._count = 0
        self.hide()

    def follow(self, running: Running) -> None:
        """Show ``running`` until it ends."""
        line = _Line(running)
        self._column.addWidget(line)
        self._count += 1
        self.show()
        running.ended.connect(partial(self._drop, line))

    def _drop(self, line: _Line, _how: str) -> None:
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._count -= 1
        self.setVisible(self._count > 0)


class _Line(QFrame):
    """One work: title, bar, count, 取消."""

    def __init__(self, running: Running) -> None:
        super().__init__()
        looks(self, "status")
        self._running = running
        self._text = label("正在准备…", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(width_of(self, "宽" * 12))
        self._cancel = Button("取消", icon_name="close")
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 10, 4)
        row.setSpacing(12)
        row.addWidget(label(running.title, "strong"))
        row.addWidget(self._bar)
        row.addWidget(self._text, 1)
        row.addWidget(self._cancel)
        running.progressed.connect(self._on_progressed)

    def _on_progressed(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        count = f"第{progress.done}/{progress.total}项" if progress.total else f"{progress.done}项"
        self._text.setText(progress.text or count)

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._text.setText("正在停下来，已做的不会留下…")
        self._running.cancel()
