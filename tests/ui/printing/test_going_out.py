"""Several papers at once, going on after a jam, reprints with a reason, and checking codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.key_book import KnownKey
from app.errors import Unavailable
from app.models.issued_paper import IssuedPaper
from app.models.print_log import PrintLog
from app.models.vagrant import Vagrant
from app.printing.qr_seal import Seal, seal_text
from app.printing.signer import Signer
from app.security.signatures import DeviceKeys
from app.ui.pages import Desk, Target
from app.ui.printing import printer_choice, printer_settings, sending
from app.ui.printing.page import PrintingPage
from app.ui.printing.printer_settings import Feeding, FeedingRow
from app.ui.printing.printers import PrintOrder
from app.ui.problem import Problem
from app.ui.theme import Look, Theme
from tests.key_books import a_book
from tests.ui.hands import on_screen, write
from tests.ui.pictures import take
from tests.ui.printing.test_printing_page import (
    household,
    logs,
    opened,
    page,
    said,
    sent,
    settle,
    the_press,
)
from tests.ui.real_store import RealStore
from tests.ui.visits.test_large_text import cut

__all__ = ["household", "page", "sent"]
Sent = list[tuple[bytes, PrintOrder]]
KEYS = DeviceKeys.generate()
ROOM = (1111, 698)
"""px that the largest type leaves for a page in a window of 1366 × 768."""


def copies_of(store: RealStore) -> list[int | None]:
    return store.do(lambda work: [one.copies for one in work.find(IssuedPaper)])


def several(page: PrintingPage, count: int, qtbot: QtBot) -> None:
    """Select the first papers of the list."""
    for row in range(count):
        page.papers.item(row).setSelected(True)
    settle(page, qtbot)


def printed_all(page: PrintingPage, qtbot: QtBot) -> None:
    page.print_current()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)


def test_several_papers_go_out_one_after_the_other(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    assert page.bar.print.text() == "打印选中的 3 张表"
    printed_all(page, qtbot)
    assert len(sent) == 3
    assert [paper for paper, *_ in logs(store)] == ["E-07", "E-01", "E-02"]
    assert copies_of(store) == [1, 1, 1]
    assert "3 张表已送往" in said(page)


def test_who_stops_a_batch_goes_on_where_it_stopped(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    page.print_current()
    page.sending.going_out.stop()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert len(sent) == 1
    assert "还有 2 张没有打" in said(page)
    assert page.bar.rest_from.value() == 2


def test_a_printer_that_refuses_in_the_middle_says_which_one_is_next(
    page: PrintingPage,
    household: str,
    store: RealStore,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    came: list[bytes] = []

    def send(pdf: bytes, _order: PrintOrder) -> None:
        if len(came) == 1:
            raise Unavailable("没有纸。请加纸后再打印。", code="printer_refused")
        came.append(pdf)

    monkeypatch.setattr(sending, "send", send)
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    assert said(page).startswith("第 2 张没有打出：没有纸")
    assert (len(logs(store)), page.bar.rest_from.value()) == (1, 2)


class Moody:
    """A printer that refuses whenever so many papers came out of it, once each."""

    def __init__(self, *refusals: int) -> None:
        self.came: list[bytes] = []
        self.orders: list[PrintOrder] = []
        self._refusals = list(refusals)

    def send(self, pdf: bytes, order: PrintOrder) -> None:
        if self._refusals and len(self.came) == self._refusals[0]:
            self._refusals.pop(0)
            raise Unavailable("没有纸。请加纸后再打印。", code="printer_refused")
        self.came.append(pdf)
        self.orders.append(order)


def go_on(page: PrintingPage, qtbot: QtBot) -> None:
    page.bar.rest.click()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)


def test_what_never_went_out_is_counted_when_it_is_gone_on_with(
    page: PrintingPage,
    household: str,
    store: RealStore,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    printer = Moody(1, 2)
    monkeypatch.setattr(sending, "send", printer.send)
    opened(page, household, qtbot)
    several(page, 4, qtbot)
    printed_all(page, qtbot)
    assert copies_of(store).count(1) == 1
    go_on(page, qtbot)
    assert said(page).startswith("第 2 张没有打出")
    go_on(page, qtbot)
    assert (len(printer.came), copies_of(store)) == (4, [1, 1, 1, 1])
    assert not any(store.do(lambda work: [one.purpose for one in work.find(PrintLog)]))


def test_papers_that_came_out_already_are_a_rest_and_not_counted_twice(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    page.bar.rest_from.setValue(2)
    go_on(page, qtbot)
    assert (len(sent), copies_of(store)) == (5, [1, 1, 1])
    purposes = store.do(lambda work: [one.purpose for one in work.find(PrintLog)])
    assert [bool(purpose) for purpose in purposes] == [False] * 3 + [True] * 2


def test_when_the_very_first_of_several_is_refused_it_is_gone_on_with_the_first(
    page: PrintingPage,
    household: str,
    store: RealStore,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    printer = Moody(0)
    monkeypatch.setattr(sending, "send", printer.send)
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    assert page.bar.rest_from.value() == 1
    go_on(page, qtbot)
    assert (len(printer.came), copies_of(store)) == (3, [1, 1, 1])


def test_among_several_papers_one_that_is_out_already_asks_for_the_reason(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot, "E-01")
    printed_all(page, qtbot)
    opened(page, household, qtbot, "E-07")
    several(page, 3, qtbot)
    assert page.bar.reason.isVisible()
    printed_all(page, qtbot)
    assert said(page).startswith("第 2 张没有打出：这份文书已出过1份")
    write("第一份污损", page.bar.reason)
    go_on(page, qtbot)
    assert (len(sent), sorted(map(int, filter(None, copies_of(store))))) == (4, [1, 1, 2])


def test_each_paper_of_several_is_counted_aloud(
    page: PrintingPage, household: str, sent: Sent, qtbot: QtBot
):
    heard: list[str] = []

    def hear(_place: int, _count: int) -> None:
        heard.append(said(page))

    page.sending.going_out.progressed.connect(hear)
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    assert heard == [f"第 {place} 张，共 3 张，正在送往打印机…" for place in (1, 2, 3)]


def test_nothing_is_saved_while_something_is_printed(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, tmp_path: Path, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.print_current()
    assert not page.bar.save.isEnabled()
    page.save_to(tmp_path / "表.pdf")
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert not (tmp_path / "表.pdf").exists()
    assert (len(sent), len(logs(store))) == (1, 1)
    assert page.bar.save.isEnabled()
    page.save_to(tmp_path / "表.pdf")
    assert not page.bar.print.isEnabled()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert "已存成PDF" in said(page)
    assert (tmp_path / "表.pdf").exists()


def test_who_leaves_the_page_while_it_prints_is_told_how_it_went(
    page: PrintingPage, household: str, sent: Sent, qtbot: QtBot
):
    heard: list[str] = []
    page.desk.requests.said.connect(heard.append)
    opened(page, household, qtbot)
    page.print_current()
    page.left()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert [words for words in heard if "已送往打印机" in words]
    assert "PDF" not in "".join(heard) + said(page)
    assert page.bar.rest.isHidden()


def test_who_leaves_the_page_and_its_printer_refuses_is_told_so(
    page: PrintingPage, household: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    heard: list[Problem] = []
    page.desk.requests.troubled.connect(heard.append)
    monkeypatch.setattr(sending, "send", Moody(0).send)
    opened(page, household, qtbot)
    page.print_current()
    page.left()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert [one.code for one in heard] == ["printer_refused"]


def test_a_picture_is_not_said_to_be_signed(
    desk: Desk, sent: object, store: RealStore, tmp_path: Path, qtbot: QtBot
):
    page = PrintingPage(desk, make_press=the_press, sign=lambda pdf: pdf)
    on_screen(qtbot, page)
    page.activated()
    whom = store.do(lambda work: work.add(Vagrant(claimed_name="王自报", found_way="1")).id)
    opened(page, whom, qtbot, "E-26")
    page.bar.signs.setChecked(True)
    page.save_to(tmp_path / "寻亲.jpg")
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert said(page) == "已存成图片，并记入打印记录"


def test_millimetres_typed_while_the_trays_are_asked_for_stay(
    page: PrintingPage, sent: Sent, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    def trays(_printer: str) -> tuple[str, ...]:
        return ("Manual",)

    monkeypatch.setattr(printer_choice, "trays", trays)
    page.bar.printer.setCurrentText("楼下")
    page.bar.feeding.right.setValue(2.5)
    settle(page, qtbot)
    assert page.bar.feeding.feeding().right == 2.5
    assert page.bar.feeding.tray.findText("Manual") > 0


def test_in_the_largest_type_nothing_is_cut_off_when_a_printer_refuses(
    page: PrintingPage,
    household: str,
    theme: Theme,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    theme.show_as(Look(18))
    monkeypatch.setattr(sending, "send", Moody(1).send)
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    for box in (page.bar.feeding.fineness, page.bar.feeding.filling, page.bar.feeding.a3):
        box.show()
    take(page, "printing-18", ROOM)
    assert page.bar.rest.isVisible()
    assert cut(page) == []


def test_after_a_jam_it_goes_on_from_the_copy_that_was_spoiled(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.bar.copies.setValue(5)
    printed_all(page, qtbot)
    page.bar.rest_from.setValue(4)
    page.bar.rest.click()
    qtbot.waitUntil(lambda: not page.sending.going_out.is_busy)
    settle(page, qtbot)
    assert [order.copies for _, order in sent] == [5, 2]
    assert sent[0][0] == sent[1][0]
    assert copies_of(store) == [5]


def test_a_paper_that_is_no_draft_goes_out_again_only_with_a_reason(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot, "E-01")
    assert page.bar.reason.isHidden()
    printed_all(page, qtbot)
    opened(page, household, qtbot, "E-02")
    opened(page, household, qtbot, "E-01")
    assert page.bar.reason.isVisible()
    printed_all(page, qtbot)
    assert (len(sent), "写明原因" in said(page)) == (1, True)
    page.bar.reason.setText("第一份污损")
    printed_all(page, qtbot)
    assert (len(sent), copies_of(store)) == (2, [2])


def test_tray_and_millimetres_are_remembered_of_each_printer(
    page: PrintingPage, household: str, sent: Sent, settings: dict[str, str], qtbot: QtBot
):
    opened(page, household, qtbot)
    page.bar.printer.setCurrentText("楼下")
    settle(page, qtbot)
    page.bar.feeding.right.setValue(1.5)
    page.bar.feeding.down.setValue(-2)
    assert Feeding.of(settings["printing.feeding.楼下"]) == Feeding("", 1.5, -2.0)
    printed_all(page, qtbot)
    assert (sent[0][1].right, sent[0][1].down) == (1.5, -2.0)
    page.bar.printer.setCurrentText("办公室")
    settle(page, qtbot)
    assert page.bar.feeding.feeding() == Feeding()
    page.bar.printer.setCurrentText("楼下")
    settle(page, qtbot)
    assert page.bar.feeding.feeding() == Feeding("", 1.5, -2.0)


def test_where_pages_go_as_pictures_their_fineness_is_chosen(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(printer_settings, "sends_pictures", lambda: True)
    row = on_screen(qtbot, FeedingRow())
    assert row.fineness.isVisible()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tray": "", "right": "weit", "down": 0}'])
def test_a_setting_that_cannot_be_read_is_the_usual_one(text: str):
    assert Feeding.of(text) == Feeding()


def test_the_calibration_page_goes_to_the_printer_and_into_no_log(
    page: PrintingPage, store: RealStore, sent: Sent, qtbot: QtBot
):
    page.bar.feeding.calibrate.click()
    settle(page, qtbot)
    assert (len(sent), logs(store)) == (1, [])
    assert "校准页已送往" in said(page)


def test_papers_of_other_records_are_listed_too(page: PrintingPage, store: RealStore, qtbot: QtBot):
    def make(work: Any) -> str:
        return work.add(Vagrant(claimed_name="王自报", found_way="1")).id

    page.open(Target("paper", store.do(make)))
    settle(page, qtbot)
    assert [one.code for one in page.papers.offers][:1] == ["E-25"]


# -- codes -----------------------------------------------------------------------------------------


@pytest.fixture
def checking(desk: Desk, sent: object, qtbot: QtBot) -> PrintingPage:
    book = a_book(KnownKey(KEYS.signing_public, "桑坪镇人民政府"))
    made = PrintingPage(desk, make_press=the_press, read_book=lambda _work: book)
    made.resize(1160, 700)
    on_screen(qtbot, made)
    made.activated()
    settle(made, qtbot)
    return made


def code() -> str:
    signer = Signer.of(KEYS.signing_public, KEYS.sign)
    return seal_text(Seal("E07-1", "审核确认表", None, "0" * 32), signer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (code(), "真的"),
        (code().replace("E07", "E08"), "被改动过"),
        ("https://example.org", "不是入户通的文书"),
    ],
)
def test_a_code_that_is_pasted_or_scanned_is_judged(
    checking: PrintingPage, text: str, answer: str, qtbot: QtBot
):
    checking.seals.box.setPlainText(text)
    qtbot.waitUntil(lambda: checking.seals.remark.text().startswith(answer))


def test_a_file_is_judged_and_one_that_is_gone_is_said_to_be(
    checking: PrintingPage, tmp_path: Path, qtbot: QtBot
):
    path = tmp_path / "code.txt"
    path.write_text(code(), encoding="utf-8")
    checking.seals.check_file(path)
    qtbot.waitUntil(lambda: checking.seals.remark.text().startswith("真的"))
    path.unlink()
    checking.seals.check_file(path)
    qtbot.waitUntil(lambda: not checking.seals.remark.text().startswith("真的"))
    checking.left()
    assert checking.seals.box.toPlainText() == ""
