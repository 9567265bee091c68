"""Several papers at once, going on after a jam, reprints with a reason, and checking codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.key_book import KeyBook, KnownKey
from app.errors import Unavailable
from app.models.issued_paper import IssuedPaper
from app.models.vagrant import Vagrant
from app.printing.qr_seal import Seal, seal_text
from app.printing.signer import Signer
from app.security.signatures import DeviceKeys
from app.ui.pages import Desk, Target
from app.ui.printing import page as printing
from app.ui.printing.page import PrintingPage
from app.ui.printing.printer_settings import Feeding
from app.ui.printing.printers import PrintOrder
from tests.ui.hands import on_screen
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

__all__ = ["household", "page", "sent"]
Sent = list[tuple[bytes, PrintOrder]]
KEYS = DeviceKeys.generate()


def copies_of(store: RealStore) -> list[int | None]:
    return store.do(lambda work: [one.copies for one in work.find(IssuedPaper)])


def several(page: PrintingPage, count: int, qtbot: QtBot) -> None:
    """Select the first papers of the list."""
    for row in range(count):
        page.papers.item(row).setSelected(True)
    settle(page, qtbot)


def printed_all(page: PrintingPage, qtbot: QtBot) -> None:
    page.print_current()
    qtbot.waitUntil(lambda: not page.going_out.is_busy)
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
    page.going_out.stop()
    qtbot.waitUntil(lambda: not page.going_out.is_busy)
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

    monkeypatch.setattr(printing, "send", send)
    opened(page, household, qtbot)
    several(page, 3, qtbot)
    printed_all(page, qtbot)
    assert said(page).startswith("第 2 张没有打出：没有纸")
    assert (len(logs(store)), page.bar.rest_from.value()) == (1, 2)


def test_after_a_jam_it_goes_on_from_the_copy_that_was_spoiled(
    page: PrintingPage, household: str, store: RealStore, sent: Sent, qtbot: QtBot
):
    opened(page, household, qtbot)
    page.bar.copies.setValue(5)
    printed_all(page, qtbot)
    page.bar.rest_from.setValue(4)
    page.bar.rest.click()
    qtbot.waitUntil(lambda: not page.going_out.is_busy)
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
    book = KeyBook().with_key(KnownKey(KEYS.signing_public, "桑坪镇人民政府"))
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
