"""Locking: after minutes without a touch, when the machine sleeps, and not while somebody works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.clock import FixedClock
from app.ui.idle import IdleWatch
from app.ui.theme import Theme
from tests.ui.hands import on_screen


@pytest.fixture
def watch(qapp: QApplication, clock: FixedClock) -> IdleWatch:
    return IdleWatch(qapp, clock, 300)


@pytest.fixture
def line(qtbot: QtBot, watch: IdleWatch, theme: Theme) -> QLineEdit:
    return on_screen(qtbot, QLineEdit())


def touch(widget: QWidget) -> None:
    """A key as the window system delivers it: to the window, which hands it to the widget."""
    QTest.keyClick(widget.window().windowHandle(), Qt.Key.Key_A)


def timer_of(watch: IdleWatch) -> QTimer:
    found = watch.findChild(QTimer)
    assert isinstance(found, QTimer)
    return found


def locks(watch: IdleWatch) -> list[str]:
    said: list[str] = []
    watch.lock_requested.connect(lambda: said.append("lock"))
    return said


def test_minutes_without_a_touch_lock(qtbot: QtBot, qapp: QApplication, clock: FixedClock):
    watch = IdleWatch(qapp, clock, 0)
    with qtbot.waitSignal(watch.lock_requested):
        watch.begin()


def test_every_touch_begins_the_minutes_again(watch: IdleWatch, line: QLineEdit):
    watch.begin()
    said = locks(watch)
    timer_of(watch).stop()
    touch(line)
    assert timer_of(watch).isActive()
    assert timer_of(watch).interval() == 300_000
    assert said == []


def test_the_first_touch_after_a_long_sleep_locks_and_is_not_typed(
    watch: IdleWatch, line: QLineEdit, clock: FixedClock
):
    watch.begin()
    said = locks(watch)
    touch(line)
    assert line.text() == "a"
    clock.advance(301)
    touch(line)
    assert said == ["lock"]
    assert line.text() == "a"


def test_going_to_sleep_locks_waking_does_not(watch: IdleWatch):
    watch.begin()
    said = locks(watch)
    watch.on_prepare_for_sleep(False)
    assert said == []
    watch.on_prepare_for_sleep(True)
    assert said == ["lock"]


def test_it_asks_once_and_rests_until_the_vault_is_open_again(
    watch: IdleWatch, line: QLineEdit, clock: FixedClock
):
    watch.begin()
    said = locks(watch)
    watch.on_session_locked()
    watch.on_prepare_for_sleep(True)
    clock.advance(1000)
    touch(line)
    assert said == ["lock"]
    watch.begin()
    watch.on_session_locked()
    assert said == ["lock", "lock"]


LISTEN = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from app.domain.clock import SystemClock
from app.ui.idle import IdleWatch

application = QGuiApplication([])
watch = IdleWatch(application, SystemClock(), 300)
watch.begin()
watch.lock_requested.connect(lambda: QCoreApplication.exit(42))
QTimer.singleShot(5000, lambda: QCoreApplication.exit(1))
print("hears" if watch.listen_to_system() else "deaf", flush=True)
sys.exit(application.exec())
"""
LOGIND = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

application = QCoreApplication([])
bus = QDBusConnection.systemBus()
print("is logind" if bus.registerService("org.freedesktop.login1") else "is not", flush=True)
sys.stdin.readline()
path, interface, signal, *arguments = sys.argv[1:]
message = QDBusMessage.createSignal(path, "org.freedesktop.login1." + interface, signal)
message.setArguments([True for _ in arguments])
bus.send(message)
sys.stdin.readline()
"""
BUS = """<busconfig><type>custom</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


@contextmanager
def started(*command: str, **environment: str) -> Generator[subprocess.Popen[str]]:
    """A program of its own, ended with the test however that ends."""
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=5)


def python(
    code: str, address: str, *arguments: str
) -> AbstractContextManager[subprocess.Popen[str]]:
    """A Python for which the bus at ``address`` is the system's."""
    return started(sys.executable, "-c", code, *arguments, DBUS_SYSTEM_BUS_ADDRESS=address)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def nudge(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_without_a_system_bus_it_is_deaf_and_works_all_the_same(tmp_path: Path):
    with python(LISTEN, f"unix:path={tmp_path}/nobody") as listener:
        assert first_line(listener) == "deaf"


@pytest.mark.parametrize(
    "signal",
    [
        ("/org/freedesktop/login1", "Manager", "PrepareForSleep", "true"),
        ("/org/freedesktop/login1/session/_31", "Session", "Lock"),
    ],
    ids=["sleep", "lock"],
)
def test_logind_says_when_the_machine_sleeps_or_its_session_is_locked(
    tmp_path: Path, signal: tuple[str, ...]
):
    """Over a real bus of its own, from somebody who has logind's name on it."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("dbus-daemon is not installed")
    rules, address = tmp_path / "bus.conf", f"unix:path={tmp_path}/bus"
    rules.write_text(BUS.format(path=tmp_path / "bus"))
    bus = started("dbus-daemon", f"--config-file={rules}", "--nofork", "--print-address=1")
    with bus as daemon:
        assert first_line(daemon).startswith("unix:")
        with python(LOGIND, address, *signal) as logind, python(LISTEN, address) as listener:
            assert first_line(logind) == "is logind"
            assert first_line(listener) == "hears"
            nudge(logind)
            assert listener.wait(10) == 42
