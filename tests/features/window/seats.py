"""An office of several people, each before a window of their own over one county's store.

Whoever sits down types: keys only, no widget is pressed or filled from outside. ``go`` is Tab until
the focus is where it should be, so what Tab does not reach cannot be used by these hands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QListWidget,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NothingCame
from pytestqt.qtbot import QtBot

from app.desktop.pages import money_pages, register_pages
from app.domain.clock import FixedClock
from app.domain.divisions import Divisions
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services.form_files import shipped_forms
from app.storage.actor import Actor
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from app.ui.change_bus import ChangeBus
from app.ui.main_window import MainWindow
from app.ui.pages import Desk, MakePage, Requests
from app.ui.records.case_card import StepForm
from app.ui.records.page import RecordsPage
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.today.page import TodayPage
from app.ui.visits.page import VisitsPage
from app.ui.widgets.editors.codes import ButtonsEditor, TicksEditor
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.work_list import WorkList
from tests.ui import hands

T = TypeVar("T")
WAIT = 8000
MOST_TABS = 220
MOST_PARTS = 6
SHORT = 24
"""What is read out of a long page when something does not come."""


class Town:
    """One store, one clock, the rules; a window for each who works there."""

    def __init__(
        self,
        store: Store,
        clock: FixedClock,
        theme: Theme,
        pack: RulePack,
        calendar: WorkingCalendar,
        places: Divisions,
    ) -> None:
        self.store, self.clock, self.pack = store, clock, pack
        self._theme, self._calendar, self._places = theme, calendar, places
        self._forms = shipped_forms()
        self._changes = ChangeBus()
        self._windows: dict[str, MainWindow] = {}
        self._desks: list[Desk] = []

    def does(self, who: Actor, verb: Callable[[UnitOfWork], T]) -> T:
        """What happens elsewhere, or what a test looks up; every window hears of it."""
        result, changes = self.store.perform(verb, who)
        if changes.saved_at is not None:
            self._changes.announced.emit(changes)
        return result

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.advance(days * 24 * 3600)

    def seat(self, who: Actor, qtbot: QtBot) -> Seat:
        """``who`` sits down: their window comes to the front."""
        if who.id not in self._windows:
            desk = self._desk(who)
            self._windows[who.id] = MainWindow(desk, self._pages(who))
        window = self._windows[who.id]
        for other in self._windows.values():
            if other is not window:
                other.hide()
        QApplication.processEvents()  # who stood up is away before the next one is active
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())
        QApplication.processEvents()
        assert QApplication.activeWindow() is window
        return Seat(window, who, qtbot)

    def close(self) -> None:
        """Everybody goes home."""
        for desk in self._desks:
            desk.tasks.stop()
        for window in self._windows.values():
            window.close()
            window.deleteLater()

    def _desk(self, who: Actor) -> Desk:
        numbers = count(1)

        def perform(verb: Callable[[UnitOfWork], Any]) -> tuple[Any, ChangeSet]:
            return self.store.perform(verb, who)

        kept: dict[str, str] = {}
        desk = Desk(
            tasks=Tasks(perform, self._changes, lambda: f"E{next(numbers):04}"),
            changes=self._changes,
            clock=self.clock,
            divisions=self._places,
            read_setting=lambda name, default: kept.get(name, default),
            write_setting=kept.__setitem__,
            theme=self._theme,
            requests=Requests(),
            actor_name=who.name,
            is_practice=False,
            new_id=lambda: f"{who.role}-{next(numbers)}",
        )
        self._desks.append(desk)
        return desk

    def _pages(self, who: Actor) -> Mapping[str, MakePage]:
        rules: Mapping[str, Any] = {"pack": self.pack, "calendar": self._calendar}
        return {
            "today": lambda desk: TodayPage(desk, **rules),
            "records": lambda desk: RecordsPage(desk, **rules),
            "visits": lambda desk: VisitsPage(desk, library=self._forms, **rules),
            **register_pages(who.role, self.pack),
            **money_pages(who, self.pack),
        }


class Seat:
    """The hands of one person before their window."""

    def __init__(self, window: MainWindow, who: Actor, qtbot: QtBot) -> None:
        self.window, self.who, self._bot = window, who, qtbot

    def settle(self) -> None:
        """Until the window has its answers, and what it makes of them stands on the screen."""
        tasks = self.window.desk.tasks
        for _ in range(2):  # an answer may be a question again
            self._bot.waitUntil(lambda: tasks.is_idle, timeout=WAIT)
            QApplication.processEvents()

    # -- what can be read ------------------------------------------------------------------------

    def words(self) -> list[str]:
        """Every text on the screen."""
        every = [*self.window.findChildren(QLabel), *self.window.findChildren(QAbstractButton)]
        return [one.text() for one in every if one.isVisible() and one.text()]

    def sees(self, text: str) -> bool:
        """Whether ``text`` stands somewhere."""
        return any(text in one for one in self.words())

    def until(self, text: str) -> None:
        """Wait until ``text`` stands on the screen."""
        self._until(lambda: self.sees(text), text)

    def may_press(self, text: str) -> bool:
        """Whether a button of that name can be pressed now."""
        return self._button(text) is not None

    # -- keys --------------------------------------------------------------------------------------

    def keys(self, *names: str) -> None:
        """Press keys by name: ``keys("Ctrl+N")``, ``keys("Down", "Return")``."""
        for name in names:
            *held, key = name.split("+")
            modifier = hands.NONE
            for one in held:
                modifier |= getattr(
                    Qt.KeyboardModifier, f"{one.replace('Ctrl', 'Control')}Modifier"
                )
            hands.press(getattr(Qt.Key, f"Key_{key}"), modifier, self._where())

    def page(self, title: str) -> None:
        """The page's key, which its row in the rail names."""
        rail = self.window.findChild(QListWidget)
        assert isinstance(rail, QListWidget)
        rows = (rail.item(row) for row in range(rail.count()))
        tip = next(one.toolTip() for one in rows if one.text() == title)
        self.keys(tip.partition("(")[2].rstrip(")"))
        self.settle()

    def part(self, mark: str) -> None:
        """Ctrl+PgDn from part to part of a file until ``mark`` can be read."""
        for _ in range(MOST_PARTS):
            if self.sees(mark):
                return
            self.keys("Ctrl+PageDown")
        raise AssertionError(f"{mark} is in no part: {self.words()}")

    def find(self, text: str) -> None:
        """Ctrl+F, type, and into the list with the first row found."""
        self.keys("Ctrl+F")
        hands.write(text, self._where())
        self._until(lambda: self._listed(text), text)
        self.settle()
        self.keys("Down")
        self._until(lambda: isinstance(hands.focused(), WorkList), f"列表：{text}")

    def find_person(self, name: str) -> None:
        """Who it is: type the name, down into the list, Enter."""
        hands.write(name, self._where())
        self._until(lambda: self._listed(name), name)
        self.keys("Down", "Return")

    def press(self, text: str) -> None:
        """Tab to the button that begins with ``text``, and the space bar."""
        self._until(lambda: self.may_press(text), text)
        self.settle()
        self._go(lambda one: isinstance(one, QAbstractButton) and _reads(one, text), text)
        self.keys("Space")

    def fill(self, label: str, text: str, within: QWidget | None = None) -> None:
        """Tab to a field, type over it and leave it with Enter: as an input method types."""
        self._reach(label, within)
        self.keys("Ctrl+A")
        hands.write(text, self._where())
        self.keys("Return")

    def choose(self, label: str, *choices: str, within: QWidget | None = None) -> None:
        """Tab to a field of choices and take some: the digit of a button, the space bar on a tick,
        typing in a list."""
        editor = self._reach(label, within)
        if isinstance(editor, TicksEditor):
            for choice in choices:
                self._go(lambda one, text=choice: _reads(one, text), choice)
                self.keys("Space")
        elif isinstance(editor, ButtonsEditor):
            labels = [one.text() for one in editor.findChildren(QAbstractButton)]
            hands.type_keys(str(labels.index(choices[0]) + 1))
        else:
            self.keys("Ctrl+A")
            hands.write(choices[0], self._where())
            self.keys("Return")

    def step(
        self,
        label: str,
        *vouched: str,
        fills: Mapping[str, str] | None = None,
        chooses: Mapping[str, str] | None = None,
        why: str = "",
    ) -> None:
        """One step of a case: tick what is vouched for, fill in what it asks, press its button."""
        self._until(lambda: self._step(label) is not None, label)
        self.settle()
        self._until(lambda: self._step(label) is not None, label)
        form = self._step(label)
        assert form is not None
        for sentence in vouched:
            self._go(lambda one, said=sentence: _is_tick(form, one, said), f"{label}：{sentence}")
            self.keys("Space")
        for name, choice in (chooses or {}).items():
            self.choose(name, choice, within=form)
        for name, text in (fills or {}).items():
            self.fill(name, text, within=form)
        if why:
            self._go(lambda one: one.accessibleName() == f"{label}的理由", f"{label}的理由")
            hands.write(why, self._where())
        self._go(lambda one: form.isAncestorOf(one) and _reads(one, label), label)
        self.keys("Space")
        self._until(lambda: self._step(label) is not form, f"{label}以后")
        self.settle()

    # -- private -----------------------------------------------------------------------------------

    def _step(self, label: str) -> StepForm | None:
        found = (
            one
            for one in self.window.findChildren(StepForm)
            if one.isVisible()
            and any(
                _reads(each, label)
                for each in one.findChildren(QAbstractButton)
                if each.isEnabled()
            )
        )
        return next(found, None)

    def _where(self) -> QWidget:
        return self.window.focusWidget() or self.window

    def _reach(self, label: str, within: QWidget | None = None) -> FieldEditor:
        place = within or self.window
        self._until(lambda: _editor(place, label) is not None, label)
        wanted = _editor(place, label)
        assert wanted is not None
        self._go(wanted.isAncestorOf, label)
        return wanted

    def _button(self, text: str) -> QAbstractButton | None:
        found = (
            one
            for one in self.window.findChildren(QAbstractButton)
            if one.isVisible() and one.isEnabled() and _reads(one, text)
        )
        return next(found, None)

    def _listed(self, text: str) -> bool:
        lists = [one for one in self.window.findChildren(WorkList) if one.isVisible()]
        return any(
            text in str(getattr(row, "name", "")) + str(getattr(row, "head_name", ""))
            for one in lists
            for row in one.rows()
        )

    def _go(self, is_there: Callable[[QWidget], bool], what: str) -> None:
        passed: list[str] = []
        for _ in range(MOST_TABS):
            here = self._where()
            if is_there(here):
                return
            passed.append(_said(here))
            QTest.keyClick(here, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {what}: {' → '.join(passed[:60])}")

    def _until(self, is_so: Callable[[], bool], what: str) -> None:
        try:
            self._bot.waitUntil(is_so, timeout=WAIT)
        except NothingCame:
            short = [one for one in self.words() if len(one) <= SHORT]
            raise AssertionError(f"{self.who.name}: {what}: {short}") from None


def _editor(place: QWidget, label: str) -> FieldEditor | None:
    found = (
        one
        for one in place.findChildren(FieldEditor)
        if one.isVisible() and one.description.label == label
    )
    return next(found, None)


def _is_tick(form: QWidget, one: QWidget, sentence: str) -> bool:
    return (
        isinstance(one, QCheckBox)
        and form.isAncestorOf(one)
        and sentence in one.accessibleDescription()
    )


def _reads(widget: QWidget, text: str) -> bool:
    return isinstance(widget, QAbstractButton) and widget.text().startswith(text)


def _said(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
    return words or type(widget).__name__
