"""打印: what can be printed of a household, seen as it will be on paper, printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from app.domain.divisions import Divisions
from app.printing.preview import Picture, Preview
from app.services import household_file, papers
from app.services.household_file import HouseholdFile, PaperLine
from app.services.papers import PaperOffer, RenderedPaper
from app.services.press import Press
from app.storage.change_set import ChangeSet
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Page, Target
from app.ui.printing.household_search import HouseholdSearch
from app.ui.printing.paper_list import PaperList, printed, wanted_of
from app.ui.printing.print_bar import PrintBar
from app.ui.printing.printers import PrintOrder, printers, send
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.page_viewer import PageViewer
from app.ui.widgets.texts import label

POINTS: Final = 72
PRINTER: Final = "printing.printer"
"""The setting with the printer that was used last."""
NOTHING_YET: Final = "在左边选一张表，这里显示打印出来的样子。"
NOT_POSSIBLE: Final = "这张表现在打不出来，原因写在下面。"
BLANK_ONLY: Final = "空白表（找一户，就能打印填好的表）"


@dataclass(frozen=True)
class _Choice:
    """A household with what can be printed of it."""

    file: HouseholdFile
    offers: tuple[PaperOffer, ...]


class PrintingPage(Page):
    """``make_press`` opens the fonts: it is called on a worker.

    What is previewed, printed and saved is the same bytes; they are kept in memory only, and let
    go of when another page comes to the front.
    """

    def __init__(self, desk: Desk, *, make_press: Callable[[], Press]) -> None:
        super().__init__(desk)
        self._make_press = make_press
        self.paper: RenderedPaper | None = None
        self._is_in_front = False
        self._household_id = ""
        self._wanted: Target | None = None
        self._log: tuple[PaperLine, ...] = ()
        self.search = HouseholdSearch(desk)
        self.papers = PaperList()
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
        self._wanted = Target("paper", self._household_id) if self._household_id else None
        self._load()
        if not self._household_id:
            self.search.box.setFocus()

    def open(self, target: Target) -> None:
        self._wanted = target
        self._household_id = target.id
        self._load()
        self.papers.setFocus()

    def left(self) -> None:
        self._is_in_front = False
        self._show_nothing(NOTHING_YET)
        self.papers.show_offers(())

    def changed(self, changes: ChangeSet) -> None:
        if self._is_in_front and self._household_id and changes.touches("print_log"):
            self._load()

    @property
    def household_id(self) -> str:
        """Whose papers are listed; blank for blank forms."""
        return self._household_id

    def begin_search(self) -> None:
        self.search.box.start()

    def print_current(self) -> bool:
        self.bar.ask_to_print()
        return self.paper is not None

    def step_back(self) -> bool:
        return self.search.put_away()

    def help_key(self) -> str:
        return "page.printing"

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
        verb = partial(_choice, household_id=self._household_id, places=self.desk.divisions)
        self.desk.operation(self, verb).replacing("papers").then(self._show_choice).start()

    def _show_choice(self, choice: _Choice) -> None:
        if not self._is_in_front or choice.file.id != self._household_id:
            return
        head = choice.file.head.name if choice.file.head else ""
        self._whose.setText(f"{head}户　{choice.file.place}")
        self._show_offers((*choice.offers, *papers.blank_papers()), choice.file.papers)

    def _show_offers(self, offers: Sequence[PaperOffer], log: tuple[PaperLine, ...]) -> None:
        before = self.papers.current()
        self._log = log
        self.papers.show_offers(offers, log)
        wanted, self._wanted = self._wanted, None
        offer = wanted_of(wanted, offers) if wanted else before
        self.papers.pick(offer)
        if offer is None or offer not in offers:
            self._show_nothing(NOTHING_YET)
        elif self.paper is None or not _is_of(self.paper, offer):
            self._render(offer)

    def _render(self, offer: PaperOffer) -> None:
        self.bar.say("正在准备…", "muted")
        verb = partial(_rendered, make_press=self._make_press, offer=offer)
        self.desk.operation(self, verb).replacing("render").then(
            partial(self._show_paper, offer)
        ).otherwise(self._on_refused).start()

    # -- seeing it -----------------------------------------------------------------------------

    def _show_paper(self, offer: PaperOffer, paper: RenderedPaper) -> None:
        if offer != self.papers.current():
            return
        self.paper = paper
        self.desk.background(self, partial(_sizes, paper.pdf)).replacing("sizes").then(
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
        self.bar.show_paper(len(sizes))
        self.bar.say(_told(paper, offer, self._log), "muted")

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
            drawn = self.desk.background(self, partial(_picture, paper.pdf, number, width))
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

    def _on_print_requested(self, order: PrintOrder) -> None:
        paper = self.paper
        if paper is None:
            return
        self.desk.write_setting(PRINTER, order.printer)
        self.bar.say("正在送往打印机…", "muted")
        self.bar.show_busy(is_busy=True)
        self.desk.background(self, partial(send, paper.pdf, order)).afterwards(
            partial(self.bar.show_busy, is_busy=False)
        ).then(lambda _none: self._write_log(paper, order.copies, order.printer)).otherwise(
            self._on_failed
        ).start()

    def _on_save_requested(self) -> None:
        paper = self.paper
        if paper is None:
            return
        dialog = QFileDialog(self, "存成PDF")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF 文件 (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{paper.title}{paper.number}.pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the paper shown to ``path``, and log it."""
        paper = self.paper
        if paper is None:
            return
        self.desk.background(self, partial(save_bytes, path, paper.pdf)).then(
            lambda _none: self._write_log(paper, 1, "")
        ).otherwise(self._on_failed).start()

    def _on_failed(self, problem: Problem) -> None:
        self.bar.say(problem.sentence)

    def _write_log(self, paper: RenderedPaper, copies: int, printer: str) -> None:
        verb = partial(papers.log_print, rendered=paper, copies=copies, printer=printer)
        words = f"已送往打印机“{printer}”" if printer else "已存成PDF"
        self.desk.operation(self, verb).then(
            lambda _logged: self.bar.say(f"{words}，并记入打印记录", "ok")
        ).start()

    # -- private -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self._whose)
        column.addWidget(self.papers, 1)
        right = QWidget()
        sheet = QVBoxLayout(right)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addWidget(self.viewer, 1)
        sheet.addWidget(self._empty, 1)
        sheet.addWidget(self.bar)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([400, 780])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _listen(self) -> None:
        self.search.household_chosen.connect(self._on_household_chosen)
        self.search.left.connect(self.papers.setFocus)
        self.papers.chosen.connect(self._render)
        self.viewer.page_wanted.connect(self._on_page_wanted)
        self.bar.print_requested.connect(self._on_print_requested)
        self.bar.save_requested.connect(self._on_save_requested)


