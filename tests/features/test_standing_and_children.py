"""低保边缘 and 刚性支出困难 are a standing with an end and no money; a child's 基本生活费 is money
without a public notice. Each walked from the application to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import Refused
from app.models.household import Expense, Household, Member
from app.services import aid, aid_cases, children
from app.storage.actor import Actor
from tests.factories import a_child, a_family, a_visit
from tests.features.walking import Office
from tests.stores import an_actor

PAPERS = ["application_signed", "consent_signed"]


def opened(office: Office, scheme: str, monthly: int, **more: Any) -> str:
    def verb(work: Any) -> str:
        household = a_family(work, {"name": "李某"}, {}, {}, monthly=monthly)
        if rigid := more.get("rigid"):
            spent = Expense(household_id=household.id, kind="1", self_paid=Decimal(rigid))
            work.add(spent)
        return aid_cases.open_case(work, office.pack, household.id, scheme=scheme).id

    return office.does(office.clerk, verb)


def to_opinion(office: Office, case: str) -> None:
    clerk = office.clerk
    office.step(clerk, case, "submit_application", attested=PAPERS)
    office.step(clerk, case, "accept", values={"kin_filed": False}, attested=["materials_complete"])
    office.step(clerk, case, "start_survey")
    office.survey(case)
    office.step(clerk, case, "close_survey", attested=["adults_authorised"])


def to_decision(office: Office, case: str) -> None:
    to_opinion(office, case)
    office.does(office.clerk, lambda work: aid.record_working(work, office.pack, case))
    office.step(office.clerk, case, "opinion_yes")
    office.wait(8)
    office.step(office.clerk, case, "period_over", attested=["closing_photo"])


def household_of(office: Office, case: str) -> Household:
    household_id = office.case(case).household_id or ""
    return office.does(office.clerk, lambda work: work.get(Household, household_id))


def test_an_edge_family_gets_a_year_and_no_money(office: Office):
    case = opened(office, "3", 2400)
    to_decision(office, case)
    office.step(office.leader, case, "confirm_yes")
    found = office.case(case)
    assert (found.valid_to, found.decision) == (date(2027, 11, 30), "1")
    assert (found.benefit_amount, found.total_month, found.benefit_from_month) == (None,) * 3
    office.step(office.clerk, case, "begin_validity")
    household = household_of(office, case)
    assert (household.class_now, household.benefit_month) == ("3", None)
    assert household.next_review == date(2027, 11, 30)


def test_an_edge_family_is_renewed_after_a_review(office: Office):
    case = opened(office, "3", 2400)
    to_decision(office, case)
    office.step(office.leader, case, "confirm_yes")
    office.step(office.clerk, case, "begin_validity")
    with pytest.raises(Refused, match="有效期还没有届满"):
        office.step(office.clerk, case, "lapse")
    office.wait(360)
    household_id = office.case(case).household_id or ""

    def review(work: Any) -> None:
        a_visit(work, work.get(Household, household_id), visit_kind="2")

    office.does(office.clerk, review)
    office.step(office.leader, case, "renew")
    assert office.case(case).valid_to == date(2028, 11, 25)
    office.wait(400)
    assert office.step(office.clerk, case, "lapse") == "STOPPED"
    assert household_of(office, case).class_now == "0"


def test_who_is_below_the_standard_is_no_edge_family(office: Office):
    case = opened(office, "3", 900)
    to_opinion(office, case)
    working = office.does(office.clerk, lambda work: aid.record_working(work, office.pack, case))
    assert (working.eligible, working.total) == (False, 0)
    with pytest.raises(Refused, match="核算结果不符合低保边缘条件"):
        office.step(office.clerk, case, "opinion_yes")


def test_a_family_of_high_rigid_expenses_stands_for_twelve_months_and_applies_anew(
    office: Office,
):
    pack = office.pack.changed(rigid__ratio=Decimal("0.6"), rigid__disposable_income=Decimal(30000))
    office = replace(office, pack=pack)
    case = opened(office, "4", 6000, rigid=50000)
    to_decision(office, case)
    office.step(office.leader, case, "confirm_yes")
    found = office.case(case)
    assert (found.valid_to, found.total_month) == (date(2027, 11, 30), None)
    office.step(office.clerk, case, "begin_validity")
    assert household_of(office, case).class_now == "4"
    assert "核查后续期" not in office.buttons(office.leader, case)
    office.wait(366)
    assert office.step(office.clerk, case, "lapse") == "STOPPED"


def test_without_the_county_s_ratio_nothing_is_said(office: Office):
    case = opened(office, "4", 6000, rigid=50000)
    working = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert not working.eligible
    assert "当地刚性支出比例" in working.missing


# -- children -------------------------------------------------------------------------------------

DIRECTOR = an_actor(
    id="019ab000-0000-7000-8000-00000000a006", name="吴主任", role="6", village_codes=None
)


def a_childs_case(
    office: Office, father: str, mother: str, scheme: str = "7", **child: Any
) -> tuple[str, str]:
    """A child with its grandmother; the case and the child's file."""

    def verb(work: Any) -> tuple[str, str]:
        household = a_family(work, {"name": "张婆婆"}, monthly=900)
        category = {"6": "1", "7": "2"}[scheme]
        found = a_child(work, categories=[category], household_id=household.id, **child)
        work.add(Member(household_id=household.id, person_id=found.person_id, relation="40"))
        case = aid_cases.open_case(
            work, office.pack, household.id, scheme=scheme, person_id=found.person_id
        )
        return case.id, found.id

    case, child_id = office.does(office.clerk, verb)
    for which, situation in (("1", father), ("2", mother)):
        values = {"situation": situation, "name": "甲"}
        office.does(
            DIRECTOR,
            lambda work, which=which, values=values: children.set_parent(
                work, child_id, which, values
            ),
        )
    return case, child_id


