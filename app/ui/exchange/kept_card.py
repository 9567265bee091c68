"""What earlier imports left over: by date, to be exported and mended, or let go of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.import_kept import KeptBatch
from app.ui.exchange.words import day_said
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import label


class KeptCard(SectionCard):
    """Hidden while nothing is left. ``export_wanted`` and ``let_go`` with a ``KeptBatch``."""

    export_wanted = Signal(object)
    let_go = Signal(object)

    def __init__(self) -> None:
        super().__init__("以前没有导入的行")
        self._lines: list[_Line] = []
        self.hide()

    def show_batches(self, batches: Sequence[KeptBatch]) -> None:
        """Show these, the newest first."""
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line(batch) for batch in batches]
        for line in self._lines:
            line.export_wanted.connect(self.export_wanted)
            line.let_go.connect(self.let_go)
            self.body.addWidget(line)
        self.setVisible(bool(batches))


class _Line(QWidget):
    """One batch. Letting go is asked once more, in place: what is gone does not come back."""

    export_wanted = Signal(object)
    let_go = Signal(object)

    def __init__(self, batch: KeptBatch) -> None:
        super().__init__()
        self._batch = batch
        self._text = label("", wraps=True)
        self._export = Button("导出来改", icon_name="table")
        self._export.clicked.connect(lambda: self.export_wanted.emit(batch))
        self._drop = Button("不用了", icon_name="close")
        self._drop.clicked.connect(partial(self._ask, is_asking=True))
        self._sure = Button("丢掉", icon_name="delete")
        self._sure.clicked.connect(lambda: self.let_go.emit(batch))
        self._keep = Button("留着", icon_name="undo")
        self._keep.clicked.connect(partial(self._ask, is_asking=False))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._text, 1)
        for button in (self._export, self._drop, self._sure, self._keep):
            across.addWidget(button)
        self._ask(is_asking=False)

    def _ask(self, _checked: bool = False, *, is_asking: bool) -> None:
        batch = self._batch
        for button in (self._export, self._drop):
            button.setVisible(not is_asking)
        for button in (self._sure, self._keep):
            button.setVisible(is_asking)
        if is_asking:
            self._text.setText(f"这 {len(batch.rows)} 行丢掉以后找不回来。确定不要了？")
            self._keep.setFocus()
            return
        day = day_said(batch.made_at)
        self._text.setText(f"{day}　“{batch.file_name}”里有 {len(batch.rows)} 行没有导入")
