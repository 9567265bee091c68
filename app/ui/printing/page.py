"""打印: what can be printed of a household, seen as it will be on paper, printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.key_book import KeyBook
from app.printing.calibration import calibration_page
from app.printing.papers import PRINTABLES
from app.printing.preview import Picture
from app.printing.recall_list import CODE as RECALLS
from app.printing.style import A4_PORTRAIT
from app.services import paper_offers, paper_subjects, papers
from app.services.household_file import PaperLine
from app.services.paper_rescue import SEARCH as NOTICE
from app.services.paper_subjects import PaperSubject
from app.services.papers import PaperOffer, RenderedPaper
from app.services.press import Press
from app.storage.change_set import ChangeSet
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Page, Target
from app.ui.printing.going_out import Batch, GoingOut, Send
from app.ui.printing.household_search import HouseholdSearch
from app.ui.printing.paper_list import PaperList, printed, wanted_of
from app.ui.printing.print_bar import PrintBar
from app.ui.printing.printer_settings import Feeding, setting_of
from app.ui.printing.printers import PrintOrder, printers, send, trays
from app.ui.printing.register_view import RegisterView
from app.ui.printing.seal_box import SealBox, no_book
from app.ui.printing.shown_paper import Sign, is_of, picture, save, saved_as, sizes, told
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.page_viewer import PageViewer
from app.ui.widgets.texts import label

SIGNS: Final = "printing.signs_pdf"
"""The setting that says whether PDFs are signed when they are saved; "1": they are."""
PRINTER: Final = "printing.printer"
"""The setting with the printer that was used last."""
_PICTURE: Final = "寻亲网用的图片 (*.jpg)"
STILL_BUSY: Final = "上一份还没有送完。请等它送完，再打印或保存。"
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
        self._sign = sign
        self._make_press = make_press
        self._sent: Batch | None = None
        self._went = 0
        self._saved = ""
        self.going_out = GoingOut(desk, make_press, self)
        self.seals = SealBox(desk, read_book)
        self.paper: RenderedPaper | None = None
        self._is_in_front = False
        self._household_id = ""
        self._wanted: Target | None = None
        self._log: tuple[PaperLine, ...] = ()
        self.search = HouseholdSearch(desk)
        self.papers = PaperList()
        self.register = RegisterView(desk)
        self.show_register = Button("文书登记与收回清单", icon_name="table")
        self.viewer = PageViewer()
        self.bar = PrintBar()
        self._whose = label("", "heading", wraps=True)
        self._empty = EmptyState("print", NOTHING_YET)
        self._lay_out()
        self._listen()
        self._show_nothing(NOTHING_YET)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._is_in_front = True
        self._load_printers()
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
        if not self.going_out.is_busy:
            self._sent = None
        self.bar.show_rest(0)
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
        more = f"（要收回 {count} 份）" if count else ""
        self.show_register.setText(f"文书登记与收回清单{more}")

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
        self.paper = paper
        self.desk.background(self, partial(sizes, paper.pdf)).replacing("sizes").then(
            partial(self._show_pages, offer, paper)
        ).start()

    def _show_pages(
        self, offer: PaperOffer, paper: RenderedPaper, sizes: Sequence[tuple[float, float]]
    ) -> None:
        if paper is not self.paper:
            return
        self._empty.hide()
        self.viewer.show()
        self.viewer.show_document([QSizeF(*size) for size in sizes])
        is_reprint = bool(printed(offer, self._log).times) and not paper.is_draft
        self.bar.show_paper(len(sizes), is_reprint=is_reprint and bool(paper.number))
        self.bar.feeding.offer(PRINTABLES[paper.code])
        self.bar.say(told(paper, offer, self._log), "muted")

    def _show_nothing(self, sentence: str) -> None:
        self.paper = None
        self.viewer.show_document(())
        self.viewer.hide()
        self._empty.show_sentence(sentence)
        self._empty.show()
        self.bar.show_paper(0)
        self.bar.say("")

    def _on_page_wanted(self, number: int, width: int) -> None:
        paper = self.paper
        if paper is not None:
            drawn = self.desk.background(self, partial(picture, paper.pdf, number, width))
            drawn.then(partial(self._on_picture, paper, number)).start()

    def _on_picture(self, paper: RenderedPaper, number: int, picture: Picture) -> None:
        if paper is self.paper:
            shape = QImage.Format.Format_RGBX8888
            image = QImage(picture.rgba, picture.width, picture.height, shape)
            self.viewer.show_page(number, image.copy())

    def _on_refused(self, problem: Problem) -> None:
        self._show_nothing(NOT_POSSIBLE)
        self.bar.say(problem.sentence)

    # -- on paper, or into a file --------------------------------------------------------------

    def _load_printers(self) -> None:
        usual = self.desk.read_setting(PRINTER, "")
        self.desk.background(self, printers).replacing("printers").then(
            partial(self.bar.show_printers, usual=usual)
        ).start()

    def _on_printer_chosen(self, printer: str) -> None:
        if printer:
            feeding = Feeding.of(self.desk.read_setting(setting_of(printer), ""))
            self.bar.feeding.show_feeding(feeding)
            self.desk.background(self, partial(trays, printer)).replacing("trays").then(
                self.bar.feeding.show_trays
            ).start()

    def _on_feeding_changed(self, feeding: Feeding) -> None:
        self.desk.write_setting(setting_of(self.bar.printer.currentText()), feeding.written())

    def _on_shape_changed(self) -> None:
        offer, paper = self.papers.current(), self.paper
        if offer is None:
            return
        if paper is not None and paper.content_hash and is_of(paper, offer) and _is_list(offer):
            self._show_list(offer.code)
        else:
            self._render(offer)

    def _on_calibration_requested(self) -> None:
        order = replace(self.bar.order(()), copies=1)
        self.bar.say("正在打印校准页…", "muted")
        paper, make_press = self.paper, self._make_press

        def send_page() -> None:
            size = sizes(paper.pdf)[0] if paper is not None else A4_PORTRAIT
            send(calibration_page(make_press().fonts, size), order)

        self.desk.background(self, send_page).then(
            lambda _none: self.bar.say("校准页已送往打印机。量好后填“右移”“下移”。", "ok")
        ).otherwise(self._on_failed).start()

    def _on_print_requested(self, order: PrintOrder) -> None:
        offers = self.papers.picked()
        if self.paper is None or not offers:
            return
        self.desk.write_setting(PRINTER, order.printer)
        shown = self.paper if len(offers) == 1 else None
        feeding = self.bar.feeding
        wish = {"is_filling": feeding.is_filling, "is_a3": feeding.is_a3}
        self._begin(Batch(offers, order, self.bar.why(), shown, **wish))

    def _on_rest_requested(self, first: int) -> None:
        if self._sent is not None and not self.going_out.is_busy:
            rest = self._sent.rest(first, self._went)
            self._begin(replace(rest, reason=self.bar.why() or rest.reason))

    def _begin(self, batch: Batch, way: Send | None = None) -> None:
        """On its ``way``, the printer where none is told; not while something is on its way."""
        if self.going_out.is_busy:
            self.bar.say(STILL_BUSY, "info")
            return
        self._sent = batch
        self.bar.show_rest(0)
        self.bar.show_busy(is_busy=True)
        self.going_out.begin(batch, way or (lambda pdf, order: send(pdf, order)))

    def _on_progressed(self, place: int, count: int) -> None:
        which = f"第 {place} 张，共 {count} 张，" if count > 1 else ""
        self.bar.say(f"{which}正在送往打印机…", "muted")

    def _on_ended(self, count: int) -> None:
        batch = self._sent
        self.bar.show_busy(is_busy=False)
        if batch is None:
            return
        self._went = count
        words, is_whole = self._how_it_ended(batch, count), count == len(batch.offers)
        if not self._is_in_front:
            self._sent = None
            self.desk.say(words)
            return
        self.bar.say(words, "ok" if is_whole else "info")
        if batch.order.printer:
            self._offer_rest(batch, 1 if is_whole else count + 1)

    def _how_it_ended(self, batch: Batch, count: int) -> str:
        if not batch.order.printer:
            return f"{self._saved}，并记入打印记录"
        if count < len(batch.offers):
            return f"停下了：送出 {count} 张，还有 {len(batch.offers) - count} 张没有打。"
        many = f"{count} 张表" if count > 1 else ""
        return f"{many}已送往打印机“{batch.order.printer}”，并记入打印记录"

    def _offer_rest(self, batch: Batch, following: int) -> None:
        """Let it be gone on with, first of all with paper ``following``."""
        if len(batch.offers) > 1:
            self.bar.show_rest(batch.count, 1, "张")
            self.bar.rest_from.setValue(following)
        else:
            self.bar.show_rest(batch.count, 1 if batch.counted else 2)

    def _on_going_out_failed(self, problem: Problem, count: int) -> None:
        self.bar.show_busy(is_busy=False)
        batch, self._went = self._sent, count
        which = f"第 {count + 1} 张没有打出：" if batch and len(batch.offers) > 1 else ""
        problem = replace(problem, sentence=f"{which}{problem.sentence}")
        if not self._is_in_front:
            self._sent = None
            self.desk.show_problem(problem)
            return
        if batch is not None and (len(batch.offers) > 1 or batch.counted):
            self._offer_rest(batch, count + 1)
        offer = self.papers.current()
        if problem.code == "number_taken" and offer is not None:
            self._render(offer)
        if problem.code == "reprint_reason_missing":
            self.bar.ask_why()
        self.bar.say(problem.sentence)

    def _on_save_requested(self) -> None:
        paper = self.paper
        if paper is None:
            return
        dialog = QFileDialog(self, "存成PDF")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        pictures = (_PICTURE,) if paper.code == NOTICE else ()
        dialog.setNameFilters(["PDF 文件 (*.pdf)", *pictures])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(partial(_put_suffix, dialog))
        dialog.selectFile(f"{paper.title}{paper.number}.pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_signs_toggled(self, is_on: bool) -> None:
        self.desk.write_setting(SIGNS, "1" if is_on else "")

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the paper shown to ``path``, and log it."""
        paper = self.paper
        if paper is None:
            return
        offer = self.papers.current()
        if offer is None or self.going_out.is_busy:
            self.bar.say(STILL_BUSY, "info")
            return
        sign = self._sign if self.bar.signs.isChecked() else None
        self._saved = saved_as(path, is_signed=sign is not None)
        batch = Batch((offer,), PrintOrder(""), self.bar.why(), paper)
        self._begin(batch, lambda pdf, _order: save(path, pdf, sign))

    def _on_failed(self, problem: Problem) -> None:
        self.bar.say(problem.sentence)

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
        sheet.addWidget(self.viewer, 1)
        sheet.addWidget(self._empty, 1)
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
        self.viewer.page_wanted.connect(self._on_page_wanted)
        self.bar.print_requested.connect(self._on_print_requested)
        self.bar.save_requested.connect(self._on_save_requested)
        self.bar.signs.setVisible(self._sign is not None)
        self.bar.signs.setChecked(self.desk.read_setting(SIGNS, "") == "1")
        self.bar.signs.toggled.connect(self._on_signs_toggled)
        self.papers.itemSelectionChanged.connect(
            lambda: self.bar.show_count(len(self.papers.picked()))
        )
        self.bar.rest_requested.connect(self._on_rest_requested)
        self.bar.stop_requested.connect(self.going_out.stop)
        self.bar.printer_chosen.connect(self._on_printer_chosen)
        self.bar.feeding.changed.connect(self._on_feeding_changed)
        self.bar.feeding.calibration_requested.connect(self._on_calibration_requested)
        self.bar.feeding.shape_changed.connect(self._on_shape_changed)
        self.show_register.clicked.connect(self.open_register)
        self.register.closed.connect(self.close_register)
        self.register.counted.connect(self._on_counted)
        self.register.print_requested.connect(self._on_recalls_requested)
        self.going_out.progressed.connect(self._on_progressed)
        self.going_out.ended.connect(self._on_ended)
        self.going_out.failed.connect(self._on_going_out_failed)


def _put_suffix(dialog: QFileDialog, chosen: str) -> None:
    dialog.setDefaultSuffix("jpg" if chosen == _PICTURE else "pdf")


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
