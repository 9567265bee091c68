"""Asks to lock: after minutes without a key or a click, and before the machine sleeps.

Hears the input of whichever window has the focus; the timer is monotonic. Where logind is, it
says when the machine goes to sleep and when the session is locked; without it, the first touch
after a long sleep locks, before it reaches a widget.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication, QWindow

from app.domain.clock import Clock

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)
_LOGIN: Final = "org.freedesktop.login1"
_SYSTEM_SIGNALS: Final = (
    ("/org/freedesktop/login1", "Manager", "PrepareForSleep", "on_prepare_for_sleep(bool)"),
    ("", "Session", "Lock", "on_session_locked()"),
)
"""Of logind: object, interface, signal, and who hears it here."""


class IdleWatch(QObject):
    """``lock_requested`` once; then it rests until ``begin``.

    ``seconds`` without input until then; ``clock`` to notice that the machine slept.
    """

    lock_requested = Signal()

    def __init__(self, application: QGuiApplication, clock: Clock, seconds: int) -> None:
        super().__init__(application)
        self._clock = clock
        self._seconds = seconds
        self._is_watching = False
        self._touched = clock.now()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(seconds * 1000)
        self._timer.timeout.connect(self._lock)
        application.focusWindowChanged.connect(self._on_focus_window_changed)

    def begin(self) -> None:
        """The vault is open: watch from now on."""
        self._is_watching = True
        self._touch()

    def rest(self) -> None:
        """The vault is locked: nothing to watch."""
        self._is_watching = False
        self._timer.stop()

    def listen_to_system(self) -> bool:
        """Hear of sleep and of the locked session over D-Bus; whether anybody speaks there."""
        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return False
        heard = [
            bus.connect(_LOGIN, path, f"{_LOGIN}.{interface}", signal, self, SLOT(slot))  # pyright: ignore[reportArgumentType] - the stub says bytes, which it refuses
            for path, interface, signal, slot in _SYSTEM_SIGNALS
        ]
        return all(heard)

    @Slot(bool)
    def on_prepare_for_sleep(self, begins: bool) -> None:
        """The machine goes to sleep, or wakes."""
        if begins:
            self._lock()

    @Slot()
    def on_session_locked(self) -> None:
        """The desktop's own lock."""
        self._lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_watching and event.type() in _TOUCHES:
            slept = (self._clock.now() - self._touched).total_seconds()
            if slept >= self._seconds:
                self._lock()
                return True
            self._touch()
        return super().eventFilter(watched, event)

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _touch(self) -> None:
        self._touched = self._clock.now()
        self._timer.start()

    def _lock(self) -> None:
        if self._is_watching:
            self.rest()
            self.lock_requested.emit()
