"""What a case knows besides its state: the assessment, the meeting, the review, the end (B.9 to B.15)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.codes import CASE_KIND
from app.domain.deadlines import due_on
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member
from app.models.person import Person
from app.services import aid, aid_cases, members, paper_tekun, shipped
from app.services.aid_steps import take_step
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_case, a_family, a_visit
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack

PACK = the_pack()
CALENDAR = the_calendar()
CLERK = an_actor(role="2", village_codes=None)
COUNTY = an_actor(
    id="019ab000-0000-7000-8000-00000000a009", name="孙科长", role="1", org_code=None,
    village_codes=None,
)  # fmt: skip
LEADER = an_actor(
    id="019ab000-0000-7000-8000-00000000a003", name="钱主任", role="3", village_codes=None
)


def in_state(do: Click, state: str, scheme: str = "1", **fields: Any) -> str:
    def made(work: Any) -> str:
        home = a_family(work, {"name": "李某福", "birth_date": date(1948, 3, 1)}, monthly=125)
        return a_case(work, home, state=state, scheme=scheme, **fields).id

    return do(made)


def step(store: Store, who: Actor, case: str, action: str, **more: Any) -> AssistanceCase:
    def verb(work: Any) -> AssistanceCase:
        take_step(work, PACK, CALENDAR, case, action, **more)
        return work.get(AssistanceCase, case)

    return store.perform(verb, who)[0]


def test_which_of_the_six_items_fail_says_how_many_and_two_names_are_two_assessors(
    store: Store, do: Click
):
    case = in_state(do, "CONFIRM", "2")
    values = {"unable_items": ["1", "6"], "assessors": "陈副手、赵调查", "supply_mode": "1"}
    found = step(store, COUNTY, case, "assess", values=values)
    assert (found.self_care_fails, found.assessed_on) == (2, date(2026, 11, 23))
    do(lambda work: aid.record_working(work, PACK, case))
    assert step(store, LEADER, case, "confirm_yes").total_month == 1201


def test_half_care_is_set_with_a_reason_and_paid_and_printed(store: Store, do: Click):
    """D.8: bed-ridden, unable by disability, or under 16, whatever the six items say."""
    case = in_state(do, "CONFIRM", "2")
    values: dict[str, Any] = {"unable_items": [], "assessors": "陈副手、赵调查"}
    values |= {"supply_mode": "1", "care_grade_override": True}
    with pytest.raises(Refused, match="按半护理执行的理由"):
        step(store, COUNTY, case, "assess", values=values)
    step(store, COUNTY, case, "assess", values=values | {"care_override_reason": "2"})
    result = do(lambda work: aid.record_working(work, PACK, case))
    assert result.total == 1201
    assert any("因病卧床6个月以上（经办认定）" in each.formula for each in result.steps)
    assert step(store, LEADER, case, "confirm_yes").total_month == 1201
    sheet = do(
        lambda work: paper_tekun.approval_of(
            work, shipped.press(date(2026, 11, 23)), work.get(AssistanceCase, case)
        )
    )
    assert (sheet.care_grade, sheet.care, sheet.failed_items) == ("半护理", 200, 0)


def test_a_reassessment_may_set_half_care_and_take_it_back(store: Store, do: Click):
    case = in_state(do, "REASSESS", "2", self_care_fails=0, assessors="陈副手、赵调查")
    half = {"care_grade_override": True, "care_override_reason": "1"}
    assert step(store, COUNTY, case, "reassessed", values=half).total_month == 1201

    def changed(work: Any) -> None:
        work.get(AssistanceCase, case).state = "REASSESS"

    do(changed)
    none = {"care_grade_override": False}
    assert step(store, COUNTY, case, "reassessed", values=none).total_month == 1051


def test_an_agreement_is_entered_without_entering_the_state_anew(store: Store, do: Click):
    case = in_state(do, "ACTIVE", "2", state_since=date(2026, 1, 5))
    values = {"agreement_no": "照护2026-001", "caregiver_relation": "2", "care_paid_to": "1"}
    found = step(store, CLERK, case, "sign_care", values=values)
    assert (found.state, found.state_since) == ("ACTIVE", date(2026, 1, 5))
    assert found.agreement_no == "照护2026-001"


def test_a_tekun_application_with_gaps_is_told_of_all_of_them_once(store: Store, do: Click):
    case = in_state(do, "APPLIED", "2")
    assert step(store, CLERK, case, "request_supplement", values={"missing_items": "户口簿"}).state == "SUPPLEMENT"  # fmt: skip
    assert step(store, CLERK, case, "supplied", attested=["materials_complete"]).state == "ACCEPTED"  # fmt: skip


def test_a_case_is_extended_once_with_a_reason(store: Store, do: Click):
    case = in_state(do, "SURVEY", accept_date=date(2026, 11, 2))
    before = due_in_all(do, case)
    found = step(store, CLERK, case, "extend", reason="家庭成员在外地，核对困难")
    assert (found.extended, found.extend_reason) == (True, "家庭成员在外地，核对困难")
    file = do(lambda work: aid_cases.case_file(work, PACK, CALENDAR, case))
    [again] = [each for each in file.next_steps if each.action == "extend"]
    assert [each.guard for each in again.wanting] == ["not_extended"]
    counted = [
        due_on(PACK.deadlines["DB-TOTAL"], date(2026, 11, 2), CALENDAR, extended=longer).day
        for longer in (False, True)
    ]
    assert [before, due_in_all(do, case)] == counted
    assert counted[0] < counted[1]


def due_in_all(do: Click, case: str) -> date:
    """When the case has to be decided, as its file says."""
    file = do(lambda work: aid_cases.case_file(work, PACK, CALENDAR, case))
    [due] = [each.due for each in file.deadlines if each.name == "全程办结"]
    return due


@pytest.mark.parametrize("scheme", ["1", "3", "4"])
def test_the_whole_procedure_has_its_deadline_from_acceptance_until_the_decision(scheme: str):
    states = PACK.workflow_of(scheme).states
    under_way = {
        "ACCEPTED", "CHECKING", "CHECK_FAIL", "SURVEY", "OPINION1", "NOTICE", "OBJECTION",
        "SUBMITTED", "CONFIRM",
    }  # fmt: skip
    found = {code for code, state in states.items() if "DB-TOTAL" in state.deadlines}
    assert found == under_way & states.keys()


def test_a_meeting_is_written_down_with_its_votes(store: Store, do: Click):
    case = in_state(do, "OBJECTION")
    values = {"meeting_chair": "王主任", "votes_for": 9, "votes_against": 1, "votes_abstain": 0}
    found = step(store, CLERK, case, "reviewed", values=values)
    assert (found.state, found.votes_for, found.votes_against) == ("OPINION1", 9, 1)


def test_a_review_says_what_changed_and_what_came_of_it(store: Store, do: Click):
    case = in_state(do, "ACTIVE", state_since=date(2026, 1, 5))

    def visited(work: Any) -> None:
        a_visit(work, home_of(work, case), visit_kind="2")

    do(visited)
    found = step(store, CLERK, case, "review_same", values={"review_income": "没有变化"})
    assert (found.reviewed_on, found.review_result) == (date(2026, 11, 23), "1")


def home_of(work: Any, case: str) -> Any:
    return work.get(Household, work.get(AssistanceCase, case).household_id)


def test_a_case_that_is_stopped_says_why_by_its_code_and_from_which_month(store: Store, do: Click):
    case = in_state(do, "ACTIVE")
    found = step(store, LEADER, case, "stop", values={"end_reason": "4"}, reason="迁到外县")
    assert (found.end_reason, found.ended_from) == ("4", date(2026, 12, 1))


@pytest.mark.parametrize(("until", "holds"), [(None, True), ("2027-01-01", True), ("2026-11-01", False)])  # fmt: skip
def test_authorisations_that_are_entered_and_hold_need_no_vouching(
    do: Click, until: str | None, holds: bool
):
    case = in_state(do, "ACCEPTED")

    def signed(work: Any) -> None:
        [person] = work.find(Person, Person.name == "李某福")
        person.authorised_on = date(2026, 11, 1)
        person.authorised_to = date.fromisoformat(until) if until else None

    do(signed)
    file = do(lambda work: aid_cases.case_file(work, PACK, CALENDAR, case))
    [send] = [each for each in file.next_steps if each.action == "send_check"]
    assert (send.wanting == ()) is holds
    assert all(each.may_attest for each in send.wanting)


def test_how_the_family_was_told_is_entered_once_it_is_decided(do: Click):
    case = in_state(do, "SURVEY")
    with pytest.raises(Refused) as early:
        do(lambda work: aid_cases.enter_delivery(work, case, {"notify_way": "1"}))
    assert early.value.code == "not_decided"
    do(lambda work: setattr(work.get(AssistanceCase, case), "decision_date", date(2026, 11, 20)))
    file = do(lambda work: aid_cases.case_file(work, PACK, CALENDAR, case))
    assert file.may_deliver
    do(lambda work: aid_cases.enter_delivery(work, case, {"notify_way": "1"}))
    file = do(lambda work: aid_cases.case_file(work, PACK, CALENDAR, case))
    assert not file.may_deliver
    assert file.record.value("notify_date") == date(2026, 11, 23)


def test_nobody_is_confirmed_in_tekun_while_in_dibao(store: Store, do: Click):
    """V-DUP: one active case of 低保 or 特困; out of the first, the second goes on."""
    case = in_state(do, "ASSESS", "2", self_care_fails=0, assessors="陈副手、赵调查")

    def in_dibao(work: Any) -> str:
        return a_case(work, home_of(work, case), state="ACTIVE").id

    other = do(in_dibao)
    do(lambda work: aid.record_working(work, PACK, case))
    with pytest.raises(Refused) as twice:
        step(store, LEADER, case, "confirm_yes")
    assert twice.value.code == "guard_not_met"
    step(store, LEADER, other, "stop", values={"end_reason": "5"}, reason="纳入特困")
    assert step(store, LEADER, case, "confirm_yes").state == "APPROVED"


@pytest.mark.parametrize(
    ("state", "code"),
    [("ACTIVE", "case_in_pay"), ("INCREASE", "case_in_pay"), ("FADE", "case_in_pay"),
     ("APPROVED", "case_in_pay"),
     ("SURVEY", "case_open"), ("DRAFT", "case_open")],
)  # fmt: skip
def test_who_has_dibao_or_is_applying_does_not_apply_again(
    store: Store, do: Click, state: str, code: str
):
    """V-DUP: neither for the household again, nor for one of those who are in it already, and
    not as another kind: what changes is a step of the case there is."""
    case = in_state(do, state)
    home = do(lambda work: work.get(AssistanceCase, case).household_id or "")
    head = do(lambda work: work.get(Household, home).head_id)
    others = ((kind, None) for kind, _ in CASE_KIND)
    for kind, person in (*others, ("2", head)):
        with pytest.raises(Refused, match="请打开") as again:
            do(
                lambda work, kind=kind, person=person: aid_cases.open_case(
                    work, PACK, home, case_kind=kind, person_id=person
                )
            )
        assert again.value.code == code


def test_who_had_dibao_applies_again_after_the_end(store: Store, do: Click):
    case = in_state(do, "STOPPED")
    home = do(lambda work: work.get(AssistanceCase, case).household_id or "")
    assert do(lambda work: aid_cases.open_case(work, PACK, home).is_new)


def test_of_two_applications_that_met_by_a_sync_one_is_confirmed(store: Store, do: Click):
    """V-DUP: opened on two laptops, of one household and scheme; else both were paid."""
    case = in_state(do, "CONFIRM")
    do(lambda work: aid.record_working(work, PACK, case))
    other = do(lambda work: a_case(work, home_of(work, case), state="ACTIVE").id)
    with pytest.raises(Refused) as twice:
        step(store, LEADER, case, "confirm_yes")
    assert twice.value.code == "guard_not_met"
    assert do(lambda work: work.get(AssistanceCase, other).state) == "ACTIVE"


def test_another_member_who_is_not_protected_applies_alone_beside_the_household(
    store: Store, do: Click
):
    case = in_state(do, "ACTIVE")

    def single(work: Any) -> Any:
        home = home_of(work, case)
        one = members.add_member(
            work, home.id, {"protected": False}, person={"name": "李小二", "sex": "1"}
        )
        person = work.get(Member, one.id).person_id
        return aid_cases.open_case(work, PACK, home.id, case_kind="2", person_id=person)

    assert do(single).is_new


def test_a_household_in_need_again_applies_for_relief_again(store: Store, do: Click):
    case = in_state(do, "PAID", "5")
    home = do(lambda work: work.get(AssistanceCase, case).household_id or "")
    assert do(lambda work: aid_cases.open_case(work, PACK, home, scheme="5").is_new)


def test_relief_that_is_confirmed_and_not_paid_is_still_under_way(store: Store, do: Click):
    """It has no change and no review to be sent to."""
    case = in_state(do, "APPROVED", "5")
    home = do(lambda work: work.get(AssistanceCase, case).household_id or "")
    with pytest.raises(Refused, match="在办理。请打开那份申请继续办理") as again:
        do(lambda work: aid_cases.open_case(work, PACK, home, scheme="5"))
    assert again.value.code == "case_open"
