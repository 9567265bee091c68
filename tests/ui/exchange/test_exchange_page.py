"""数据交换: bring in, look, decide, import; twice adds nobody twice; bad files say what to do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.models.person import Person
from app.services import import_kept
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.rows_step import RowsStep
from app.ui.pages import Desk, Target
from tests.shared_data import shared_file
from tests.stores import VILLAGE
from tests.ui.real_store import RealStore
from tests.unit.excel.rosters_made import LABELS, a_person, a_sheet, file_with

WAIT = 15_000


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ExchangePage:
    made = ExchangePage(desk)
    qtbot.addWidget(made)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    return made


def a_roster(folder: Path, *people: tuple[object, ...]) -> Path:
    path = folder / "花名册.xlsx"
    path.write_bytes(file_with(a_sheet(("砚台镇临江村低保花名册",), LABELS, *people)))  # type: ignore[arg-type]
    return path


def sees(page: QWidget, text: str) -> bool:
    every = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
    return any(one.isVisible() and text in one.text() for one in every)


def press(page: QWidget, text: str) -> None:
    next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.text().startswith(text)
    ).click()


def people(store: RealStore) -> int:
    return store.do(lambda work: len(work.find(Person)))


def bring_in(page: ExchangePage, path: Path, qtbot: QtBot) -> None:
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, "列都对") and sees(page, "新建 "), timeout=WAIT)


def import_(page: ExchangePage, count: int, qtbot: QtBot) -> None:
    press(page, "列都对")
    press(page, f"导入 {count} 人")
    qtbot.waitUntil(lambda: sees(page, "已导入"), timeout=WAIT)


def test_nothing_is_written_before_the_button_is_pressed(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    press(page, "列都对")
    assert people(store) == 0


def test_a_roster_is_taken_in_and_bringing_it_again_adds_nobody(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    path = a_roster(tmp_path, a_person())
    bring_in(page, path, qtbot)
    import_(page, 1, qtbot)
    assert people(store) == 1
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, "不变 1 人"), timeout=WAIT)
    press(page, "列都对")
    assert sees(page, "没有要导入的人")


def test_every_refused_row_says_why_and_is_kept_to_be_mended(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    wrong = a_person(户主姓名="王强", 成员姓名="王强", 身份证号码="500231197012314010")
    bring_in(page, a_roster(tmp_path, a_person(), wrong), qtbot)
    press(page, "列都对")
    rows = page.findChildren(RowsStep)[0]
    texts = [column.text(row) for row in rows.list.rows() for column in rows.columns]
    assert any("校验码不对" in text for text in texts)
    press(page, "导入 1 人")
    qtbot.waitUntil(lambda: sees(page, "导出没有导入的行"), timeout=WAIT)
    batches = store.do(import_kept.kept_batches)
    assert [len(batch.rows) for batch in batches] == [1]


def test_the_refused_rows_go_out_as_a_workbook_that_can_be_mended(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    wrong = a_person(户主姓名="王强", 成员姓名="王强", 身份证号码="500231197012314010")
    bring_in(page, a_roster(tmp_path, a_person(), wrong), qtbot)
    import_(page, 1, qtbot)
    batch = store.do(import_kept.kept_batches)[0]
    out = tmp_path / "改.xlsx"
    page.save_out(out, partial(import_kept.kept_workbook, batch_id=batch.id))
    qtbot.waitUntil(lambda: sees(page, "已存到"), timeout=WAIT)
    assert out.read_bytes().startswith(b"PK")


def test_a_table_copied_in_wps_is_read_like_a_workbook(
    store: RealStore, page: ExchangePage, desk: Desk, qtbot: QtBot
):
    village = desk.divisions.full_name(VILLAGE)
    cells: list[tuple[object, ...]] = [LABELS, a_person(**{"村（社区）": village})]
    text = "\n".join("\t".join("" if one is None else str(one) for one in row) for row in cells)
    QGuiApplication.clipboard().setText(text)
    page.paste()
    qtbot.waitUntil(lambda: sees(page, "列都对") and sees(page, "新建 1 人"), timeout=WAIT)
    import_(page, 1, qtbot)
    assert people(store) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("文字.xlsx", "户主,姓名\n王强,王强\n".encode()),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("空.xlsx", b""),
    ],
)
def test_what_is_no_workbook_is_said_with_a_next_step(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot, name: str, content: bytes
):
    path = tmp_path / name
    path.write_bytes(content)
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, "请"), timeout=WAIT)
    qtbot.waitUntil(lambda: not sees(page, "正在读"), timeout=WAIT)
    assert people(store) == 0
    assert not page.findChildren(RowsStep)[0].list.rows()


def test_a_file_that_is_gone_is_said(page: ExchangePage, tmp_path: Path, qtbot: QtBot):
    page.open(Target("workbook", more={"path": str(tmp_path / "没有.xlsx")}))
    qtbot.waitUntil(lambda: sees(page, "找不到这个文件"), timeout=WAIT)


def test_the_offices_own_roster_comes_in_whole_and_only_once(
    store: RealStore, page: ExchangePage, qtbot: QtBot
):
    path = shared_file("data", "roster_2026-11.xlsx")
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, "列都对") and sees(page, "新建 "), timeout=WAIT)
    press(page, "列都对")
    press(page, "导入 ")
    qtbot.waitUntil(lambda: sees(page, "已导入"), timeout=WAIT)
    first = people(store), store.do(lambda work: len(work.find(Household)))
    assert first[0] > 50
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, f"不变 {first[0]} 人"), timeout=WAIT)
