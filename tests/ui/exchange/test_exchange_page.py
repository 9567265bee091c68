"""数据交换: bring in, look, decide, import; twice adds nobody twice; bad files say what to do."""

from __future__ import annotations

import json
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.excel.reader import Sheet, read_workbook
from app.models.household import Household
from app.models.person import Person
from app.services import import_kept, imports, roster_export
from app.services.import_commit import Told
from app.services.imports import ImportOutcome
from app.storage.unit_of_work import UnitOfWork
from app.ui.exchange.column_table import ColumnBox
from app.ui.exchange.outgoing import everything, kept, whole
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.words import COMING, why
from app.ui.pages import Desk, Target
from tests.shared_data import shared_file
from tests.ui import hands
from tests.ui.real_store import RealStore
from tests.unit.excel.rosters_made import (
    LABELS,
    LINJIANG,
    MEN,
    WOMEN,
    Cells,
    a_person,
    a_sheet,
    file_with,
)

CONTROL = Qt.KeyboardModifier.ControlModifier
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
WRONG_NO = "500231197012314010"
"""Its check digit is wrong; the third of ``MEN`` is it mended."""
WRONG = a_person(户主姓名="王强", 成员姓名="王强", 身份证号码=WRONG_NO)
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


def a_roster(folder: Path, *people: Cells, labels: Cells = LABELS) -> Path:
    path = folder / "花名册.xlsx"
    path.write_bytes(file_with(a_sheet(("砚台镇临江村低保花名册",), labels, *people)))
    return path


def a_bomb() -> bytes:
    """A small zip that unpacks to five megabytes of nothing."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", bytes(5_000_000))
    return file.getvalue()


def pause_at_the_last_household(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Imports wait before their end until the event is set, and then tell how far they are."""
    go_on, commit = Event(), imports.commit

    def slowly(*given: Any, told: Told, **more: Any) -> ImportOutcome:
        def tell(done: int, total: int, text: str) -> None:
            told(done, total, text)
            go_on.wait(WAIT / 1000)
            told(done, total, text)

        return commit(*given, told=tell, **more)

    monkeypatch.setattr(imports, "commit", slowly)
    return go_on


def sees(page: QWidget, text: str) -> bool:
    every = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
    return any(one.isVisible() and text in one.text() for one in every)


def shown_buttons(page: QWidget, text: str) -> list[QAbstractButton]:
    every = page.findChildren(QAbstractButton)
    return [one for one in every if one.isVisible() and one.text().startswith(text)]


def press(page: QWidget, text: str) -> None:
    next(one for one in shown_buttons(page, text) if one.isEnabled()).click()


def column_box(page: QWidget, title: str) -> ColumnBox:
    return next(one for one in page.findChildren(ColumnBox) if f"“{title}”" in one.accessibleName())


def choose(box: ColumnBox, field: str) -> None:
    """As a person does: the box changes, and says so."""
    box.setCurrentIndex(box.findData(field))
    box.activated.emit(box.currentIndex())


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
    assert said(page) == [("于邦", "不变", "")]


def said(page: ExchangePage) -> list[tuple[str, str, str]]:
    """Of every row shown: its name, what becomes of it, and why."""
    _list = page.rows_step.rows.list
    return [(row.row.person.name, COMING[row.deed][0], why(row)) for row in _list.rows()]


def test_every_row_is_shown_and_says_what_becomes_of_it(
    page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    odd = a_person(户主姓名="李兰", 成员姓名="李兰", 身份证号码=None)
    bring_in(page, a_roster(tmp_path, a_person(), odd, WRONG), qtbot)
    press(page, "列都对")
    good, remarked, refused = said(page)
    assert good == ("于邦", "新建", "")
    assert remarked[:2] == ("李兰", "新建")
    assert "证件" in remarked[2]
    assert refused[:2] == ("王强", "不导入")
    assert "校验码不对" in refused[2]
    press(page, "不导入 1")
    assert [name for name, *_ in said(page)] == ["王强"]
    assert sees(page, "校验码不对")


def test_every_refused_row_says_why_and_is_kept_to_be_mended(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person(), WRONG), qtbot)
    press(page, "列都对")
    assert any("校验码不对" in reason for *_, reason in said(page))
    press(page, "导入 1 人")
    qtbot.waitUntil(lambda: sees(page, "导出没有导入的行"), timeout=WAIT)
    batches = store.do(import_kept.kept_batches)
    assert [len(batch.rows) for batch in batches] == [1]


