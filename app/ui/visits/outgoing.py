"""导出走访: which of them, as what, where to; written by a verb, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.forms.library import FormLibrary
from app.services import shipped, visit_exports
from app.services.visit_exports import FORMATS, VisitsExported
from app.storage.files import whole_file
from app.ui.operation import Report
from app.ui.pages import Desk

KIND: Final = "压缩包 (*.zip)"
REASON: Final = "窗口导出"
"""What the audit says of why."""
EVERYTHING: Final = tuple(FORMATS)
CHOICES: Final = (
    ("全部：PDF、数据表、ODK、照片", EVERYTHING),
    *((f"只要{name}", (one,)) for one, name in FORMATS.items()),
)
"""What can be chosen -> formats. Photos always come along."""

Ask = Callable[[Sequence[str]], object]
"""Called with the formats that were chosen."""


class VisitsOutgoing(QObject):
    """``said`` with a sentence when a file was written, or was not."""

    said = Signal(str)

    def __init__(self, desk: Desk, window: QWidget, library: FormLibrary) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.library = library

    def ask(self, visit_ids: Sequence[str], formats: Sequence[str] = EVERYTHING) -> None:
        """Where to, and then do it."""
        day = f"{self._desk.clock.now():%Y-%m-%d}"
        dialog = QFileDialog(self._window, "导出走访记录：存到哪里（文件没有加密，请妥善保管）")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(KIND)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"走访记录_{len(visit_ids)}次_{day}.zip")
        dialog.fileSelected.connect(partial(self._on_place_chosen, tuple(visit_ids), formats))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path, visit_ids: Sequence[str], formats: Sequence[str]) -> None:
        """Write these visits to ``path``."""
        verb = partial(_write, self.library, path, visit_ids, formats)
        title = f"正在导出{len(visit_ids)}次走访"
        self._desk.long_operation(self, title, verb).then(
            partial(self._on_written, path)
        ).otherwise(lambda problem: self._desk.show_problem(problem)).when_cancelled(
            lambda: self.said.emit("已取消，没有存下文件")
        ).start()

    def _on_place_chosen(self, ids: Sequence[str], formats: Sequence[str], path: str) -> None:
        self.save(Path(path), ids, formats)

    def _on_written(self, path: Path, done: VisitsExported) -> None:
        absent = f"；有 {done.absent} 个附件不在这台电脑上" if done.absent else ""
        self.said.emit(f"已把 {done.visits} 次走访存到“{path.name}”{absent}")


def formats_menu(parent: QWidget, ask: Ask) -> QMenu:
    """What of a visit is wanted; ``ask`` is called with it."""
    menu = QMenu(parent)
    for text, formats in CHOICES:
        menu.addAction(text, partial(ask, formats))
    return menu


def _write(
    library: FormLibrary,
    path: Path,
    visit_ids: Sequence[str],
    formats: Sequence[str],
    work: Any,
    report: Report,
) -> VisitsExported:
    with whole_file(path) as out:
        return visit_exports.export_visits(
            work,
            library,
            lambda: shipped.press(work.today),
            visit_ids,
            out,
            formats=formats,
            reason=REASON,
            report=report,
        )
