"""设置: the look, the account, the backup, and what the county has still to confirm."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import resources
from app.domain.clock import CHINA
from app.domain.working_days import HolidayYear
from app.errors import Unavailable
from app.services import rule_packs, shipped
from app.services.calendars import KnownYear
from app.ui.pages import Desk, Target
from app.ui.settings.about_card import VERSION
from app.ui.settings.calendar_card import year_text
from app.ui.settings.page import TO_CONFIRM, Keeping, SettingsPage, origin_of
from app.ui.theme import Look, Theme
from app.ui.widgets.buttons import Button
from app.workspace.opened import KeyAge
from tests.stores import NOW
from tests.ui import pictures
from tests.ui.hands import on_screen
from tests.ui.real_store import RealStore

PACK = shipped.rule_pack(NOW.date())
T = TypeVar("T")
ROOT = Path(__file__).parents[3]


@dataclass
class Vault:
    """Stands for the vault: what it was asked, what it answers."""

    asked: list[str] = field(default_factory=list[str])
    found: Sequence[str] = ()
    trouble: Unavailable | None = None
    age: KeyAge = field(default_factory=lambda: KeyAge(NOW, is_due=False, is_asked=False))

    def last_backup(self) -> str:
        return "还没有备份过。"

    def back_up(self) -> str:
        return self._answer("备份", "最近一次备份：2026年11月23日 09:05")

    def check(self) -> Sequence[str]:
        return self._answer("检查", self.found)

    def ask_password(self, parent: QWidget) -> None:
        assert parent.isVisible()
        self.asked.append("密码")

    def key_age(self) -> KeyAge:
        return self.age

    def rotate(self) -> KeyAge:
        self.age = replace(self._answer("换密钥", self.age), is_asked=True)
        return self.age

    def _answer(self, name: str, answer: T) -> T:
        self.asked.append(name)
        if self.trouble is not None:
            raise self.trouble
        return answer


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def page(desk: Desk, vault: Vault, qtbot: QtBot) -> SettingsPage:
    keeping = Keeping(
        vault.last_backup,
        vault.back_up,
        vault.check,
        vault.ask_password,
        vault.key_age,
        vault.rotate,
    )
    made = SettingsPage(desk, pack=PACK, calendar=shipped.calendar(), keeping=keeping)
    made.resize(1160, 700)
    on_screen(qtbot, made)
    made.activated()
    qtbot.waitUntil(lambda: made.last_backup.text() != "")
    return made


def press(page: SettingsPage, text: str) -> Button:
    found = next(one for one in page.findChildren(Button) if one.text() == text)
    found.click()
    return found


def test_it_says_whose_vault_this_is_and_for_where(page: SettingsPage, qtbot: QtBot):
    qtbot.waitUntil(lambda: bool(page.account.findChildren(QWidget)))
    assert page.account.text_of("name") == "周小兰"
    assert page.account.text_of("role") == "社会救助协理员"
    assert page.account.text_of("reach").startswith("沙坪镇")


def test_the_years_whose_holidays_are_known_are_listed_with_their_source(
    page: SettingsPage, qtbot: QtBot
):
    shown = page.calendars.values
    qtbot.waitUntil(lambda: bool(shown.findChildren(QLabel)))
    assert "国务院办公厅关于2026年部分节假日安排的通知（随程序附带）" in shown.text_of("2026")
    assert shown.text_of("2027").startswith("还没有全部公布")
    pictures.take(page, "settings-calendars", (1160, 2000))


def test_a_year_of_which_nothing_is_known_is_said_so():
    day = datetime(2026, 12, 1, 9, 0, tzinfo=CHINA)
    assert year_text(KnownYear(2028, None)) == "还没有公布，按周一至周五估算"
    table = HolidayYear(2027, True, "国办发明电", frozenset(), frozenset())
    assert year_text(KnownYear(2027, table, day)) == (
        "依据：国办发明电（县民政局发布，2026年12月1日收到）"
    )


def test_a_size_that_is_chosen_is_taken_on_at_once(page: SettingsPage, theme: Theme):
    press(page, "15号")
    press(page, "125%")
    assert theme.look == Look(15, 125)


def test_a_size_that_was_changed_by_key_is_shown(page: SettingsPage, theme: Theme):
    theme.show_as(Look(18, 150))
    assert page.zooms.keys() == {"150"}
    assert page.sizes.keys() == {"18"}


def test_the_password_is_asked_for_by_whoever_can_change_it(page: SettingsPage, vault: Vault):
    press(page, "更换密码")
    assert vault.asked == ["密码"]


def test_k11_another_data_key_is_asked_for_once_the_year_is_over(
    page: SettingsPage, vault: Vault, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "2026年11月23日用起" in page.key_age.text())
    assert not page.rotate.isVisible()
    vault.age = KeyAge(NOW, is_due=True, is_asked=False)
    page.activated()
    qtbot.waitUntil(page.rotate.isVisible)
    assert "该换一次" in page.key_age.text()
    pictures.take(page, "settings-key-age", (1366, 768))
    press(page, "换数据密钥")
    qtbot.waitUntil(lambda: "下次打开时先换" in page.key_age.text())
    assert (vault.asked, page.rotate.isVisible()) == (["换密钥"], False)


def test_a_backup_says_when_it_was_made(page: SettingsPage, qtbot: QtBot):
    button = press(page, "现在备份")
    assert not button.isEnabled()
    qtbot.waitUntil(lambda: "核对过" in page.remark.text())
    assert "2026年11月23日" in page.last_backup.text()
    assert button.isEnabled()


def test_a_backup_that_failed_is_said_with_what_to_do(
    page: SettingsPage, vault: Vault, qtbot: QtBot
):
    vault.trouble = Unavailable("磁盘已满，没有备份。请清出空间再备份。", code="disk_full")
    button = press(page, "现在备份")
    qtbot.waitUntil(lambda: "磁盘已满" in page.remark.text())
    assert page.last_backup.text() == "还没有备份过。"
    assert button.isEnabled()


def test_a_check_looks_at_the_file_and_at_the_chain_of_entries(
    page: SettingsPage, vault: Vault, qtbot: QtBot
):
    press(page, "检查资料文件")
    qtbot.waitUntil(lambda: "资料文件完好" in page.remark.text())
    assert vault.asked == ["检查"]


def test_what_a_check_found_is_said(page: SettingsPage, vault: Vault, qtbot: QtBot):
    vault.found = ("有3页读不出来。", "请锁定后重新打开，按提示抢救。")
    press(page, "检查资料文件")
    qtbot.waitUntil(lambda: page.remark.text() == "".join(vault.found))


def test_every_rule_is_shown_with_its_source_and_what_the_county_has_to_confirm(
    page: SettingsPage,
):
    rows = page.rules.rows()
    assert len(rows) == len(PACK.parameters) + 7
    assert all(row.source for row in rows)
    marked = {row.id for row in rows if not row.is_confirmed}
    assert {one.key for one in PACK.unconfirmed()} <= marked
    page.rules.selectAll()
    assert page.rules.copied_text().count(TO_CONFIRM) >= len(marked)


def test_exporting_is_asked_of_the_page_that_does_it(page: SettingsPage, desk: Desk):
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    press(page, "导出资料")
    assert asked == [Target("workbook")]


def test_the_licences_of_the_fonts_are_read_on_request(page: SettingsPage):
    press(page, "查看字体许可证")
    [shown] = page.findChildren(QPlainTextEdit)
    names = resources.names("fonts", suffix=".txt")
    assert names
    assert [name for name in names if name not in shown.toPlainText()] == []


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


def test_the_page_says_where_the_rules_are_from_and_since_when():
    assert "随程序附带" in origin_of(PACK, None)
    said = origin_of(PACK, NOW)
    assert "县民政局发布，2026年11月23日同步收到" in said
    assert f"{PACK.effective_from.year}年" in said
    assert PACK.source in said


def test_rules_of_the_county_that_are_not_in_force_here_are_said(
    page: SettingsPage, store: RealStore, qtbot: QtBot
):
    assert page.unused.isHidden()
    content = b"id: x\nnew_section: 1\n"
    store.perform(lambda work: rule_packs.accept_pack(work, content))
    page.activated()
    qtbot.waitUntil(page.unused.isVisible)
    pictures.take(page, "settings-unused", (1160, 2000))
    assert "2026年11月23日收到" in page.unused.text()
    assert "现在算钱用的不是它。请更新程序" in page.unused.text()
