"""Into which file a paper is saved: a PDF, or a picture where a website asks for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.paper_rescue import SEARCH as NOTICE
from app.services.papers import RenderedPaper

_PICTURE: Final = "寻亲网用的图片 (*.jpg)"


def ask_where(parent: QWidget, paper: RenderedPaper, then: Callable[[Path], None]) -> None:
    """Ask, and go on with what is chosen; not if nothing is."""

    def chosen(path: str) -> None:
        then(Path(path))

    dialog = QFileDialog(parent, "存成PDF")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    pictures = (_PICTURE,) if paper.code == NOTICE else ()
    dialog.setNameFilters(["PDF 文件 (*.pdf)", *pictures])
    dialog.setDefaultSuffix("pdf")
    dialog.filterSelected.connect(partial(_put_suffix, dialog))
    dialog.selectFile(f"{paper.title}{paper.number}.pdf")
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _put_suffix(dialog: QFileDialog, chosen: str) -> None:
    dialog.setDefaultSuffix("jpg" if chosen == _PICTURE else "pdf")
