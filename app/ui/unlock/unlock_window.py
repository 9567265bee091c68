"""The first window: who you are, one field for the password, one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.clock import Clock
from app.ui.unlock.password_field import PasswordField
from app.ui.unlock_frame import NAME, Sheet
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.texts import Remark, label


@dataclass(frozen=True)
class VaultEntry:
    """A vault on this machine: its ``id``, whose it is, and where they work."""

    id: str
    person: str
    unit: str = ""


class UnlockWindow(Sheet):
    """``unlock_requested`` with the vault's id and the password. Then show what came of it:
    ``show_busy`` at once, and ``show_refused`` or ``show_problem`` if it did not open.

    ``new_person_requested`` begins the first-run wizard; ``practice_requested`` the practice
    county; ``recovery_requested`` with a vault's id: the person forgot the password.
    """

    unlock_requested = Signal(str, str)
    new_person_requested = Signal()
    practice_requested = Signal()
    recovery_requested = Signal(str)

    def __init__(
        self, vaults: Sequence[VaultEntry], clock: Clock, *, is_practice: bool = False
    ) -> None:
        super().__init__(is_practice=is_practice)
        self.setWindowTitle(NAME)
        self._clock = clock
        self._vaults = tuple(vaults)
        self._chosen = self._vaults[0]
        self._may_unlock_at = 0.0
        self._refusal = ""
        self._people = [self._person_button(vault) for vault in vaults] if len(vaults) > 1 else []
        self._password = PasswordField("输入密码")
        self._password.entered.connect(self._on_unlock_pressed)
        self._remark = Remark()
        self._unlock = primary("打开", icon_name="unlock")
        self._unlock.clicked.connect(self._on_unlock_pressed)
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._on_second_passed)
        self._lay_out()
        self._choose(self._chosen)

    # -- what came of it -----------------------------------------------------------------------

    def show_busy(self) -> None:
        """The password is being tried; nothing can be pressed."""
        self._remark.say("正在打开…", "muted")
        self._enable(is_enabled=False)

    def show_refused(self, sentence: str, wait_seconds: float = 0) -> None:
        """A wrong password: say so, and count down the time until the next try."""
        self._refusal = sentence
        self._may_unlock_at = self._clock.monotonic() + wait_seconds
        self._password.wipe()
        self._countdown.start()
        self._on_second_passed()

    def show_problem(self, sentence: str) -> None:
        """Something else is in the way: the file, the disk."""
        self._remark.say(sentence)
        self._enable(is_enabled=True)

    def show_word(self, sentence: str) -> None:
        """Something to know, which comes by itself: an opening that is under way goes on."""
        self._remark.say(sentence)

    @property
    def waits(self) -> int:
        """Seconds until the next try."""
        return max(0, ceil(self._may_unlock_at - self._clock.monotonic()))

    # -- slots ---------------------------------------------------------------------------------

    def _on_unlock_pressed(self) -> None:
        if not self._unlock.isEnabled():
            return
        if not self._password.text():
            self._remark.say("请输入密码。")
            return
        self.unlock_requested.emit(self._chosen.id, self._password.text())

    def _on_second_passed(self) -> None:
        waits = self.waits
        if waits:
            self._remark.say(f"{self._refusal}请等 {waits} 秒再试。")
        else:
            self._countdown.stop()
            self._remark.say(self._refusal)
        self._enable(is_enabled=not waits)

    def _choose(self, vault: VaultEntry) -> None:
        self._chosen = vault
        for button, other in zip(self._people, self._vaults, strict=False):
            button.setChecked(other is vault)
        self._password.wipe()
        self._password.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._password.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._password.wipe()

    # -- private -------------------------------------------------------------------------------

    def _enable(self, *, is_enabled: bool) -> None:
        self._unlock.setEnabled(is_enabled)
        self._password.setEnabled(is_enabled)
        if is_enabled:
            self._password.setFocus()

    def _person_button(self, vault: VaultEntry) -> Button:
        button = Button(_named(vault), icon_name="person", look="choice")
        button.setCheckable(True)
        button.clicked.connect(partial(self._choose, vault))
        return button

    def _lay_out(self) -> None:
        if self._people:
            self.body.addWidget(label("您是哪一位？"))
            people = QVBoxLayout()
            people.setSpacing(8)
            for button in self._people:
                people.addWidget(button)
            self.body.addLayout(people)
        else:
            self.body.addWidget(label(_named(self._chosen), "heading"))
        self.body.addWidget(label("密码"))
        self.body.addWidget(self._password)
        self.body.addWidget(self._remark)
        self.body.addWidget(self._unlock)
        self.body.addLayout(self._seldom())

    def _seldom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, act in (
            ("忘记密码", lambda: self.recovery_requested.emit(self._chosen.id)),
            ("新来的人", self.new_person_requested.emit),
            ("先练习一下", self.practice_requested.emit),
        ):
            button = quiet(text)
            button.clicked.connect(lambda _on=False, act=act: act())
            row.addWidget(button)
        return row


def _named(vault: VaultEntry) -> str:
    return f"{vault.person} · {vault.unit}" if vault.unit else vault.person
