"""A child in the registers: it comes in, is seen or not, changes, and leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from app.domain.child_route import ChildRoute
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.child import Child
from app.models.child_care import EntrustedCare
from app.models.household import Household
from app.models.person import Person
from app.services import (
    aid_cases,
    child_care,
    child_check_ins,
    child_file,
    child_list,
    children,
    paper_children,
    shipped,
)
from app.services import today as today_list
from app.services.child_check_ins import CheckedIn
from app.services.today_task import TodayTask
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_household, a_person, members_of
from tests.stores import NOW, an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack

TODAY = NOW.date()
PACK = the_pack()
DIRECTOR = an_actor(role="6", name="吴主任")
SUPERVISOR = an_actor(role="5", village_codes=None)
COUNTY = an_actor(role="1", org_code=None, village_codes=None)
SEEN = {"way": "1", "met": "1", "guardian_words": "孩子上学正常"}
NOT_SEEN = {"way": "1", "met": "2"}
T = TypeVar("T")


@pytest.fixture
def visit(store: Store) -> Click:
    """One click of the child director."""

    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, DIRECTOR)[0]

    return click


@pytest.fixture
def child_id(visit: Click) -> str:
    return visit(lambda work: a_child(work).id)


def call(visit: Click, child_id: str, **values: Any) -> CheckedIn:
    return visit(lambda work: child_check_ins.log_check_in(work, PACK, child_id, values))


def due(store: Store, actor: Any, kind: str) -> list[TodayTask]:
    found, _ = store.perform(lambda work: today_list.today(work, PACK, the_calendar()), actor)
    return [each for each in found.tasks if each.kind == kind]


def test_a_child_is_registered_with_several_categories_and_gets_its_next_visit(visit: Click):
    person = visit(lambda work: a_person(work, birth_date=date(2015, 6, 1)).id)
    saved = visit(
        lambda work: children.register_child(
            work, PACK, {"categories": ["21", "2"]}, person_id=person
        )
    )
    child = visit(lambda work: work.get(Child, saved.id))
    assert child.categories == ["2", "21"]
    assert child.main_category == "2"
    assert child.next_visit == TODAY + timedelta(days=30)
    assert child.child_director_id == DIRECTOR.id
    assert child.village_code == DIRECTOR.village_codes[0]  # type: ignore[index]


def test_a_new_person_may_come_with_the_file(visit: Click):
    saved = visit(
        lambda work: children.register_child(
            work, PACK, {"categories": ["3"]}, person={"name": "陈小雨"}
        )
    )
    assert [each.code for each in saved.remarks] == ["id_missing", "birth_missing"]


def test_the_household_where_the_child_lives_is_found(visit: Click, do: Click):
    household_id = do(lambda work: a_household(work, 2).id)
    person = do(lambda work: members_of(work, work.get(Household, household_id))[1].person_id)
    saved = visit(
        lambda work: children.register_child(work, PACK, {"categories": ["3"]}, person_id=person)
    )
    assert visit(lambda work: work.get(Child, saved.id).household_id) == household_id


def test_one_person_has_one_file_and_the_second_is_led_to_it(visit: Click, child_id: str):
    person = visit(lambda work: work.get(Child, child_id).person_id)
    with pytest.raises(Refused) as refused:
        visit(
            lambda work: children.register_child(
                work, PACK, {"categories": ["3"]}, person_id=person
            )
        )
    assert (refused.value.code, refused.value.facts["child_id"]) == ("child_twice", child_id)


@pytest.mark.parametrize("categories", [[], ["77"]])
def test_without_a_category_there_is_no_file(visit: Click, categories: list[str]):
    person = visit(lambda work: a_person(work).id)
    with pytest.raises(Refused, match="至少选择一类"):
        visit(
            lambda work: children.register_child(
                work, PACK, {"categories": categories}, person_id=person
            )
        )


def test_who_is_too_old_is_registered_and_it_is_said(visit: Click):
    person = visit(lambda work: a_person(work, birth_date=date(2009, 6, 1)).id)
    saved = visit(
        lambda work: children.register_child(work, PACK, {"categories": ["21"]}, person_id=person)
    )
    assert [each.code for each in saved.remarks if each.code == "too_old"] == ["too_old"]


def test_tekun_and_a_childs_allowance_exclude_each_other_both_ways(visit: Click, do: Click):
    household_id = do(lambda work: a_household(work, 1).id)
    head = do(lambda work: work.get(Household, household_id).head_id)

    def register(*categories: str) -> str:
        return visit(
            lambda work: children.register_child(
                work, PACK, {"categories": categories}, person_id=head
            )
        ).id

    tekun = {"scheme": "2", "state": "ACTIVE"}
    case = do(lambda work: a_case(work, work.get(Household, household_id), **tekun).id)
    for category in ("1", "2"):
        with pytest.raises(Refused, match="第九条") as refused:
            register(category)
        assert (refused.value.code, refused.value.facts["case_id"]) == ("excluded", case)
    child_id = register("3")
    do(lambda work: setattr(work.get(AssistanceCase, case), "state", "TERMINATED"))
    visit(lambda work: children.change_categories(work, PACK, child_id, ["2"]))
    with pytest.raises(Refused, match="事实无人抚养") as refused:
        do(lambda work: aid_cases.open_case(work, PACK, household_id, scheme="2"))
    assert refused.value.facts["child_id"] == child_id


def test_orphan_and_unattended_are_not_the_same_child(visit: Click, child_id: str):
    with pytest.raises(Refused, match="只能选一类"):
        visit(lambda work: children.change_categories(work, PACK, child_id, ["1", "2"]))


def test_another_category_changes_how_often_the_child_is_seen(visit: Click, child_id: str):
    visit(lambda work: children.move_risk(work, PACK, child_id, "1", "家庭稳定"))
    assert visit(lambda work: work.get(Child, child_id).next_visit) == TODAY + timedelta(days=90)
    visit(lambda work: children.change_categories(work, PACK, child_id, ["2", "21"]))
    assert visit(lambda work: work.get(Child, child_id).next_visit) == TODAY + timedelta(days=30)


def test_a_risk_is_moved_with_a_reason_and_seen_over_time(visit: Click, child_id: str):
    with pytest.raises(Refused) as refused:
        visit(lambda work: children.move_risk(work, PACK, child_id, "3", " "))
    assert refused.value.code == "reason_missing"
    visit(lambda work: children.move_risk(work, PACK, child_id, "3", "父亲被拘留"))
    file = visit(lambda work: child_file.child_file(work, PACK, child_id))
    assert [(each.text, each.by) for each in file.risk] == [("高", "父亲被拘留")]
    assert file.record.value("next_visit") == TODAY + timedelta(days=7)


# -- calls --------------------------------------------------------------------------------------


def test_a_visit_counts_and_plans_the_next(visit: Click, child_id: str):
    found = call(visit, child_id, **SEEN, risk_after="1")
    assert found.counts
    child = visit(lambda work: work.get(Child, child_id))
    assert (child.last_seen, child.missed, child.risk_level) == (TODAY, 0, "1")
    assert child.next_visit == TODAY + timedelta(days=90)


def test_without_the_guardians_words_it_does_not_count_and_says_so(visit: Click, child_id: str):
    found = call(visit, child_id, way="1", met="1")
    assert not found.counts
    assert "not_counted" in [each.code for each in found.remarks]
    assert visit(lambda work: work.get(Child, child_id).missed) == 0


def test_missed_calls_go_up_from_director_to_supervisor_to_county(visit: Click, child_id: str):
    levels = [call(visit, child_id, **NOT_SEEN).standing for _ in range(3)]
    assert [each.level for each in levels] == ["1", "2", "3"]
    assert levels[-1].why == "连续3次没有见到儿童，报县民政局"
    assert call(visit, child_id, **SEEN).standing.level == "1"


def test_what_is_missing_of_a_call_is_asked_for(visit: Click, child_id: str):
    for values, code in (({"met": "1"}, "way_missing"), ({"way": "1"}, "met_missing")):
        with pytest.raises(Refused) as refused:
            call(visit, child_id, **values)
        assert refused.value.code == code


def test_signs_of_harm_lead_to_the_mandatory_report(visit: Click, child_id: str):
    found = call(visit, child_id, **SEEN, harm_signs=["1"])
    assert found.must_report
    assert "110" in found.remarks[-1].sentence


def test_each_role_sees_the_children_that_are_its_work(store: Store, visit: Click, child_id: str):
    def overdue(days: int) -> list[list[str]]:
        day = TODAY - timedelta(days=days)
        visit(lambda work: setattr(work.get(Child, child_id), "next_visit", day))
        return [
            [each.title for each in due(store, actor, "child_visit")]
            for actor in (DIRECTOR, SUPERVISOR, COUNTY)
        ]

    assert overdue(1) == [["儿童走访"], [], []]
    assert overdue(3) == [["儿童未走访"], ["儿童未走访"], []]
    assert overdue(10) == [["儿童未走访"]] * 3


# -- care ---------------------------------------------------------------------------------------

CARE = {
    "caregiver_name": "陈婆婆",
    "caregiver_birth": date(1960, 1, 1),
    "signed_on": date(2026, 11, 20),
    "told_school": date(2026, 11, 20),
    "told_village": date(2026, 11, 20),
    "child_wish": "愿意跟外婆住",
}


def entrust(visit: Click, child_id: str, **values: Any) -> Any:
    return visit(lambda work: child_care.entrust(work, PACK, child_id, CARE | values))


def test_care_is_entrusted_once_and_what_is_wanting_is_said(visit: Click, child_id: str):
    saved = entrust(visit, child_id, told_school=None)
    assert [each.field for each in saved.remarks] == ["told_school"]
    with pytest.raises(Refused) as refused:
        entrust(visit, child_id)
    assert refused.value.code == "care_twice"
    visit(lambda work: child_care.end_care(work, saved.id, "1"))
    assert entrust(visit, child_id).is_new


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"unfit": ["2"]}, "caregiver_unfit"),
        ({"caregiver_birth": date(2010, 1, 1)}, "caregiver_minor"),
    ],
)
def test_who_may_not_be_entrusted_is_refused_by_law(
    visit: Click, child_id: str, values: dict[str, Any], code: str
):
    with pytest.raises(Refused) as refused:
        entrust(visit, child_id, **values)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"caregiver_trouble": "住院"}, "照护人风险"),
        ({"caregiver_birth": date(1950, 1, 1)}, "照护人高龄"),
        ({"signed_on": None}, "补签委托协议"),
        ({"told_village": None}, "补办委托告知"),
        ({"valid_to": TODAY + timedelta(days=5)}, "委托照护到期"),
        ({"last_contact": TODAY - timedelta(days=8)}, "父母没有联系"),
    ],
)
def test_trouble_with_the_care_is_on_todays_list(
    store: Store, visit: Click, child_id: str, values: dict[str, Any], title: str
):
    saved = entrust(visit, child_id)
    assert due(store, DIRECTOR, "child_care") == []
    visit(lambda work: child_care.set_care(work, PACK, saved.id, values))
    assert [each.title for each in due(store, DIRECTOR, "child_care")] == [title]


def test_hearing_from_the_parents_ends_the_alert(store: Store, visit: Click, child_id: str):
    saved = entrust(visit, child_id, last_contact=TODAY - timedelta(days=30))
    assert len(due(store, DIRECTOR, "child_care")) == 1
    visit(lambda work: child_care.note_contact(work, saved.id))
    assert due(store, DIRECTOR, "child_care") == []


def test_an_assessment_sets_risk_and_guardianship(store: Store, visit: Click, child_id: str):
    assert [each.title for each in due(store, DIRECTOR, "child_assessment")] == ["监护评估"]
    values = {
        "assessors": ["吴主任", "郑督导"],
        "items": {"C1": 3, "G1": 3, "F3": 3, "G6": 3, "F2": 3},
    }
    visit(lambda work: child_care.assess_guardian(work, PACK, child_id, values))
    child = visit(lambda work: work.get(Child, child_id))
    assert (child.risk_level, child.risk_score, child.guardianship_level) == ("2", 15, "2")
    assert due(store, DIRECTOR, "child_assessment") == []
    alone = values | {"assessors": ["吴主任"]}
    with pytest.raises(Refused, match="两名评估人"):
        visit(lambda work: child_care.assess_guardian(work, PACK, child_id, alone))


# -- parents ------------------------------------------------------------------------------------


def test_the_parents_situations_say_which_allowance_may_fit(visit: Click, child_id: str):
    for which, situation in (("1", "03"), ("2", "08")):
        values = {"situation": situation}
        visit(
            lambda work, which=which, values=values: children.set_parent(
                work, child_id, which, values
            )
        )
    told = visit(lambda work: children.route_of(work, PACK, child_id))
    assert (told.route, told.category, told.fits) == (ChildRoute.UNATTENDED, "2", False)
    visit(lambda work: children.set_parent(work, child_id, "2", {"situation": "20"}))
    told = visit(lambda work: children.route_of(work, PACK, child_id))
    assert told.route is ChildRoute.NEITHER


def test_a_parent_who_comes_free_and_one_who_is_silent_are_on_todays_list(
    store: Store, visit: Click, child_id: str
):
    ends = {"situation": "05", "expected_end": TODAY + timedelta(days=20)}
    silent = {"last_contact": date(2026, 5, 1)}
    visit(lambda work: children.set_parent(work, child_id, "1", ends))
    visit(lambda work: children.set_parent(work, child_id, "2", silent))
    (custody,) = due(store, DIRECTOR, "child_custody")
    (lost,) = due(store, DIRECTOR, "child_lost")
    assert (custody.due, lost.due) == (TODAY + timedelta(days=20), date(2026, 11, 1))
    assert lost.title == "母亲失联满6个月"


def test_a_guardian_who_died_is_on_todays_list(store: Store, visit: Click, child_id: str):
    def die(work: UnitOfWork) -> None:
        guardian = a_person(work, name="陈婆婆", death_date=TODAY)
        work.get(Child, child_id).guardian_id = guardian.id

    visit(die)
    (task,) = due(store, DIRECTOR, "child_guardian")
    assert (task.title, task.who, task.about_noun) == ("监护人去世", "陈小雨", "child")


@pytest.mark.parametrize(
    ("born", "titles"), [(date(1956, 11, 23), ["监护人高龄"]), (date(1956, 11, 24), [])]
)
def test_a_guardian_of_seventy_is_on_todays_list(
    store: Store, visit: Click, child_id: str, born: date, titles: list[str]
):
    def grow_old(work: UnitOfWork) -> None:
        work.get(Child, child_id).guardian_id = a_person(work, birth_date=born).id

    visit(grow_old)
    assert [one.title for one in due(store, DIRECTOR, "child_guardian")] == titles


def test_a_guardian_in_custody_is_on_todays_list_until_the_term_is_over(
    store: Store, visit: Click, child_id: str
):
    def hold(work: UnitOfWork) -> str:
        guardian = a_person(work, name="陈父")
        work.get(Child, child_id).guardian_id = guardian.id
        return guardian.id

    guardian = visit(hold)
    values = {"situation": "05", "person_id": guardian, "expected_end": TODAY + timedelta(days=90)}
    visit(lambda work: children.set_parent(work, child_id, "1", values))
    (task,) = due(store, DIRECTOR, "child_guardian")
    assert (task.title, "父亲服刑在押" in task.why) == ("监护人不能照护", True)
    over = {"expected_end": TODAY - timedelta(days=1)}
    visit(lambda work: children.set_parent(work, child_id, "1", over))
    assert due(store, DIRECTOR, "child_guardian") == []


# -- leaving, lists -----------------------------------------------------------------------------


def test_a_child_leaves_with_a_reason_keeps_its_file_and_may_come_back(
    store: Store, visit: Click, child_id: str
):
    care = entrust(visit, child_id).id
    visit(lambda work: children.close_child(work, child_id, "11"))
    assert visit(lambda work: work.get(EntrustedCare, care).ended_on) == TODAY
    assert due(store, DIRECTOR, "child_assessment") == []
    with pytest.raises(Refused) as refused:
        call(visit, child_id, **SEEN)
    assert refused.value.code == "child_closed"
    assert visit(lambda work: child_file.child_file(work, PACK, child_id)).is_closed
    visit(lambda work: children.reopen_child(work, PACK, child_id))
    child = visit(lambda work: work.get(Child, child_id))
    assert (child.state, child.end_reason) == ("1", None)
    assert visit(lambda work: work.get(EntrustedCare, care).ended_on) is None


def test_the_list_shows_the_longest_overdue_first_and_filters(visit: Click, child_id: str):
    late = visit(lambda work: a_child(work, next_visit=TODAY - timedelta(days=4)).id)
    rows = visit(lambda work: child_list.list_children(work, PACK))
    assert [each.id for each in rows] == [late, child_id]
    assert (rows[0].overdue, rows[0].level) == (4, "2")
    query = child_list.ChildQuery(category="2")
    assert visit(lambda work: child_list.list_children(work, PACK, query)) == ()


def test_school_is_kept_in_the_persons_own_file(visit: Click, child_id: str):
    school = {"school": "沙坪小学", "school_stage": "2", "boarding": True}
    visit(lambda work: children.set_school(work, child_id, school))
    file = visit(lambda work: child_file.open_child_file(work, PACK, child_id))
    assert file.person.text("school") == "沙坪小学"
    person = visit(lambda work: work.get(Person, file.person_id))
    assert person.boarding is True


def test_who_has_nothing_to_do_with_children_sees_none_of_them(store: Store, child_id: str):
    for role in ("4", "7", "8"):
        actor = an_actor(role=role)
        with pytest.raises(Refused) as refused:
            store.perform(lambda work: child_file.child_file(work, PACK, child_id), actor)
        assert refused.value.code == "not_permitted"


def test_the_grandparents_who_live_are_entered_and_a_dash_is_printed_for_the_dead(visit: Click):
    child = visit(lambda work: a_child(work, categories=["21"]).id)
    born = date(1955, 3, 2)
    visit(lambda work: children.set_grandparents(work, child, {"3": (" 王某 ", born)}))
    file = visit(lambda work: child_file.child_file(work, PACK, child))
    assert [(one.which, one.name, one.born) for one in file.grandparents] == [
        ("外祖父", "王某", born)
    ]
    sheet = visit(
        lambda work: paper_children.left_behind_of(
            work, shipped.press(TODAY), work.get(Child, child)
        )
    )
    told = [(one.which, one.name) for one in sheet.grandparents]
    assert told == [("祖父", "—"), ("祖母", "—"), ("外祖父", "王某"), ("外祖母", "—")]


@pytest.mark.parametrize(
    ("known", "code"),
    [({"1": ("", date(1955, 3, 2))}, "grandparent_nameless"),
     ({"1": ("王某", date(2055, 3, 2))}, "birth_future")],
)  # fmt: skip
def test_a_birth_date_of_nobody_or_to_come_is_not_taken(visit: Click, known: Any, code: str):
    child = visit(lambda work: a_child(work).id)
    with pytest.raises(Refused) as refused:
        visit(lambda work: children.set_grandparents(work, child, known))
    assert refused.value.code == code
