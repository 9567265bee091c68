"""打印: what can be printed of a household, seen as it will be on paper, printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.printing.preview import Picture, Preview
from app.services import household_file, papers, search
from app.services.household_file import HouseholdFile
from app.services.papers import PaperOffer, Printing, RenderedPaper
from app.services.press import Press
from app.services.search import Hit
from app.ui.pages import Desk, Page, Target
from app.ui.printing.printers import PrintOrder, pages_of, printers, send
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.columns import Column
from app.ui.widgets.page_viewer import PageViewer
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

POINTS: Final = 72
MOST_COPIES: Final = 99
PAPER_COLUMNS: Final = (
    Column("title", "表", lambda row: row.title, "最低生活保障审核确认表"),
    Column("about", "从哪里来", lambda row: row.about or "空白表", "入户调查 2026年11月20日"),
)
HIT_COLUMNS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("head", "户主", lambda row: row.head_name, "买买提·艾力"),
    Column("place", "住在", lambda row: f"{row.place}{row.group}", "沙坪镇顺昌社区12组"),
)


class PrintingPage(Page):
    """``make_press`` opens the fonts: it is called on a worker."""

    def __init__(self, desk: Desk, *, make_press: Callable[[], Press]) -> None:
        super().__init__(desk)
        self._make_press = make_press
        self._paper: RenderedPaper | None = None
        self._preview: Preview | None = None
        self._wanted: Target | None = None
        self._make()
        self._lay_out()
        self._listen()
        self._show_paper_parts(is_there=False)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._load_printers()
        if self._wanted is None and not self._papers.rows():
            self._offer_blank()
            self._find.setFocus()

    def open(self, target: Target) -> None:
        self._wanted = target
        self._choose_household(target.id)

    @property
    def household_id(self) -> str:
        """Whose papers are listed; blank for blank forms."""
        return self._wanted.id if self._wanted else ""

    def left(self) -> None:
        self._close_preview()
        self._paper = None
        self._show_paper_parts(is_there=False)
        self._papers.show_rows(())

    def begin_search(self) -> None:
        self._find.start()

    def print_current(self) -> bool:
        if self._paper is not None:
            self._on_print_pressed()
        return True

    def help_key(self) -> str:
        return "printing"

    # -- which paper ---------------------------------------------------------------------------

    def _on_searched(self, text: str) -> None:
        self._hits.setVisible(bool(text))
        verb = partial(search.find, text=text, places=self.desk.divisions)
        self.desk.operation(self, verb).replacing("find").then(self._hits.show_rows).start()

    def _on_hit_chosen(self, row: Hit | None) -> None:
        if row is not None and row.household_id is not None:
            self._wanted = Target("paper", row.household_id)
            self._choose_household(row.household_id)

    def _choose_household(self, household_id: str) -> None:
        named = partial(
            household_file.household_file, household_id=household_id, places=self.desk.divisions
        )
        self.desk.operation(self, named).replacing("named").then(self._show_household).start()
        verb = partial(papers.papers_of, household_id=household_id)
        self.desk.operation(self, verb).replacing("papers").then(self._show_offers).start()

    def _show_household(self, file: HouseholdFile) -> None:
        head = file.head.name if file.head else ""
        self._whose.setText(f"{head}户　{file.place}")

    def _offer_blank(self) -> None:
        self._whose.setText("空白表（找一户，就能打印填好的表）")
        self._papers.show_rows(papers.blank_papers())

    def _show_offers(self, offers: Sequence[PaperOffer]) -> None:
        rows = (*offers, *papers.blank_papers())
        self._papers.show_rows(rows)
        wanted = self._wanted
        if wanted is None or not rows:
            return
        record = (wanted.more or {}).get("record")
        fits = [
            place
            for place, one in enumerate(rows)
            if one.record_id is not None
            and (not wanted.part or one.code == wanted.part)
            and (record is None or one.record_id == record)
        ]
        self._papers.selectRow(fits[0] if fits else 0)

    def _on_offer_chosen(self, offer: PaperOffer | None) -> None:
        if offer is None:
            return
        make_press = self._make_press
        verb = partial(_rendered, make_press=make_press, offer=offer)
        self._remark.say("正在准备…", "muted")
        self.desk.operation(self, verb).replacing("render").then(self._open).otherwise(
            self._on_refused
        ).start()

    # -- seeing it -----------------------------------------------------------------------------

    def _open(self, paper: RenderedPaper) -> None:
        self._paper = paper
        self._close_preview()
        self.desk.background(self, partial(Preview, paper.pdf)).replacing("open").then(
            self._show
        ).start()

    def _show(self, preview: Preview) -> None:
        self._preview = preview
        sizes = [QSizeF(*preview.page_size(page)) for page in range(preview.page_count)]
        self._viewer.show_document(sizes)
        self._show_paper_parts(is_there=True)
        paper = self._paper
        draft = "　底稿：还没有审核确认" if paper and paper.is_draft else ""
        number = f"编号 {paper.number}　" if paper and paper.number else ""
        self._remark.say(f"{number}共 {preview.page_count} 页{draft}", "muted")

    def _on_page_wanted(self, number: int, width: int) -> None:
        preview = self._preview
        if preview is None:
            return
        dpi = width / preview.page_size(number)[0] * POINTS
        self.desk.background(self, partial(preview.picture, number, dpi)).then(
            partial(self._on_picture, preview, number)
        ).start()

    def _on_picture(self, preview: Preview, number: int, picture: Picture) -> None:
        if preview is self._preview:
            image = QImage(
                picture.rgba, picture.width, picture.height, QImage.Format.Format_RGBX8888
            )
            self._viewer.show_page(number, image.copy())

    def _on_refused(self, problem: Problem) -> None:
        self._paper = None
        self._close_preview()
        self._show_paper_parts(is_there=False)
        self._remark.say(problem.sentence)

    def _close_preview(self) -> None:
        """Let go of the document shown; on the worker, after the pictures still asked of it."""
        if self._preview is not None:
            self.desk.background(self, self._preview.close).start()
            self._preview = None

    # -- on paper, or into a file --------------------------------------------------------------

    def _load_printers(self) -> None:
        self.desk.background(self, printers).replacing("printers").then(self._show_printers).start()

    def _show_printers(self, names: Sequence[str]) -> None:
        chosen = self._printer.currentText() or self.desk.read_setting("printing.printer", "")
        self._printer.clear()
        self._printer.addItems(list(names))
        self._printer.setCurrentText(chosen)
        self._print.setEnabled(bool(names) and self._paper is not None)
        self._print.setToolTip("" if names else "这台电脑还没有安装打印机，可以先存成PDF。")

    def _on_print_pressed(self) -> None:
        paper, printer = self._paper, self._printer.currentText()
        if paper is None or not printer:
            self._remark.say("这台电脑还没有安装打印机。可以先存成PDF，拿到有打印机的电脑上打印。")
            return
        pages = pages_of(self._pages.text(), paper.pages)
        if pages is None:
            self._remark.say(f"看不懂页码。请写成“1-3”或“1,3”，这份表共 {paper.pages} 页。")
            self._pages.setFocus()
            return
        self.desk.write_setting("printing.printer", printer)
        order = PrintOrder(printer, self._copies.value(), pages)
        self._remark.say("正在送往打印机…", "muted")
        self.desk.background(self, partial(send, paper.pdf, order)).then(
            lambda _none: self._log(paper, order.copies, printer)
        ).otherwise(lambda problem: self._remark.say(problem.sentence)).start()

    def _on_save_pressed(self) -> None:
        paper = self._paper
        if paper is None:
            return
        dialog = QFileDialog(self, "存成PDF")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF 文件 (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{paper.number or paper.title}.pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the paper shown to ``path``, and log it."""
        paper = self._paper
        if paper is None:
            return
        self.desk.background(self, partial(save_bytes, path, paper.pdf)).then(
            lambda _none: self._log(paper, 1, "")
        ).otherwise(lambda problem: self._remark.say(problem.sentence)).start()

    def _log(self, paper: RenderedPaper, copies: int, printer: str) -> None:
        verb = partial(papers.log_print, rendered=paper, copies=copies, printer=printer)
        self.desk.operation(self, verb).then(partial(self._on_logged, printer)).start()

    def _on_logged(self, printer: str, _logged: Printing) -> None:
        self._remark.say(
            "已送往打印机，并记入打印记录" if printer else "已存成PDF，并记入打印记录", "ok"
        )

    # -- private -------------------------------------------------------------------------------

    def _show_paper_parts(self, *, is_there: bool) -> None:
        self._viewer.setVisible(is_there)
        self._empty.setVisible(not is_there)
        for widget in (self._save, self._copies, self._pages):
            widget.setEnabled(is_there)
        self._print.setEnabled(is_there and self._printer.count() > 0)

    def _make(self) -> None:
        self._find = SearchBox("输入姓名、拼音首字母或证件号后4位，找要打印的一户")
        self._hits = WorkList(HIT_COLUMNS)
        self._hits.hide()
        self._whose = label("", "heading", wraps=True)
        self._papers = WorkList(PAPER_COLUMNS)
        self._viewer = PageViewer()
        self._empty = EmptyState("print", "在左边选一张表，这里显示打印出来的样子。")
        self._remark = Remark()
        self._printer = QComboBox()
        self._printer.setAccessibleName("打印机")
        self._copies = QSpinBox()
        self._copies.setRange(1, MOST_COPIES)
        self._copies.setSuffix(" 份")
        self._pages = QLineEdit()
        self._pages.setPlaceholderText("全部页")
        self._pages.setAccessibleName("打印哪几页")
        self._print = primary("打印", icon_name="print")
        self._save = Button("存成PDF", icon_name="download")

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self._find, self._hits, self._whose):
            column.addWidget(widget)
        column.addWidget(self._papers, 1)
        right = QWidget()
        sheet = QVBoxLayout(right)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addWidget(self._viewer, 1)
        sheet.addWidget(self._empty, 1)
        sheet.addWidget(self._remark)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._printer, 1)
        for widget in (self._copies, self._pages, self._save, self._print):
            row.addWidget(widget)
        sheet.addLayout(row)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([420, 760])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _listen(self) -> None:
        self._find.searched.connect(self._on_searched)
        self._find.left_down.connect(self._hits.setFocus)
        self._hits.row_opened.connect(self._on_hit_chosen)
        self._hits.row_chosen.connect(self._on_hit_chosen)
        self._papers.row_chosen.connect(self._on_offer_chosen)
        self._viewer.page_wanted.connect(self._on_page_wanted)
        self._print.clicked.connect(self._on_print_pressed)
        self._save.clicked.connect(self._on_save_pressed)


def _rendered(work: Any, make_press: Callable[[], Press], offer: PaperOffer) -> RenderedPaper:
    return papers.render(work, make_press(), offer.code, offer.record_id)
