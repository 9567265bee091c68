"""What was typed over something that came from the county meanwhile: both stand here until one is
chosen; nothing is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.services import records
from app.services.fields import Field, RecordFile, words
from app.services.records import Saved
from app.services.seen import keep_apart, require_seen
from app.ui.filing.fields_shown import Done, Spot
from app.ui.pages import Desk
from app.ui.theme import looks
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors.description import FieldDescription
from app.ui.widgets.texts import Remark

NOTHING: Final = "（空）"
APART: Final = "刚才填的一项在别处也改了，两边的内容都放在“同步”的“冲突”里，请去选定"
NOT_BACK: Final = "这一项后来在别处改过，没有改回。"
Write = Callable[[Any, Spot, Any], Saved]


@dataclass(frozen=True)
class Typed:
    """What somebody typed into ``spot``, having ``seen`` another value there."""

    spot: Spot
    value: Any
    seen: Any

    def put(self, write: Write, work: Any) -> Saved:
        """Write it, in one transaction with the look whether it is still as he saw it."""
        name = self.spot.name
        require_seen(work, self.spot.noun, self.spot.id, {name: self.seen}, {name: self.value})
        return write(work, self.spot, self.value)

    def keep(self, work: Any) -> None:
        """Keep both values for the desk of conflicts: the form is gone."""
        keep_apart(work, self.spot.noun, self.spot.id, self.spot.name, self.value, self.seen)


def taking_back(write: Write, done: Done) -> Callable[[Any], Saved]:
    """The verb that puts a value back, unless it was changed again since."""
    return partial(Typed(done.spot, done.before, done.after).put, write)


class Unseen(QFrame):
    """``mine_chosen`` and ``theirs_chosen`` with a ``Typed`` and the ``Field`` that stands there now.
    Hidden while there is nothing to choose; one after the other if there are several."""

    mine_chosen = Signal(object, object)
    theirs_chosen = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        looks(self, "banner-warn")
        self._desk = desk
        self._waiting: dict[str, tuple[Typed, FieldDescription]] = {}
        self._now: Field | None = None
        self._words = Remark()
        mine, theirs = Button("改成我填的"), Button("用新的")
        mine.clicked.connect(lambda: self._choose(self.mine_chosen))
        theirs.clicked.connect(lambda: self._choose(self.theirs_chosen))
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (mine, theirs):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._words)
        column.addLayout(row)
        self.hide()

    def ask(self, typed: Typed, description: FieldDescription) -> None:
        """Which of the two it is to be."""
        self._waiting[typed.spot.name] = (typed, description)
        self._look()

    def forget(self) -> None:
        """The form is gone."""
        self._waiting.clear()
        self._now = None
        self.hide()

    def _look(self) -> None:
        """Read what stands there now."""
        if not self._waiting:
            self.forget()
            return
        spot = next(iter(self._waiting.values()))[0].spot
        self._desk.operation(self, lambda work: records.show(work, spot.noun, spot.id)).replacing(
            "now"
        ).then(partial(self._show, spot)).start()

    def _show(self, spot: Spot, record: RecordFile) -> None:
        if spot.name not in self._waiting:
            return
        typed, description = self._waiting[spot.name]
        now = self._now = record.fields[spot.name]
        there = now.text if now.is_masked else self._in_words(now, now.value, description)
        mine = self._in_words(now, typed.value, description)
        self._words.say(
            f"“{now.note.label}”在您打开以后，别处改成了：{there}。您填的是：{mine}，还没有存。",
            "warn",
        )
        self.show()

    def _choose(self, signal: Any) -> None:
        if not self._waiting or self._now is None:
            return
        typed, _description = self._waiting.pop(next(iter(self._waiting)))
        signal.emit(typed, self._now)
        self._now = None
        self._look()

    def _in_words(self, field: Field, value: Any, description: FieldDescription) -> str:
        labels = {one.code: one.label for one in description.choices}
        several = _each(value)
        if labels and all(one in labels for one in several):
            return "、".join(labels[one] for one in several)
        return words(field.note, value, self._desk.divisions) or NOTHING


def _each(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]
