"""Files that leave the program: where to, made by a verb, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.clock import today
from app.services import exports, import_kept, roster_export
from app.services.household_list import HouseholdFilter
from app.ui.exchange.words import day_said
from app.ui.operation import Report
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.saving import save_bytes

XLSX: Final = "Excel 工作簿 (*.xlsx)"
JSONL: Final = "JSON 行 (*.jsonl)"
REASON: Final = "窗口导出"
"""What the audit says of why."""
TOLD_EVERY: Final = 200
"""Lines between two reports of progress."""

Make = Callable[[Any, Report], bytes]
"""A verb that gives a file's content: ``make(work, report)``."""


class Outgoing(QObject):
    """``said`` with a sentence and its tone when a file was written, or was not."""

    said = Signal(str, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask_kept(self, batch_id: str) -> None:
        """The rows of one batch that were not imported, to be mended."""
        self._ask(f"没有导入的行_{self._day()}.xlsx", XLSX, kept(batch_id))

    def ask_roster(self, village: str, *, masks_ids: bool) -> None:
        """The roster of one village; empty: of all."""
        places = self._desk.divisions
        verb = partial(
            roster_export.export_roster,
            places=places,
            wanted=HouseholdFilter(village_code=village or None),
            masks_ids=masks_ids,
            reason=REASON,
        )
        self._ask(f"{places.full_name(village)}花名册_{self._day()}.xlsx", XLSX, whole(verb))

    def ask_everything(self) -> None:
        """All records, their history, drafts."""
        self._ask(f"全部资料_{self._day()}.jsonl", JSONL, everything)

    def save(self, path: Path, make: Make) -> None:
        """Make the file and write it to ``path``."""
        self._desk.long_operation(self, f"正在导出“{path.name}”", make).then(
            partial(self._write, path)
        ).otherwise(self._on_trouble).when_cancelled(self._on_cancelled).start()

    def _ask(self, name: str, kind: str, make: Make) -> None:
        dialog = QFileDialog(self._window, "存到哪里")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(kind)
        dialog.setDefaultSuffix(name.rpartition(".")[2])
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self._on_place_chosen, make))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_place_chosen(self, make: Make, path: str) -> None:
        self.save(Path(path), make)

    def _write(self, path: Path, content: bytes) -> None:
        self._desk.background(self, partial(save_bytes, path, content)).then(
            lambda _none: self.said.emit(f"已存到“{path}”。", "ok")
        ).otherwise(self._on_trouble).start()

    def _on_trouble(self, problem: Problem) -> None:
        self.said.emit(problem.sentence, "error")

    def _on_cancelled(self) -> None:
        self.said.emit("已取消，没有存下文件。", "warn")

    def _day(self) -> str:
        return day_said(today(self._desk.clock))


def whole(verb: Callable[[Any], bytes]) -> Make:
    """A verb that is done in one go, as a ``Make``."""

    def make(work: Any, report: Report) -> bytes:
        del report
        return verb(work)

    return make


def kept(batch_id: str) -> Make:
    """The rows that were left over by one import."""
    return whole(partial(import_kept.kept_workbook, batch_id=batch_id))


def everything(work: Any, report: Report) -> bytes:
    """All that the vault holds as JSON lines."""
    lines: list[str] = []

    def write(line: str) -> None:
        lines.append(line)
        if len(lines) % TOLD_EVERY == 0:
            report(len(lines), 0, f"已写 {len(lines)} 条")

    exports.export_lines(work, write, REASON)
    return "".join(lines).encode()
