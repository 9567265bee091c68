"""What the county published, on the page 同步: what came, what could not be taken and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.security.signatures import DeviceKeys
from app.server import publishing
from app.ui.sync.page import SyncPage
from app.ui.sync.rounds import Rounds
from app.ui.theme import Look
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.published_bundles import a_bundle
from tests.ui.pictures import take
from tests.ui.sync.steps import WAIT, enrolled, press, sees, synced
from tests.unit.sync.laptops import Laptop
from tests.unit.sync.test_link import carried


def publish_both(made: MadeCounty) -> None:
    """One that is sound, and one that is damaged."""
    content = a_bundle("2027010101", DeviceKeys.generate(), title="低保家庭入户走访")
    with made.database.writing() as connection:
        publishing.publish_form(connection, content, made.keys.sign, made.now())
        publishing.publish(connection, "form", "ertong 9", b"?", made.keys.sign, made.now())


def test_the_page_shows_which_forms_came_and_why_one_did_not_until_it_was_read(
    page: SyncPage, rounds: Rounds, laptop: Laptop, made: MadeCounty, logs: Logs, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    assert not page.line.forms.isVisible()
    publish_both(made)
    synced(rounds, qtbot)
    logs.expect("bundle_damaged")
    qtbot.waitUntil(lambda: sees(page, "“低保家庭入户走访”2027010101版　"), timeout=WAIT)
    assert sees(page, "收到新表单：“低保家庭入户走访”2027010101版")
    assert sees(page, "没有采用县里发布的表单“ertong 9”：")
    assert sees(page, "或向县民政局再要")
    synced(rounds, qtbot)
    qtbot.waitUntil(lambda: sees(page, "没有采用县里发布的表单“ertong 9”："), timeout=WAIT)
    press(page, "知道了")
    qtbot.waitUntil(lambda: not page.line.forms.done.isVisible(), timeout=WAIT)
    assert sees(page, "低保家庭入户走访")
    assert not sees(page, "ertong 9")


def test_an_answer_on_a_stick_says_so_too(
    page: SyncPage,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    made: MadeCounty,
    logs: Logs,
    tmp_path: Path,
    qtbot: QtBot,
):
    enrolled(rounds, laptop, qtbot)
    publish_both(made)
    page.show_part("bundle")
    there, back = tmp_path / "去.ruhusync", tmp_path / "回.ruhusync"
    page.bundle.write_to(there)
    qtbot.waitUntil(lambda: "写好了" in page.bundle.written.text(), timeout=WAIT)
    back.write_bytes(carried(made, other, there.read_bytes()))
    page.bundle.read_from(back)
    qtbot.waitUntil(lambda: "收到新表单" in page.bundle.taken.text(), timeout=WAIT)
    logs.expect("bundle_damaged")
    assert "有 1 份内容没有采用" in page.bundle.taken.text()


@pytest.mark.parametrize("points", [12, 15])
def test_it_fits_a_small_laptop(
    page: SyncPage,
    rounds: Rounds,
    laptop: Laptop,
    made: MadeCounty,
    logs: Logs,
    points: int,
    qtbot: QtBot,
):
    page.desk.theme.show_as(Look(points))
    enrolled(rounds, laptop, qtbot)
    publish_both(made)
    synced(rounds, qtbot)
    logs.expect("bundle_damaged")
    qtbot.waitUntil(lambda: sees(page, "ertong 9"), timeout=WAIT)
    take(page, f"sync-forms-{points}", (1188, 620))
