"""The keys of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def listen_for(view: QWidget, keys: Iterable[tuple[str, Callable[[], object]]]) -> None:
    """Do what each key stands for while ``view``, or anything in it, has the focus."""
    for key, do in keys:
        shortcut = QShortcut(QKeySequence(key), view)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)
