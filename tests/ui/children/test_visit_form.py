"""From a child's file straight into the form of the visit, with the child filled in already."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from app.models.child import Child
from app.models.local import Draft
from app.services import members
from app.services.form_files import shipped_forms
from app.storage.unit_of_work import UnitOfWork
from app.ui.children.page import ChildrenPage
from app.ui.pages import Desk, Target
from app.ui.visits.page import VisitsPage
from tests.factories import a_child, a_household
from tests.stores import an_actor
from tests.ui.real_store import RealStore
from tests.ui.register_steps import WAIT, opened, press
from tests.unit.services.conftest import the_calendar, the_pack

CLERK = an_actor(role="2", village_codes=None)


def a_child_at_home(work: UnitOfWork) -> tuple[str, str]:
    """A child who is a member of a household: the household and the person."""
    home = a_household(work, 2).id
    child = a_child(work, born=date(2016, 5, 4), household_id=home)
    members.add_member(work, home, {"relation": "20"}, person_id=child.person_id)
    return home, child.person_id


def test_the_form_is_begun_for_this_child(
    store: RealStore, page: ChildrenPage, desk: Desk, qtbot: QtBot
):
    (home, person), _ = store.store.perform(a_child_at_home, CLERK)
    asked: list[Target] = []
    desk.requests.open_requested.connect(asked.append)
    opened(page, qtbot)
    press(page, "填走访表")
    assert (asked[0].noun, asked[0].id, asked[0].part) == ("visit", home, "begin")
    visits = VisitsPage(desk, library=shipped_forms(), pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(visits)
    visits.show()
    visits.activated()
    visits.open(asked[0])
    qtbot.waitUntil(lambda: bool(drafts_of(store)), timeout=WAIT)
    assert drafts_of(store) == [("ertong_zoufang", home, person)]
    assert store.do(lambda work: len(work.find(Child))) == 1


def drafts_of(store: RealStore) -> list[tuple[str, str | None, str | None]]:
    def found(work: UnitOfWork) -> list[tuple[str, str | None, str | None]]:
        every = work.session.query(Draft).all()
        return [(one.form_id, one.household_id, one.person_id) for one in every]

    return store.do(found)