def verified(office: Office, case: str) -> None:
    clerk = office.clerk
    office.step(clerk, case, "submit_application", attested=["application_signed"])
    office.step(clerk, case, "begin_verify")
    office.step(clerk, case, "verified", attested=["verified_twice"])
    office.does(clerk, lambda work: aid.record_working(work, office.pack, case))


def test_a_child_whom_nobody_raises_gets_the_standard(office: Office):
    case, _ = a_childs_case(office, "03", "08")
    verified(office, case)
    assert office.step(office.county, case, "confirm_child") == "APPROVED"
    found = office.case(case)
    assert (found.total_month, found.benefit_from_month) == (1651, date(2026, 12, 1))
    assert (found.decision_level, found.notice_from) == ("1", None)
    with pytest.raises(Refused, match="次月"):
        office.step(office.county, case, "begin_payment")
    office.wait(10)
    assert office.step(office.county, case, "begin_payment") == "ACTIVE"
    assert household_of(office, case).class_now == "0"
    assert office.step(office.county, case, "stop_child", reason="父亲已返乡") == "STOPPED"


@pytest.mark.parametrize(("live", "amount"), [("1", 1651), ("2", 1851)])
def test_an_orphan_by_where_it_lives(office: Office, live: str, amount: int):
    case, _ = a_childs_case(office, "01", "02", scheme="6", live_kind=live)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert (found.total, found.layer, found.member_count) == (amount, "孤儿", 1)


def test_what_the_child_gets_already_is_taken_off(office: Office):
    case, _ = a_childs_case(office, "05", "05", other_allowance="3", other_amount=Decimal(90))
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert found.total == 1561
    assert "困难残疾人生活补贴90" in found.steps[-1].formula


def test_the_child_s_share_of_the_family_s_money_is_taken_off(office: Office):
    case, _ = a_childs_case(office, "05", "05")
    household_id = office.case(case).household_id or ""

    def benefit(work: Any) -> None:
        household = work.get(Household, household_id)
        household.class_now, household.benefit_month = "1", Decimal("925.01")

    office.does(office.clerk, benefit)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert found.total == Decimal("1188.50")


def test_an_able_parent_ends_it(office: Office):
    case, _ = a_childs_case(office, "05", "20")
    clerk = office.clerk
    office.step(clerk, case, "submit_application", attested=["application_signed"])
    office.step(clerk, case, "begin_verify")
    with pytest.raises(Refused, match="父母情况不符合"):
        office.step(clerk, case, "verified", attested=["verified_twice"])
    office.step(clerk, case, "verified_no", attested=["verified_twice"], reason="母亲有抚养能力")
    assert office.step(office.county, case, "confirm_no", reason="不符合") == "REFUSED"


def test_a_lost_parent_is_waited_for(office: Office):
    case, child_id = a_childs_case(office, "08", "01")
    clerk = office.clerk
    office.step(clerk, case, "submit_application", attested=["application_signed"])
    office.step(clerk, case, "begin_verify")
    with pytest.raises(Refused, match="报警日期"):
        office.step(clerk, case, "wait_police")

    def tell(**values: Any) -> None:
        office.does(DIRECTOR, lambda work: children.set_parent(work, child_id, "1", values))

    tell(lost_report_date=date(2026, 11, 1))
    office.step(clerk, case, "wait_police")
    tell(receipt_no="回执2026-7", receipt_date=date(2026, 11, 20))
    with pytest.raises(Refused, match="没有满6个月"):
        office.step(clerk, case, "police_answered")
    office.wait(170)
    assert office.step(clerk, case, "police_answered") == "VERIFY"


def test_a_grown_up_who_is_not_at_school_gets_nothing_more(office: Office):
    def grown(work: Any) -> None:
        from app.models.person import Person

        person = work.get(Person, office_case.person_id)
        person.birth_date, person.school_stage = date(2008, 5, 4), "7"

    case, _ = a_childs_case(office, "05", "05")
    office_case = office.case(case)
    office.does(office.clerk, grown)
    found = office.does(office.clerk, lambda work: aid.work_out_case(work, office.pack, case))
    assert (found.eligible, found.total) == (False, 0)


def test_the_township_does_not_confirm_a_child_s_allowance(office: Office, leader: Actor):
    case, _ = a_childs_case(office, "03", "08")
    verified(office, case)
    with pytest.raises(Refused, match="由县民政局办理"):
        office.step(leader, case, "confirm_child")


def test_no_child_s_scheme_has_a_public_notice(office: Office):
    flow = office.pack.workflow_of("7")
    assert "NOTICE" not in flow.states
    assert not office.pack.may_post_notice("6")