def _choice(work: UnitOfWork, household_id: str, places: Divisions) -> _Choice:
    file = household_file.household_file(work, household_id, places)
    return _Choice(file, papers.papers_of(work, household_id))


def _rendered(
    work: UnitOfWork, make_press: Callable[[], Press], offer: PaperOffer
) -> RenderedPaper:
    return papers.render(work, make_press(), offer.code, offer.record_id)


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    with Preview(pdf) as preview:
        return [preview.page_size(page) for page in range(preview.page_count)]


def _picture(pdf: bytes, number: int, width: int) -> Picture:
    """Page ``number`` (from 0), ``width`` px wide."""
    with Preview(pdf) as preview:
        return preview.picture(number, width / preview.page_size(number)[0] * POINTS)


def _is_of(paper: RenderedPaper, offer: PaperOffer) -> bool:
    return (paper.code, paper.about_id) == (offer.code, offer.record_id)


def _told(paper: RenderedPaper, offer: PaperOffer, log: Sequence[PaperLine]) -> str:
    """编号 E07-…　共 2 页　草稿：还没有审核确认　出过 2 次，最近 2026年11月20日."""
    out = printed(offer, log)
    last = f"，最近 {out.last.year}年{out.last.month}月{out.last.day}日" if out.last else ""
    parts = (
        f"编号 {paper.number}" if paper.number else "空白表",
        f"共 {paper.pages} 页",
        "草稿：还没有审核确认" if paper.is_draft and paper.about_id else "",
        f"出过 {out.times} 次{last}" if out.times else "",
    )
    return "　".join(part for part in parts if part)
