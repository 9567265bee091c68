"""打印: what can be printed of a household, seen as it will be on paper, printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.key_book import KeyBook
from app.printing.papers import PRINTABLES
from app.printing.recall_list import CODE as RECALLS
from app.services import paper_offers, paper_subjects, papers
from app.services.household_file import PaperLine
from app.services.paper_subjects import PaperSubject
from app.services.papers import PaperOffer, RenderedPaper
from app.services.press import Press
from app.storage.change_set import ChangeSet
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Page, Target
from app.ui.printing.household_search import HouseholdSearch
from app.ui.printing.paper_list import PaperList, printed, wanted_of
from app.ui.printing.paper_view import PaperView
from app.ui.printing.print_bar import PrintBar
from app.ui.printing.printer_choice import PrinterChoice
from app.ui.printing.register_view import RegisterView
from app.ui.printing.save_dialog import ask_where
from app.ui.printing.seal_box import SealBox, no_book
from app.ui.printing.sending import Sending
from app.ui.printing.shown_paper import Sign, is_of, told
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button
from app.ui.widgets.texts import label

SIGNS: Final = "printing.signs_pdf"
"""The setting that says whether PDFs are signed when they are saved; "1": they are."""
REGISTER: Final = "文书登记与收回清单"
NOTHING_YET: Final = "在左边选一张表，这里显示打印出来的样子。"
NOT_POSSIBLE: Final = "这张表现在打不出来，原因写在下面。"
BLANK_ONLY: Final = "空白表（找一户，就能打印填好的表）"


class PrintingPage(Page):
    """``make_press`` opens the fonts: it is called on a worker. ``read_book`` gives the public keys
    by which papers are checked, with those of an open unit of work; ``sign`` signs a PDF, on a
    worker.

    What is previewed, printed and saved is the same bytes; they are kept in memory only, and let
    go of when another page comes to the front.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        make_press: Callable[[], Press],
        read_book: Callable[[UnitOfWork], KeyBook] = no_book,
        sign: Sign | None = None,
    ) -> None:
        super().__init__(desk)
        self._is_signing = sign is not None
        self._make_press = make_press
        self.seals = SealBox(desk, read_book)
        self._is_in_front = False
        self._shown: PaperOffer | None = None
        self._household_id = ""
        self._wanted: Target | None = None
        self._log: tuple[PaperLine, ...] = ()
        self.search = HouseholdSearch(desk)
        self.papers = PaperList()
        self.register = RegisterView(desk)
        self.show_register = Button(REGISTER, icon_name="table")
        self.sheet = PaperView(desk)
        self.bar = PrintBar()
        self.printer_choice = PrinterChoice(desk, self.bar, self)
        self.sending = Sending(
            desk, self.papers, self.bar, lambda: self.sheet.paper, make_press, sign, self
        )
        self._whose = label("", "heading", wraps=True)
        self._lay_out()
        self._listen()
        self._show_nothing(NOTHING_YET)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._is_in_front = True
        self.sending.enter()
        self.printer_choice.load()
        self.register.load()
        self._wanted = Target("paper", self._household_id) if self._household_id else None
        self._load()
        if not self._household_id:
            self.search.box.setFocus()

    def open(self, target: Target) -> None:
        self._wanted = target
        self._household_id = target.id
        if target.part in papers.RENDERED_LISTS and not target.id:
            self._show_list(target.part)
        else:
            self._load()
        self.papers.setFocus()

    def left(self) -> None:
        self._is_in_front = False
        self._show_nothing(NOTHING_YET)
        self.papers.show_offers(())
        self.sending.leave()
        self.seals.put_away()
        self._stack.setCurrentIndex(0)

    def changed(self, changes: ChangeSet) -> None:
        if not self._is_in_front:
            return
        if changes.touches("issued_paper"):
            self.register.load()
        if self._household_id and changes.touches("print_log"):
            self._load()

    @property
    def paper(self) -> RenderedPaper | None:
        """What is shown."""
        return self.sheet.paper

    @property
    def household_id(self) -> str:
        """The record whose papers are listed, a household or another; blank for blank forms."""
        return self._household_id

    def begin_search(self) -> None:
        self.search.box.start()

    def print_current(self) -> bool:
        self.bar.ask_to_print()
        return self.paper is not None

    def step_back(self) -> bool:
        if self._stack.currentWidget() is self.register:
            self.close_register()
            return True
        return self.search.put_away()

    def help_key(self) -> str:
        return "page.printing"

    # -- the register -----------------------------------------------------------------------------

    def open_register(self) -> None:
        """Show what should come back."""
        self._stack.setCurrentWidget(self.register)
        self.register.load()
        self.register.begin()

    def close_register(self) -> None:
        """Back to the papers."""
        self._stack.setCurrentIndex(0)
        self.papers.setFocus()

    def _on_counted(self, count: int) -> None:
        self.show_register.setText(f"收回清单（要收回 {count} 份）" if count else REGISTER)

    def _on_recalls_requested(self) -> None:
        self.close_register()
        self._show_list(RECALLS)

    def _show_list(self, code: str) -> None:
        """A paper of no record: the recall list, the visits of these days."""
        self._wanted = None
        if not self._household_id:
            self._whose.setText(BLANK_ONLY)
            self.papers.show_offers(papers.blank_papers(), ())
        offer = paper_offers.blank(code)
        self.papers.pick(offer)
        verb = partial(
            _listed, make_press=self._make_press, code=code, is_a3=self.bar.feeding.is_a3
        )
        self.desk.operation(self, verb).replacing("render").then(
            partial(self._show_paper, offer)
        ).otherwise(self._on_refused).start()

    # -- which paper ---------------------------------------------------------------------------

    def _on_household_chosen(self, household_id: str) -> None:
        if household_id != self._household_id:
            self.open_household(household_id)

    def open_household(self, household_id: str) -> None:
        """List the papers of a household and show the first."""
        self._wanted = Target("paper", household_id)
        self._household_id = household_id
        self._load()

    def _load(self) -> None:
        if not self._household_id:
            self._whose.setText(BLANK_ONLY)
            self._show_offers(papers.blank_papers(), ())
            return
        verb = partial(
            paper_subjects.subject, record_id=self._household_id, places=self.desk.divisions
        )
        self.desk.operation(self, verb).replacing("papers").then(self._show_subject).start()

    def _show_subject(self, whose: PaperSubject) -> None:
        if not self._is_in_front or whose.id != self._household_id:
            return
        self._whose.setText(whose.title)
        self._show_offers((*whose.offers, *papers.blank_papers()), whose.log)

    def _show_offers(self, offers: Sequence[PaperOffer], log: tuple[PaperLine, ...]) -> None:
        before = self.papers.current()
        self._log = log
        self.papers.show_offers(offers, log)
        wanted, self._wanted = self._wanted, None
        offer = wanted_of(wanted, offers) if wanted else before
        self.papers.pick(offer)
        if offer is None or offer not in offers:
            self._show_nothing(NOTHING_YET)
        elif self.paper is None or not is_of(self.paper, offer):
            self._render(offer)

    def _render(self, offer: PaperOffer) -> None:
        self.bar.say("正在准备…", "muted")
        feeding = self.bar.feeding
        verb = partial(
            _rendered,
            make_press=self._make_press,
            offer=offer,
            is_filling=feeding.is_filling,
            is_a3=feeding.is_a3,
        )
        self.desk.operation(self, verb).replacing("render").then(
            partial(self._show_paper, offer)
        ).otherwise(self._on_refused).start()

    # -- seeing it -----------------------------------------------------------------------------

    def _show_paper(self, offer: PaperOffer, paper: RenderedPaper) -> None:
        if offer != self.papers.current():
            return
        self._shown = offer
        self.sheet.show_paper(paper)

    def _on_opened(self, paper: RenderedPaper, page_count: int) -> None:
        offer = self._shown
        if offer is None:
            return
        is_reprint = bool(printed(offer, self._log).times) and not paper.is_draft
        self.bar.show_paper(page_count, is_reprint=is_reprint and bool(paper.number))
        self.bar.feeding.offer(PRINTABLES[paper.code])
        self.bar.say(told(paper, offer, self._log), "muted")

    def _show_nothing(self, sentence: str) -> None:
        self.sheet.show_nothing(sentence)
        self.bar.show_paper(0)
        self.bar.say("")

    def _on_stale(self) -> None:
        if offer := self.papers.current():
            self._render(offer)

    def _on_refused(self, problem: Problem) -> None:
        self._show_nothing(NOT_POSSIBLE)
        self.bar.say(problem.sentence)

    # -- on paper, or into a file --------------------------------------------------------------

    def _on_shape_changed(self) -> None:
        offer, paper = self.papers.current(), self.paper
        if offer is None:
            return
        if paper is not None and paper.content_hash and is_of(paper, offer) and _is_list(offer):
            self._show_list(offer.code)
        else:
            self._render(offer)

    def _on_save_requested(self) -> None:
        if self.paper is not None:
            ask_where(self, self.paper, self.save_to)

    def _on_signs_toggled(self, is_on: bool) -> None:
        self.desk.write_setting(SIGNS, "1" if is_on else "")

    def save_to(self, path: Path) -> None:
        """Write the paper shown to ``path``, and log it."""
        self.sending.save_to(path)

    # -- private -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self._whose)
        column.addWidget(self.papers, 1)
        column.addWidget(self.show_register)
        column.addWidget(self.seals)
        right = QWidget()
        sheet = QVBoxLayout(right)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addWidget(self.sheet, 1)
        sheet.addWidget(self.bar)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([330, 850])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.register)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _listen(self) -> None:
        self.search.household_chosen.connect(self._on_household_chosen)
        self.search.left.connect(self.papers.setFocus)
        self.papers.chosen.connect(self._render)
        self.sheet.opened.connect(self._on_opened)
        self.sending.stale.connect(self._on_stale)
        self.bar.save_requested.connect(self._on_save_requested)
        self.bar.signs.setVisible(self._is_signing)
        self.bar.signs.setChecked(self.desk.read_setting(SIGNS, "") == "1")
        self.bar.signs.toggled.connect(self._on_signs_toggled)
        self.papers.itemSelectionChanged.connect(
            lambda: self.bar.show_count(len(self.papers.picked()))
        )
        self.bar.feeding.shape_changed.connect(self._on_shape_changed)
        self.show_register.clicked.connect(self.open_register)
        self.register.closed.connect(self.close_register)
        self.register.counted.connect(self._on_counted)
        self.register.print_requested.connect(self._on_recalls_requested)


def _is_list(offer: PaperOffer) -> bool:
    return offer.code in papers.RENDERED_LISTS and offer.record_id is None


def _listed(
    work: UnitOfWork, make_press: Callable[[], Press], code: str, *, is_a3: bool
) -> RenderedPaper:
    return papers.RENDERED_LISTS[code](work, make_press(), is_a3=is_a3)


def _rendered(
    work: UnitOfWork,
    make_press: Callable[[], Press],
    offer: PaperOffer,
    *,
    is_filling: bool,
    is_a3: bool,
) -> RenderedPaper:
    return papers.render(
        work, make_press(), offer.code, offer.record_id, is_filling=is_filling, is_a3=is_a3
    )
