"""低保 and 特困 from the clue to the application, the money and the end, each step by whom it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import Refused
from app.models.household import Household
from app.services import aid, aid_cases, livelihood, pay_runs
from tests.factories import a_family, a_visit
from tests.features.walking import Office

PAPERS = ["application_signed", "consent_signed"]
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


def household_of(office: Office, case: str) -> Household:
    household_id = office.case(case).household_id or ""
    return office.does(office.clerk, lambda work: work.get(Household, household_id))


def reviewed(office: Office, case: str, kind: str = "2") -> None:
    household_id = office.case(case).household_id or ""
    office.wait(5)

    def visit(work: Any) -> None:
        a_visit(work, work.get(Household, household_id), visit_kind=kind)

    office.does(office.clerk, visit)


def worked(office: Office, case: str) -> Decimal:
    return office.does(office.clerk, lambda work: aid.record_working(work, office.pack, case)).total


def paid(office: Office, scheme: str, month: date) -> dict[str, Decimal]:
    run = office.does(office.clerk, lambda work: pay_runs.draw_up(work, office.pack, scheme, month))
    done = office.does(office.leader, lambda work: pay_runs.confirm_run(work, run.id))
    return {line.change_text: line.amount for line in done.lines}


# -- 低保 ------------------------------------------------------------------------------------------


@pytest.fixture
def clue(office: Office) -> str:
    """A family that somebody told the office about: a draft, no application yet."""

    def verb(work: Any) -> str:
        family = a_family(work, {"name": "李某福"}, {}, {}, monthly=900)
        return aid_cases.open_case(work, office.pack, family.id).id

    return office.does(office.clerk, verb)


def applied(office: Office, case: str) -> None:
    office.step(office.clerk, case, "submit_application", attested=PAPERS)
    told = {"values": {"missing_items": "户口簿、银行流水"}}
    assert office.step(office.clerk, case, "request_supplement", **told) == "SUPPLEMENT"
    given = {"values": {"kin_filed": False}, "attested": ["materials_complete"]}
    assert office.step(office.clerk, case, "supplied", **given) == "ACCEPTED"


def surveyed(office: Office, case: str) -> None:
    office.step(office.clerk, case, "send_check", attested=["adults_authorised"])
    office.step(office.clerk, case, "check_ok", values={"check_return_date": date(2026, 11, 23)})
    with pytest.raises(Refused, match="不足两名"):
        office.step(office.clerk, case, "close_survey", attested=["adults_authorised"])
    office.survey(case)
    office.step(office.clerk, case, "close_survey", attested=["adults_authorised"])


def decided(office: Office, case: str) -> None:
    assert worked(office, case) == 990
    office.step(office.clerk, case, "opinion_yes")
    with pytest.raises(Refused, match="公示没有满期"):
        office.step(office.clerk, case, "period_over", attested=["closing_photo"])
    office.wait(8)
    office.step(office.clerk, case, "period_over", attested=["closing_photo"])
    with pytest.raises(Refused, match="办理"):
        office.step(office.clerk, case, "confirm_yes")
    assert office.step(office.leader, case, "confirm_yes") == "APPROVED"


def test_dibao_from_the_clue_to_the_money_a_review_and_the_end(office: Office, clue: str):
    applied(office, clue)
    surveyed(office, clue)
    decided(office, clue)
    with pytest.raises(Refused, match="次月"):
        office.step(office.county, clue, "first_pay")
    office.wait(31)
    assert office.step(office.county, clue, "first_pay") == "ACTIVE"
    home = household_of(office, clue)
    assert (home.class_now, home.benefit_month) == ("1", Decimal(990))
    assert paid(office, "1", JANUARY) == {"新增": Decimal(990)}

    income = {"kind": "21", "amount_total": Decimal(3600), "months": 12}
    office.does(office.clerk, lambda work: livelihood.add_item(work, "income", home.id, income))
    reviewed(office, clue)
    assert worked(office, clue) == 690
    assert office.step(office.leader, clue, "review_down", reason="长子务工") == "ACTIVE"
    assert household_of(office, clue).benefit_month == 690
    office.wait(32)
    assert office.step(office.leader, clue, "stop", reason="全家迁出本县") == "STOPPED"
    assert household_of(office, clue).class_now == "0"
    assert paid(office, "1", FEBRUARY) == {"减发": Decimal(690)}  # stopped from the month after
    office.wait(31)
    assert paid(office, "1", MARCH) == {"停发": Decimal(0)}


def test_an_objection_to_the_notice_is_looked_into_and_noticed_again(office: Office, clue: str):
    applied(office, clue)
    surveyed(office, clue)
    worked(office, clue)
    office.step(office.clerk, clue, "opinion_yes")
    said = {"values": {"notice_objection": "说他家有一辆货车"}}
    assert office.step(office.clerk, clue, "objection", **said) == "OBJECTION"
    office.wait(9)
    assert office.step(office.clerk, clue, "reinvestigated") == "OPINION1"
    assert office.step(office.clerk, clue, "opinion_yes") == "NOTICE"
    assert office.case(clue).notice_from == date(2026, 12, 2)
    with pytest.raises(Refused, match="公示没有满期"):
        office.step(office.clerk, clue, "period_over", attested=["closing_photo"])


def test_what_the_step_asks_for_does_not_hold_its_button_up(office: Office, clue: str):
    office.step(office.clerk, clue, "submit_application", attested=PAPERS)

    def steps(work: Any) -> Any:
        from tests.unit.services.conftest import the_calendar

        return aid_cases.case_file(work, office.pack, the_calendar(), clue).next_steps

    found = {step.action: step for step in office.does(office.clerk, steps)}
    held = [
        one.guard
        for action in ("accept", "request_supplement")
        for one in found[action].wanting
        if not (one.may_attest or one.is_asked)
    ]
    assert held == []


# -- 特困 ------------------------------------------------------------------------------------------


def test_tekun_from_the_clue_to_a_reassessment_and_after_death(office: Office):
    def verb(work: Any) -> str:
        family = a_family(work, {"name": "王某才", "birth_date": date(1948, 3, 1)}, monthly=125)
        opened = aid_cases.open_case(
            work, office.pack, family.id, scheme="2", person_id=family.head_id
        )
        return opened.id

    case = office.does(office.clerk, verb)
    clerk, leader, county = office.clerk, office.leader, office.county
    office.step(clerk, case, "submit_application", attested=PAPERS)
    office.step(clerk, case, "accept", attested=["materials_complete"])
    office.step(clerk, case, "start_survey")
    office.survey(case)
    assert office.step(clerk, case, "opinion_yes", attested=["obligors_checked"]) == "NOTICE"
    office.wait(8)
    assert office.step(clerk, case, "period_over") == "CONFIRM"
    assessed = {"self_care_fails": 2, "supply_mode": "1"}
    assert office.step(county, case, "assess", values=assessed) == "ASSESS"
    assert worked(office, case) == 1201
    given = {"attested": ["two_assessors"]}
    assert office.step(leader, case, "confirm_yes", **given) == "APPROVED"
    office.wait(31)
    assert office.step(county, case, "first_pay") == "ACTIVE"
    assert household_of(office, case).class_now == "2"
    assert paid(office, "2", JANUARY) == {"新增": Decimal(1201)}

    assert office.step(clerk, case, "report_change") == "REASSESS"
    worse = {"values": {"self_care_fails": 5}, "attested": ["two_assessors"]}
    assert office.step(county, case, "reassessed", **worse) == "ACTIVE"
    assert office.case(case).total_month == worked(office, case) == 1301

    assert office.step(clerk, case, "propose_end", reason="本人死亡") == "TERMINATING"
    with pytest.raises(Refused, match="公示没有满期"):
        office.step(leader, case, "end", reason="死亡")
    office.wait(32)
    assert office.step(leader, case, "end", reason="死亡") == "TERMINATED"
    assert household_of(office, case).class_now == "0"
    assert paid(office, "2", FEBRUARY) == {"增发": Decimal(1301)}  # ended from the month after
    office.wait(31)
    assert paid(office, "2", MARCH) == {"停发": Decimal(0)}
