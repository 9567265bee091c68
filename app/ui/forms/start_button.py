"""从现用的表单改起: the workbook of a form in use, saved where its author wants to change it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu

from app.forms.library import FormLibrary
from app.services import form_workbooks
from app.services.form_workbooks import FormWorkbook
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.saving import make_folder, save_bytes
from app.ui.widgets.buttons import Button

WORKBOOKS: Final = "表单的工作簿 (*.xlsx *.xlsm)"
_END: Final = ".xlsx"


class StartButton(Button):
    """``saved`` with the path of the workbook; ``troubled`` with a ``Problem``."""

    saved = Signal(str)
    troubled = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("从现用的表单改起", icon_name="file")
        self._desk = desk
        self._library = FormLibrary(())
        self.forms = QMenu(self)
        self.setMenu(self.forms)
        self.setEnabled(False)

    def show_library(self, library: FormLibrary) -> None:
        """The forms that can be gone on from."""
        self._library = library
        self.forms.clear()
        offered = [one for one in library.versions if one.is_offered]
        for one in sorted(offered, key=lambda one: (one.visit_use.place, one.folder)):
            self.forms.addAction(one.title, partial(self.take_out, one.folder))
        self.setEnabled(not self.forms.isEmpty())

    def take_out(self, form_id: str) -> None:
        """Ask where to put the workbook of the version in use."""
        verb = partial(form_workbooks.workbook_of, library=self._library, form_id=form_id)
        self._desk.operation(self, verb).then(self._on_taken_out).otherwise(
            self._on_trouble
        ).start()

    def save(self, found: FormWorkbook, path: str) -> None:
        """Put it there, with what belongs beside it."""
        place = Path(path) if Path(path).suffix else Path(path + _END)
        self._desk.background(self, partial(_save, found, place)).then(
            lambda _none: self.saved.emit(str(place))
        ).otherwise(self._on_trouble).start()

    def _on_taken_out(self, found: FormWorkbook) -> None:
        dialog = QFileDialog(self, "把工作簿存到哪里（存下以后用表格软件改）")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(WORKBOOKS)
        dialog.selectFile(found.file_name)
        dialog.fileSelected.connect(partial(self.save, found))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_trouble(self, problem: Problem) -> None:
        self.troubled.emit(problem)


def _save(found: FormWorkbook, path: Path) -> None:
    for place, content in found.files_at(path):
        if not place.parent.is_dir():
            make_folder(place.parent)
        save_bytes(place, content)
