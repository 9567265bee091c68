"""The papers of a household, and the blank forms: what each is, from which record, how often out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from app.domain.months import day_text
from app.services.household_file import PaperLine
from app.services.papers import PaperOffer
from app.ui.pages import Target
from app.ui.theme import looks


class Printed(NamedTuple):
    """How often a paper of one record was printed or saved, and when last."""

    times: int
    last: datetime | None


def printed(offer: PaperOffer, lines: Iterable[PaperLine]) -> Printed:
    """What the log says of ``offer``; a blank form is not counted."""
    found = [
        line.printed_at
        for line in lines
        if (line.paper, line.about_noun, line.about_id)
        == (offer.code, offer.record_noun, offer.record_id)
    ]
    return Printed(len(found), max((one for one in found if one), default=None))


class PaperList(QListWidget):
    """``chosen`` with a ``PaperOffer`` when another one is picked."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        looks(self, "list")
        self.setAccessibleName("可以打印的表")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setToolTip("按住 Ctrl 或 Shift 可以选几张一起打")
        self._offers: tuple[PaperOffer, ...] = ()
        self.currentRowChanged.connect(self._on_row_changed)

    @property
    def offers(self) -> tuple[PaperOffer, ...]:
        """What is listed."""
        return self._offers

    def current(self) -> PaperOffer | None:
        """What is picked."""
        place = self.currentRow()
        return self._offers[place] if 0 <= place < len(self._offers) else None

    def picked(self) -> tuple[PaperOffer, ...]:
        """All that are selected, from the top down; what is shown where nothing is."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        shown = self.current()
        return tuple(self._offers[row] for row in rows) or ((shown,) if shown else ())

    def show_offers(self, offers: Sequence[PaperOffer], log: Sequence[PaperLine] = ()) -> None:
        """Replace what is listed; nothing is picked until ``pick``."""
        was_blocked = self.blockSignals(True)
        self.clear()
        self._offers = tuple(offers)
        for offer in offers:
            self.addItem(QListWidgetItem(_words(offer, printed(offer, log))))
        self.setCurrentRow(-1)
        self.blockSignals(was_blocked)

    def pick(self, offer: PaperOffer | None) -> None:
        """Put the cursor on ``offer`` and say nothing."""
        was_blocked = self.blockSignals(True)
        self.setCurrentRow(self._offers.index(offer) if offer in self._offers else -1)
        self.blockSignals(was_blocked)

    def _on_row_changed(self, place: int) -> None:
        if 0 <= place < len(self._offers):
            self.chosen.emit(self._offers[place])


def wanted_of(target: Target, offers: Sequence[PaperOffer]) -> PaperOffer | None:
    """The offer that ``target`` asks for: of that record, else of that paper, else the first."""
    record = (target.more or {}).get("record")
    of_paper = [one for one in offers if target.part in ("", one.code)]
    of_record = [one for one in of_paper if record is not None and one.record_id == record]
    filled = [one for one in of_paper if one.record_id is not None]
    return next(iter((*of_record, *filled, *of_paper, *offers)), None)


def _words(offer: PaperOffer, out: Printed) -> str:
    about = [offer.about, day_text(offer.day)]
    if offer.is_draft and offer.record_id is not None:
        about.append("草稿")
    if out.times:
        about.append(f"出过{out.times}次")
    return f"{offer.title}\n{'　'.join(one for one in about if one)}"
