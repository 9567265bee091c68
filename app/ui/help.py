"""Help for the focused field: short texts from resources/help, beside the page.

A file a topic; in it, ``## person.id_number 公民身份号码`` begins the text for one key. A key that
has none is answered by what stands before its last dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app import resources
from app.ui.theme import looks, width_of
from app.ui.widgets.buttons import quiet
from app.ui.widgets.texts import label

GENERAL: Final = "general"
_HEAD: Final = re.compile(r"^## +(?P<key>[\w.]+) +(?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class HelpText:
    """One text: its key, title, and Markdown."""

    key: str
    title: str
    text: str


def read_help(files: Iterable[str]) -> dict[str, HelpText]:
    """The texts of Markdown files, by key."""
    found: dict[str, HelpText] = {}
    for file in files:
        heads = list(_HEAD.finditer(file))
        ends = [head.start() for head in heads[1:]] + [len(file)]
        for head, end in zip(heads, ends, strict=True):
            text = file[head.end() : end].strip()
            found[head["key"]] = HelpText(head["key"], head["title"].strip(), text)
    return found


def shipped_help() -> dict[str, HelpText]:
    """The texts that ship with the program."""
    names = resources.names("help", suffix=".md")
    return read_help(resources.path("help", name).read_text("utf-8") for name in names)


def answer(texts: Mapping[str, HelpText], key: str) -> HelpText:
    """The text for ``key``, or for what it is part of, or the general one."""
    while key and key not in texts:
        key = key.rpartition(".")[0]
    return texts[key or GENERAL]


def focused_key(page_key: str) -> str:
    """The help key of the focused widget or of what it lies in; else that of the page."""
    widget: QWidget | None = QApplication.focusWidget()
    while widget is not None:
        if key := widget.property("help_key"):
            return str(key)
        widget = widget.parentWidget()
    return page_key


class HelpPanel(QFrame):
    """The panel at the right; ``closed`` when it is put away. Reads its texts when first shown."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        looks(self, "panel")
        self._texts: dict[str, HelpText] = {}
        self._title = label("", "heading", wraps=True)
        self._body = QTextBrowser()
        self._body.setOpenLinks(False)
        close = quiet("收起 (Esc)", icon_name="close")
        close.clicked.connect(self.put_away)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 10, 10)
        column.addLayout(head)
        column.addWidget(self._body, 1)
        self.hide()

    def show_help(self, key: str) -> None:
        """Show the text for ``key``."""
        self._texts = self._texts or shipped_help()
        found = answer(self._texts, key)
        self._title.setText(found.title)
        self._body.setMarkdown(found.text)
        self.setFixedWidth(width_of(self, "宽" * 17))
        self.show()

    def put_away(self) -> None:
        self.hide()
        self.closed.emit()

    def title(self) -> str:
        """The title of what is shown."""
        return self._title.text()
