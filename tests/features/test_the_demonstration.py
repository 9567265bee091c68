"""The people of the demonstration (domain H.6): each comes to what is written there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.child_route import ChildRoute
from app.domain.clock import CHINA
from app.domain.deadlines import due_at
from app.models.household import Member
from app.models.person import Person
from app.services import aid, aid_cases, children, pay_runs, rescues
from app.services.rescue_steps import take_rescue_step
from app.services.today import today
from tests.factories import a_case, a_child, a_family, an_income
from tests.features.walking import Office
from tests.stores import an_actor
from tests.unit.services.conftest import the_calendar

JULY = date(2025, 7, 1)
DIRECTOR = an_actor(
    id="019ab000-0000-7000-8000-00000000a006", name="吴主任", role="6", village_codes=None
)
STATION = an_actor(
    id="019ab000-0000-7000-8000-00000000a007",
    name="救助站",
    role="7",
    org_code=None,
    village_codes=None,
)


def test_the_family_of_li_moufu_gets_990(office: Office):
    def family(work: Any) -> str:
        household = a_family(work, {"name": "李某福"}, {}, {})
        fields = {"kind": "21", "amount_total": Decimal(10800), "months": 12}
        an_income(work, household, person_id=household.head_id, **fields)
        return a_case(
            work,
            household,
            state="ACTIVE",
            total_month=Decimal(990),
            benefit_from_month=date(2026, 1, 1),
        ).id

    case = office.does(office.clerk, family)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case, JULY))
    assert (found.per_capita, found.total, found.layer) == (300, 990, "低保")
    run = office.does(
        office.clerk, lambda work: pay_runs.draw_up(work, office.pack, "1", date(2026, 11, 1))
    )
    assert (run.lines[0].name, run.totals.words) == ("李某福", "玖佰玖拾元整")


def test_wang_moucai_of_78_who_fails_two_items_gets_1201(office: Office):
    def person(work: Any) -> str:
        old = {"name": "王某才", "birth_date": date(1948, 3, 1)}
        household = a_family(work, old, monthly=125)
        return a_case(work, household, scheme="2", self_care_fails=2, supply_mode="1").id

    case = office.does(office.clerk, person)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert (found.total, found.layer) == (1201, "特困")
    assert [each.amount for each in found.steps if each.adds] == [1001, 200]


def test_zhang_mou_whose_father_is_disabled_and_mother_lost_is_eligible(office: Office):
    def child(work: Any) -> tuple[str, str]:
        household = a_family(work, {"name": "张婆婆"})
        found = a_child(work, categories=["2"], household_id=household.id)
        work.get(Person, found.person_id).name = "张某"
        work.add(Member(household_id=household.id, person_id=found.person_id, relation="40"))
        case = aid_cases.open_case(
            work, office.pack, household.id, scheme="7", person_id=found.person_id
        )
        return found.id, case.id

    child_id, case = office.does(office.clerk, child)

    def parents(work: Any) -> None:
        for which, situation in (("1", "03"), ("2", "08")):
            children.set_parent(work, child_id, which, {"situation": situation})

    office.does(DIRECTOR, parents)
    told = office.does(DIRECTOR, lambda work: children.route_of(work, office.pack, child_id))
    assert (told.route, told.fits) == (ChildRoute.UNATTENDED, True)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert (found.eligible, found.total) == (True, 1651)


def test_the_unknown_woman_is_to_be_announced_within_24_hours(office: Office):
    arrived = datetime(2026, 11, 23, 8, 0, tzinfo=CHINA)
    values: dict[str, Any] = {
        "arrived_at": arrived,
        "found_way": "4",
        "identity_state": "3",
        "claimed_name": "无名氏",
        "sex": "2",
        "age_from": 45,
        "age_to": 55,
        "needs": ["1", "5"],
        "reason": "4",
        "belongings": [],
    }
    found = office.does(STATION, lambda work: rescues.register_vagrant(work, values).id)
    office.does(STATION, lambda work: take_rescue_step(work, office.pack, found, "admit"))
    due = due_at(office.pack.deadlines["VG-NOTICE"], arrived)
    assert due == arrived + timedelta(hours=24)
    listed = office.does(STATION, lambda work: today(work, office.pack, the_calendar()))
    [task] = [each for each in listed.tasks if each.title == "寻亲公告"]
    assert (task.who, task.due) == ("无名氏", date(2026, 11, 24))


@pytest.mark.parametrize("name", ["王𬀩", "李㛃", "赵龑", "钱喆", "孙堃", "买买提·艾力"])
def test_rare_characters_and_a_minority_name_are_kept_as_they_are(office: Office, name: str):
    def keep(work: Any) -> str:
        household = a_family(work, {"name": name})
        return work.get(Person, household.head_id or "").name

    assert office.does(office.clerk, keep) == name
    found = office.does(office.clerk, lambda work: work.search(name))
    assert len(found) == 1
