"""今日待办: each rule finds what it should, says why and by which notice, and ranks it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.deadlines import Urgency
from app.domain.divisions import Divisions
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.models.task import Task
from app.models.visit import Visit
from app.services import tasks
from app.services.today import today
from app.services.today_rules import RULES
from app.services.today_task import TodayTask
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_draft, a_household, a_person, an_id_number, members_of
from tests.stores import NOW, VILLAGE, an_actor
from tests.unit.services.conftest import Click, the_calendar, the_divisions, the_pack

TODAY = NOW.date()


def found(do: Click, kind: str) -> list[TodayTask]:
    def look(work: UnitOfWork) -> list[TodayTask]:
        list_ = today(work, the_pack(), the_calendar(), places=the_divisions())
        return [each for each in list_.tasks if each.kind == kind]

    return do(look)


def a_household_in_benefit(do: Click, **fields: Any) -> str:
    given: dict[str, Any] = {"class_now": "1"} | fields
    return do(lambda work: a_household(work, 1, **given).id)


def change_head(do: Click, household_id: str, **fields: Any) -> None:
    def change(work: UnitOfWork) -> None:
        head = work.get(Person, work.get(Household, household_id).head_id or "")
        for name, value in fields.items():
            setattr(head, name, value)

    do(change)


def test_nothing_entered_nothing_to_do(do: Click):
    assert do(lambda work: today(work, the_pack(), the_calendar())).tasks == ()


def test_a_case_shows_its_deadlines_in_working_days(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    do(lambda work: (a_case(work, work.get(Household, household)), None)[1])
    due = {each.title: each for each in found(do, "deadline")}
    assert due["启动入户调查"].due == date(2026, 11, 5)
    assert due["启动入户调查"].urgency is Urgency.OVERDUE
    assert due["完成入户调查"].due == date(2026, 11, 16)
    assert due["全程办结"].due == date(2026, 12, 14)
    assert due["启动入户调查"].left == "超期12个工作日"
    assert due["启动入户调查"].basis == "民发〔2021〕57号第十五条"
    assert due["启动入户调查"].place == "沙坪镇前进村3组"
    assert due["启动入户调查"].household_id == household


def test_an_extended_case_has_longer(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    late = {"accept_date": date(2026, 10, 8), "state": "ACCEPTED"}
    do(lambda work: (a_case(work, work.get(Household, household), **late), None)[1])
    before = {each.title: each.due for each in found(do, "deadline")}["全程办结"]

    def extend(work: UnitOfWork) -> None:
        work.find(AssistanceCase)[0].extended = True

    do(extend)
    after = {each.title: each.due for each in found(do, "deadline")}["全程办结"]
    assert before is not None
    assert after is not None
    assert after - before >= timedelta(days=19)


def test_a_migrated_case_in_benefit_has_no_deadline_of_its_own(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    active = {"state": "ACTIVE", "is_migrated": True}
    do(lambda work: (a_case(work, work.get(Household, household), **active), None)[1])
    assert found(do, "deadline") == []


@pytest.mark.parametrize(("days", "is_found"), [(-40, True), (0, True), (30, True), (31, False)])
def test_a_review_is_due_within_30_days(do: Click, days: int, is_found: bool):
    due = TODAY + timedelta(days=days)
    household = a_household_in_benefit(do, next_review=due, review_cycle="12")
    assert [(each.due, each.household_id) for each in found(do, "review")] == (
        [(due, household)] if is_found else []
    )


@pytest.mark.parametrize("age", [16, 18, 60, 70])
def test_a_birthday_that_changes_the_rules_is_seen_30_days_before(do: Click, age: int):
    for days, is_found in ((-1, False), (0, True), (30, True), (32, False)):
        birthday = TODAY + timedelta(days=days)
        born = birthday.replace(year=birthday.year - age)
        household = a_household_in_benefit(do, number=age + days + 2)
        change_head(do, household, birth_date=born)
        seen = [each for each in found(do, "birthday") if each.household_id == household]
        assert [(each.title, each.due) for each in seen] == (
            [(f"满{age}周岁", birthday)] if is_found else []
        )


def test_a_birthday_outside_of_benefit_is_none_of_ours(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    change_head(do, household, birth_date=TODAY.replace(year=TODAY.year - 60))
    assert found(do, "birthday") == []


def test_a_card_that_ends_and_one_that_has_ended(do: Click):
    ends = [TODAY - timedelta(days=5), TODAY + timedelta(days=59), TODAY + timedelta(days=61)]
    for end in ends:
        do(lambda work, end=end: (a_person(work, disab_expiry=end), None)[1])
    assert [each.due for each in found(do, "card")] == ends[:2]


def test_a_death_is_pending_while_the_household_is_in_benefit(do: Click):
    household = a_household_in_benefit(do)
    change_head(do, household, death_date=TODAY - timedelta(days=3))
    (task,) = found(do, "death")
    assert task.urgency is Urgency.RED
    assert "死亡" in task.why


def test_two_files_with_one_number(do: Click):
    number = an_id_number(1)
    do(lambda work: (a_person(work, id_no=number), a_person(work, id_no=number), None)[2])
    (task,) = found(do, "double")
    assert (task.title, task.why) == ("证件号重复", "证件号有2份档案，只能有一份")


def test_who_has_no_number_and_how_many_have_not_consented(do: Click):
    household = a_household_in_benefit(do)
    change_head(do, household, id_no=None)
    assert [each.title for each in found(do, "number")] == ["补填证件号"]
    (task,) = found(do, "consent")
    assert "1人" in task.why


def test_a_draft_can_be_gone_on_with(do: Click):
    household = do(lambda work: a_household(work, 1).id)

    def begin(work: UnitOfWork) -> str:
        draft = a_draft(work, household)
        work.session.add(draft)
        work.session.add(a_draft(work, household, discarded_at=work.now))
        return draft.id

    draft = do(begin)
    (task,) = found(do, "draft")
    assert (task.about_id, task.household_id) == (draft, household)
    assert "已填3项" in task.why


def test_a_visit_that_was_promised_until_another_took_place(do: Click):
    household = do(lambda work: a_household(work, 1).id)

    def visit(work: UnitOfWork, **fields: Any) -> None:
        given = {"visit_kind": "3", "household_id": household, "village_code": VILLAGE}
        work.add(Visit(**(given | fields)))

    do(lambda work: visit(work, started_at=NOW, next_date=TODAY + timedelta(days=3)))
    assert [each.due for each in found(do, "visit")] == [TODAY + timedelta(days=3)]
    do(lambda work: visit(work, started_at=NOW))
    assert found(do, "visit") == []
    do(lambda work: visit(work, visit_kind="5", plan_date=TODAY - timedelta(days=1)))
    assert [each.urgency for each in found(do, "visit")] == [Urgency.OVERDUE]


def test_a_visit_of_another_kind_or_at_another_person_s_cancels_no_promise(do: Click):
    household = do(lambda work: a_household(work, 2).id)
    one, two = do(
        lambda work: [each.person_id for each in members_of(work, work.get(Household, household))]
    )
    soon = TODAY + timedelta(days=3)

    def visit(work: UnitOfWork, **fields: Any) -> None:
        given = {"household_id": household, "village_code": VILLAGE, "started_at": NOW}
        work.add(Visit(**(given | fields)))

    do(lambda work: visit(work, visit_kind="5", person_id=one, next_date=soon))
    do(lambda work: visit(work, visit_kind="2", person_id=one))
    do(lambda work: visit(work, visit_kind="5", person_id=two))
    assert [each.due for each in found(do, "visit")] == [soon]
    do(lambda work: visit(work, visit_kind="5", person_id=one))
    assert found(do, "visit") == []


def test_a_noted_task_stays_until_it_is_ticked_off(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    values = {"kind": "补交户口簿复印件", "due_date": TODAY}
    task = do(lambda work: tasks.add_task(work, values, household).id)
    (noted,) = found(do, "noted")
    assert (noted.noted_id, noted.urgency) == (task, Urgency.RED)
    do(lambda work: tasks.finish_task(work, task, "已交"))
    done = do(lambda work: work.get(Task, task))
    assert (done.state, done.done_date, done.note) == ("2", TODAY, "已交")
    assert found(do, "noted") == []
    do(lambda work: tasks.reopen_task(work, task))
    assert len(found(do, "noted")) == 1


def test_the_most_urgent_stands_first_and_the_undated_last(do: Click, places: Divisions):
    household = a_household_in_benefit(do, next_review=TODAY + timedelta(days=20))
    change_head(do, household, id_no=None, death_date=None)
    do(lambda work: (a_case(work, work.get(Household, household)), None)[1])
    list_ = do(lambda work: today(work, the_pack(), the_calendar(), places=places, limit=3))
    assert list_.total > 3
    whole = do(lambda work: today(work, the_pack(), the_calendar()))
    dues = [each.due for each in whole.tasks if each.due]
    assert dues == sorted(dues)
    assert [each.due for each in whole.tasks][-2:] == [None, None]
    assert sum(count for _, count in list_.counts) == list_.total


def test_nobody_is_told_of_what_is_not_theirs(store: Store, do: Click):
    household = a_household_in_benefit(do, next_review=TODAY)
    change_head(do, household, id_no=None)
    do(lambda work: (a_case(work, work.get(Household, household)), None)[1])
    do(lambda work: tasks.add_task(work, {"kind": "开会"}).id)
    station = an_actor(role="7", village_codes=None)
    seen = store.read(lambda work: today(work, the_pack(), the_calendar()), station)
    assert [each.kind for each in seen.tasks] == ["noted"]


def test_every_rule_has_a_label():
    assert all(rule.label for rule in RULES.values())


@pytest.mark.parametrize(
    ("posted", "urgency"),
    [(date(2026, 11, 16), Urgency.RED), (date(2026, 11, 13), Urgency.OVERDUE)],
)
def test_a_public_notice_that_ends_is_on_the_list(do: Click, posted: date, urgency: Urgency):
    fields = {"state": "NOTICE", "notice_from": posted}
    do(lambda work: (a_case(work, a_household(work, 1), **fields), None)[1])
    (task,) = (each for each in found(do, "deadline") if each.title == "公示")
    assert task.urgency is urgency


ALERTS = {
    "AL-01": "death", "AL-02": "birthday", "AL-03": "card", "AL-04": "child_custody",
    "AL-05": "review", "AL-06": "deadline", "AL-07": "deadline", "AL-08": "child_visit",
    "AL-09": "child_lost", "AL-10": "stay", "AL-11": "risen", "AL-12": "fade",
    "AL-13": "child_guardian", "AL-14": "double", "AL-15": "survey",
}  # fmt: skip


@pytest.mark.parametrize(("alert", "rule"), ALERTS.items())
def test_each_of_the_fifteen_alerts_has_its_rule(alert: str, rule: str):
    assert rule in RULES, alert
    assert alert in f"{RULES[rule].look.__doc__}", alert


def fed_at_home(do: Click, **fields: Any) -> str:
    given = {"scheme": "2", "state": "ACTIVE", "supply_mode": "1"}
    given |= {"benefit_from_month": date(2026, 6, 1)}

    def enter(work: UnitOfWork) -> str:
        home = a_household(work, 1, number=len(work.find(Household)) + 1)
        a_case(work, home, **(given | fields))
        return home.id

    return do(enter)


def seen_on(do: Click, home: str, days_ago: int, next_date: date | None = None) -> None:
    def enter(work: UnitOfWork) -> None:
        at = NOW - timedelta(days=days_ago)
        visit = Visit(household_id=home, visit_kind="3", started_at=at, next_date=next_date)
        work.add(visit)

    do(enter)


def test_who_is_fed_at_home_is_visited_again_after_the_county_s_days(do: Click):
    home = fed_at_home(do)
    [task] = found(do, "tekun")
    assert "还没有探访过" in task.why
    seen_on(do, home, 24)
    [task] = found(do, "tekun")
    assert task.due == TODAY + timedelta(days=6)
    assert task.title == "特困探访"


def test_a_case_may_have_a_cycle_of_its_own_and_a_visit_a_day_of_its_own(do: Click):
    seen_on(do, fed_at_home(do, visit_cycle=10), 11)
    [task] = found(do, "tekun")
    assert task.due == TODAY - timedelta(days=1)
    seen_on(do, fed_at_home(do), 40, TODAY + timedelta(days=2))
    assert len(found(do, "tekun")) == 1
    assert len(found(do, "visit")) == 1


@pytest.mark.parametrize("fields", [{"supply_mode": "2"}, {"state": "STOPPED"}, {"scheme": "1"}])
def test_nobody_else_is_visited_as_tekun(do: Click, fields: dict[str, Any]):
    fed_at_home(do, **fields)
    assert found(do, "tekun") == []


def test_who_was_refused_is_told_within_three_working_days(do: Click):
    def enter(work: UnitOfWork) -> str:
        decided = {"state": "REFUSED", "decision_date": date(2026, 11, 20)}
        return a_case(work, a_household(work, 1), **decided).id

    case = do(enter)
    [task] = found(do, "deadline")
    assert (task.title, task.due) == ("不予确认告知", date(2026, 11, 25))
    do(lambda work: setattr(work.get(AssistanceCase, case), "notify_date", TODAY))
    assert found(do, "deadline") == []
