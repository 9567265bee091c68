"""The practice county: invented, whole, the same every time, and right to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain import id_number
from app.domain.clock import FixedClock
from app.domain.money import ZERO
from app.models import codec
from app.models.assistance_case import AssistanceCase
from app.models.child import Child, ParentSituation
from app.models.household import Household, Member
from app.models.local import Draft
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.models.registry import RECORDS
from app.models.vagrant import Vagrant
from app.printing.paper import PRACTICE
from app.services import (
    aid,
    consistency,
    fund_months,
    household_list,
    pay_list,
    pay_runs,
    practice,
    practice_year,
)
from app.services.papers import render
from app.services.pay_due import due_of_case
from app.services.press import Press
from app.services.shipped import press, rule_pack
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household
from tests.stores import NOW, a_store, an_actor
from tests.unit.printing.looking import texts_of

OFFICE = an_actor(role="2", village_codes=None, org_code=practice.TOWNSHIP)
COUNT = 60


def made(path: Path, count: int = COUNT) -> Store:
    store = a_store(path, clock=FixedClock(NOW))
    store.perform(lambda work: practice.build(work, count=count), OFFICE)
    return store


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    store = made(tmp_path_factory.mktemp("practice"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def the_press() -> Press:
    return press(NOW.date())


def everything(store: Store) -> list[object]:
    """All that people would see, without ids and moments, and what is sealed anew each time."""

    def told(work: UnitOfWork) -> list[object]:
        return [
            {
                name: value
                for name, value in codec.to_json(record).items()
                if name not in {"id", "parts"} and not name.endswith(("_id", "_at", "_by"))
            }
            for kind in RECORDS.values()
            for record in work.find(kind, order_by=(kind.rowid_,))
            if kind.noun not in {"visit", "assistance_case"}
        ]

    return store.read(told, OFFICE)


def test_the_same_seed_makes_the_same_people(county: Store, tmp_path: Path):
    other = made(tmp_path)
    assert everything(county) == everything(other)
    other.close()


def test_every_number_is_valid_and_nobody_has_anothers(county: Store):
    people = county.read(lambda work: work.find(Person), OFFICE)
    numbers = [one.id_no or "" for one in people]
    assert [id_number.parse(number, NOW.date()).text for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)


def test_the_demonstration_people_get_what_the_office_worked_out(county: Store):
    amounts = {
        row.head_name: row.benefit_month
        for row in county.read(
            lambda work: household_list.list_households(work, limit=COUNT), OFFICE
        ).rows
    }
    assert amounts["李某福"] == Decimal(990)
    assert amounts["王某才"] == Decimal(1201)


def test_the_demonstration_child_and_the_unknown_woman_are_there(county: Store):
    def found(work: UnitOfWork) -> tuple[Decimal | None, str, list[str]]:
        [child] = work.find(Person, Person.name == "张某")
        [case] = work.find(AssistanceCase, AssistanceCase.person_id == child.id)
        [woman] = work.find(Vagrant, Vagrant.claimed_name == "无名氏")
        parents = work.find(
            ParentSituation,
            ParentSituation.child_id == work.find(Child, Child.person_id == child.id)[0].id,
        )
        return case.total_month, woman.state or "", [each.situation or "" for each in parents]

    assert county.read(found, OFFICE) == (Decimal(1651), "IN_STATION", ["03", "08"])


def test_there_is_a_household_of_twelve_with_names_that_are_hard_to_print(county: Store):
    def look(work: UnitOfWork) -> tuple[int, str]:
        members = work.find(Member)
        sizes = [one.household_id for one in members]
        biggest = max(set(sizes), key=sizes.count)
        inside = [one for one in members if one.household_id == biggest]
        return len(inside), "".join(work.get(Person, one.person_id).name for one in inside)

    size, names = county.read(look, OFFICE)
    assert size == 12
    assert {"㛃", "𬱖", "龑", "𬀩", "·"} <= set(names)


def test_two_visits_are_begun_and_not_finished(county: Store):
    drafts = county.read(lambda work: list(work.session.scalars(select(Draft))), OFFICE)
    assert len(drafts) == practice.DRAFTS


def test_every_household_can_be_worked_out_and_both_papers_printed(county: Store, the_press: Press):
    pack = rule_pack(NOW.date())

    def look(work: UnitOfWork) -> list[bytes]:
        homes = work.find(Household, limit=12)
        assert all(aid.work_out(work, pack, one.id).steps for one in homes)
        checks = [render(work, the_press, "E-04", one.id) for one in homes]
        cases = work.find(AssistanceCase, AssistanceCase.scheme == "1", limit=12)
        return [
            one.pdf
            for one in (*checks, *(render(work, the_press, "E-07", one.id) for one in cases))
        ]

    papers = county.read(look, OFFICE)
    assert len(papers) == 24
    assert all(one.startswith(b"%PDF") for one in papers)


def test_its_papers_are_marked_by_whatever_door_they_are_printed(
    county: Store, the_press: Press, tmp_path: Path
):
    def printed(work: UnitOfWork) -> str:
        [home, *_] = work.find(Household, limit=1)
        return "".join(texts_of(render(work, the_press, "E-04", home.id).pdf))

    assert PRACTICE in county.read(printed, OFFICE)
    earnest = a_store(tmp_path, clock=FixedClock(NOW))
    earnest.perform(lambda work: a_household(work).id, an_actor(role="2", village_codes=None))
    assert PRACTICE not in earnest.read(printed, an_actor(role="2", village_codes=None))
    earnest.close()


def test_progress_is_told_for_every_household(tmp_path: Path):
    store = a_store(tmp_path, clock=FixedClock(NOW))
    heard: list[int] = []
    store.perform(
        lambda work: practice.build(
            work, count=5, report=lambda done, _all, _text: heard.append(done)
        ),
        OFFICE,
    )
    store.close()
    assert heard == [1, 2, 3, 4, 5]


# -- a year of it -----------------------------------------------------------------------------------


def test_the_last_months_are_paid_and_this_one_waits_for_the_leader(county: Store):
    heads = county.read(pay_list.run_heads, OFFICE)
    dibao = [one for one in heads if one.scheme == "1"]
    assert [one.is_confirmed for one in dibao] == [False, *[True] * practice_year.MONTHS]
    assert all(one.total > 0 for one in dibao)
    assert {"1", "2", "8"} <= {one.scheme for one in heads}


def test_this_month_s_roster_follows_from_the_last_one(county: Store):
    heads = {one.month: one for one in county.read(pay_list.run_heads, OFFICE) if one.scheme == "1"}
    newest, *earlier = sorted(heads, reverse=True)
    sheet = county.read(lambda work: pay_runs.run_sheet(work, heads[newest].id), OFFICE)
    assert sum(one.former for one in sheet.lines) == heads[earlier[0]].total
    assert sheet.unexplained == 1, "one is left for whoever practises"
    confirmed = [
        county.read(lambda work, month=month: pay_runs.run_sheet(work, heads[month].id), OFFICE)
        for month in earlier
    ]
    stopped = [one.reason for each in confirmed for one in each.lines if one.change == "4"]
    assert stopped
    assert all(stopped)
    assert [each.unexplained for each in confirmed] == [0] * len(earlier)


def test_a_stopped_family_keeps_what_was_paid_until_it_was_stopped(county: Store):
    """A correction that looks back finds nothing to take."""

    def told(work: UnitOfWork) -> list[tuple[date, Decimal, Decimal]]:
        months = {each.id: each.month or NOW.date() for each in work.find(PayRun)}
        return [
            (
                months[line.run_id or ""],
                due_of_case(case, months[line.run_id or ""]),
                line.amount or ZERO,
            )
            for case in work.find(AssistanceCase, AssistanceCase.state == "STOPPED")
            for line in work.find(PayLine, PayLine.case_id == case.id)
        ]

    lines = county.read(told, OFFICE)
    assert len(lines) > practice_year.MONTHS
    assert [one for one in lines if one[1] != one[2]] == []


def test_the_fund_never_ends_a_day_below_zero(county: Store):
    months = county.read(fund_months.fund_months, OFFICE)
    assert len(months) > 10
    lines, unchecked = 0, list[date]()
    for one in months:
        ledger = county.read(lambda work, one=one: fund_months.fund_file(work, one.id), OFFICE)
        assert all(line.balance >= 0 for line in ledger.ledger.lines)
        lines += len(ledger.ledger.lines)
        if ledger.ledger.check is None:
            unchecked.append(one.month)
        else:
            assert ledger.ledger.check.difference == 0
    assert lines > 0
    assert unchecked == [date(2026, 11, 1), date(2026, 10, 1)], "not over, or not checked yet"


def test_cases_stand_in_every_state_of_their_workflow_that_they_are_given(county: Store):
    pack = rule_pack(NOW.date())
    cases = county.read(lambda work: work.find(AssistanceCase), OFFICE)
    for case in cases:
        assert case.state in pack.workflow_of(case.scheme or "").states, case.scheme
    assert {"ACTIVE", "STOPPED", "NOTICE", "SURVEY"} <= {one.state for one in cases}
    assert {"1", "2", "3", "5", "7"} <= {one.scheme for one in cases}


def test_the_checks_find_little_in_it(county: Store):
    pack = rule_pack(NOW.date())
    found = county.read(lambda work: consistency.check_all(work, pack), OFFICE)
    assert sum(len(one.found) for one in found) < COUNT // 4


def test_the_month_s_table_prints_with_what_the_roster_paid(county: Store, the_press: Press):
    heads = county.read(pay_list.run_heads, OFFICE)
    run = next(one for one in heads if one.scheme == "1" and one.is_confirmed)
    paper = county.read(lambda work: render(work, the_press, "E-33", run.id), OFFICE)
    text = "".join(texts_of(paper.pdf))
    assert "最低生活保障月报表" in text
    assert str(run.households) in text
    assert f"{run.total:f}".removesuffix(".00") in text
    assert not paper.is_draft
