"""The light registers, and what they put on today's list."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.half_years import round_name, round_of, round_start
from app.errors import Refused
from app.models.registers import DisabilitySubsidy, Elder, Referral, Wanderer
from app.models.vagrant import Vagrant
from app.services import (
    care_calls,
    light_registers,
    paper_registers,
    records,
    rescues,
    shipped,
    today,
)
from app.services.records import Saved
from app.services.today_task import TodayTask
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_household, a_person, a_vagrant
from tests.stores import NOW, an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack

TODAY = NOW.date()
PACK = the_pack()
STATION = an_actor(role="7", org_code=None, village_codes=None)
MET = {"way": "1", "met": "1"}


def entered(do: Click, noun: str, **values: Any) -> Saved:
    def enter(work: Any) -> Saved:
        person = a_person(work, birth_date=date(1950, 1, 1), disab_grade=values.pop("grade", None))
        return light_registers.enter(work, noun, PACK, {"person_id": person.id, **values})

    return do(enter)


def due(store: Store, actor: Actor, kind: str) -> list[TodayTask]:
    found = store.read(lambda work: today.today(work, PACK, the_calendar()), actor)
    return [each for each in found.tasks if each.kind == kind]


def test_a_person_is_once_in_a_register_and_may_come_back(do: Click):
    saved = entered(do, "elder", categories=["1"])
    person = do(lambda work: work.get(Elder, saved.id).person_id)
    again = {"person_id": person}
    with pytest.raises(Refused) as refused:
        do(lambda work: light_registers.enter(work, "elder", PACK, again))
    assert refused.value.facts["entry_id"] == saved.id
    do(lambda work: light_registers.close_entry(work, "elder", saved.id, "迁往子女处"))
    assert do(lambda work: light_registers.entries(work, "elder")) == ()
    do(lambda work: light_registers.reopen_entry(work, "elder", saved.id))
    assert do(lambda work: light_registers.entries(work, "elder")) == (saved.id,)


def test_an_elder_is_visited_every_month_and_the_rate_is_known(
    store: Store, do: Click, clerk: Actor
):
    first, second = (entered(do, "elder", categories=["1"]).id for _ in range(2))
    assert due(store, clerk, "elder") == []
    do(lambda work: setattr(work.get(Elder, first), "next_call", TODAY - timedelta(days=1)))
    assert [each.title for each in due(store, clerk, "elder")] == ["老年人探访"]
    do(lambda work: care_calls.log_call(work, PACK, "elder", first, MET))
    do(lambda work: care_calls.log_call(work, PACK, "elder", second, {"way": "1", "met": "3"}))
    assert due(store, clerk, "elder") == []
    rate = do(light_registers.elder_visit_rate)
    assert (rate.done, rate.total, rate.percent) == (1, 2, Decimal("50.0"))


def test_each_register_says_how_far_its_round_has_come(do: Click):
    """监测户 handled, subsidies reviewed this year, women called at this half year."""
    one = entered(do, "disability_subsidy", kind="1", grade="1").id
    _ = entered(do, "disability_subsidy", kind="2", grade="1")
    woman = entered(do, "left_behind_woman", difficulties=["1"]).id
    home = do(lambda work: a_household(work).id)
    values = {"household_id": home, "flag": "2", "items": ["1"]}
    do(lambda work: light_registers.enter(work, "monitored_household", PACK, values))
    counts = (light_registers.monitor_progress, light_registers.subsidy_reviews,
              light_registers.woman_visits)  # fmt: skip
    assert [(do(each).done, do(each).total) for each in counts] == [(0, 1), (0, 2), (0, 1)]
    do(lambda work: setattr(work.get(DisabilitySubsidy, one), "reviewed_on", TODAY))
    do(lambda work: care_calls.log_call(work, PACK, "left_behind_woman", woman, MET))
    [watched] = do(lambda work: light_registers.entries(work, "monitored_household"))
    handled = MET | {"measures": "已纳入临时救助"}
    do(lambda work: care_calls.log_call(work, PACK, "monitored_household", watched, handled))
    assert [do(each).done for each in counts] == [1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "grade", "amount"), [("1", "3", 90), ("2", "1", 100), ("2", "2", 90)]
)
def test_a_subsidy_takes_its_amount_from_the_rule_pack(
    do: Click, kind: str, grade: str, amount: int
):
    saved = entered(do, "disability_subsidy", kind=kind, grade=grade)
    assert do(lambda work: light_registers.entries(work, "disability_subsidy")) == (saved.id,)
    shown = do(lambda work: work.get(DisabilitySubsidy, saved.id).amount)
    assert shown == amount
    assert "待县局确认" in saved.remarks[-1].sentence


def test_a_subsidy_without_the_grade_for_it_is_said(do: Click):
    saved = entered(do, "disability_subsidy", kind="2", grade="3")
    assert [each.code for each in saved.remarks] == ["grade_unfit"]


def test_the_half_year_survey_is_due_until_each_was_called_at(
    store: Store, do: Click, clerk: Actor
):
    entry = entered(do, "wanderer", categories=["1"]).id
    (task,) = due(store, clerk, "survey")
    assert (task.due, task.about_id) == (date(2026, 8, 1), entry)
    progress = do(light_registers.survey_progress)
    assert (progress.name, progress.done, progress.total) == (
        "2026年下半年易流浪走失人员排查",
        0,
        1,
    )
    do(lambda work: care_calls.log_call(work, PACK, "wanderer", entry, MET))
    assert due(store, clerk, "survey") == []
    assert do(lambda work: work.get(Wanderer, entry).survey_round) == "2026H2"
    assert do(light_registers.survey_progress).percent == 100


@pytest.mark.parametrize(
    ("day", "code", "start"),
    [
        (date(2026, 1, 1), "2026H1", date(2026, 1, 1)),
        (date(2026, 6, 30), "2026H1", date(2026, 1, 1)),
        (date(2026, 7, 1), "2026H2", date(2026, 7, 1)),
        (date(2026, 12, 31), "2026H2", date(2026, 7, 1)),
    ],
)
def test_the_rounds_of_the_survey(day: date, code: str, start: date):
    assert (round_of(day), round_start(day)) == (code, start)
    assert round_name("2026H1") == "2026年上半年"


def test_a_monitored_household_waits_until_its_alert_is_handled(
    store: Store, do: Click, clerk: Actor
):
    household = do(lambda work: a_household(work, 1).id)
    values = {"household_id": household, "alerted_on": TODAY - timedelta(days=2), "items": ["1"]}
    entry = do(lambda work: light_registers.enter(work, "monitored_household", PACK, values).id)
    assert [each.household_id for each in due(store, clerk, "monitor")] == [household]
    call = MET | {"measures": "已申请临时救助"}
    do(lambda work: care_calls.log_call(work, PACK, "monitored_household", entry, call))
    assert due(store, clerk, "monitor") == []


@pytest.mark.parametrize(
    ("days", "title"),
    [(5, None), (8, "站内救助"), (31, "更新寻亲公告"), (95, "滞留安置")],
)
def test_a_stay_of_ten_days_one_month_three_months(store: Store, days: int, title: str | None):
    at = NOW - timedelta(days=days)
    store.perform(lambda work: a_vagrant(work, arrived_at=at).id, STATION)
    assert [each.title for each in due(store, STATION, "stay")] == ([title] if title else [])


def test_the_search_for_the_family_has_its_clocks(store: Store):
    at = NOW - timedelta(days=3)
    vagrant_id, _ = store.perform(lambda work: a_vagrant(work, arrived_at=at).id, STATION)
    told = {each.title: each.due for each in due(store, STATION, "search")}
    assert told == {"寻亲公告": date(2026, 11, 21)}
    done = {"notice_at": NOW, "dna_requested": date(2026, 10, 25)}
    store.perform(lambda work: rescues.note_search(work, vagrant_id, done).id, STATION)
    assert [each.title for each in due(store, STATION, "search")] == ["DNA采集比对"]
    store.perform(
        lambda work: setattr(work.get(Vagrant, vagrant_id), "identity_state", "4"), STATION
    )
    assert due(store, STATION, "search") == []


def test_a_referral_goes_to_an_office_is_urged_printed_and_settled(do: Click):
    home = do(lambda work: a_household(work).id)
    sent = {"receiver": "县医保局", "needs": "申请医疗救助", "due_on": TODAY + timedelta(days=3)}

    def refer(work: Any) -> str:
        values = {"household_id": home} | sent
        return light_registers.enter(work, "referral", PACK, values).id

    first, second = do(refer), do(refer)  # a household may have several at a time

    def urged() -> set[str]:
        found = do(lambda work: today.today(work, PACK, the_calendar())).tasks
        return {one.about_id for one in found if one.kind == "referral"}

    assert urged() == {first, second}
    answer = {"result": "已纳入", "replied_on": TODAY}
    do(lambda work: records.put(work, "referral", answer, first))
    assert urged() == {second}
    replies = do(light_registers.referral_replies)
    assert (replies.done, replies.total) == (1, 2)

    def sheet(work: Any) -> Any:
        entry = work.get(Referral, first)
        return paper_registers.referral_of_entry(work, shipped.press(TODAY), entry)

    told = do(sheet)
    assert (told.receiver, told.need, told.result, told.due_on) == (
        "县医保局", "申请医疗救助", "已纳入", sent["due_on"],
    )  # fmt: skip
    do(lambda work: light_registers.close_entry(work, "referral", second, "对方不受理"))
    assert urged() == set()


def test_a_referral_due_before_it_was_sent_is_told_and_kept(do: Click):
    home = do(lambda work: a_household(work).id)
    values = {"household_id": home, "due_on": TODAY - timedelta(days=1)}
    saved = do(lambda work: light_registers.enter(work, "referral", PACK, values))
    assert [one.code for one in saved.remarks] == ["due_before_sent"]
