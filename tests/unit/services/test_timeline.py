"""经过: one line of days for a household and all its people, as far as a role may look."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app.domain.clock import CHINA
from app.models.household import Household
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.models.visit import Visit
from app.services import care_calls, light_registers, timeline
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_family, a_vagrant, a_visit, members_of
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_pack

PACK = the_pack()


def a_full_home(work: UnitOfWork) -> str:
    """A family with an old woman in a register, a case that was decided, a visit, money."""
    home = a_family(work, {"name": "李某福"}, {"name": "李阿婆", "birth_date": date(1940, 1, 1)})
    old = members_of(work, home)[1].person_id
    case = a_case(
        work, home, state="ACTIVE", apply_date=date(2026, 1, 5), accept_date=date(2026, 1, 6),
        decision="1", decision_date=date(2026, 2, 9), total_month=Decimal(990),
    )  # fmt: skip
    a_visit(work, home)
    saved = light_registers.enter(work, "elder", PACK, {"person_id": old, "categories": ["1"]})
    call = {"day": date(2026, 11, 20), "way": "1", "met": "1", "measures": "更换了电线"}
    care_calls.log_call(work, PACK, "elder", saved.id, call)
    for state, day, amount in (("2", date(2026, 3, 6), 990), ("1", None, 1000)):
        run = PayRun(
            scheme="1", month=date(2026, 3, 1), number=1, state=state, confirmed_on=day,
            org_code=home.org_code,
        )  # fmt: skip
        line = PayLine(
            run_id=work.add(run).id, household_id=home.id, case_id=case.id, change="1",
            amount=Decimal(amount),
        )  # fmt: skip
        work.add(line)
    return home.id


def test_everything_of_all_its_people_stands_in_one_line_newest_first(do: Click):
    home = do(a_full_home)
    found = do(lambda work: timeline.timeline(work, home))
    days = [one.day for one in found]
    assert days == sorted(days, reverse=True)
    told = {(one.day, one.who, one.text) for one in found}
    assert {
        (date(2026, 1, 5), "", "申请低保"),
        (date(2026, 1, 6), "", "受理低保申请"),
        (date(2026, 2, 9), "", "低保：同意，每月990.00元"),
        (date(2026, 3, 6), "", "2026年3月低保990.00元，新增"),
        (date(2026, 11, 20), "", "低保入户调查，见到，陈副手、赵调查"),
        (date(2026, 11, 20), "李阿婆", "老年人探访，上门，见到，更换了电线"),
        (date(2026, 11, 23), "李阿婆", "登记为特殊困难老年人"),
    } <= told


def test_money_of_a_roster_that_is_not_confirmed_has_not_happened(do: Click):
    home = do(a_full_home)
    found = do(lambda work: timeline.timeline(work, home))
    assert sum(one.kind == "发放" for one in found) == 1


def test_a_call_opens_the_entry_that_was_called_at(do: Click):
    home = do(a_full_home)
    call = next(
        one
        for one in do(lambda work: timeline.timeline(work, home))
        if one.text.startswith("老年人探访")
    )
    assert call.noun == "elder"


def test_children_and_the_station_are_told_to_who_may_look(store: Store, do: Click, clerk: Actor):
    def made(work: UnitOfWork) -> str:
        home = a_family(work, {"name": "张婆婆"}, {"name": "张某"})
        who = members_of(work, home)[1].person_id
        child = a_child(work, categories=["2"], household_id=home.id)
        child.person_id, child.found_date = who, date(2026, 5, 1)
        a_vagrant(work, person_id=who)
        return home.id

    home = do(made)
    assistant = an_actor(role="4", village_codes=None)

    def kinds(actor: Actor) -> set[str]:
        return {
            one.kind for one in store.perform(lambda work: timeline.timeline(work, home), actor)[0]
        }

    assert kinds(clerk) >= {"儿童档案", "流浪乞讨救助"}
    assert not kinds(assistant) & {"儿童档案", "流浪乞讨救助"}


def test_who_left_belongs_to_it_until_that_day(do: Click):
    def made(work: UnitOfWork) -> Household:
        home = a_family(work, {"name": "李某福"}, {"name": "李外嫁"})
        member = members_of(work, home)[1]
        for day in (date(2026, 3, 1), date(2026, 9, 1)):
            a_visit_at(work, member.person_id, day)
        member.left = date(2026, 6, 1)
        return home

    home = do(lambda work: made(work).id)
    of_her = [one for one in do(lambda work: timeline.timeline(work, home)) if one.who == "李外嫁"]
    assert [(one.day, one.kind) for one in of_her] == [
        (date(2026, 6, 1), "家庭成员"),
        (date(2026, 3, 1), "入户走访"),
    ]


def test_a_former_member_whose_file_is_void_stops_nothing(do: Click):
    def made(work: UnitOfWork) -> str:
        home = a_family(work, {"name": "李某福"}, {"name": "李外嫁"})
        member = members_of(work, home)[1]
        member.left = date(2026, 6, 1)
        work.remove(work.get(Person, member.person_id), "重复")
        return home.id

    home = do(made)
    told = do(lambda work: timeline.timeline(work, home))
    assert "李外嫁" not in {one.who for one in told}


def test_two_of_one_name_leave_each_on_the_own_day(do: Click):
    def made(work: UnitOfWork) -> str:
        home = a_family(work, {"name": "李某福"}, {"name": "李梅"}, {"name": "李梅"})
        gone, stays = members_of(work, home)[1:]
        gone.left = date(2026, 6, 1)
        for who in (gone, stays):
            a_visit_at(work, who.person_id, date(2026, 9, 1))
        return home.id

    home = do(made)
    found = do(lambda work: timeline.timeline(work, home))
    assert [one.day for one in found if one.noun == "visit"] == [date(2026, 9, 1)]


def test_rows_of_another_village_are_not_told_to_a_village(store: Store, do: Click):
    def made(work: UnitOfWork) -> str:
        home = a_family(work, {"name": "李某福"})
        a_case(work, home, apply_date=date(2026, 1, 5))
        elsewhere = a_case(work, home, scheme="3", apply_date=date(2026, 2, 5))
        elsewhere.village_code = "500231102202"
        return home.id

    home = do(made)
    told = store.read(lambda work: timeline.timeline(work, home), an_actor(role="4"))
    texts = {one.text for one in told if one.noun == "assistance_case"}
    assert texts == {"申请低保", "受理低保申请"}


def test_money_of_a_roster_that_is_void_has_not_happened(do: Click):
    home = do(a_full_home)

    def void(work: UnitOfWork) -> None:
        for run in work.find(PayRun):
            work.remove(run, "重复")

    do(void)
    assert not [one for one in do(lambda work: timeline.timeline(work, home)) if one.kind == "发放"]


def a_visit_at(work: UnitOfWork, person_id: str, day: date) -> None:
    """A visit at a person, without a household."""
    began = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
    work.add(Visit(person_id=person_id, visit_kind="9", started_at=began, met="1"))
