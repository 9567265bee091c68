"""Cards, chips, signature, photos, pages of a PDF: the pieces pages are made of."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.widgets.cards import (
    CountCard,
    DetailPane,
    EmptyState,
    SectionCard,
    ShownValue,
    ValueGrid,
)
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.page_viewer import PageViewer
from app.ui.widgets.signature_pad import SignaturePad
from app.ui.widgets.thumbnails import Thumbnail, ThumbnailStrip
from tests.ui.hands import on_screen, press
from tests.ui.pictures import settle

A4 = QSizeF(595, 842)


def told(signal: Any) -> list[Any]:
    said: list[Any] = []
    signal.connect(said.append)
    return said


def blank(width: int, height: int) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#88aacc"))
    return made


def test_a_masked_value_is_asked_for_and_shown_only_then(qtbot: QtBot, theme: Theme):
    grid = on_screen(qtbot, ValueGrid())
    asked = told(grid.reveal_requested)
    masked = ShownValue("id_no", "证件号", "500231********1234", is_masked=True)
    grid.show_values((masked, ShownValue("bank", "银行卡", "", is_masked=True)))
    (show,) = grid.findChildren(QPushButton)  # nothing to show where nothing is
    show.click()
    assert asked == ["id_no"]
    assert grid.text_of("id_no") == "500231********1234"
    grid.reveal("id_no", "500231196205041234")
    assert grid.text_of("id_no") == "500231196205041234"
    assert show.isHidden()
    grid.show_values((masked,))
    assert grid.text_of("id_no") == "500231********1234"


def test_text_from_records_is_never_read_as_markup(qtbot: QtBot, theme: Theme):
    grid = on_screen(qtbot, ValueGrid())
    grid.show_values((ShownValue("name", "姓名", "<b>张三</b>"),))
    shown = [one for one in grid.findChildren(QLabel) if one.text() == "<b>张三</b>"]
    assert shown[0].textFormat() == Qt.TextFormat.PlainText


def test_a_pane_is_never_narrower_than_its_cards(qtbot: QtBot, theme: Theme):
    pane = on_screen(qtbot, DetailPane())
    card, wide = SectionCard("家庭"), QWidget()
    wide.setMinimumWidth(500)
    card.body.addWidget(wide)
    pane.add(card)
    settle()
    assert pane.minimumSizeHint().width() >= 500
    pane.show_only([SectionCard("另一户")])
    assert card.isHidden()


def test_a_count_is_opened_by_mouse_and_keyboard(qtbot: QtBot, theme: Theme):
    card = on_screen(qtbot, CountCard("今天到期", is_warning=True))
    opened: list[int] = []
    card.opened.connect(lambda: opened.append(1))
    card.show_count(3)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Return, widget=card)
    assert opened == [1, 1]


def test_an_empty_page_says_what_to_press(qtbot: QtBot, theme: Theme):
    empty = on_screen(qtbot, EmptyState("table", "还没有名册。", "选名册文件"))
    with qtbot.waitSignal(empty.action_requested):
        empty.findChildren(QPushButton)[0].click()


def test_of_single_chips_exactly_one_is_chosen(qtbot: QtBot, theme: Theme):
    bar = on_screen(qtbot, ChipBar((Chip("all", "全部"), Chip("dibao", "低保")), is_single=True))
    chosen = told(bar.chosen)
    buttons = bar.findChildren(QPushButton)
    buttons[1].click()
    buttons[1].click()
    assert chosen == [frozenset({"dibao"}), frozenset({"dibao"})]
    bar.show_counts({"all": 600, "dibao": 212})
    assert [button.text() for button in buttons] == ["全部 600", "低保 212"]


def test_a_signature_is_kept_as_its_strokes_on_white(qtbot: QtBot, theme: Theme):
    pad = on_screen(qtbot, SignaturePad("户主"))
    signed = told(pad.signed)
    assert pad.image() is None
    box = next(one for one in pad.findChildren(QWidget) if one.accessibleName() == "户主签名处")
    QTest.mousePress(box, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseMove(box, QPoint(80, 50))
    QTest.mouseRelease(box, Qt.MouseButton.LeftButton, pos=QPoint(80, 50))
    image: QImage = signed[0]
    colours = {
        image.pixelColor(x, y).lightness() < 128
        for x in range(image.width())
        for y in range(image.height())
    }
    assert colours == {True, False}
    assert image.pixelColor(0, 0).name() == "#ffffff"
    with qtbot.waitSignal(pad.cleared):
        pad.findChildren(QPushButton)[0].click()
    assert pad.image() is None


def test_an_earlier_signature_is_shown_and_can_be_made_again(qtbot: QtBot, theme: Theme):
    pad = on_screen(qtbot, SignaturePad("户主"))
    earlier = blank(200, 60)
    pad.show_signature(earlier)
    assert pad.image() == earlier
    pad.clear()
    assert pad.image() is None


def test_photos_are_opened_and_removed_by_their_key(qtbot: QtBot, theme: Theme):
    strip = on_screen(qtbot, ThumbnailStrip())
    removed = told(strip.remove_requested)
    strip.show_photos([Thumbnail("a", blank(40, 30), "正门"), Thumbnail("b", blank(40, 30))])
    removes = [button for button in strip.findChildren(QPushButton) if button.text() == "移除"]
    removes[1].click()
    assert removed == ["b"]
    strip.show_photos([])
    settle()
    assert [button.text() for button in strip.findChildren(QPushButton)] == ["添加照片"]


def test_only_the_pages_in_sight_are_asked_for_once(qtbot: QtBot, theme: Theme):
    viewer = PageViewer()
    wanted: list[tuple[int, int]] = []
    viewer.page_wanted.connect(lambda *page: wanted.append(page))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    viewer.resize(700, 600)
    on_screen(qtbot, viewer)
    viewer.show_document([A4] * 50)
    qtbot.waitUntil(lambda: bool(wanted))
    assert {number for number, _ in wanted} <= {0, 1}
    widths = {width for _, width in wanted}
    assert len(widths) == 1
    assert 500 < widths.pop() < 700
    before = list(wanted)
    viewer.show_page(0, blank(600, 849))
    for scroll in viewer.findChildren(QScrollBar):
        scroll.setValue(scroll.value() + 2)
    qtbot.wait(120)  # longer than the viewer waits before it asks
    assert wanted == before
    (later,) = [one for one in viewer.findChildren(QPushButton) if one.text() == "下一页"]
    later.click()
    assert any(one.text() == "第2页，共50页" for one in viewer.findChildren(QLabel))
    qtbot.waitUntil(lambda: len(wanted) > len(before))
