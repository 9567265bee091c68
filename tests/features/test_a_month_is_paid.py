"""月度发放: the roster of a month is drawn up, explained, confirmed by another, and stands; what
was wrong a later run puts right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.registers import DisabilitySubsidy
from app.services import pay_runs, relief, standard_rise
from app.services.pay_runs import RunSheet
from tests.factories import a_case, a_family, a_person
from tests.features.walking import Office

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def in_benefit(office: Office, monthly: int = 900, total: int = 990, **fields: Any) -> str:
    given = {
        "state": "ACTIVE",
        "total_month": Decimal(total),
        "benefit_amount": Decimal(total),
        "benefit_from_month": date(2026, 1, 1),
        "decision_reason": None,
    }

    def verb(work: Any) -> str:
        family = a_family(work, {"name": "李某福"}, {}, {}, monthly=monthly)
        return a_case(work, family, **given | fields).id

    return office.does(office.clerk, verb)


def draw(office: Office, month: date, scheme: str = "1", **more: Any) -> RunSheet:
    return office.does(
        office.clerk, lambda work: pay_runs.draw_up(work, office.pack, scheme, month, **more)
    )


def confirm(office: Office, run: RunSheet) -> RunSheet:
    return office.does(office.leader, lambda work: pay_runs.confirm_run(work, run.id))


def paid(office: Office, month: date, scheme: str = "1") -> RunSheet:
    return confirm(office, draw(office, month, scheme))


def change(office: Office, case: str, **fields: Any) -> None:
    def verb(work: Any) -> None:
        found = work.get(AssistanceCase, case)
        for name, value in fields.items():
            setattr(found, name, value)

    office.does(office.leader, verb)


def test_a_first_roster_is_all_new_and_says_from_when(office: Office):
    in_benefit(office)
    run = draw(office, NOVEMBER)
    [line] = run.lines
    assert (line.name, line.persons, line.amount, line.total) == ("李某福", 3, 990, 990)
    assert (line.change_text, line.reason) == ("新增", "2026年1月起发放")
    assert (run.title, run.totals.words) == ("2026年11月低保发放名册", "玖佰玖拾元整")


def test_the_changes_are_those_since_last_month(office: Office):
    same, more, ended = (in_benefit(office) for _ in range(3))
    paid(office, OCTOBER)
    change(office, more, total_month=Decimal(1090), decision_reason="核查增发：新增残疾人")
    change(office, ended, state="STOPPED", decision_reason="收入超标")
    new = in_benefit(office, benefit_from_month=NOVEMBER)
    run = draw(office, NOVEMBER)
    told = {each.case_id: (each.change_text, each.former, each.amount) for each in run.changes}
    assert told == {
        more: ("增发", 990, 1090),
        ended: ("停发", 990, 0),
        new: ("新增", 0, 990),
    }
    assert {each.case_id for each in run.lines} == {same, more, ended, new}
    assert run.unexplained == 0
    assert run.totals.total == 990 + 1090 + 990
    assert run.change_counts == (("新增", 1, 990), ("增发", 1, 100), ("停发", 1, -990))


def test_who_was_stopped_is_paid_up_to_the_month_before(office: Office):
    """57号第三十一条: the month of stopping is still due, and so is what was paid before it."""
    case = in_benefit(office)
    for month in (date(2026, 9, 1), OCTOBER, NOVEMBER):
        assert paid(office, month).totals.total == 990
    change(office, case, state="STOPPED", ended_from=DECEMBER, decision_reason="收入超标")
    with pytest.raises(Refused) as nothing:
        draw(office, NOVEMBER, back_to=date(2026, 9, 1))
    assert nothing.value.code == "nothing_to_correct"
    [line] = draw(office, DECEMBER, back_to=date(2026, 9, 1)).lines
    assert (line.change_text, line.amount, line.back_pay) == ("停发", 0, 0)


def test_who_was_stopped_before_the_roster_was_drawn_is_still_on_it(office: Office):
    in_benefit(office, state="STOPPED", ended_from=DECEMBER)
    [line] = paid(office, NOVEMBER).lines
    assert (line.amount, line.name) == (990, "李某福")


def test_a_change_that_nobody_explains_is_not_confirmed(office: Office):
    case = in_benefit(office)
    paid(office, OCTOBER)
    change(office, case, total_month=Decimal(800))
    run = draw(office, NOVEMBER)
    with pytest.raises(Refused, match="1项变动没有写明原因"):
        confirm(office, run)
    line = run.changes[0].id
    office.does(office.clerk, lambda work: pay_runs.explain_line(work, line, "长子就业"))
    assert confirm(office, run).is_confirmed


def test_what_was_said_survives_drawing_up_anew(office: Office):
    case = in_benefit(office)
    paid(office, OCTOBER)
    change(office, case, total_month=Decimal(800))
    line = draw(office, NOVEMBER).changes[0].id
    office.does(office.clerk, lambda work: pay_runs.explain_line(work, line, "长子就业"))
    assert draw(office, NOVEMBER).changes[0].reason == "长子就业"


def test_who_drew_it_up_does_not_confirm_it(office: Office):
    in_benefit(office)
    run = office.does(
        office.county,
        lambda work: pay_runs.draw_up(work, office.pack, "1", NOVEMBER, org="500231102"),
    )
    with pytest.raises(Refused, match="不能再由您确认"):
        office.does(office.county, lambda work: pay_runs.confirm_run(work, run.id))
    assert confirm(office, run).confirmed_by == "钱主任"


def test_a_confirmed_roster_stands_and_a_later_one_puts_it_right(office: Office):
    case = in_benefit(office)
    run = paid(office, NOVEMBER)
    with pytest.raises(Refused, match="没有需要更正的差额"):
        draw(office, NOVEMBER)
    with pytest.raises(Refused, match="已经确认"):
        office.does(office.clerk, lambda work: pay_runs.explain_line(work, run.lines[0].id, "改"))
    change(office, case, total_month=Decimal(940), override_reason="上月少算一项收入")
    mended = draw(office, NOVEMBER)
    assert (mended.number, mended.title) == (2, "2026年11月低保发放名册（更正第1次）")
    assert (mended.lines[0].amount, mended.totals.words) == (-50, "负伍拾元整")
    confirm(office, mended)
    again = office.does(office.clerk, lambda work: pay_runs.run_sheet(work, run.id))
    assert (again.lines[0].amount, again.totals.total) == (990, 990)
    december = draw(office, DECEMBER)
    assert [(each.former, each.amount, each.change_text) for each in december.lines] == [
        (940, 940, "不变")
    ]


def test_a_roster_that_is_out_of_date_is_not_confirmed(office: Office):
    case = in_benefit(office)
    run = draw(office, NOVEMBER)
    change(office, case, total_month=Decimal(500))
    with pytest.raises(Refused, match="重新编制名册"):
        confirm(office, run)


def test_a_raised_standard_is_paid_back_to_when_it_began(office: Office):
    """The standard of 2018, published in August, in force from January (D.16 no. 25)."""
    pack = office.pack
    case = in_benefit(office, total=150, benefit_from_month=date(2017, 4, 1))
    for month in range(1, 9):
        paid(office, date(2018, month, 1))
    rise = office.does(
        office.leader, lambda work: standard_rise.preview_rise(work, pack, date(2018, 9, 1))
    )
    assert [(each.old, each.new) for each in rise.lines] == [(150, 330)]
    assert rise.monthly == 180
    office.does(
        office.leader, lambda work: standard_rise.apply_rise(work, pack, date(2018, 9, 1), [case])
    )
    run = draw(office, date(2018, 9, 1), back_to=date(2018, 1, 1))
    [line] = run.lines
    assert (line.former, line.amount, line.back_pay, line.total) == (150, 330, 1440, 1770)
    assert {each.difference for each in line.back_months} == {180}
    assert line.reason == "2018年9月起执行新标准"
    confirm(office, run)
    once_more = draw(office, date(2018, 10, 1), back_to=date(2018, 1, 1))
    assert once_more.lines[0].back_pay == 0


def test_a_fading_family_keeps_its_amount_and_then_nothing(office: Office):
    in_benefit(office, state="FADE", valid_to=date(2026, 11, 30))
    november = paid(office, NOVEMBER)
    assert november.lines[0].amount == 990
    december = draw(office, DECEMBER)
    assert (december.lines[0].amount, december.lines[0].change_text) == (0, "停发")
    assert december.lines[0].reason == "就业后收入超标，渐退期，到2026年11月止"


def test_relief_is_on_one_roster_and_no_other(office: Office):
    def verb(work: Any) -> None:
        family = a_family(work, {"name": "李某"})
        values = {"kind": "2", "amount": Decimal(3000), "pay_way": "1"}
        case = relief.open_relief(work, office.pack, family.id, values).id
        work.get(AssistanceCase, case).state = "APPROVED"

    office.does(office.clerk, verb)
    assert paid(office, NOVEMBER, "5").totals.total == 3000
    assert draw(office, DECEMBER, "5").lines == ()


def test_subsidies_for_the_disabled_are_a_roster_of_persons(office: Office):
    def verb(work: Any) -> None:
        person = a_person(work, name="赵某")
        for kind, amount in (("1", 90), ("2", 100)):
            work.add(
                DisabilitySubsidy(
                    person_id=person.id,
                    kind=kind,
                    state="1",
                    amount=Decimal(amount),
                    org_code="500231102",
                )
            )

    office.does(office.clerk, verb)
    run = draw(office, NOVEMBER, "8")
    assert (len(run.lines), run.totals.total) == (2, 190)


def test_what_pays_no_money_has_no_roster(office: Office):
    with pytest.raises(Refused, match="不按月发放资金"):
        draw(office, NOVEMBER, "3")


def test_a_month_far_ahead_is_not_drawn_up(office: Office):
    with pytest.raises(Refused, match="还不能编制"):
        draw(office, date(2027, 1, 1))
