"""Announces what a finished operation changed, so that pages refresh themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.storage.change_set import ChangeSet


class ChangeBus(QObject):
    """One for the window; it lives as long as the workspace.

    ``announced``: a ``ChangeSet`` that wrote something, on the window's thread. Reads are silent.
    ``arrived``: the same for what came from the county, which nobody here did.
    """

    announced = Signal(object)
    arrived = Signal(object)

    def announce(self, changes: ChangeSet) -> None:
        """Tell every page, unless nothing was written."""
        if changes.saved_at is not None:
            self.announced.emit(changes)

    def bring(self, changes: ChangeSet) -> None:
        """Tell every page what came from the county."""
        self.arrived.emit(changes)