def test_the_refused_rows_go_out_as_a_workbook_that_is_mended_and_brought_again(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person(), WRONG), qtbot)
    import_(page, 1, qtbot)
    batch = store.do(import_kept.kept_batches)[0]
    out = tmp_path / "改.xlsx"
    page.outgoing.save(out, kept(batch.id))
    qtbot.waitUntil(lambda: sees(page, "已存到"), timeout=WAIT)
    (sheet,) = read_workbook(out).sheets
    assert any("校验码不对" in str(cell) for row in sheet.rows for cell in row)
    rows = tuple(tuple(MEN[2] if cell == WRONG_NO else cell for cell in row) for row in sheet.rows)
    out.write_bytes(file_with(Sheet(sheet.name, rows)))
    bring_in(page, out, qtbot)
    import_(page, 1, qtbot)
    assert people(store) == 2


def test_what_was_left_over_is_thrown_away_only_after_asking(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person(), WRONG), qtbot)
    import_(page, 1, qtbot)
    press(page, "导下一个文件")
    qtbot.waitUntil(lambda: sees(page, "有 1 行没有导入"), timeout=WAIT)
    press(page, "不用了")
    press(page, "留着")
    assert sees(page, "有 1 行没有导入")
    press(page, "不用了")
    assert sees(page, "找不回来")
    press(page, "丢掉")
    qtbot.waitUntil(lambda: not page.file_step.kept.isVisible(), timeout=WAIT)
    assert not store.do(import_kept.kept_batches)


def test_a_column_read_as_what_one_says_is_read_so_from_then_on(
    page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    labels = tuple("叫什么" if one == "成员姓名" else one for one in LABELS)
    other = a_person(身份证号码=WOMEN[0], 成员姓名="于兰", 与户主关系="妻")
    path = a_roster(tmp_path, a_person(), other, labels=labels)
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: sees(page, "列都对"), timeout=WAIT)
    assert not sees(page, "新建 2 人")
    box = column_box(page, "叫什么")
    assert box.field() == ""
    box.setFocus()
    choose(box, "name")
    qtbot.waitUntil(lambda: sees(page, "新建 2 人"), timeout=WAIT)
    assert column_box(page, "叫什么") is box, "the table stays, and with it the focus"
    press(page, "列都对")
    bring_in(page, path, qtbot)
    assert column_box(page, "叫什么").field() == "name"
    assert sees(page, "新建 2 人")


