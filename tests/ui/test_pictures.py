"""The shell as pictures at 1366 x 768, at the usual size and larger: nothing is cut off.

``RUHU_SHOTS=out/shots/shell`` keeps them to be looked at.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.domain.clock import FixedClock
from app.ui.main_window import MainWindow
from app.ui.pages import RAIL, Desk
from app.ui.problem import Problem
from app.ui.status_bar import Upload
from app.ui.theme import Look, Theme
from app.ui.unlock.first_run import FirstRunWizard
from app.ui.unlock.unlock_window import UnlockWindow
from tests.ui import pictures
from tests.ui.conftest import NOON
from tests.ui.sample_pages import EmptyPage, SamplePage
from tests.ui.test_unlock import ROLES, TWO, UNITS, check_password

LOOKS = (Look(12), Look(15), Look(18))
PAGES = {row.key: EmptyPage for row in RAIL} | {"records": SamplePage}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look.point_size))
def test_the_window_fits_a_small_laptop(
    qtbot: QtBot, practice_desk: Desk, theme: Theme, look: Look
):
    window = MainWindow(practice_desk, PAGES)
    qtbot.addWidget(window)
    theme.show_as(look)
    window.show_upload(Upload(NOON - timedelta(hours=5), 7))
    page = window.open_page("records")
    assert isinstance(page, SamplePage)
    qtbot.waitUntil(lambda: bool(page.list.rows()))
    pictures.take(window, f"window_{look.point_size}")
    window.show_problem(Problem("磁盘满了，刚才的修改没有保存。请腾出一些空间后再试。"))
    window.show_help("person.id_no")
    practice_desk.offer_undo("已删除“务工收入”1条", lambda: None)
    pictures.take(window, f"window_busy_{look.point_size}")
    window.open_page("exchange")
    pictures.take(window, f"window_empty_{look.point_size}")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look.point_size))
def test_the_first_windows_fit_a_small_laptop(
    qtbot: QtBot, clock: FixedClock, theme: Theme, look: Look
):
    theme.show_as(look)
    unlock = UnlockWindow(TWO, clock)
    qtbot.addWidget(unlock)
    unlock.show_refused("密码不对。", 8)
    pictures.take(unlock, f"unlock_{look.point_size}")
    wizard = FirstRunWizard(UNITS, ROLES, check_password, lambda: NOON.date())
    qtbot.addWidget(wizard)
    pictures.take(wizard, f"first_run_{look.point_size}")
