"""临时救助 from the first word to the file on the shelf: the ordinary way, the petty one, and first
the money, then the papers; and the township's 备用金 beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.parameters import NamedAmount
from app.errors import Refused
from app.models.temporary_relief import TemporaryRelief
from app.services import relief, relief_fund
from tests.factories import a_family
from tests.features.walking import Office

NEED: dict[str, Any] = {
    "kind": "2",
    "cause": "9",
    "situation": "户主住院做手术，自付医疗费较高",
    "self_paid": Decimal(18000),
    "aid_forms": ["1"],
    "amount": Decimal(3000),
}
SUDDEN: dict[str, Any] = {
    "kind": "1",
    "cause": "1",
    "situation": "昨夜住房失火，衣被全毁",
    "incident_date": date(2026, 11, 22),
    "aid_forms": ["1"],
    "amount": Decimal(800),
    "pay_way": "2",
    "receipt": {"name": "李某"},
    "witnesses": ["周某", "吴某"],
}


@pytest.fixture
def small(office: Office) -> Office:
    """The county has delegated amounts up to 2000 元."""
    return replace(office, pack=office.pack.changed(township_limit=Decimal(2000)))


def opened(office: Office, need: dict[str, Any]) -> str:
    def verb(work: Any) -> str:
        household = a_family(work, {"name": "李某"}, {}, monthly=900)
        return relief.open_relief(work, office.pack, household.id, need).id

    return office.does(office.clerk, verb)


def filled(office: Office, amount: int = 5000) -> None:
    office.does(
        office.county,
        lambda work: relief_fund.put_into_fund(
            work, Decimal(amount), "第一次拨入", org="500231102"
        ),
    )


def balance(office: Office) -> Decimal:
    return office.does(office.clerk, relief_fund.fund_balance)


def surveyed(office: Office, case: str) -> None:
    """From the application to the first opinion, 核对 included."""
    clerk = office.clerk
    office.step(clerk, case, "submit_application", attested=["application_signed"])
    office.step(clerk, case, "accept_relief")
    office.step(clerk, case, "send_check", attested=["consent_signed"])
    back = {"check_return_date": date(2026, 11, 23), "check_result": "1"}
    office.step(clerk, case, "check_back", values=back)
    office.survey(case)
    office.step(clerk, case, "close_survey")


def test_the_ordinary_way_ends_at_the_county(office: Office):
    case = opened(office, NEED)
    surveyed(office, case)
    assert office.step(office.clerk, case, "opinion_yes") == "NOTICE"
    assert office.case(case).notice_to == date(2026, 11, 30)
    office.wait(8)
    office.step(office.clerk, case, "period_over")
    with pytest.raises(Refused, match="金额超过乡镇（街道）审批限额，由县民政局审批"):
        office.step(office.leader, case, "approve_relief")
    assert office.step(office.county, case, "approve_relief") == "APPROVED"
    assert office.case(case).decision_level == "1"
    office.does(office.clerk, lambda work: relief.set_relief(work, case, {"pay_way": "1"}))
    office.step(office.clerk, case, "pay_relief")
    assert office.step(office.clerk, case, "file_relief", attested=["platform_filed"]) == "FILED"
    found = office.case(case)
    assert (found.decision, found.total_month, found.benefit_amount) == ("1", None, None)


def test_the_petty_way_needs_no_notice_and_comes_out_of_the_fund(small: Office):
    filled(small)
    case = opened(small, NEED | {"amount": Decimal(1500), "pay_way": "1"})
    surveyed(small, case)
    assert small.step(small.clerk, case, "opinion_petty") == "SUBMITTED"
    small.step(small.leader, case, "approve_relief")
    small.step(small.clerk, case, "pay_from_fund")
    assert balance(small) == 3500
    ledger = small.does(small.clerk, relief_fund.fund_ledger)
    assert [(each.direction_text, each.balance) for each in ledger.lines] == [
        ("拨入", 5000),
        ("支出", 3500),
    ]
    assert (ledger.lines[1].case_id, ledger.lines[1].approver) == (case, "钱主任")
    assert ledger.closing_words == "叁仟伍佰元整"


def test_what_is_too_much_for_the_fund_goes_the_ordinary_way(small: Office):
    filled(small)
    case = opened(small, NEED | {"amount": Decimal(2001)})
    surveyed(small, case)
    with pytest.raises(Refused, match="按一般程序办理"):
        small.step(small.clerk, case, "opinion_petty")


def test_in_an_emergency_the_money_comes_first(office: Office):
    filled(office)
    case = opened(office, SUDDEN)
    told = office.does(office.leader, lambda work: relief.relief_file(work, office.pack, case))
    assert told.pay_by is not None
    assert (told.pay_by.date(), told.is_late) == (date(2026, 11, 24), False)
    assert office.step(office.leader, case, "pay_at_once") == "FIRST_PAY"
    assert balance(office) == 4200
    office.step(office.clerk, case, "emergency_over")
    office.survey(case)
    office.step(
        office.clerk, case, "papers_done", attested=["application_signed", "platform_filed"]
    )
    [found] = office.does(office.clerk, lambda work: work.find(TemporaryRelief))
    assert (found.first_pay_amount, found.pay_date) == (800, date(2026, 11, 23))
    assert (found.emergency_end, found.paperwork_done) == (date(2026, 11, 23),) * 2
    assert office.case(case).case_no


def test_an_emergency_that_was_none_is_paid_back(office: Office):
    filled(office)
    case = opened(office, SUDDEN)
    office.step(office.leader, case, "pay_at_once")
    office.step(office.clerk, case, "emergency_over")
    office.step(office.leader, case, "find_unfit", reason="起火的是别人家的房子")
    assert balance(office) == 4200
    office.step(office.clerk, case, "recovered")
    assert balance(office) == 5000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "2", "self_paid": Decimal(1)}, "不是急难型救助"),
        ({"witnesses": ["周某"]}, "两名见证人"),
        ({"amount": Decimal(6000)}, "备用金余额不足"),
        ({"situation": None}, "困难情况"),
    ],
)
def test_money_at_once_asks_for_what_the_rule_asks(
    office: Office, change: dict[str, Any], said: str
):
    filled(office)
    case = opened(office, SUDDEN | change)
    with pytest.raises(Refused, match=said):
        office.step(office.leader, case, "pay_at_once")
    assert balance(office) == 5000


@pytest.mark.parametrize(
    ("way", "receiver", "witnesses", "said"),
    [
        ("2", "", ["周某", "吴某"], "要有签收人"),
        ("2", "李某", ["李某", "吴某"], "不能是同一个人"),
        ("2", "李某", ["吴某", "吴某"], "不能重复"),
    ],
)
def test_who_signs_and_who_saw_it_are_different_people(
    office: Office, way: str, receiver: str, witnesses: list[str], said: str
):
    case = opened(office, SUDDEN)
    with pytest.raises(Refused, match=said):
        office.does(
            office.clerk, lambda work: relief.note_receipt(work, case, way, receiver, witnesses)
        )


def test_a_clerk_does_not_pay_at_once(office: Office):
    filled(office)
    case = opened(office, SUDDEN)
    with pytest.raises(Refused, match="由乡镇（街道）负责人办理"):
        office.step(office.clerk, case, "pay_at_once")


def test_the_same_cause_twice_in_a_year_wants_a_reason(office: Office):
    filled(office)
    first = opened(office, SUDDEN)
    office.step(office.leader, first, "pay_at_once")
    household = office.case(first).household_id or ""

    office.step(office.clerk, first, "emergency_over")
    office.survey(first)
    filed = ["application_signed", "platform_filed"]
    office.step(office.clerk, first, "papers_done", attested=filed)
    case = office.does(
        office.clerk, lambda work: relief.open_relief(work, office.pack, household, SUDDEN).id
    )
    office.step(office.clerk, case, "submit_application", attested=["application_signed"])
    with pytest.raises(Refused, match="一年内已因同一事由救助过"):
        office.step(office.clerk, case, "accept_relief")
    file = office.does(office.clerk, lambda work: relief.relief_file(work, office.pack, case))
    assert [each.amount for each in file.before] == [800]
    reason = {"repeat_reason": "救助后房屋再次失火"}
    office.does(office.clerk, lambda work: relief.set_relief(work, case, reason))
    assert office.step(office.clerk, case, "accept_relief") == "ACCEPTED"


def test_after_the_first_opinion_the_amount_stands(small: Office):
    filled(small)
    case = opened(small, NEED | {"amount": Decimal(500)})
    surveyed(small, case)
    small.step(small.clerk, case, "opinion_petty")
    with pytest.raises(Refused, match="不能再改"):
        small.does(
            small.clerk, lambda work: relief.set_relief(work, case, {"amount": Decimal(1900)})
        )


def test_where_there_are_tiers_the_amount_is_the_tier_s(office: Office):
    tiers = (NamedAmount("一档", Decimal(1000)), NamedAmount("二档", Decimal(3000)))
    office = replace(office, pack=office.pack.changed(temp_relief_tiers=tiers))
    case = opened(office, NEED)
    surveyed(office, case)
    file = office.does(office.clerk, lambda work: relief.relief_file(work, office.pack, case))
    assert (file.amount, file.trouble) == (None, "请选择救助档次：一档、二档。")
    with pytest.raises(Refused, match="与所选档次不符"):
        office.step(office.clerk, case, "opinion_yes")
    office.does(office.clerk, lambda work: relief.set_relief(work, case, {"tier": "二档"}))
    assert office.step(office.clerk, case, "opinion_yes") == "NOTICE"


def test_the_buttons_say_who_may_what_now(office: Office):
    case = opened(office, SUDDEN)
    assert set(office.buttons(office.leader, case)) == {"先行救助（急难型）"}
    assert "备用金余额不足" in office.buttons(office.leader, case)["先行救助（急难型）"]
    assert "提交申请" in office.buttons(office.clerk, case)