def test_nothing_can_be_imported_until_a_choice_is_worked_out(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    choose(column_box(page, "成员姓名"), "")
    press(page, "列都对")
    (button,) = shown_buttons(page, "导入 1 人")
    assert not button.isEnabled()
    qtbot.waitUntil(button.isEnabled, timeout=WAIT)
    assert people(store) == 0


def test_a_cancelled_import_leaves_nothing_and_keeps_the_choices(
    store: RealStore,
    page: ExchangePage,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
):
    seen = pause_at_the_last_household(monkeypatch)
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    press(page, "列都对")
    press(page, "导入 1 人")
    qtbot.waitUntil(lambda: sees(page, "已写 1/1 户"), timeout=WAIT)
    assert page.step_back()
    seen.set()
    qtbot.waitUntil(lambda: sees(page, "已取消，一行也没有导入"), timeout=WAIT)
    assert people(store) == 0
    monkeypatch.undo()
    press(page, "导入 1 人")
    qtbot.waitUntil(lambda: sees(page, "已导入"), timeout=WAIT)
    assert people(store) == 1


def test_what_was_typed_is_changed_only_where_one_says_so(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    import_(page, 1, qtbot)
    page.open(Target("workbook", more={"path": str(a_roster(tmp_path, a_person(组别="9组")))}))
    qtbot.waitUntil(lambda: sees(page, "列都对") and sees(page, "不变 1 人"), timeout=WAIT)
    press(page, "列都对")
    assert sees(page, "不改档案，记入待办")
    press(page, "有不同 1")
    page.rows_step.begin()
    hands.press(Qt.Key.Key_Space)
    press(page, "改 1 处")
    qtbot.waitUntil(lambda: sees(page, "按花名册改了 1 处"), timeout=WAIT)
    assert [one.group_name for one in store.do(lambda work: work.find(Household))] == ["9组"]


def test_a_household_that_may_be_there_already_is_asked_about(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    nameless = a_person(身份证号码=None, 银行账号=None, 联系电话=None)
    bring_in(page, a_roster(tmp_path, nameless), qtbot)
    import_(page, 1, qtbot)
    page.open(Target("workbook", more={"path": str(a_roster(tmp_path, nameless, nameless))}))
    qtbot.waitUntil(lambda: sees(page, "列都对") and sees(page, "等户主 1 行"), timeout=WAIT)
    press(page, "列都对")
    assert sees(page, "有 1 户可能已经有档案")
    waiting = next(row for row in page.rows_step.rows.list.rows() if row.deed == "waits")
    page.rows_step.rows.row_opened.emit(waiting)
    qtbot.waitUntil(lambda: sees(page, "已有的第1户"), timeout=WAIT)
    press(page, "都不是，新建一户")
    qtbot.waitUntil(lambda: sees(page, "导入 1 人"), timeout=WAIT)
    press(page, "导入 1 人")
    qtbot.waitUntil(lambda: sees(page, "已导入"), timeout=WAIT)
    assert people(store) == 2


def test_a_change_elsewhere_is_taken_into_account(
    store: RealStore, page: ExchangePage, desk: Desk, tmp_path: Path, qtbot: QtBot
):
    path = a_roster(tmp_path, a_person())
    bring_in(page, path, qtbot)
    workbook = read_workbook(path)

    def bring(work: UnitOfWork) -> None:
        imports.commit(work, imports.read(work, workbook, desk.divisions), desk.divisions)

    desk.changes.announced.connect(page.changed)
    desk.operation(page, bring).start()
    qtbot.waitUntil(lambda: sees(page, "不变 1 人"), timeout=WAIT)
    assert people(store) == 1


def test_the_keyboard_alone_goes_all_the_way(
    store: RealStore, page: ExchangePage, desk: Desk, tmp_path: Path, qtbot: QtBot
):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    opened: list[Target] = []
    desk.requests.open_requested.connect(opened.append)
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    hands.press(Qt.Key.Key_Space)
    assert page.rows_step.isVisible()
    hands.press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: sees(page, "已导入"), timeout=WAIT)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT)
    assert [(one.noun, one.id) for one in opened] == [
        ("household", store.do(lambda work: work.find(Household)[0].id))
    ]
    assert page.step_back()
    assert sees(page, "选花名册文件")
    assert not page.step_back()


def test_the_roster_goes_out_with_its_numbers_masked_where_asked(
    page: ExchangePage, desk: Desk, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    import_(page, 1, qtbot)
    out = tmp_path / "出.xlsx"
    page.outgoing.save(
        out, whole(partial(roster_export.export_roster, places=desk.divisions, masks_ids=True))
    )
    qtbot.waitUntil(lambda: sees(page, "已存到"), timeout=WAIT)
    cells = [str(cell) for row in read_workbook(out).sheets[0].rows for cell in row]
    assert "于邦" in cells
    assert MEN[0] not in cells


def test_everything_goes_out_as_lines(page: ExchangePage, tmp_path: Path, qtbot: QtBot):
    out = tmp_path / "全部.jsonl"
    page.outgoing.save(out, everything)
    qtbot.waitUntil(lambda: sees(page, "已存到"), timeout=WAIT)
    assert json.loads(out.read_text(encoding="utf-8").splitlines()[0])["line"] == "ruhu-export"


def test_a_table_copied_in_wps_is_read_like_a_workbook(
    store: RealStore, page: ExchangePage, desk: Desk, qtbot: QtBot
):
    village = desk.divisions.full_name(LINJIANG)
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
        ("旧.xls", OLE + bytes(600)),
        ("空.xlsx", b""),
        ("加密.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)),
        ("炸弹.xlsx", a_bomb()),
    ],
    ids=["text", "xls", "empty", "password", "bomb"],
)
def test_what_is_no_workbook_is_said_with_a_next_step(
    store: RealStore, page: ExchangePage, tmp_path: Path, qtbot: QtBot, name: str, content: bytes
):
    path = tmp_path / name
    path.write_bytes(content)
    page.open(Target("workbook", more={"path": str(path)}))
    qtbot.waitUntil(lambda: "请" in page.notice.text(), timeout=WAIT)
    assert sees(page, page.notice.text())
    assert sees(page, "选花名册文件"), "where one may choose another"
    assert people(store) == 0
    assert not page.rows_step.rows.list.rows()


def test_a_file_that_cannot_be_read_lets_what_was_begun_alone(
    page: ExchangePage, tmp_path: Path, qtbot: QtBot
):
    bring_in(page, a_roster(tmp_path, a_person()), qtbot)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    page.open(Target("workbook", more={"path": str(bad)}))
    qtbot.waitUntil(lambda: sees(page, "文件是空的"), timeout=WAIT)
    press(page, "列都对")
    assert sees(page, "导入 1 人")


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
