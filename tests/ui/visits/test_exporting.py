"""导出走访 in the window: from the list and from one visit, whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.services import visits
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.visits.outgoing import CHOICES, VisitsOutgoing
from app.ui.visits.page import VisitsPage
from tests.factories import a_household
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.services.conftest import the_calendar, the_pack
from tests.visits_made import begin, complete, the_forms

WAIT = 10_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def finished(store: RealStore) -> list[str]:
    made: list[str] = []
    for number in (1, 7):
        household = store.do(lambda work, number=number: a_household(work, 2, number=number).id)
        session = complete(begin(store.store, store.actor, household))
        done = store.do(
            lambda work, one=session: visits.finish(
                work, the_forms(), the_pack(), the_calendar(), one.draft.id
            )
        )
        made.append(done.visit_id)
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, finished: list[str]) -> VisitsPage:
    made = VisitsPage(desk, library=the_forms(), pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(made)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    qtbot.waitUntil(lambda: len(made.lists.visits.rows()) == len(finished), timeout=WAIT)
    return made


def choose(menu: QMenu | None, text: str) -> None:
    assert menu is not None
    actions: list[QAction] = menu.actions()
    next(one for one in actions if text in one.text()).trigger()


def test_what_is_chosen_in_the_list_goes_into_one_file(
    page: VisitsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    take(page, "visit_lists", (1188, 620))

    def say_where(dialog: QFileDialog) -> None:
        dialog.fileSelected.emit(str(path))

    monkeypatch.setattr(QFileDialog, "open", say_where)
    path = tmp_path / "走访.zip"
    page.lists.visits.selectAll()
    told: list[str] = []
    page.findChildren(VisitsOutgoing)[0].said.connect(told.append)
    choose(page.lists.export_button.menu(), "只要数据表")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert told == [f"已把 2 次走访存到“{path.name}”"]
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert "数据表/ruhu.csv" in names
    assert not [name for name in names if name.endswith((".pdf", ".xml"))]


def test_one_visit_is_exported_from_where_it_is_read(
    page: VisitsPage, qtbot: QtBot, finished: list[str]
):
    page.lists.opened.emit(finished[0])
    qtbot.waitUntil(page.finished.isVisible, timeout=WAIT)
    take(page, "finished_visit", (1188, 620))
    asked: list[tuple[str, object]] = []

    def ask(visit_id: str, formats: object) -> None:
        asked.append((visit_id, formats))

    page.finished.export_requested.connect(ask)
    choose(page.finished.export_button.menu(), CHOICES[0][0])
    assert asked == [(finished[0], CHOICES[0][1])]


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(
    page: VisitsPage, desk: Desk, qtbot: QtBot, finished: list[str], tmp_path: Path
):
    outgoing = page.findChildren(VisitsOutgoing)[0]
    told: list[Problem] = []
    desk.requests.troubled.connect(told.append)
    outgoing.save(tmp_path / "没有这个文件夹" / "a.zip", finished, ("csv",))
    qtbot.waitUntil(lambda: len(told) == 1, timeout=WAIT)
    outgoing.save(tmp_path / "a.zip", (), ("csv",))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT)
    assert [one.code for one in told] == ["folder_missing", "visits_none"]
    assert not list(tmp_path.glob("a.zip*"))
