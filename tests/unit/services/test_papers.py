"""The papers that are made out of a store: whose they are, what stands on them, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from app.domain import codes
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.care_call import CareCall
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import Departure
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.models.registers import Elder, Wanderer
from app.models.temporary_relief import TemporaryRelief
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.printing.application_form_sheet import ApplicationSheet
from app.printing.review_check import ReviewSheet
from app.services import (
    livelihood,
    paper_application,
    paper_approval,
    paper_notice,
    paper_review,
    papers,
    shipped,
)
from app.services.press import Press
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests import factories
from tests.stores import NOW, VILLAGE, an_actor
from tests.unit.printing.looking import texts_of
from tests.unit.services.conftest import Click

CHILD = {"name": "李小宝", "birth_date": date(2015, 5, 1), "relation": "20"}
HEAD = {"name": "李桂兰", "birth_date": date(1968, 3, 3), "health": "60"}
_UNDECIDED = frozenset(
    "DRAFT APPLIED SUPPLEMENT ACCEPTED CHECKING CHECK_FAIL SURVEY OPINION1 NOTICE OBJECTION SUBMITTED"
    " CONFIRM WITHDRAWN XP_RECEIVED XP_PUSHED VERIFY WAIT_POLICE ASSESS FIRST_PAY PAPERWORK".split()
)


@cache
def the_press() -> Press:
    return shipped.press(NOW.date())


def said(pdf: bytes) -> str:
    return "".join("".join(texts_of(pdf)).split())


def a_noticed_case(work: UnitOfWork, *people: dict[str, Any], **fields: Any) -> str:
    household = factories.a_family(work, *(people or (HEAD, CHILD)), monthly=200)
    given: dict[str, Any] = {
        "state": "NOTICE",
        "case_kind": "1",
        "apply_date": date(2026, 11, 2),
        "notice_from": date(2026, 11, 16),
        "notice_to": date(2026, 11, 23),
    }
    return factories.a_case(work, household, **(given | fields)).id


def rendered(code: str, record: Callable[[UnitOfWork], str]) -> Callable[[UnitOfWork], str]:
    return lambda work: said(papers.render(work, the_press(), code, record(work)).pdf)


def refusal(do: Click, verb: Callable[[UnitOfWork], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        do(verb)
    return caught.value


# -- what is offered -----------------------------------------------------------------------------


def test_every_paper_is_made_from_some_record_or_only_for_the_pen():
    assert papers.MAKERS.keys() | papers.LISTS == set(papers.PRINTABLES)
    assert papers.LISTS.isdisjoint(papers.MAKERS)


def test_a_case_offers_the_papers_its_state_asks_for(do: Click):
    def look(work: UnitOfWork) -> dict[str, set[str]]:
        household = factories.a_family(work, HEAD)
        plain = {one.code for one in papers.papers_of(work, household.id)}
        case = factories.a_case(work, household, state="NOTICE")
        case.notice_from, case.notice_to = date(2026, 11, 16), date(2026, 11, 23)
        noticed = {one.code for one in papers.papers_of(work, household.id)}
        case.state, case.decision_date = "ACTIVE", date(2026, 11, 23)
        active = {one.code for one in papers.papers_of(work, household.id)}
        return {"plain": plain, "noticed": noticed - plain, "active": active - noticed}

    found = do(look)
    assert {"E-01", "E-02", "E-04"} <= found["plain"]
    assert {"E-07", "E-08"} <= found["noticed"]
    assert "E-08b" in found["active"]


# -- E-01, E-02 ----------------------------------------------------------------------------------


def test_an_application_says_who_they_are_and_what_they_have(do: Click):
    def make(work: UnitOfWork) -> ApplicationSheet:
        household = factories.a_family(work, HEAD, CHILD, monthly=200)
        spent = {"kind": "2", "amount": Decimal(900), "reimbursed": Decimal(300)}
        _ = livelihood.add_item(work, "expense", household.id, spent)
        _ = livelihood.add_item(
            work, "asset", household.id, {"kind": "5", "value": Decimal(8200), "detail": "农商行"}
        )
        return paper_application.application_of_household(work, the_press(), household)

    sheet = do(make)
    assert (sheet.applicant, sheet.head_relation) == ("李桂兰", "本人")
    assert [one.name for one in sheet.members] == ["李桂兰", "李小宝"]
    [income] = sheet.incomes
    assert (income.kind, income.year, income.month) == ("转移净收入", 2400, 200)
    assert sheet.medical == 600
    assert sheet.education is None
    assert sheet.deposits == "存款，农商行，8200元"
    assert not sheet.is_draft


def test_an_application_of_a_case_has_its_days_and_its_own_number(do: Click):
    def make(work: UnitOfWork) -> list[ApplicationSheet]:
        household = factories.a_family(work, HEAD)
        case = factories.a_case(work, household, apply_date=date(2026, 11, 2), case_kind="2")
        press = the_press()
        return [
            paper_application.application_of_case(work, press, case),
            paper_application.application_of_household(work, press, household),
        ]

    of_case, of_household = do(make)
    assert (of_case.applied_on, of_case.received_on) == (date(2026, 11, 2), date(2026, 11, 2))
    assert of_case.case_kind == "单人户"
    assert of_case.number != of_household.number


def test_a_guardian_signs_the_authorisation_for_a_child_and_obligors_sign_too(do: Click):
    def make(work: UnitOfWork) -> str:
        household = factories.a_family(work, HEAD, CHILD)
        _ = livelihood.add_item(work, "obligor", household.id, {"name": "李大宝", "relation": "20"})
        return said(papers.render(work, the_press(), "E-02", household.id).pdf)

    text = do(make)
    assert text.count("监护人代签：") == 1
    assert text.index("李小宝") < text.index("李大宝")
    assert "待县民政局核对" in text


# -- E-08 ----------------------------------------------------------------------------------------


def test_a_notice_names_all_households_of_the_village_that_begin_on_that_day(do: Click):
    def make(work: UnitOfWork) -> tuple[str, str, list[str]]:
        one = a_noticed_case(work)
        other = a_noticed_case(work, {"name": "王大顺"})
        _ = a_noticed_case(work, {"name": "赵四喜"}, notice_from=date(2026, 11, 17))
        _ = a_noticed_case(work, {"name": "钱五福"}, state="APPLIED")
        _ = a_noticed_case(work, {"name": "孙六合"}, village_code="500231102202")
        both = [papers.render(work, the_press(), "E-08", each) for each in (one, other)]
        return said(both[0].pdf), said(both[1].pdf), [each.number for each in both]

    text, again, numbers = do(make)
    assert "关于李桂兰等2户拟纳入最低生活保障的公示" in text
    assert "王大顺" in text
    assert not any(name in text for name in ("赵四喜", "钱五福", "孙六合", "李小宝"))
    assert "2026年11月16日至2026年11月23日（7天，张贴当日不计）" in text
    assert text == again
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    ("is_masked", "one", "two"), [(False, "李桂兰", "王顺"), (True, "李*兰", "王*")]
)
def test_names_in_a_notice_are_masked_where_the_county_says_so_and_never_afterwards(
    do: Click, is_masked: bool, one: str, two: str
):
    shown = the_press().pack.parameters
    masking = {"notice.mask_names": replace(shown["notice.mask_names"], value=is_masked)}
    press = replace(the_press(), pack=replace(the_press().pack, parameters={**shown, **masking}))

    def make(work: UnitOfWork) -> list[str]:
        case = a_noticed_case(work)
        _ = a_noticed_case(work, {"name": "王顺"})
        posted = said(papers.render(work, press, "E-08", case).pdf)
        decided = a_noticed_case(work, state="ACTIVE", decision_date=date(2026, 11, 24))
        return [posted, said(papers.render(work, press, "E-08b", decided).pdf)]

    posted, published = do(make)
    assert f"关于{one}等2户" in posted
    assert two in posted
    assert ("李桂兰" in posted, "王顺" in posted) == (not is_masked, not is_masked)
    assert "李桂兰" in published


def test_names_are_shown_in_full_until_the_county_decides():
    flag = the_press().pack.parameters["notice.mask_names"]
    assert (flag.value, flag.confirmed, flag.source) == (False, False, "待县局确认")


def test_a_notice_of_a_household_headed_by_a_child_is_refused(do: Click):
    verb = rendered("E-08", lambda work: a_noticed_case(work, CHILD | {"relation": None}))
    assert refusal(do, verb).code == "notice_private"


def test_schemes_for_children_have_no_notice(do: Click):
    verb = rendered("E-08", lambda work: a_noticed_case(work, scheme="7"))
    assert refusal(do, verb).code == "notice_forbidden"


def test_a_notice_without_its_days_is_refused(do: Click):
    verb = rendered("E-08", lambda work: a_noticed_case(work, notice_to=None))
    assert refusal(do, verb).code == "notice_without_dates"


def test_a_group_that_is_really_an_address_is_refused(do: Click):
    def verb(work: UnitOfWork) -> object:
        case_id = a_noticed_case(work)
        case = work.get(papers.AssistanceCase, case_id)
        work.get(papers.Household, case.household_id or "").group_name = "3组12号"
        return papers.render(work, the_press(), "E-08", case_id)

    assert refusal(do, verb).code == "notice_private"


def test_a_notice_says_nothing_of_health_although_the_records_do(do: Click):
    def make(work: UnitOfWork) -> str:
        case_id = a_noticed_case(work)
        for person in work.find(Person):
            person.disease_names, person.phone = "尿毒症", "13900000001"
        return said(papers.render(work, the_press(), "E-08", case_id).pdf)

    text = do(make)
    assert "李桂兰" in text
    assert "尿毒症" not in text
    assert "139" not in text.split("校验")[0]


def test_what_is_published_is_the_name_the_size_and_the_amount(do: Click):
    def make(work: UnitOfWork) -> paper_notice.PublicNoticeSheet:
        case_id = a_noticed_case(
            work, state="ACTIVE", decision_date=date(2026, 11, 24), total_month=Decimal(1060)
        )
        return paper_notice.published_of(
            work, the_press(), work.get(papers.AssistanceCase, case_id)
        )

    [home] = do(make).households
    assert (home.applicant, home.member_count, home.amount) == ("李桂兰", 2, 1060)
    assert (home.group, home.protected_count) == ("", None)


def test_nothing_is_published_before_it_is_decided(do: Click):
    assert refusal(do, rendered("E-08b", a_noticed_case)).code == "notice_undecided"


# -- E-06, E-06b, E-17 ---------------------------------------------------------------------------


def a_case_with(work: UnitOfWork, **fields: Any) -> str:
    household = factories.a_family(work, HEAD, monthly=900)
    return factories.a_case(work, household, apply_date=date(2026, 11, 2), **fields).id


def test_a_family_is_told_once_what_is_missing(do: Click):
    given = {"missing_items": "务工收入证明", "missing_notice_date": date(2026, 11, 4)}
    text = do(rendered("E-06", lambda work: a_case_with(work, **given)))
    assert "李桂兰：" in text
    assert "您于2026年11月2日提出的" in text
    assert "务工收入证明" in text
    assert "告知日期：2026年11月4日" in text
    assert "视为撤回申请，以后可以重新申请。（待核对）" in text


def test_the_acceptance_has_the_number_of_the_case(do: Click):
    text = do(rendered("E-06-2", lambda work: a_case_with(work, case_no="202610200000042")))
    assert "202610200000042" in text
    assert "受理日期2026年11月2日" in text


def test_what_is_not_accepted_says_why_and_how_to_object(do: Click):
    given = {"state": "REFUSED", "accept_date": None, "decision_reason": "户籍不在本县"}
    text = do(rendered("E-06-3", lambda work: a_case_with(work, **given)))
    assert "户籍不在本县" in text
    assert "60日内" in text
    assert "6个月内向人民法院提起行政诉讼。（待核对）" in text


def test_a_refusal_shows_the_working_and_ticks_what_it_shows(do: Click):
    given = {"state": "REFUSED", "decision_date": date(2026, 11, 20), "decision_reason": "收入超标"}
    text = do(rendered("E-06b", lambda work: a_case_with(work, **given)))
    assert "☑人均收入超过标准" in text
    assert "□材料不真实" in text
    assert "月人均（元）900.00" in text
    assert "告知日期：2026年11月20日" in text
    assert "送达" in text


def test_a_decrease_says_the_old_and_the_new_amount_and_from_when(do: Click):
    def record(work: UnitOfWork) -> str:
        case_id = a_case_with(
            work,
            state="DECREASE",
            total_month=Decimal("815.50"),
            benefit_from_month=date(2026, 12, 1),
            decision_reason="务工收入增加",
        )
        case = work.get(papers.AssistanceCase, case_id)
        work.get(papers.Household, case.household_id or "").benefit_month = Decimal(1130)
        return case_id

    text = do(rendered("E-17", record))
    assert "☑减发" in text
    assert "壹仟壹佰叁拾元整" in text
    assert "捌佰壹拾伍元伍角" in text
    assert "2026年12月起" in text
    assert "务工收入增加" in text


def test_a_stop_goes_down_to_nothing(do: Click):
    def record(work: UnitOfWork) -> str:
        return a_case_with(work, state="STOPPED", total_month=Decimal(630))

    text = do(rendered("E-17", record))
    assert "☑停发" in text
    assert "￥630.00" in text
    assert "￥0.00" in text


@pytest.mark.parametrize("code", ["E-06", "E-06-3", "E-06b", "E-17"])
def test_nothing_is_told_before_its_time(do: Click, code: str):
    assert refusal(do, rendered(code, a_case_with)).code == "notice_premature"


@pytest.mark.parametrize(("code", "scheme"), [("E-06-2", "6"), ("E-07", "3"), ("E-17", "4")])
def test_the_papers_of_one_scheme_are_not_for_another(do: Click, code: str, scheme: str):
    verb = rendered(code, lambda work: a_case_with(work, scheme=scheme))
    assert refusal(do, verb).code == "paper_not_for_scheme"


@pytest.mark.parametrize("state", sorted(set(codes.CASE_STATE.labels) - _UNDECIDED))
def test_a_decided_case_has_its_form_as_a_clean_copy_whatever_became_of_it(do: Click, state: str):
    def make(work: UnitOfWork) -> bool:
        case = work.get(AssistanceCase, a_case_with(work, state=state))
        return paper_approval.of_case(work, the_press(), case).is_draft

    assert not do(make)


@pytest.mark.parametrize("state", sorted(_UNDECIDED))
def test_a_case_that_is_not_decided_has_its_form_as_a_draft(do: Click, state: str):
    def make(work: UnitOfWork) -> bool:
        case = work.get(AssistanceCase, a_case_with(work, state=state))
        return paper_approval.of_case(work, the_press(), case).is_draft

    assert do(make)


@pytest.mark.parametrize(
    ("scheme", "title"),
    [("2", "特困人员救助供养申请受理通知书"), ("3", "低保边缘家庭认定申请受理通知书")],
)
def test_a_family_is_told_of_the_scheme_it_asked_for(do: Click, scheme: str, title: str):
    text = do(rendered("E-06-2", lambda work: a_case_with(work, scheme=scheme)))
    assert title in text
    assert "最低生活保障" not in text


# -- E-16 ----------------------------------------------------------------------------------------


def test_a_review_says_what_is_paid_and_what_is_worked_out_now(do: Click):
    def make(work: UnitOfWork) -> ReviewSheet:
        household = factories.a_family(work, HEAD, CHILD, monthly=900)
        household.benefit_month, household.review_cycle = Decimal(1130), "12"
        return paper_review.of_household(work, the_press(), household)

    sheet = do(make)
    assert (sheet.head, sheet.cycle, sheet.benefit) == ("李桂兰", "每年", 1130)
    told = {line.label: (line.last, line.now) for line in sheet.lines}
    assert told["家庭月总收入"] == ("", "900.00")
    assert told["月人均收入"] == ("", "450.00")
    assert sheet.is_draft


def test_a_review_is_not_printed_from_another_kind_of_visit(do: Click):
    def record(work: UnitOfWork) -> str:
        household = factories.a_family(work, HEAD)
        return work.add(Visit(visit_kind="1", household_id=household.id)).id

    assert refusal(do, rendered("E-16", record)).code == "paper_not_for_visit"


# -- E-03, E-05, E-09, E-14, E-15, E-35 ----------------------------------------------------------


def test_everybody_of_the_family_and_who_must_support_it_is_looked_up(do: Click):
    def record(work: UnitOfWork) -> str:
        household = factories.a_family(work, HEAD, CHILD)
        _ = livelihood.add_item(work, "obligor", household.id, {"name": "李大宝", "relation": "20"})
        return factories.a_case(work, household, case_no="202610200000042").id

    text = do(rendered("E-35", record))
    assert text.index("李桂兰") < text.index("李小宝") < text.index("李大宝")
    assert "☑最低生活保障" in text
    assert "202610200000042" in text


def test_a_commitment_is_made_before_there_is_a_case_too(do: Click):
    text = do(rendered("E-03", lambda work: factories.a_family(work, HEAD, CHILD).id))
    assert "申请人李桂兰" in text
    assert "李小宝" in text
    assert "□最低生活保障" in text


@pytest.mark.parametrize("code", ["E-05", "E-14", "E-15"])
def test_what_goes_with_a_case_names_who_applies(do: Click, code: str):
    assert "李桂兰" in do(rendered(code, a_case_with))


def test_a_confirmation_names_those_who_are_protected_and_the_amount(do: Click):
    def record(work: UnitOfWork) -> str:
        household = factories.a_family(work, HEAD, CHILD | {"protected": False}, monthly=200)
        decided = {"decision_date": date(2026, 11, 20), "benefit_from_month": date(2026, 12, 1)}
        paid = {"benefit_amount": Decimal(990), "total_month": Decimal(1130)}
        return factories.a_case(work, household, state="APPROVED", **decided, **paid).id

    text = do(rendered("E-09", record))
    assert "最低生活保障确认通知书" in text
    assert "李桂兰" in text
    assert "李小宝" not in text
    assert "壹仟壹佰叁拾元整" in text
    assert "2026年12月起" in text


def test_nothing_is_confirmed_before_it_is_decided(do: Click):
    assert refusal(do, rendered("E-09", a_case_with)).code == "notice_premature"


# -- 特困 ----------------------------------------------------------------------------------------


def a_tekun_case(work: UnitOfWork, **fields: Any) -> str:
    household = factories.a_family(work, HEAD | {"birth_date": date(1950, 1, 1)})
    given = {"scheme": "2", "person_id": household.head_id, "self_care_fails": 2}
    return factories.a_case(work, household, **(given | fields)).id


def test_the_care_grade_of_tekun_follows_from_the_items(do: Click):
    text = do(rendered("E-11", a_tekun_case))
    assert "☑部分丧失（半护理）" in text
    assert "2项" in text
    agreement = do(rendered("E-12", a_tekun_case))
    assert "☑半护理" in agreement
    assert "贰佰元整" in agreement


def test_of_none_and_of_all_it_is_known_which_items_they_are(do: Click):
    def ticked(fails: int) -> int:
        text = do(rendered("E-11", lambda work: a_tekun_case(work, self_care_fails=fails)))
        return text.count("☑")

    assert (ticked(0), ticked(2), ticked(6)) == (7, 1, 7)


def test_the_money_of_tekun_is_basic_and_care(do: Click):
    text = do(rendered("E-07-2", a_tekun_case))
    assert "基本生活标准小写￥1001.00" in text
    assert "照料护理标准小写￥200.00" in text
    assert "月合计小写￥1201.00" in text


def test_who_lives_in_a_home_has_no_agreement_with_a_carer(do: Click):
    verb = rendered("E-12", lambda work: a_tekun_case(work, supply_mode="2"))
    assert refusal(do, verb).code == "paper_not_for_mode"


# -- E-13 ----------------------------------------------------------------------------------------


def test_relief_says_what_happened_and_what_was_given_before(do: Click):
    def record(work: UnitOfWork) -> str:
        household = factories.a_family(work, HEAD)
        before = factories.a_case(work, household, scheme="5")
        case = factories.a_case(work, household, scheme="5", apply_date=date(2026, 11, 18))
        paid = {"amount": Decimal(800), "pay_date": date(2026, 3, 5)}
        for each, fields in ((before, paid), (case, {"kind": "1", "situation": "厨房失火"})):
            work.add(TemporaryRelief(case_id=each.id, household_id=household.id, **fields))
        return case.id

    text = do(rendered("E-13", record))
    assert "☑急难型" in text
    assert "厨房失火" in text
    assert "本年累计次数1本年累计金额（元）800.00" in text


# -- children ------------------------------------------------------------------------------------


def a_child(work: UnitOfWork, *categories: str, **fields: Any) -> Child:
    household = factories.a_family(work, HEAD, CHILD)
    [person] = work.find(Person, Person.name == CHILD["name"])
    given = {"person_id": person.id, "household_id": household.id, "village_code": VILLAGE}
    return work.add(Child(categories=list(categories), **(given | fields)))


def test_an_unattended_child_has_its_parents_and_no_notice(do: Click):
    def record(work: UnitOfWork) -> str:
        child = a_child(work, "2", guardian_name="李桂兰")
        for which, situation in (("1", "05"), ("2", "08")):
            work.add(ParentSituation(child_id=child.id, which=which, situation=situation))
        return child.id

    text = do(rendered("E-19", record))
    assert "认定情形父亲服刑在押，母亲失联" in text
    assert "监护人李桂兰" in text
    assert "公示期限" not in text
    assert "申请情况不公示" in text


@pytest.mark.parametrize("code", ["E-18", "E-19", "E-20", "E-34"])
def test_a_paper_is_not_for_a_child_of_another_category(do: Click, code: str):
    verb = rendered(code, lambda work: a_child(work, "3").id)
    assert refusal(do, verb).code == "paper_not_for_child"


def test_the_file_of_a_left_behind_child_is_the_national_form(do: Click):
    def record(work: UnitOfWork) -> str:
        child = a_child(work, "21", left_behind_kind="1", has_hukou=True)
        work.add(ParentSituation(child_id=child.id, which="1", name="李大宝", work_place="东莞市"))
        return child.id

    text = do(rendered("E-20", record))
    assert "父母双方同时外出☑是□否" in text
    assert "李大宝" in text
    assert "东莞市" in text


def test_an_assessment_shows_points_and_level(do: Click):
    def record(work: UnitOfWork) -> str:
        child = a_child(work, "21")
        found = GuardianAssessment(
            child_id=child.id, items={"C1": 3, "S2": 1}, red_lines=["2"], total=4, level="3"
        )
        return work.add(found).id

    text = do(rendered("E-23", record))
    assert "年龄不满8周岁□□□☑" in text
    assert "未落户或无证件□☑□□" in text
    assert "☑无人监护" in text
    assert "☑高风险" in text


def test_a_child_offers_what_its_file_asks_for(do: Click):
    def look(work: UnitOfWork) -> list[str]:
        child = a_child(work, "1", "21")
        work.add(EntrustedCare(child_id=child.id, caregiver_name="李素芬"))
        work.add(ChildCheckIn(child_id=child.id))
        return [one.code for one in papers.papers_of_child(work, child.id)]

    assert do(look) == ["E-18", "E-20", "E-21", "E-21a", "E-22"]


def test_who_may_not_read_of_children_does_not_print_of_them(
    store: Store, do: Click, assistant: Actor
):
    child = do(lambda work: a_child(work, "21").id)
    verbs: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: papers.render(work, the_press(), "E-20", child),
        lambda work: papers.papers_of_child(work, child),
    )
    for verb in verbs:
        with pytest.raises(Refused) as refused:
            store.read(verb, assistant)
        assert refused.value.code == "not_permitted"


def test_who_looks_after_children_does_not_print_of_households(store: Store, do: Click):
    household = do(lambda work: factories.a_family(work, HEAD).id)
    director = an_actor(role="6")
    verbs: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: papers.render(work, the_press(), "E-04", household),
        lambda work: papers.papers_of(work, household),
    )
    for verb in verbs:
        with pytest.raises(Refused) as refused:
            store.read(verb, director)
        assert refused.value.code == "not_permitted"


def test_a_list_is_made_from_no_record(do: Click):
    verb = rendered("R-01", lambda work: a_child(work, "8").id)
    assert refusal(do, verb).code == "paper_only_blank"


# -- the station and the registers ---------------------------------------------------------------


def test_who_is_looked_for_is_described_and_no_number_stands_there(do: Click):
    given = {"claimed_name": "老李", "sex": "1", "age_from": 50, "age_to": 60, "height_cm": 165}
    text = do(rendered("E-26", lambda work: work.add(Vagrant(**given)).id))
    assert "姓名老李" in text
    assert "目测50至60岁" in text
    assert "165厘米" in text
    private = given | {"marks": "衣袋里有身份证500231195001010013"}
    verb = rendered("E-26", lambda work: work.add(Vagrant(**private)).id)
    assert refusal(do, verb).code == "notice_private"


@pytest.mark.parametrize("code", ["E-27b-1", "E-27b-5"])
def test_a_station_writes_no_notice_before_its_time(do: Click, code: str):
    assert refusal(do, rendered(code, lambda work: work.add(Vagrant()).id)).code == (
        "notice_premature"
    )


def test_a_handover_names_who_receives(do: Click):
    def record(work: UnitOfWork) -> str:
        who = work.add(Vagrant(claimed_name="李老三"))
        left = Departure(vagrant_id=who.id, receiver_name="李老四", handed_over="布包1个")
        return work.add(left).id

    text = do(rendered("E-27", record))
    assert "李老三" in text
    assert "李老四" in text
    assert "布包1个" in text


def test_the_call_of_one_register_is_not_on_the_form_of_another(do: Click):
    def record(work: UnitOfWork) -> str:
        person = factories.a_person(work)
        entry = work.add(Elder(person_id=person.id, emergency_name="李素芬"))
        call = CareCall(
            about_noun="elder", about_id=entry.id, person_id=person.id, medical="血压偏高"
        )
        return work.add(call).id

    text = do(rendered("E-29", record))
    assert "血压偏高" in text
    assert "李素芬" in text
    assert refusal(do, rendered("E-28", record)).code == "paper_not_for_visit"


def test_who_may_stray_has_a_file_with_its_calls(do: Click):
    def record(work: UnitOfWork) -> str:
        person = factories.a_person(work)
        entry = work.add(Wanderer(person_id=person.id, categories=["4"], past_losses="走失1次"))
        call = {"about_noun": "wanderer", "about_id": entry.id, "day": date(2026, 7, 10)}
        work.add(CareCall(living="在家", **call))
        return entry.id

    text = do(rendered("E-32", record))
    assert "☑阿尔茨海默症" in text
    assert "走失1次" in text
    assert "2026年7月10日在家" in text


def test_a_referral_says_whom_it_is_about(do: Click):
    assert "李桂兰" in do(rendered("E-30", lambda work: factories.a_family(work, HEAD).id))


def test_a_roster_has_the_accounts_and_its_sum_and_is_a_draft_until_confirmed(do: Click):
    def record(work: UnitOfWork, state: str) -> str:
        person = factories.a_person(work, name="李桂兰", bank_no="6231000000000000018")
        run = work.add(PayRun(scheme="1", month=date(2026, 12, 1), number=1, state=state))
        paid = {"persons": 2, "amount": Decimal(1060), "back_pay": Decimal(200)}
        work.add(PayLine(run_id=run.id, person_id=person.id, **paid))
        return run.id

    drawn, confirmed = (
        do(rendered("E-31", lambda work, state=state: record(work, state))) for state in "12"
    )
    assert "草稿" in drawn
    assert "草稿" not in confirmed
    assert "6231000000000000018" in confirmed
    assert "合计金额1260.00大写壹仟贰佰陆拾元整" in confirmed


def a_changed_run(work: UnitOfWork, number: int) -> str:
    """One line as last month, one more, one stopped and taken back."""
    run = work.add(PayRun(scheme="1", month=date(2026, 12, 1), number=number, state="1"))
    for name, change, former, amount, back, reason in (
        ("赵不变", "0", 500, 500, 0, None),
        ("李桂兰", "2", 860, 1060, 0, "增加1名成员"),
        ("钱停发", "4", 300, 0, -300, "收入超过标准"),
    ):
        person = factories.a_person(work, name=name)
        months = [{"month": "2026-11-01", "due": "0", "paid": "300"}] if back else None
        said = {"change": change, "reason": reason, "back_months": months, "persons": 1}
        said |= {"former": Decimal(former), "amount": Decimal(amount), "back_pay": Decimal(back)}
        work.add(PayLine(run_id=run.id, person_id=person.id, **said))
    return run.id


def test_a_table_of_changes_has_only_what_changed_old_and_new_and_why(do: Click):
    text = do(rendered("E-31b", lambda work: a_changed_run(work, 1)))
    assert "赵不变" not in text
    assert "李桂兰增发1860.001060.00+200.00增加1名成员" in text
    assert "钱停发停发1300.000.00-300.00-300.002026年11月收入超过标准" in text
    assert "变动项数2月增减额-100.00补发追回-300.00合计-400.00大写负肆佰元整" in text
    assert "名册总额1260.00大写壹仟贰佰陆拾元整" in text
    assert "草稿" in text


def test_the_changes_of_a_correction_are_its_differences(do: Click):
    text = do(rendered("E-31b", lambda work: a_changed_run(work, 2)))
    assert "李桂兰增发1+1060.00增加1名成员" in text
