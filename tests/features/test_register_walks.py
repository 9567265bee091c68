"""流浪乞讨, 留守儿童, 易流浪走失 and 老年人探访 from the first word to the end, in the office's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.domain.clock import CHINA
from app.errors import Refused
from app.models.child import Child
from app.models.homecoming import ReturnEntry
from app.models.registers import Elder
from app.services import (
    care_calls,
    child_care,
    child_check_ins,
    children,
    light_registers,
    rescues,
    returns,
)
from app.services.rescue_steps import take_rescue_step
from app.storage.actor import Actor
from tests.factories import a_person
from tests.features.walking import Office
from tests.stores import an_actor

DIRECTOR = an_actor(
    id="019ab000-0000-7000-8000-00000000a006", name="吴主任", role="6", village_codes=None
)
STATION = an_actor(
    id="019ab000-0000-7000-8000-00000000a007",
    name="站员甲",
    role="7",
    org_code=None,
    village_codes=None,
)
VILLAGE = "500231102201"
ESCORTED = {
    "way": "6",
    "home_addr_code": VILLAGE,
    "receiver_name": "李大哥",
    "escorts": ["站员甲", "站员乙"],
}


def step(office: Office, who: Actor, found: str, action: str, **more: Any) -> str:
    def verb(work: Any) -> str:
        return take_rescue_step(work, office.pack, found, action, **more)

    return office.does(who, verb)


# -- 流浪乞讨 --------------------------------------------------------------------------------------


def test_somebody_in_the_street_is_searched_for_escorted_home_and_called_at(office: Office):
    seen = {"found_way": "4", "found_place": "县城客运站", "sex": "2", "age_from": 45, "age_to": 55}
    found = office.does(office.clerk, lambda work: rescues.report_found(work, seen).id)
    assert step(office, STATION, found, "register") == "REGISTERED"
    told = {
        "arrived_at": datetime(2026, 11, 23, 9, 0, tzinfo=CHINA),
        "claimed_name": "无名氏",
        "reason": "4",
        "needs": ["1", "5"],
        "belongings": [{"name": "布包"}],
    }
    office.does(STATION, lambda work: rescues.set_vagrant(work, found, told))
    assert step(office, STATION, found, "admit") == "IN_STATION"
    assert step(office, STATION, found, "search") == "SEARCH"
    notice = {"notice_at": datetime(2026, 11, 23, 15, 0, tzinfo=CHINA), "notice_channels": ["1"]}
    office.does(STATION, lambda work: rescues.note_search(work, found, notice))
    office.does(STATION, lambda work: rescues.add_clue(work, found, "会说沙坪镇的地名"))
    known = office.does(office.clerk, lambda work: a_person(work, name="李桂兰").id)
    office.does(STATION, lambda work: rescues.identify(work, found, way="2", person_id=known))
    assert step(office, STATION, found, "identify") == "IDENTIFIED"
    assert step(office, STATION, found, "send_home", values=ESCORTED) == "RETURNED"
    assert step(office, STATION, found, "hand_to_township") == "REVISIT"

    [entry] = office.does(office.clerk, lambda work: work.find(ReturnEntry))
    assert (entry.person_id, entry.family_receiver) == (known, "李大哥")
    office.wait(30)
    call = {"way": "1", "met": "1", "risk": "1", "living": "在家休养"}
    called = office.does(
        office.clerk,
        lambda work: care_calls.log_call(work, office.pack, "return_entry", entry.id, call),
    )
    assert called.counts
    assert step(office, office.clerk, found, "close") == "CLOSED"
    office.does(office.clerk, lambda work: returns.close_return(work, entry.id, "稳定满一年"))


def test_who_stays_unknown_is_stranded_and_settled_after_three_months(office: Office):
    arrived = {"arrived_at": datetime(2026, 11, 23, 9, 0, tzinfo=CHINA), "found_way": "4"}
    told = {"reason": "4", "needs": ["1"], "belongings": [], "identity_state": "3"}
    found = office.does(STATION, lambda work: rescues.register_vagrant(work, arrived | told).id)
    step(office, STATION, found, "admit")
    step(office, STATION, found, "search")
    with pytest.raises(Refused, match="没有超过10天"):
        step(office, STATION, found, "strand")
    office.wait(11)
    assert step(office, STATION, found, "strand") == "STRANDED"
    with pytest.raises(Refused, match="3个月"):
        step(office, STATION, found, "resettle", values={})


# -- 留守儿童 --------------------------------------------------------------------------------------


def test_a_child_left_behind_is_registered_entrusted_assessed_and_called_at_until_it_ends(
    office: Office,
):
    def register(work: Any) -> str:
        person = {"name": "陈小雨", "birth_date": date(2016, 5, 4), "sex": "2"}
        values = {"categories": ["21"], "guardian_name": "陈婆婆", "village_code": VILLAGE}
        person |= {"village_code": VILLAGE}
        return children.register_child(work, office.pack, values, person=person).id

    child = office.does(DIRECTOR, register)
    away = {"situation": "20", "work_place": "浙江宁波"}
    for which in ("1", "2"):
        office.does(
            DIRECTOR,
            lambda work, which=which: children.set_parent(work, child, which, away),
        )
    carer = {"caregiver_name": "陈婆婆", "signed_on": date(2026, 11, 23)}
    care = office.does(
        DIRECTOR, lambda work: child_care.entrust(work, office.pack, child, carer).id
    )
    with pytest.raises(Refused, match="已有委托照护"):
        office.does(DIRECTOR, lambda work: child_care.entrust(work, office.pack, child, carer))
    office.does(DIRECTOR, lambda work: child_care.note_contact(work, care))

    nobody = {"way": "1", "met": "3"}
    missed = office.does(
        DIRECTOR,
        lambda work: child_check_ins.log_check_in(work, office.pack, child, nobody),
    )
    assert not missed.counts
    met = {"way": "1", "met": "1", "guardian_words": "上学正常"}
    seen = office.does(
        DIRECTOR, lambda work: child_check_ins.log_check_in(work, office.pack, child, met)
    )
    assert seen.counts
    risen = office.does(
        DIRECTOR, lambda work: children.move_risk(work, office.pack, child, "3", "奶奶住院")
    )
    assert risen.id == child
    found = office.does(DIRECTOR, lambda work: work.get(Child, child))
    assert (found.risk_level, found.missed) == ("3", 0)
    assert found.next_visit is not None
    assert (found.next_visit - date(2026, 11, 23)).days <= 7

    office.does(DIRECTOR, lambda work: child_care.end_care(work, care, "1"))
    office.does(DIRECTOR, lambda work: children.close_child(work, child, "1"))
    closed = office.does(DIRECTOR, lambda work: work.get(Child, child))
    assert (closed.state, closed.next_visit) == ("2", None)


# -- 易流浪走失, 老年人 ----------------------------------------------------------------------------


def test_who_may_stray_is_surveyed_each_half_year_until_out_of_the_register(office: Office):
    def enter(work: Any) -> str:
        person = a_person(work, name="王大爷", birth_date=date(1950, 1, 1))
        values = {"person_id": person.id, "categories": ["4"], "guardian_name": "王小"}
        return light_registers.enter(work, "wanderer", office.pack, values).id

    entry = office.does(office.clerk, enter)
    before = office.does(office.clerk, light_registers.survey_progress)
    assert (before.done, before.total) == (0, 1)
    call = {"way": "1", "met": "1", "living": "监护人在家"}
    office.does(
        office.clerk, lambda work: care_calls.log_call(work, office.pack, "wanderer", entry, call)
    )
    assert office.does(office.clerk, light_registers.survey_progress).done == 1
    office.wait(45)
    assert office.does(office.clerk, light_registers.survey_progress).done == 0
    with pytest.raises(Refused, match="写明原因"):
        office.does(
            office.clerk, lambda work: light_registers.close_entry(work, "wanderer", entry, " ")
        )
    office.does(
        office.clerk, lambda work: light_registers.close_entry(work, "wanderer", entry, "死亡")
    )
    assert office.does(office.clerk, light_registers.survey_progress).total == 0


def test_an_elder_is_called_at_every_month_and_a_refusal_does_not_count(office: Office):
    def enter(work: Any) -> str:
        person = a_person(work, name="李奶奶", birth_date=date(1940, 1, 1))
        values = {"person_id": person.id, "categories": ["1"], "living": "独居"}
        return light_registers.enter(work, "elder", office.pack, values).id

    entry = office.does(office.clerk, enter)
    for met, counts in (("3", False), ("1", True)):
        call = {"way": "1", "met": met, "living": "身体尚可"}
        called = office.does(
            office.clerk,
            lambda work, call=call: care_calls.log_call(work, office.pack, "elder", entry, call),
        )
        assert called.counts is counts
    rate = office.does(office.clerk, light_registers.elder_visit_rate)
    assert (rate.done, rate.total) == (1, 1)
    office.does(
        office.clerk, lambda work: light_registers.close_entry(work, "elder", entry, "随子女迁走")
    )
    assert office.does(office.clerk, lambda work: work.get(Elder, entry).next_call) is None
