"""流浪救助: somebody nameless comes in, is identified, goes home, and is called at there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.models.homecoming import ReturnEntry
from app.models.person import Person
from app.models.vagrant import FamilySearch, Vagrant
from app.services.shipped import rule_pack
from app.storage.unit_of_work import UnitOfWork
from app.ui.pages import Desk, Target
from app.ui.rescue.page import RescuePage
from app.ui.rescue.photos import PhotoRow
from tests.factories import a_person, a_vagrant
from tests.stores import NOW
from tests.ui.pictures import take
from tests.ui.real_store import RealStore
from tests.ui.register_steps import (
    WAIT,
    button,
    choose,
    field,
    fill,
    listed,
    opened,
    press,
    sees,
    until_seen,
    words,
)


def vagrant_of(store: RealStore) -> Vagrant:
    return store.do(lambda work: work.find(Vagrant))[0]


def test_somebody_without_a_name_is_registered_by_what_was_seen(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    listed(page, qtbot, 0)
    press(page, "登记求助人员")
    fill(page, "age_from", "45")
    fill(page, "age_to", "55")
    fill(page, "marks", "左手缺食指，右眼角有痣")
    press(page, "完成求助登记")
    until_seen(page, "身份不明", qtbot)
    found = vagrant_of(store)
    assert (found.state, found.person_id) == ("REGISTERED", None)
    assert found.marks == "左手缺食指，右眼角有痣"


def test_whoever_is_registered_anew_waits_for_no_look_at_the_file_in_front(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    first = store.do(lambda work: a_vagrant(work, state="REGISTERED", belongings=None).id)
    opened(page, qtbot)
    press(page, "登记求助人员")
    store.do(lambda work: setattr(work.get(Vagrant, first), "marks", "左额有疤"))
    fill(page, "marks", "右手缺一指")
    press(page, "完成求助登记")
    qtbot.waitUntil(lambda: store.do(lambda work: len(work.find(Vagrant))) == 2, timeout=WAIT)
    assert page.pane.meanwhile.isHidden()


def test_a_step_that_cannot_be_taken_says_what_is_wanting(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    store.do(lambda work: a_vagrant(work, state="REGISTERED", belongings=None).id)
    opened(page, qtbot)
    admit = button(page, "予以救助")
    assert not admit.isEnabled()
    assert "随身物品还没有清点" in admit.toolTip()
    press(page, "清点随身物品")
    fill(page, "belongings", "无")
    press(page, "登记随身物品")
    qtbot.waitUntil(lambda: button(page, "予以救助").isEnabled(), timeout=WAIT)
    press(page, "予以救助")
    until_seen(page, "在站", qtbot)
    assert vagrant_of(store).belongings == []


def test_the_unknown_turns_out_to_be_somebody_with_a_file(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    person = store.do(lambda work: a_person(work, name="欧阳建国", sex="1").id)
    store.do(lambda work: a_vagrant(work, claimed_name="老欧").id)
    pane = opened(page, qtbot)
    press(page, "身份查明")
    pane.person.search.setText("oyjg")
    qtbot.waitUntil(lambda: len(pane.person.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    field(page, "way").take_now("2")
    press(page, "登记身份查明")
    until_seen(page, "已查明", qtbot)
    found = vagrant_of(store)
    assert (found.person_id, found.claimed_name) == (person, "老欧")
    assert found.state == "IDENTIFIED"


def test_an_unknown_file_is_joined_to_the_known_one_and_neither_is_lost(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    known = store.do(lambda work: a_person(work, name="欧阳建国", sex="1").id)
    store.do(lambda work: a_vagrant(work).id)
    pane = opened(page, qtbot)
    press(page, "建立无名氏档案")
    until_seen(page, "人员档案", qtbot)
    unknown = vagrant_of(store).person_id
    press(page, "身份查明")
    pane.person.search.setText("欧阳")
    qtbot.waitUntil(lambda: len(pane.person.list.rows()) == 1, timeout=WAIT)
    press(page, "用选中的这份档案")
    field(page, "way").take_now("4")
    press(page, "登记身份查明")
    qtbot.waitUntil(lambda: vagrant_of(store).person_id == known, timeout=WAIT)
    assert unknown is not None
    assert store.do(lambda work: work.get(Person, unknown)).same_as_id == known


def test_who_goes_home_is_in_the_ledger_and_is_called_at_before_it_is_closed(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    def known(work: UnitOfWork) -> str:
        person = a_person(work, name="欧阳建国")
        state = {"state": "IDENTIFIED", "identity_state": "4", "person_id": person.id}
        return a_vagrant(work, **state).id

    store.do(known)
    opened(page, qtbot)
    press(page, "离站返乡")
    fill(page, "home_addr", "砚台镇顺昌村3组")
    fill(page, "receiver_name", "欧阳春")
    press(page, "离站返乡，转为")
    until_seen(page, "看返乡台账", qtbot)
    entry = store.do(lambda work: work.find(ReturnEntry))[0]
    page.open(Target("return_entry", entry.id))
    until_seen(page, "下次回访", qtbot)
    assert not button(page, "销账").isEnabled()
    assert not sees(page, "打印回访表")
    press(page, "登记回访")
    choose(page, "met", "见到")
    press(page, "登记这次回访")
    until_seen(page, "回访记录（1）", qtbot)
    qtbot.waitUntil(lambda: button(page, "销账").isEnabled(), timeout=WAIT)
    asked: list[Target] = []
    page.desk.requests.open_requested.connect(asked.append)
    press(page, "打印回访表")
    assert asked == [Target("paper", entry.id, "E-28")]


def test_clues_and_the_search_are_kept(store: RealStore, page: RescuePage, qtbot: QtBot):
    store.do(lambda work: a_vagrant(work, state="SEARCH").id)
    opened(page, qtbot)
    press(page, "添加线索")
    fill(page, "content", "会说忠县话")
    press(page, "添加这条线索")
    until_seen(page, "线索（1）", qtbot)
    press(page, "修改寻亲")
    field(page, "notice_channels").take_now(("1", "5"))
    qtbot.waitUntil(
        lambda: store.do(lambda work: work.find(FamilySearch))[0].notice_channels == ["1", "5"],
        timeout=WAIT,
    )


def test_a_face_is_kept_small_and_shown_on_request_only(
    store: RealStore, page: RescuePage, tmp_path: Path, qtbot: QtBot
):
    store.do(lambda work: a_vagrant(work).id)
    opened(page, qtbot)
    image = QImage(2400, 1800, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    assert image.save(str(tmp_path / "face.png"))
    photos = page.pane.view.findChildren(PhotoRow)[-1]
    photos.put_file("photo_face_id", str(tmp_path / "face.png"))
    until_seen(page, "显示正面照", qtbot)
    assert vagrant_of(store).photo_face_id is not None
    press(page, "显示正面照")
    photos = page.pane.view.findChildren(PhotoRow)[-1]
    qtbot.waitUntil(lambda: any(
        not one.pixmap().isNull() for one in photos._pictures.values()  # pyright: ignore[reportPrivateUsage]
    ), timeout=WAIT)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may_see"),
    [("2", {"登记街面发现"}), ("4", {"登记返乡人员"}), ("9", set[str]())],
)
def test_what_a_role_may_not_do_has_no_button(
    store: RealStore, desk: Desk, qtbot: QtBot, role: str, may_see: set[str]
):
    page = RescuePage(desk, pack=rule_pack(date(2026, 11, 23)), role=role)
    qtbot.addWidget(page)
    page.resize(1188, 620)
    page.show()
    shown = {one.removesuffix(" (Ctrl+N)") for one in words(page) if one.startswith("登记")}
    assert shown == may_see


def test_the_page_fits_the_small_laptop(store: RealStore, page: RescuePage, qtbot: QtBot):
    long = "左额有疤，右手小指缺，走路微跛，" * 12
    store.do(lambda work: a_vagrant(work, marks=long, clothes=long, claimed_addr=long[:190]).id)
    opened(page, qtbot)
    assert sees(page, "身份还没有查明")
    take(page, "rescue")


def test_a_relative_is_added_with_the_keys_and_taken_off_again(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    store.do(lambda work: a_vagrant(work, state="SEARCH").id)
    opened(page, qtbot)
    press(page, "添加亲属")
    fill(page, "name", "李某")
    fill(page, "relation", "弟")
    fill(page, "phone", "13900000008")
    press(page, "添加这名亲属")
    until_seen(page, "亲属和联系人（1）", qtbot)
    assert vagrant_of(store).relatives == [
        {"name": "李某", "relation": "弟", "phone": "13900000008", "address": ""}
    ]
    take(page, "rescue_relatives")
    press(page, "删去亲属")
    field(page, "place").take_now("0")
    press(page, "删去这名亲属")
    qtbot.waitUntil(lambda: vagrant_of(store).relatives == [], timeout=WAIT)


def test_the_station_enters_when_fingerprints_were_taken(
    store: RealStore, page: RescuePage, qtbot: QtBot
):
    store.do(lambda work: a_vagrant(work, state="SEARCH").id)
    opened(page, qtbot)
    press(page, "修改求助和来历")
    field(page, "fingerprint_at").take_now(NOW)
    qtbot.waitUntil(lambda: vagrant_of(store).fingerprint_at == NOW, timeout=WAIT)


def test_the_papers_of_whoever_is_helped_are_reached_from_the_file(
    store: RealStore, page: RescuePage, desk: Desk, qtbot: QtBot
):
    who = store.do(a_vagrant).id
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    opened(page, qtbot)
    press(page, "打印表格")
    assert asked == [Target("paper", who)]
