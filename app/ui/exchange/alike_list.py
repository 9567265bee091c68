"""Households that may have a file already: beside the roster's, those it could be; one decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.divisions import Divisions
from app.errors import Refused
from app.excel.roster.reading import RosterRow
from app.services.household_file import HouseholdFile, MemberFile, household_file
from app.services.import_plan import NEW, Suggestion
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import label
from app.ui.widgets.work_list import WorkList

OPEN: Final = "还没有定"
NOBODY: Final = "没有拿不准的：每一户要么是新的，要么认出了是哪一户。"
ABOUT: Final = "和已有的一户同村同名，程序认不准是不是同一户。没有选定的，这次先不导入，留下待改。"


@dataclass(frozen=True)
class AlikeRow:
    """One household of the roster, ``decided``: an id, ``NEW`` or empty."""

    suggestion: Suggestion
    rows: tuple[RosterRow, ...]
    decided: str

    @property
    def id(self) -> str:
        """The household's key, by which the cursor finds it again."""
        return self.suggestion.household

    @property
    def answer(self) -> str:
        """What was decided, in words."""
        if not self.decided:
            return OPEN
        return "新建一户" if self.decided == NEW else "就是已有的"


COLUMNS: Final = (
    Column("answer", "是不是", lambda row: row.answer, "就是已有的",
           tone=lambda row: "ok" if row.decided else "warn"),
    Column("head", "户主", lambda row: row.suggestion.head_name, "买买提·艾力"),
    Column("count", "人", lambda row: f"{len(row.rows)}", "12", is_number=True),
)  # fmt: skip


class AlikeList(QWidget):
    """``shown`` with an ``AlikeRow`` whose candidates are wanted: answer with
    ``show_candidates``. ``decided`` with household key and an id, or ``NEW``."""

    shown = Signal(object)
    decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.list = WorkList(COLUMNS)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.list.row_opened.connect(self._on_row_opened)
        self._pane = DetailPane()
        self._about = label(NOBODY, "muted", wraps=True)
        self._answers: list[Button] = []
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(self._pane, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._about)
        column.addLayout(both, 1)
        self.setFocusProxy(self.list)

    def show_rows(self, rows: Sequence[AlikeRow]) -> None:
        """Show every household that was asked about."""
        self._about.setText(ABOUT if rows else NOBODY)
        self.list.show_rows(rows)

    def show_candidates(self, row: AlikeRow, files: Mapping[str, HouseholdFile]) -> None:
        """Show whom ``row`` may be, if it is still the one that is looked at."""
        here: AlikeRow | None = self.list.current_row()
        if here is None or here.id != row.id:
            return
        self._answers = [self._answer(row, f"就是第{at}户", one) for at, one in enumerate(files, 1)]
        shown = zip(files.items(), self._answers, strict=True)
        cards = [
            _candidate(number, file, button, is_chosen=row.decided == candidate)
            for number, ((candidate, file), button) in enumerate(shown, 1)
        ]
        told = _told(row)
        self._answers.append(self._answer(row, "都不是，新建一户", NEW))
        unseen = len(row.suggestion.candidates) - len(files)
        if unseen:
            text = f"有 {unseen} 户不在您负责的范围里，看不到。请问负责那里的人。"
            told.body.addWidget(label(text, "warn", wraps=True))
        told.body.addWidget(self._answers[-1])
        self._pane.show_only([told, *cards])

    def _answer(self, row: AlikeRow, text: str, chosen: str) -> Button:
        button = Button(text, icon_name="add" if chosen == NEW else "check")
        button.clicked.connect(partial(self._on_pressed, row.id, chosen))
        return button

    def _on_pressed(self, household: str, chosen: str, _checked: bool = False) -> None:
        self.decided.emit(household, chosen)

    def _on_row_opened(self, _row: AlikeRow) -> None:
        """Enter on a household: on to the answers."""
        if self._answers:
            self._answers[0].setFocus()

    def _on_row_chosen(self, row: AlikeRow | None) -> None:
        if row is None:
            self._answers = []
            self._pane.show_only(())
        else:
            self.shown.emit(row)


def candidates(work: Any, ids: Sequence[str], places: Divisions) -> dict[str, HouseholdFile]:
    """The files that a household may be; those beyond one's reach are left out."""
    found: dict[str, HouseholdFile] = {}
    for each in ids:
        try:
            found[each] = household_file(work, each, places)
        except Refused:
            continue
    return found


def _told(row: AlikeRow) -> SectionCard:
    card = SectionCard(f"花名册上：{row.suggestion.head_name}户")
    for each in row.rows:
        person = each.person
        text = f"第{each.row}行　{person.name}　{person.relation_text}　{person.group or ''}"
        card.body.addWidget(label(text.strip(), wraps=True))
    return card


def _candidate(number: int, file: HouseholdFile, button: Button, *, is_chosen: bool) -> SectionCard:
    card = SectionCard(f"已有的第{number}户{'（已选）' if is_chosen else ''}：{file.place}")
    for member in file.members:
        card.body.addWidget(label(_member(member), wraps=True))
    card.body.addWidget(button)
    return card


def _member(member: MemberFile) -> str:
    age = "" if member.age is None else f"{member.age}岁"
    parts = (member.name, member.relation_text, member.sex_text, age, member.id_masked)
    return "　".join(part for part in parts if part)
