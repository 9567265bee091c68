"""The window 表单: an author at the county, and an assistant who receives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app import resources
from app.forms.library import FormLibrary
from app.security.signatures import DeviceKeys
from app.services import form_publishing, published_forms
from app.services.form_files import shipped_forms
from app.ui.forms.checked_view import CHANGE, PROBLEM
from app.ui.forms.publishing_view import Previewing, PublishingView
from app.ui.forms.window import FormsWindow
from app.ui.pages import Desk
from app.ui.theme import Look
from app.ui.visits.fields.choice_button import ChoiceButton
from app.ui.visits.form_view import FormView
from app.ui.visits.preview import FormPreview
from tests.stores import an_actor
from tests.ui.hands import on_screen
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.services.pictured_form import pictured
from tests.unit.services.written_forms import ask, written

pytest.importorskip("pyxform")

COUNTY = DeviceKeys(random.Random(1).randbytes(64))
OWN = DeviceKeys(random.Random(2).randbytes(64))
NAME = ask("text", "hname", "户主姓名")
AGE = ask("integer", "age", "年龄")
SICK = ask("text", "sick", "得的什么病", relevant="${age} ＞ 60")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    """The county's."""
    with opened(tmp_path, role="1", org_code=None, village_codes=None, name="陈县") as found:
        yield found


def window_of(desk: Desk, role: str, signer: DeviceKeys) -> tuple[FormsWindow, FormPreview]:
    preview = FormPreview(desk)
    previewing = Previewing(preview, preview.show_form, preview.clear, preview.go_to)
    shipped = FormLibrary(())
    window = FormsWindow(desk, shipped=shipped, signer=signer, role=role, previewing=previewing)
    return window, preview


@pytest.fixture
def both(desk: Desk, qtbot: QtBot) -> tuple[FormsWindow, FormPreview]:
    window, preview = window_of(desk, "1", COUNTY)
    return on_screen(qtbot, window), preview


@pytest.fixture
def window(both: tuple[FormsWindow, FormPreview]) -> FormsWindow:
    return both[0]


@pytest.fixture
def view(window: FormsWindow) -> PublishingView:
    assert window.publishing is not None
    return window.publishing


@pytest.fixture
def preview(both: tuple[FormsWindow, FormPreview]) -> FormPreview:
    return both[1]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "f.xlsx"


def check(view: PublishingView, path: Path, qtbot: QtBot) -> None:
    view.choose(str(path))
    settled(view, qtbot)


def settled(view: PublishingView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.remark.text() not in ("", "正在检查…"), timeout=20_000)


def publish(window: FormsWindow, view: PublishingView, qtbot: QtBot) -> QFileDialog:
    """Press the button; the dialog that asks where to put the file."""
    view.publish_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    assert "已发布" in view.remark.text()
    return window.findChildren(QFileDialog)[0]


def shown(preview: FormPreview) -> FormView:
    assert preview.view is not None
    return preview.view


def test_problems_stand_by_sheet_row_and_column_and_nothing_can_be_published(
    view: PublishingView, preview: FormPreview, book: Path, qtbot: QtBot
):
    wrong = ask("text", "sick", "病", relevant="${aeg} > 60")
    check(view, written(book, NAME, ask("txet", "a"), wrong), qtbot)
    assert "2处必须改正" in view.remark.text()
    lines = view.checked.lists[PROBLEM].rows()
    assert [(one.spot.sheet, one.spot.row, one.spot.column) for one in lines] == [
        ("survey", 3, "A"),
        ("survey", 4, "D"),
    ]
    assert [one.name for one in lines] == ["a", "sick"]
    assert not view.publish_button.isEnabled()
    assert not view.rehearse_button.isEnabled()
    assert preview.view is None


def test_the_form_is_tried_with_its_conditions_and_nothing_is_kept(
    view: PublishingView, preview: FormPreview, store: RealStore, book: Path, qtbot: QtBot
):
    check(view, written(book, NAME, AGE, SICK), qtbot)
    form = shown(preview)
    assert not form.standing.states["sick"].relevant
    form.answer("age", "71")
    assert form.standing.states["sick"].relevant
    assert store.do(published_forms.list_published) == ()
    assert preview.go_to("sick")
    assert form.place == "sick"
    assert not preview.go_to("nothing")


def test_a_workbook_that_is_saved_is_checked_again_and_what_was_typed_stays(
    view: PublishingView, preview: FormPreview, book: Path, qtbot: QtBot
):
    check(view, written(book, NAME, AGE), qtbot)
    shown(preview).answer("hname", "欧阳龑")
    before = shown(preview)
    aside = written(book.with_name("aside.xlsx"), NAME, AGE, SICK)
    aside.replace(book)  # as spreadsheet programs save
    qtbot.waitUntil(lambda: preview.view not in (None, before), timeout=20_000)
    assert shown(preview).standing.states["hname"].value == "欧阳龑"
    assert "sick" in shown(preview).standing.states


def test_a_workbook_that_is_gone_is_said_and_takes_the_report_along(
    view: PublishingView, book: Path, qtbot: QtBot
):
    check(view, written(book, NAME), qtbot)
    book.unlink()
    view.check_again()
    qtbot.waitUntil(lambda: "找不到" in view.remark.text(), timeout=20_000)
    assert view.report is None
    assert not view.publish_button.isEnabled()


