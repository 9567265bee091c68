"""关于: which version this is, and under which licences its parts stand."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QPlainTextEdit

from app import resources
from app.ui.theme import line_height
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import label

VERSION: Final = "0.1.0"
LINES: Final = (
    f"入户通 {VERSION}",
    "窗口使用 Qt 和 Qt for Python（PySide6），按 GNU LGPL 第3版使用；"
    "它们是单独的动态库文件，可以换成您自己编译的版本。",
    "字体：思源黑体、思源宋体（Noto CJK）、霞鹜文楷、花园明朝，按 SIL 开放字体许可证使用，"
    "可以随本程序一起分发。",
)
ROWS: Final = 14
"""Lines of the licences that are seen at once."""


class AboutCard(SectionCard):
    """The licences themselves are read when they are asked for."""

    def __init__(self) -> None:
        super().__init__("关于")
        for line in LINES:
            self.body.addWidget(label(line, wraps=True))
        self._licences = QPlainTextEdit()
        self._licences.setReadOnly(True)
        self._licences.setAccessibleName("许可证全文")
        self._licences.hide()
        self._show = self.add_action("查看字体许可证", "file")
        self._show.clicked.connect(self._on_show_pressed)
        self.body.addWidget(self._licences)

    def _on_show_pressed(self) -> None:
        self._licences.setPlainText(licences())
        self._licences.setFixedHeight(line_height(self._licences) * ROWS)
        self._licences.show()
        self._show.hide()


def licences() -> str:
    """The licences of the fonts, one below the other."""
    names = resources.names("fonts", suffix=".txt")
    return "\n\n".join(
        f"== {name} ==\n{resources.read_bytes('fonts', name).decode()}" for name in names
    )
