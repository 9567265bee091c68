"""升级草稿 in the window: said before it is done, done when asked, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.forms.library import FormFiles, FormLibrary
from app.security.signatures import DeviceKeys
from app.services import drafts, published_forms
from app.services.form_files import shipped_forms
from app.services.published_forms import library_with
from app.ui.pages import Desk, Target
from app.ui.visits.page import VisitsPage
from app.ui.visits.visit_page import VisitPage
from tests.factories import a_household
from tests.published_bundles import a_bundle
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.services.conftest import the_calendar, the_pack

WAIT = 10_000


def changed() -> FormFiles:
    """The sample form as the next version: a question renamed, one gone, one newly required."""
    old = shipped_forms().of_form("ruhu")[0]
    xml = old.xml.decode()
    version = old.form.definition.version
    xml = xml.replace(f'version="{version}"', 'version="2027010101"')
    assert '/data/need/needs"' in xml
    return replace(old, xml=xml.replace("needs", "wants").encode())


@pytest.fixture(scope="module")
def both() -> FormLibrary:
    return library_with(shipped_forms(), [changed()])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, store: RealStore, both: FormLibrary) -> VisitsPage:
    """A page whose draft was begun before the new version came."""
    household = store.do(lambda work: a_household(work, 2).id)
    begun = store.do(lambda work: drafts.start(work, shipped_forms(), "ruhu", household))
    made = VisitsPage(desk, library=both, pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(made)
    desk.changes.announced.connect(made.changed)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    made.open(Target("draft", begun.id))
    qtbot.waitUntil(lambda: bool(made.findChildren(VisitPage)), timeout=WAIT)
    return made


def in_front(page: VisitsPage) -> VisitPage:
    return next(one for one in page.findChildren(VisitPage) if one.isVisible())


def on_disk(page: VisitsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "已保存" in in_front(page).saved.text(), timeout=WAIT)


def look_ahead(page: VisitsPage, qtbot: QtBot) -> None:
    visit = in_front(page)
    visit.form.answer("need/needs", "poor")
    on_disk(page, qtbot)
    assert visit.version.upgrade_button.isVisible()
    visit.version.upgrade_button.click()
    qtbot.waitUntil(page.upgrade_sheet.isVisible, timeout=WAIT)


def upgraded(page: VisitsPage, qtbot: QtBot) -> VisitPage:
    look_ahead(page, qtbot)
    page.upgrade_sheet.upgrade_button.click()
    qtbot.waitUntil(
        lambda: in_front_version(page) == "2027010101" and in_front(page).isVisible(), timeout=WAIT
    )
    return in_front(page)


def in_front_version(page: VisitsPage) -> str:
    shown = [one for one in page.findChildren(VisitPage) if one.isVisible()]
    return shown[0].sheet.filling.definition.version if shown else ""


def test_the_sheet_says_what_will_come_over_and_esc_leaves_all_as_it_is(
    page: VisitsPage, qtbot: QtBot
):
    look_ahead(page, qtbot)
    take(page, "upgrade_sheet", (1188, 620))
    assert page.step_back()
    assert in_front_version(page) != "2027010101"
    assert in_front(page).sheet.filling.node("need/needs").value == "poor"


def test_an_upgraded_draft_goes_on_and_can_go_back(page: VisitsPage, qtbot: QtBot):
    visit = upgraded(page, qtbot)
    assert visit.version.back_button.isVisible()
    assert not visit.version.upgrade_button.isVisible()
    take(page, "upgraded_draft", (1188, 620))
    visit.version.left_behind_button.click()
    assert page.upgrade_sheet.isVisible()
    assert not page.upgrade_sheet.upgrade_button.isVisible()
    assert page.step_back()
    visit.version.back_button.click()
    qtbot.waitUntil(lambda: in_front_version(page) not in ("2027010101", ""), timeout=WAIT)
    assert in_front(page).sheet.filling.node("need/needs").value == "poor"


def test_undo_takes_an_upgrade_back(page: VisitsPage, qtbot: QtBot):
    upgraded(page, qtbot)
    assert page.undo()
    qtbot.waitUntil(lambda: in_front_version(page) not in ("2027010101", ""), timeout=WAIT)
    assert in_front(page).sheet.filling.node("need/needs").value == "poor"


def test_a_form_that_came_is_offered_to_the_draft_in_front_and_for_new_visits(
    desk: Desk, qtbot: QtBot, store: RealStore
):
    household = store.do(lambda work: a_household(work, 2).id)
    begun = store.do(lambda work: drafts.start(work, shipped_forms(), "ruhu", household))
    page = VisitsPage(desk, library=shipped_forms(), pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(page)
    desk.changes.arrived.connect(page.changed)
    page.resize(1188, 620)
    with qtbot.waitExposed(page):
        page.show()
    page.open(Target("draft", begun.id))
    qtbot.waitUntil(lambda: bool(page.findChildren(VisitPage)), timeout=WAIT)
    visit = in_front(page)
    assert not visit.version.isVisible()
    content = a_bundle("2027010101", DeviceKeys.generate(), title="入户走访（新）")
    line, changes = store.store.perform(
        lambda work: published_forms.accept(work, content), store.actor
    )
    assert line is not None
    desk.changes.bring(changes)
    qtbot.waitUntil(visit.version.upgrade_button.isVisible, timeout=WAIT)
    assert visit.sheet.filling.definition.version == begun.form.definition.version
    visit.version.upgrade_button.click()
    qtbot.waitUntil(page.upgrade_sheet.isVisible, timeout=WAIT)
    page.upgrade_sheet.upgrade_button.click()
    qtbot.waitUntil(lambda: in_front_version(page) == "2027010101", timeout=WAIT)
    page.step_back()
    qtbot.waitUntil(page.lists.isVisible, timeout=WAIT)
    qtbot.waitUntil(
        lambda: any("入户走访（新）" in one.accessibleName() for one in page.lists.start.buttons),
        timeout=WAIT,
    )
