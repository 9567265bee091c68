"""What the program put on the clipboard, and takes back: after a while, and when it locks (K8).

A clipboard is read by every program of the account, and may be kept by the desktop. One value is
pasted at once; rows need the walk to WPS. What another program put there since is left alone.
"""

from __future__ import annotations

import hashlib
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

VALUE_MS: Final = 10_000
ROWS_MS: Final = 60_000


class LentClipboard(QObject):
    """Belongs to the application, and remembers of the text only its hash."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._hash = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take_back)

    @classmethod
    def here(cls) -> LentClipboard:
        """The one of this application. Raises RuntimeError without an application."""
        application = QGuiApplication.instance()
        if application is None:
            raise RuntimeError("no application")
        found: LentClipboard | None = application.findChild(cls)
        return found or cls(application)

    def lend(self, text: str, milliseconds: int) -> None:
        """Put ``text`` there for so long."""
        QGuiApplication.clipboard().setText(text)
        self._hash = _hash(text)
        self._timer.start(milliseconds)

    def take_back(self) -> None:
        """Empty the clipboard if what was lent is still there."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._hash and _hash(clipboard.text()) == self._hash:
            clipboard.clear()
        self._hash = b""


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
