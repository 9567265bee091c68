"""走访安排单: the visits of 今日待办 village by village, group by group, one stop a family and person."""

from __future__ import annotations

from datetime import date, timedelta

from app.models.person import Person
from app.models.registers import Elder
from app.models.visit import Visit
from app.printing.visit_plan import PlannedStop
from app.services import papers, shipped, visit_plan
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household
from tests.stores import NOW, VILLAGE
from tests.unit.services.conftest import Click

TODAY = NOW.date()
PRESS = shipped.press(TODAY)
NEIGHBOUR = "500231102202"


def stops(do: Click) -> list[PlannedStop]:
    rounds = do(lambda work: visit_plan.sheet(work, PRESS).rounds)
    return [stop for one in rounds for stop in one.stops]


def a_due_household(work: UnitOfWork, number: int, village: str, group: str) -> str:
    household = a_household(
        work,
        1,
        number=number,
        village_code=village,
        group_name=group,
        class_now="1",
        next_review=TODAY + timedelta(days=number),
    )
    work.get(Person, household.head_id or "").phone = "13800005678"
    return household.id


def test_due_visits_stand_village_by_village_and_group_by_group(do: Click):
    where = [(NEIGHBOUR, "1组"), (VILLAGE, "10组"), (VILLAGE, "2组"), (VILLAGE, "2组")]
    for number, (village, group) in enumerate(where, 1):
        do(lambda work, n=number, v=village, g=group: a_due_household(work, n, v, g))
    found = stops(do)
    assert [one.group for one in found] == ["2组", "2组", "10组", "1组"]
    one, other = do(lambda work: visit_plan.sheet(work, PRESS).rounds)
    assert (one.township, one.village, len(one.stops)) == ("沙坪镇", "前进村", 3)
    assert other.village not in ("", "前进村")


def test_a_stop_says_who_why_and_by_when_with_the_phone_masked(do: Click):
    do(lambda work: a_due_household(work, 1, VILLAGE, "3组"))
    (stop,) = stops(do)
    assert stop.who == stop.head != ""
    assert stop.why.startswith("定期核查：")
    assert (stop.due_on, stop.phone) == (date(2026, 11, 24), "*******5678")


def test_several_visits_at_one_family_are_one_stop_by_the_earliest_day(do: Click):
    def plan(work: UnitOfWork) -> None:
        household = a_due_household(work, 3, VILLAGE, "3组")
        visit = {"household_id": household, "visit_kind": "1", "plan_date": TODAY}
        work.add(Visit(village_code=VILLAGE, **visit))

    do(plan)
    (stop,) = stops(do)
    assert stop.due_on == TODAY
    assert stop.why.count("；") == 1


def test_somebody_of_a_register_stands_with_the_group_and_head_of_the_family(do: Click):
    def enter(work: UnitOfWork) -> None:
        a_due_household(work, 40, VILLAGE, "7组")
        head = work.find(Person)[0]
        elder = {"person_id": head.id, "village_code": VILLAGE, "state": "1"}
        work.add(Elder(next_call=TODAY, **elder))

    do(enter)
    (stop,) = stops(do)
    assert (stop.group, stop.head, stop.phone) == ("7组", stop.who, "*******5678")
    assert stop.why.startswith("老年人探访")


def test_what_is_done_at_the_desk_is_not_on_the_round(do: Click):
    def bury(work: UnitOfWork) -> None:
        household = a_household(work, 1, class_now="1")
        work.get(Person, household.head_id or "").death_date = TODAY

    do(bury)
    assert stops(do) == []


def test_an_assistant_plans_the_own_village_only(store: Store, do: Click, assistant: Actor):
    for number, village in enumerate((VILLAGE, NEIGHBOUR), 1):
        do(lambda work, n=number, v=village: a_due_household(work, n, v, "1组"))
    own, _ = store.perform(lambda work: visit_plan.sheet(work, PRESS).rounds, assistant)
    assert [len(one.stops) for one in own] == [1]


def test_the_list_is_a_paper_of_its_own(do: Click):
    do(lambda work: a_due_household(work, 1, VILLAGE, "3组"))
    rendered = do(lambda work: papers.render_visit_plan(work, PRESS))
    assert rendered.code == "W-01"
    assert rendered.pdf.startswith(b"%PDF")
