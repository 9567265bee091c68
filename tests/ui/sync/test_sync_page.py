"""同步: enrol, see what waits, decide conflicts, read letters, carry a stick."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.models.local import Conflict, InboxEntry
from app.security.letters import open_letter, seal_letter
from app.services import conflicts, history
from app.sync.protocol import bundles
from app.ui.pages import Target
from app.ui.sync.conflict_form import GONE, ConflictForm
from app.ui.sync.page import SyncPage
from app.ui.sync.rounds import Rounds
from app.ui.widgets.editors.lines import LineEditor
from tests import stores
from tests.contract.county_made import MadeCounty
from tests.factories import a_household
from tests.ui.hands import on_screen, write
from tests.ui.sync.steps import (
    WAIT,
    a_conflict,
    a_shared_household,
    address_of,
    enrolled,
    move,
    press,
    sees,
    synced,
)
from tests.unit.sync.laptops import Laptop, level, waiting

NEIGHBOUR = "500231102202"

# -- enrolling ----------------------------------------------------------------------------------


def test_a_laptop_without_a_county_is_told_what_to_do(page: SyncPage, qtbot: QtBot):
    qtbot.waitUntil(lambda: sees(page, "还没有在县里登记"), timeout=WAIT)
    assert sees(page, "登记这台电脑")
    assert not sees(page, "现在同步")
    page.show_part("bundle")
    assert sees(page, "先在“同步情况”里用票据登记")
    assert not page.bundle.write.isEnabled()


def test_a_pasted_ticket_makes_it_the_countys_and_sends_all_that_waited(
    page: SyncPage, rounds: Rounds, laptop: Laptop, made: MadeCounty, qtbot: QtBot
):
    laptop.do(lambda work: a_household(work, 2))
    qtbot.waitUntil(lambda: page.line.enrol.isVisible(), timeout=WAIT)
    person = made.person("4", stores.VILLAGE)
    page.line.enrol.ticket.setPlainText(laptop.ticket(made.ticket(person), person))
    press(page, "登记")
    qtbot.waitUntil(lambda: rounds.is_enrolled and not rounds.is_running, timeout=WAIT)
    qtbot.waitUntil(lambda: sees(page, "与县里一致"), timeout=WAIT)
    assert laptop.look(waiting) == 0
    assert not page.line.enrol.isVisible()
    qtbot.waitUntil(lambda: sees(page, "王小梅"), timeout=WAIT)


def test_a_ticket_can_come_as_a_file(
    page: SyncPage, laptop: Laptop, made: MadeCounty, tmp_path: Path, qtbot: QtBot
):
    person = made.person("4", stores.VILLAGE)
    text = laptop.ticket(made.ticket(person), person)
    file = tmp_path / "票据.txt"
    file.write_text(text + "\n", encoding="utf-8")
    page.line.enrol.read(file)
    assert page.line.enrol.ticket.toPlainText() == text


def test_a_ticket_that_is_none_is_said_beside_it_and_stays_to_be_mended(
    page: SyncPage, qtbot: QtBot
):
    qtbot.waitUntil(lambda: page.line.enrol.isVisible(), timeout=WAIT)
    press(page, "登记")
    assert sees(page, "还没有票据")
    page.line.enrol.ticket.setPlainText("不是票据")
    press(page, "登记")
    qtbot.waitUntil(lambda: page.line.enrol.ticket.isEnabled(), timeout=WAIT)
    assert "票据" in page.line.enrol.remark.text()
    assert page.line.enrol.ticket.toPlainText() == "不是票据"


def test_what_waits_is_counted_and_gone_after_a_sync(
    page: SyncPage, rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    laptop.do(lambda work: a_household(work, 1))
    page.activated()
    qtbot.waitUntil(lambda: "份档案" in page.line.values.text_of("waiting"), timeout=WAIT)
    press(page, "现在同步")
    qtbot.waitUntil(lambda: page.line.values.text_of("waiting") == "0 条", timeout=WAIT)


# -- conflicts ----------------------------------------------------------------------------------


def in_conflict(page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot) -> str:
    enrolled(rounds, laptop, qtbot)
    household = a_conflict(laptop, other, rounds, qtbot)
    page.open(Target("sync", part="decide"))
    qtbot.waitUntil(lambda: page.part == "conflicts", timeout=WAIT)
    qtbot.waitUntil(lambda: page.conflicts.form is not None, timeout=WAIT)
    return household


def settled(page: SyncPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.conflicts.form is None, timeout=WAIT)


def test_s14_both_values_stand_side_by_side_with_who_and_when(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    in_conflict(page, rounds, laptop, other, qtbot)
    for text in ("一号", "二号", "居住地址", "我写的：周经办"):
        assert sees(page, text), text


def test_what_i_wrote_is_put_back_when_i_choose_it_and_theirs_stays_in_the_conflict(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    household = in_conflict(page, rounds, laptop, other, qtbot)
    assert address_of(laptop, household) == "一号"
    press(page, "用我的")
    press(page, "按选的定下来")
    settled(page, qtbot)
    assert address_of(laptop, household) == "二号"
    (kept,) = laptop.look(lambda work: work.session.query(Conflict).all())
    assert (kept.theirs, kept.decision) == ({"live_addr": "一号"}, "mine")
    lines = laptop.look(lambda work: history.household_history(work, household))
    assert any("冲突" in one.text for one in lines)
    synced(rounds, qtbot)
    level(other)
    assert address_of(other, household) == "二号"


def test_nothing_can_be_settled_before_every_field_is_chosen(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    in_conflict(page, rounds, laptop, other, qtbot)
    form = page.conflicts.form
    assert form is not None
    assert not form.finish.isEnabled()
    press(page, "用对方的")
    assert form.finish.isEnabled()


def test_another_value_can_be_written_instead_of_both(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    household = in_conflict(page, rounds, laptop, other, qtbot)
    press(page, "另写")
    line = next(one for one in page.findChildren(LineEditor) if one.isVisible())
    write("三号", line.focusProxy())
    press(page, "按选的定下来")
    settled(page, qtbot)
    assert address_of(laptop, household) == "三号"


def test_decided_conflicts_can_be_looked_at_again_with_both_values(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    in_conflict(page, rounds, laptop, other, qtbot)
    press(page, "全部用对方的")
    press(page, "按选的定下来")
    settled(page, qtbot)
    assert page.conflicts.list.rows() == []
    page.conflicts.all.click()
    qtbot.waitUntil(lambda: page.conflicts.form is not None, timeout=WAIT)
    for text in ("一号", "二号", "已处理：用了对方的"):
        assert sees(page, text), text


def test_a_conflict_of_a_record_that_is_gone_says_so(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    in_conflict(page, rounds, laptop, other, qtbot)
    assert page.conflicts.form is not None
    file = replace(page.conflicts.form.file, is_here=False)
    form = on_screen(qtbot, ConflictForm(page.desk, file))
    assert sees(form, GONE)


def test_two_numbers_that_a_mask_makes_alike_can_be_seen_in_full_and_that_is_noted(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    from app.models.person import Person

    enrolled(rounds, laptop, qtbot)
    a_shared_household(laptop, other, rounds, qtbot)
    person = laptop.look(lambda work: work.find(Person)[0].id)
    for one, phone in ((other, "13800011111"), (laptop, "13800021111")):
        one.do(lambda work, number=phone: setattr(work.get(Person, person), "phone", number))
    level(other)
    synced(rounds, qtbot)
    page.open(Target("sync", part="decide"))
    qtbot.waitUntil(lambda: page.part == "conflicts", timeout=WAIT)
    qtbot.waitUntil(lambda: page.conflicts.form is not None, timeout=WAIT)
    assert not sees(page, "13800021111")
    press(page, "显示")
    qtbot.waitUntil(lambda: sees(page, "13800021111") and sees(page, "13800011111"), timeout=WAIT)
    lines = laptop.look(lambda work: history.record_history(work, "person", person))
    assert any("查看" in one.text for one in lines)


def test_a_conflict_is_opened_by_its_number(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    in_conflict(page, rounds, laptop, other, qtbot)
    (one,) = laptop.look(conflicts.list_conflicts)
    page.show_part("line")
    page.open(Target("conflict", one.id))
    assert page.part == "conflicts"
    assert page.conflicts.list.current_row().id == one.id


# -- letters ------------------------------------------------------------------------------------


def refused(page: SyncPage, rounds: Rounds, laptop: Laptop, qtbot: QtBot) -> None:
    enrolled(rounds, laptop, qtbot)
    laptop.actor = stores.an_actor(village_codes=None)
    laptop.do(lambda work: a_household(work, 1, village_code=NEIGHBOUR))
    synced(rounds, qtbot)
    page.open(Target("sync", part="decide"))
    qtbot.waitUntil(lambda: page.part == "inbox", timeout=WAIT)
    qtbot.waitUntil(lambda: len(page.inbox.list.rows()) > 1, timeout=WAIT)
    letter = next(one for one in page.inbox.list.rows() if one.kind == "refused")
    page.inbox.list.select(letter.id)
    qtbot.waitUntil(lambda: sees(page, "知道了"), timeout=WAIT)


def test_what_the_county_refused_is_shown_with_why_and_with_what_was_typed(
    page: SyncPage, rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    refused(page, rounds, laptop, qtbot)
    assert page.part == "inbox"
    assert sees(page, "县里没有接受")
    assert sees(page, "请与民政办核对")
    assert sees(page, "一直保存在这里")


def test_letters_that_were_read_stay_and_can_be_listed_again(
    page: SyncPage, rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    refused(page, rounds, laptop, qtbot)
    count = len(page.inbox.list.rows())
    press(page, "知道了")
    qtbot.waitUntil(lambda: len(page.inbox.list.rows()) == count - 1, timeout=WAIT)
    kept = laptop.look(lambda work: work.session.query(InboxEntry).count())
    assert kept == count
    page.inbox.all.click()
    qtbot.waitUntil(lambda: len(page.inbox.list.rows()) == count, timeout=WAIT)


def test_a_handover_is_told_to_who_gave_and_opens_nothing_that_is_gone(
    page: SyncPage, rounds: Rounds, laptop: Laptop, made: MadeCounty, qtbot: QtBot
):
    from app.server import office

    enrolled(rounds, laptop, qtbot)
    laptop.do(lambda work: a_household(work, 1))
    synced(rounds, qtbot)
    assert rounds.state is not None
    member = rounds.state.member
    assert member is not None
    with made.database.writing() as connection:
        office.give_places(connection, member.person, (NEIGHBOUR,), made.now())
    synced(rounds, qtbot)
    page.open(Target("sync", part="decide"))
    qtbot.waitUntil(lambda: len(page.inbox.list.rows()) == 2, timeout=WAIT)
    titles = {one.title for one in page.inbox.list.rows()}
    assert titles == {"不再归您负责", "新归您负责"}


# -- by hand ------------------------------------------------------------------------------------


def carried(made: MadeCounty, laptop: Laptop, content: bytes) -> bytes:
    """What the county does with a bundle."""
    request = bundles.read_request(open_letter(content, made.keys, bundles.UP))
    answer = made.call(request_of(request))
    back = bundles.CarriedAnswer(answer.status_code, answer.headers, answer.body)
    return seal_letter(bundles.pack(back), laptop.device.agreement_public, bundles.DOWN)


def request_of(carried: bundles.CarriedRequest):
    from app.security.signed_messages import Request

    return Request(carried.method, carried.url, dict(carried.headers), carried.body)


def test_s21_a_bundle_goes_out_on_a_stick_and_its_answer_comes_back(
    page: SyncPage, rounds: Rounds, laptop: Laptop, made: MadeCounty, tmp_path: Path, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    laptop.do(lambda work: a_household(work, 1))
    page.show_part("bundle")
    page.bundle.write_to(tmp_path / "去.ruhusync")
    qtbot.waitUntil(lambda: "写好了" in page.bundle.written.text(), timeout=WAIT)
    answer = carried(made, laptop, (tmp_path / "去.ruhusync").read_bytes())
    (tmp_path / "回.ruhusync").write_bytes(answer)
    page.bundle.read_from(tmp_path / "回.ruhusync")
    qtbot.waitUntil(lambda: "县里收下了" in page.bundle.taken.text(), timeout=WAIT)
    assert laptop.look(waiting) == 0


def test_a_file_that_is_no_answer_is_refused_in_words_and_changes_nothing(
    page: SyncPage, rounds: Rounds, laptop: Laptop, tmp_path: Path, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    page.show_part("bundle")
    (tmp_path / "别的.ruhusync").write_bytes(b"x" * 200)
    page.bundle.read_from(tmp_path / "别的.ruhusync")
    qtbot.waitUntil(lambda: "请" in page.bundle.taken.text(), timeout=WAIT)
    page.bundle.read_from(tmp_path / "没有.ruhusync")
    qtbot.waitUntil(lambda: "U盘是否插好" in page.bundle.taken.text(), timeout=WAIT)
    assert page.bundle.write.isEnabled()


def test_what_others_change_while_it_is_open_is_shown(
    page: SyncPage, rounds: Rounds, laptop: Laptop, other: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    household = a_shared_household(laptop, other, rounds, qtbot)
    move(other, household, "一号")
    move(laptop, household, "二号")
    level(other)
    synced(rounds, qtbot)
    qtbot.waitUntil(lambda: sees(page, "冲突 1"), timeout=WAIT)