def test_publishing_keeps_the_version_and_asks_where_to_put_its_file(
    window: FormsWindow,
    view: PublishingView,
    store: RealStore,
    book: Path,
    tmp_path: Path,
    qtbot: QtBot,
):
    check(view, written(book, NAME), qtbot)
    dialog = publish(window, view, qtbot)
    dialog.reject()
    dialog.fileSelected.emit(str(tmp_path / "usb"))
    qtbot.waitUntil(lambda: "已存到" in window.versions.remark.text())
    [line] = store.do(published_forms.list_published)
    content = store.do(lambda work: published_forms.bundle_of(work, line.sha256)).content
    assert (tmp_path / "usb.ruhuform").read_bytes() == content
    qtbot.waitUntil(lambda: len(window.versions.versions.rows()) == 1)
    assert not view.publish_button.isEnabled()


def test_lost_answers_are_confirmed_before_they_are_published(
    window: FormsWindow, view: PublishingView, book: Path, qtbot: QtBot
):
    check(view, written(book, NAME, AGE), qtbot)
    publish(window, view, qtbot).reject()
    check(view, written(book, NAME, version="2"), qtbot)
    qtbot.waitUntil(lambda: view.report is not None)
    assert [one.change.kind for one in view.checked.lists[CHANGE].rows()] == ["lossy"]
    assert not view.publish_button.isEnabled()
    view.confirm.click()
    assert view.publish_button.isEnabled()
    view.check_again()
    qtbot.waitUntil(lambda: not view.confirm.isChecked(), timeout=20_000)  # asked anew each time


def test_a_rehearsal_says_how_many_were_tried(view: PublishingView, book: Path, qtbot: QtBot):
    check(view, written(book, NAME), qtbot)
    view.rehearse_button.click()
    remark = next(reversed(view.checked.remarks.values()))
    qtbot.waitUntil(lambda: "试了0次走访" in remark.text())
    assert view.rehearse_button.isEnabled()


def test_without_the_converter_it_is_said_what_to_install(
    view: PublishingView, book: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    from app.excel.xlsform import conversion

    monkeypatch.setattr(conversion, "CONVERTER", "no_such_converter")
    check(view, written(book, NAME), qtbot)
    assert "pyxform" in view.remark.text()


@pytest.mark.parametrize(
    ("role", "may_check", "may_publish"),
    [("1", True, True), ("2", True, False), ("4", False, False)],
)
def test_what_is_offered_goes_by_the_role(
    desk: Desk, qtbot: QtBot, store: RealStore, role: str, may_check: bool, may_publish: bool
):
    window, _preview = window_of(desk, role, OWN)
    on_screen(qtbot, window)
    view = window.publishing
    assert (view is not None) == may_check
    assert (view is not None and view.publish_button.isVisible()) == may_publish


def test_a_form_from_somebody_unknown_is_taken_in_after_the_fingerprint_was_compared(
    desk: Desk, store: RealStore, book: Path, tmp_path: Path, qtbot: QtBot
):
    from app.services.form_checking import check as checked

    report = checked(written(book, NAME))
    sent = store.do(lambda work: form_publishing.publish(work, report, FormLibrary(()), COUNTY))
    with opened(tmp_path / "laptop") as laptop:
        store.store, kept = laptop.store, store.store
        store.actor = an_actor()
        window, _preview = window_of(desk, "4", OWN)
        on_screen(qtbot, window)
        file = tmp_path / "f.ruhuform"
        file.write_bytes(sent.content)
        window.versions.receive(str(file))
        qtbot.waitUntil(window.versions.trust_button.isVisible)
        assert published_forms.fingerprint(COUNTY.signing_public) in window.versions.remark.text()
        window.versions.trust_button.click()
        qtbot.waitUntil(lambda: len(window.versions.versions.rows()) == 1)
        assert "收到了" in window.versions.remark.text()
        file.write_bytes(b"rubbish")
        window.versions.receive(str(file))
        qtbot.waitUntil(lambda: "损坏" in window.versions.remark.text())
        assert not window.versions.trust_button.isVisible()
        store.store = kept


def test_an_author_starts_from_the_workbook_in_use_and_it_is_checked_where_it_was_put(
    desk: Desk, store: RealStore, tmp_path: Path, qtbot: QtBot
):
    preview = FormPreview(desk)
    previewing = Previewing(preview, preview.show_form, preview.clear, preview.go_to)
    shipped = shipped_forms()
    window = on_screen(
        qtbot,
        FormsWindow(desk, shipped=shipped, signer=COUNTY, role="1", previewing=previewing),
    )
    view = window.publishing
    assert view is not None
    qtbot.waitUntil(view.start_button.isEnabled)
    wanted = shipped.current("ruhu").title
    menu = {one.text(): one for one in view.start_button.forms.actions()}
    assert len(menu) == len({one.folder for one in shipped.versions})
    menu[wanted].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[0]
    assert dialog.selectedFiles()[0].endswith(f"{wanted}.xlsx")
    dialog.fileSelected.emit(str(tmp_path / "我的表"))
    dialog.close()
    settled(view, qtbot)
    assert "可以发布" in view.remark.text()
    assert (tmp_path / "我的表.xlsx").read_bytes() == resources.read_bytes(
        "forms", "ruhu", "form.xlsx"
    )
    assert shown(preview).sheet.filling.definition.form_id == "ruhu"


@pytest.mark.parametrize("points", [12, 15])
def test_a_form_with_pictures_is_tried_in_the_window_of_a_small_laptop(
    window: FormsWindow, view: PublishingView, preview: FormPreview, tmp_path: Path, points: int,
    desk: Desk, qtbot: QtBot,
):  # fmt: skip
    desk.theme.show_as(Look(points))
    check(view, pictured(tmp_path), qtbot)
    assert "可以发布" in view.remark.text()
    buttons = {one.text(): one for one in preview.findChildren(ChoiceButton)}
    assert buttons["瓦"].sizeHint().height() > 2 * buttons["红星村"].sizeHint().height()
    take(window, f"publishing-{points}")
