"""Pictures of windows as a person sees them, for a test's failure or for ``out/shots``."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

SMALL_LAPTOP = (1366, 768)


def folder() -> Path | None:
    """Where pictures go: ``RUHU_SHOTS``; without it, none are kept."""
    named = os.environ.get("RUHU_SHOTS")
    return Path(named) if named else None


def take(window: QWidget, name: str, size: tuple[int, int] = SMALL_LAPTOP) -> Path | None:
    """Show ``window`` in ``size`` and keep its picture as ``name.png``, where one is wanted.

    Fails if the window does not fit: it would be cut off on the office's laptops.
    """
    window.resize(*size)
    window.show()
    settle()
    assert (window.width(), window.height()) == size, f"{name} needs {window.size().toTuple()}"
    picture = window.grab()
    assert not picture.isNull()
    where = folder()
    if where is None:
        return None
    where.mkdir(parents=True, exist_ok=True)
    path = where / f"{name}.png"
    assert picture.save(str(path))
    return path


def settle() -> None:
    """Let layouts and paints that wait in the queue happen; nothing is waited for."""
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
