"""The window in tests: Qt dressed as in the program, and a desk over a store made up by the test."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import resources
from app.domain.clock import CHINA, FixedClock
from app.domain.divisions import Divisions
from app.storage.change_set import ChangeSet
from app.ui.application import dress, finish
from app.ui.change_bus import ChangeBus
from app.ui.pages import Desk, Requests
from app.ui.tasks import Tasks
from app.ui.theme import Look, Theme

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 14, 32, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def no_stray_windows() -> Iterator[None]:
    """The program shows nothing that has no parent yet: it would be a window, and take the keyboard."""
    found: list[str] = []

    def noted(widget: QWidget) -> None:
        caller = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
        file = caller.f_code.co_filename.replace("\\", "/")
        if "/app/ui/" in file and not widget.parentWidget() and not isinstance(widget, QDialog):
            found.append(f"{type(widget).__name__} by {file}:{caller.f_lineno}")

    set_visible, show = QWidget.setVisible, QWidget.show

    def guarded_set_visible(widget: QWidget, visible: bool) -> None:
        if visible:
            noted(widget)
        set_visible(widget, visible)

    def guarded_show(widget: QWidget) -> None:
        noted(widget)
        show(widget)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QWidget, "setVisible", guarded_set_visible)
        patch.setattr(QWidget, "show", guarded_show)
        yield
    if found:
        pytest.fail("shown without a parent: " + "; ".join(dict.fromkeys(found)))


class Store:
    """Stands for the encrypted store: runs a verb with ``work`` and says what it changed.

    A verb says it with ``store.changed("household", id)``; without that it was a read.
    """

    def __init__(self) -> None:
        self.work: Any = None
        self._changed: dict[str, frozenset[str]] = {}

    def changed(self, noun: str, *ids: str) -> None:
        self._changed[noun] = frozenset(ids)

    def perform(self, verb: Callable[[Any], T], /) -> tuple[T, ChangeSet]:
        self._changed = {}
        result = verb(self.work)
        return result, ChangeSet(self._changed, NOON if self._changed else None)


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The application as the program sets it up, with the usual look."""
    dress(qapp)
    finish()
    return Theme(qapp)


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    """The theme; a test may change the look, the next one has the usual one again."""
    yield dressed
    dressed.show_as(Look())


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def changes(qapp: QApplication) -> ChangeBus:
    return ChangeBus()


@pytest.fixture
def tasks(store: Store, changes: ChangeBus) -> Iterator[Tasks]:
    """Both workers, stopped at the end."""
    numbers = count(1)
    made = Tasks(store.perform, changes, lambda: f"E{next(numbers):04}")
    yield made
    made.stop()


@pytest.fixture
def settings() -> dict[str, str]:
    """What the window was told to remember."""
    return {}


@pytest.fixture
def desk(
    tasks: Tasks, changes: ChangeBus, clock: FixedClock, theme: Theme, settings: dict[str, str]
) -> Desk:
    """A desk as a page is handed it; ``replace(desk, is_practice=True)`` for another."""
    return Desk(
        tasks=tasks,
        changes=changes,
        clock=clock,
        divisions=Divisions.from_rows(resources.read_table("divisions.csv")),
        read_setting=lambda name, default: settings.get(name, default),
        write_setting=settings.__setitem__,
        theme=theme,
        requests=Requests(),
        actor_name="王芳",
        is_practice=False,
        new_id=lambda: str(uuid.uuid4()),
    )


@pytest.fixture
def practice_desk(desk: Desk) -> Desk:
    return replace(desk, is_practice=True)
