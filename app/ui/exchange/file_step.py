"""Step 选文件: choose, drop or paste a roster; go on with the one begun; what is left; exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import household_list, import_kept
from app.services.import_kept import KeptBatch
from app.ui.exchange.export_card import ExportCard
from app.ui.exchange.kept_card import KeptCard
from app.ui.exchange.recent import RecentFile, recent_files
from app.ui.operation import Verb
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

T = TypeVar("T")

WORKBOOKS: Final = "Excel 工作簿 (*.xlsx *.xlsm)"
ABOUT: Final = (
    "把村里的花名册（.xlsx）拖到窗口里，或按下面的按钮选。先看后导：核对以前，档案一点也不会改。"
)


class FileStep(QWidget):
    """``file_chosen`` with a path; ``paste_wanted``; ``resume_wanted``."""

    file_chosen = Signal(str)
    paste_wanted = Signal()
    resume_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kept = KeptCard()
        self.kept.let_go.connect(self._on_let_go)
        self.exports = ExportCard(desk.divisions)
        self._choose = primary("选花名册文件", icon_name="folder", shortcut="Ctrl+O")
        self._choose.clicked.connect(self._on_choose_pressed)
        self._resume = Button("", icon_name="right")
        self._resume.clicked.connect(lambda: self.resume_wanted.emit())
        self._resume.hide()
        self._recently = label("最近打开过：", "muted")
        self._recent = QWidget()
        self._recent_row = FlowLayout(self._recent)
        pane = DetailPane()
        pane.add(self._card(), self.kept, self.exports)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        self._show_recent(())

    def load(self) -> None:
        """What was opened lately, what was left over, which villages there are."""
        self._ask("kept", import_kept.kept_batches, self.kept.show_batches)
        self._ask("recent", recent_files, self._show_recent)
        count = partial(household_list.count_households, by="village")
        self._ask("villages", count, self.exports.show_villages)

    def begin(self) -> None:
        """Put the focus on the button."""
        (self._choose if self._resume.isHidden() else self._resume).setFocus()

    def show_begun(self, name: str) -> None:
        """Offer to go on with the file that was begun; empty: none."""
        self._resume.setText(f"接着核对“{name}”")
        self._resume.setVisible(bool(name))

    def _ask(self, slot: str, verb: Verb[T], show: Callable[[T], object]) -> None:
        self._desk.operation(self, verb).replacing(slot).then(show).otherwise(
            self._on_not_loaded
        ).start()

    def _show_recent(self, files: Sequence[RecentFile]) -> None:
        while item := self._recent_row.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for widget in (self._recently, self._recent):
            widget.setVisible(bool(files))
        for one in files:
            button = quiet(f"{Path(one.path).name}（{one.day}）", icon_name="table")
            button.setToolTip(one.path)
            button.clicked.connect(partial(self._on_recent_pressed, one.path))
            self._recent_row.addWidget(button)
        self._recent.updateGeometry()

    def _on_recent_pressed(self, path: str, _checked: bool = False) -> None:
        self.file_chosen.emit(path)

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选花名册")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([WORKBOOKS, "全部文件 (*)"])
        dialog.fileSelected.connect(self.file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_let_go(self, batch: KeptBatch) -> None:
        verb = partial(import_kept.forget_kept, batch_id=batch.id)
        self._desk.operation(self, verb).then(lambda _none: self.load()).start()

    def _on_not_loaded(self, problem: Problem) -> None:
        """Somebody who may not import, or not read households, may still open the page."""
        if problem.code != "not_permitted":
            self._desk.show_problem(problem)

    def _card(self) -> SectionCard:
        card = SectionCard("导入花名册")
        paste = Button("粘贴从 WPS 或 Excel 复制的表格", icon_name="paste", shortcut="Ctrl+V")
        paste.clicked.connect(lambda: self.paste_wanted.emit())
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self._choose, paste):
            row.addWidget(button)
        row.addStretch(1)
        begun = QHBoxLayout()
        begun.addWidget(self._resume)
        begun.addStretch(1)
        card.body.addWidget(label(ABOUT, wraps=True))
        card.body.addLayout(row)
        card.body.addLayout(begun)
        card.body.addWidget(self._recently)
        card.body.addWidget(self._recent)
        return card
