"""A pull arrives while somebody types: what came is not overwritten unseen (I4)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.models.local import Conflict
from app.models.person import Person
from app.ui.records.page import RecordsPage
from app.ui.sync.rounds import Rounds
from tests.ui.hands import write
from tests.ui.records.steps import editor, fill, first_line, list_called, opened, press, sees
from tests.ui.sync.steps import (
    WAIT,
    a_shared_household,
    address_of,
    enrolled,
    move,
    synced,
)
from tests.unit.sync.laptops import Laptop, level

BAR = "在您打开以后，别处改成了"


@pytest.fixture
def household(
    records: RecordsPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
) -> str:
    """One that both have, open in my form."""
    enrolled(rounds, laptop, qtbot)
    found = a_shared_household(laptop, other, rounds, qtbot)
    opened(records, found, qtbot)
    press(records, "修改家庭情况")
    return found


def typed(records: RecordsPage, text: str) -> QLineEdit:
    """Typed, but the field is not left yet."""
    line = first_line(editor(records, "live_addr"))
    line.selectAll()
    write(text, line)
    return line


def theirs_arrives(
    other: Laptop, household: str, address: str, rounds: Rounds, qtbot: QtBot
) -> None:
    move(other, household, address)
    level(other)
    synced(rounds, qtbot)


def refused(
    records: RecordsPage, household: str, rounds: Rounds, other: Laptop, qtbot: QtBot
) -> None:
    """I type 二号 while 一号 comes."""
    typed(records, "二号")
    theirs_arrives(other, household, "一号", rounds, qtbot)
    editor(records, "live_addr").commit()
    qtbot.waitUntil(lambda: sees(records, BAR), timeout=WAIT)


def test_what_came_meanwhile_is_not_overwritten_and_both_values_are_shown(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    refused(records, household, rounds, other, qtbot)
    assert address_of(laptop, household) == "一号"
    assert sees(records, "一号")
    assert sees(records, "您填的是：二号")
    assert first_line(editor(records, "live_addr")).text() == "二号"


def test_mine_is_written_when_i_have_seen_theirs_and_say_so(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    refused(records, household, rounds, other, qtbot)
    press(records, "改成我填的")
    qtbot.waitUntil(lambda: address_of(laptop, household) == "二号", timeout=WAIT)
    assert not sees(records, BAR)
    synced(rounds, qtbot)
    level(other)
    assert address_of(other, household) == "二号"
    assert laptop.look(lambda work: work.session.query(Conflict).count()) == 0


def test_theirs_stays_when_i_take_it_and_the_form_shows_it(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    refused(records, household, rounds, other, qtbot)
    press(records, "用新的")
    qtbot.waitUntil(lambda: first_line(editor(records, "live_addr")).text() == "一号", timeout=WAIT)
    assert address_of(laptop, household) == "一号"
    fill(records, "live_addr", "三号")
    qtbot.waitUntil(lambda: address_of(laptop, household) == "三号", timeout=WAIT)


def test_a_value_that_is_shown_anew_was_seen_and_may_be_changed(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    theirs_arrives(other, household, "一号", rounds, qtbot)
    qtbot.waitUntil(lambda: first_line(editor(records, "live_addr")).text() == "一号", timeout=WAIT)
    fill(records, "live_addr", "二号")
    qtbot.waitUntil(lambda: address_of(laptop, household) == "二号", timeout=WAIT)
    assert not sees(records, BAR)


def test_the_same_value_typed_twice_is_no_quarrel(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    typed(records, "一号")
    theirs_arrives(other, household, "一号", rounds, qtbot)
    editor(records, "live_addr").commit()
    qtbot.wait(50)
    assert not sees(records, BAR)
    assert address_of(laptop, household) == "一号"


def test_other_fields_are_saved_as_ever(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    typed(records, "二号")
    other.do(lambda work: setattr(work.get(Household, household), "group_name", "五组"))
    level(other)
    synced(rounds, qtbot)
    editor(records, "live_addr").commit()
    qtbot.waitUntil(lambda: address_of(laptop, household) == "二号", timeout=WAIT)
    assert laptop.look(lambda work: work.get(Household, household).group_name) == "五组"


def test_a_masked_number_that_changed_meanwhile_is_not_overwritten_either(
    records: RecordsPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    home = a_shared_household(laptop, other, rounds, qtbot)
    opened(records, home, qtbot)
    records.file.enter()
    members = list_called(records, "家庭成员")
    person = members.rows()[0].person_id
    members.row_opened.emit(members.rows()[0])
    before = laptop.look(lambda work: work.get(Person, person).phone)
    assert before
    line = first_line(editor(records, "phone"))
    write("13900000002", line)
    changed = before[:4] + "9999" + before[8:]
    other.do(lambda work: setattr(work.get(Person, person), "phone", changed))
    level(other)
    synced(rounds, qtbot)
    editor(records, "phone").commit()
    qtbot.waitUntil(lambda: sees(records, BAR), timeout=WAIT)
    assert laptop.look(lambda work: work.get(Person, person).phone) == changed


def test_undo_does_not_take_back_over_what_came_since(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    fill(records, "live_addr", "二号")
    qtbot.waitUntil(lambda: address_of(laptop, household) == "二号", timeout=WAIT)
    synced(rounds, qtbot)
    level(other)
    said: list[str] = []
    records.desk.requests.said.connect(said.append)
    theirs_arrives(other, household, "一号", rounds, qtbot)
    assert records.undo()
    qtbot.waitUntil(lambda: any("没有改回" in one for one in said), timeout=WAIT)
    assert address_of(laptop, household) == "一号"


def test_a_household_that_changed_meanwhile_is_not_taken_away_unseen(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    typed(records, "二号")
    theirs_arrives(other, household, "一号", rounds, qtbot)
    reason = next(
        one for one in records.findChildren(QLineEdit) if one.accessibleName() == "作废原因"
    )
    reason.setText("重复建档")
    press(records, "作废这一户")
    qtbot.waitUntil(lambda: sees(records, "刚刚在别处改过"), timeout=WAIT)
    assert not laptop.look(lambda work: work.get(Household, household).is_deleted)


def test_what_is_refused_after_the_form_is_gone_is_kept_with_both_values(
    records: RecordsPage,
    household: str,
    rounds: Rounds,
    laptop: Laptop,
    other: Laptop,
    qtbot: QtBot,
):
    typed(records, "二号")
    theirs_arrives(other, household, "一号", rounds, qtbot)
    records.step_back()
    qtbot.waitUntil(
        lambda: laptop.look(lambda work: work.session.query(Conflict).count()) == 1, timeout=WAIT
    )
    (kept,) = laptop.look(lambda work: work.session.query(Conflict).all())
    assert (kept.mine, kept.theirs) == ({"live_addr": "二号"}, {"live_addr": "一号"})
    assert address_of(laptop, household) == "一号"
