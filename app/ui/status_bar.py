"""The line at the bottom that is always there: 可离线使用, 上次同步, 待上传, 已保存, 经办人."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.theme import Colour, looks, sounds
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import Sign, label

_SAID_MS: Final = 8000


@dataclass(frozen=True)
class Upload:
    """How this laptop stands with the county: when it last met it, and what waits to go there."""

    last_sync: datetime | None = None
    waiting: int = 0
    to_decide: int = 0
    """Conflicts that wait for a decision, and letters nobody has read."""
    is_running: bool = False
    trouble: str = ""
    """Why it does not go on by itself, in a few words."""


class StatusBar(QFrame):
    """Facts at the left, the last save and a short word in the middle, the person at the right.

    ``sync_requested`` when what stands of the county is pressed; ``decide_requested`` when what
    waits for the person is.
    """

    sync_requested = Signal()
    decide_requested = Signal()

    def __init__(self, actor_name: str, *, may_open_sync: bool = True) -> None:
        """``may_open_sync``: there is a page of 同步; else what stands of the county is only read."""
        super().__init__()
        looks(self, "status")
        self._sync = _pressed("尚未与县里同步过", self.sync_requested)
        self._waiting = _pressed("待上传 0 条", self.sync_requested)
        self._decide = _pressed("", self.decide_requested, "warning")
        self._decide.hide()
        if not may_open_sync:
            self._only_tell()
        self._saved = label("", "ok")
        self._saved_at: datetime | None = None
        self.is_unsaved = False
        self._said = label("", "muted")
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_SAID_MS)
        self._end.timeout.connect(lambda: self._said.setText(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(18)
        ready = QHBoxLayout()
        ready.setSpacing(4)
        ready.addWidget(Sign("offline", Colour.OK, 0.8))
        ready.addWidget(label("可离线使用"))
        row.addLayout(ready)
        for words in (self._sync, self._waiting, self._decide, self._saved):
            row.addWidget(words)
        row.addWidget(self._said, 1)
        row.addWidget(label(f"经办人：{actor_name}"))

    def _only_tell(self) -> None:
        for words in (self._sync, self._waiting, self._decide):
            words.setEnabled(False)
            words.setToolTip("")

    def show_upload(self, upload: Upload, now: datetime) -> None:
        """Show how this laptop stands with the county."""
        since = moment_in_words(upload.last_sync, now) if upload.last_sync else ""
        words = f"上次同步：{since}" if since else "尚未与县里同步过"
        if upload.is_running:
            words = "正在同步…"
        elif upload.trouble:
            words += f"（{upload.trouble}）"
        self._sync.setText(words)
        self._waiting.setText(f"待上传 {upload.waiting} 条")
        self._decide.setText(f"要处理 {upload.to_decide} 条")
        self._decide.setVisible(upload.to_decide > 0)

    def show_saved(self, at: datetime) -> None:
        """Say that what was entered is on disk."""
        self._saved_at = at
        self._tell_saved()

    def show_unsaved(self, is_unsaved: bool) -> None:
        """Say that something typed is not on disk, until it is: no other save may hide it."""
        self.is_unsaved = is_unsaved
        self._tell_saved()

    def _tell_saved(self) -> None:
        if self.is_unsaved:
            self._saved.setText("有内容没有保存")
        elif self._saved_at is not None:
            self._saved.setText(f"✓ 已保存 {self._saved_at:%H:%M}")
        else:
            self._saved.setText("")
        sounds(self._saved, "error" if self.is_unsaved else "ok")

    def say(self, sentence: str) -> None:
        """A short word, gone after a few seconds."""
        self._said.setText(sentence)
        self._end.start()


def _pressed(text: str, signal: SignalInstance, icon_name: str = "") -> Button:
    made = Button(text, icon_name=icon_name, look="status")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setToolTip("看同步情况")
    made.clicked.connect(lambda: signal.emit())
    return made


def moment_in_words(moment: datetime, now: datetime) -> str:
    """今天09:12, 昨天17:40, 11月20日 08:05, 2025年3月1日 09:00."""
    moment = moment.astimezone(now.tzinfo)
    days = now.date() - moment.date()
    if days == timedelta(0):
        return f"今天 {moment:%H:%M}"
    if days == timedelta(days=1):
        return f"昨天 {moment:%H:%M}"
    year = "" if moment.year == now.year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"
