"""Rows pasted from WPS into a household: what is shown beforehand is what happens, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.errors import Refused
from app.excel.clipboard import read_cells
from app.models.household import Household, Income, Member
from app.models.person import Person
from app.services import pasting
from app.services.pasting import Outcome, Pasted, PastePlan
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household, a_name, an_id_number, members_of
from tests.unit.services.conftest import Click

WIFE = a_name(98)
"""The second member of the first household that the factory makes."""


@pytest.fixture
def home(do: Click) -> str:
    return do(lambda work: a_household(work, 2, number=1).id)


def planned(do: Click, home: str, text: str, noun: str = "member") -> PastePlan:
    cells = read_cells(text)
    return do(lambda work: pasting.plan_paste(work, noun, home, cells))


def pasted(do: Click, plan: PastePlan) -> Pasted:
    return do(lambda work: pasting.paste(work, plan))


def people_of(work: UnitOfWork, home: str) -> dict[str, Person]:
    members = members_of(work, work.get(Household, home))
    found = [work.get(Person, one.person_id) for one in members]
    return {one.name: one for one in found}


def test_a_known_member_is_changed_and_an_unknown_one_added(do: Click, home: str):
    number = an_id_number(7, date(2015, 6, 1), female=True)
    plan = planned(
        do,
        home,
        f"姓名\t与户主关系\t身份证号\t电话\n{WIFE}\t妻\t\t139-0000-0002\n吴小妹\t女儿\t{number}\t\n",
    )
    assert [row.outcome for row in plan.rows] == [Outcome.CHANGE, Outcome.ADD]
    assert "联系电话" in plan.rows[0].text
    assert pasted(do, plan).count == 2
    found = do(lambda work: {name: one.phone for name, one in people_of(work, home).items()})
    assert found[WIFE] == "13900000002"
    girl = do(lambda work: people_of(work, home)["吴小妹"])
    assert (girl.id_no, girl.sex, girl.birth_date) == (number, "2", date(2015, 6, 1))


def test_a_plan_writes_nothing(do: Click, home: str):
    planned(do, home, "姓名\t关系\n吴小妹\t女儿")
    assert len(do(lambda work: people_of(work, home))) == 2


def test_pasting_the_same_again_changes_nothing(do: Click, home: str):
    text = f"姓名\t关系\t健康\n{WIFE}\t妻\t有慢性病\n吴小妹\t女儿\t\n"
    pasted(do, planned(do, home, text))
    assert {row.outcome for row in planned(do, home, text).rows} == {Outcome.SAME}


def test_without_a_header_columns_are_known_by_what_they_hold(do: Click, home: str):
    number = an_id_number(7, date(2015, 6, 1), female=True)
    plan = planned(do, home, f"1\t吴小妹\t女\t女儿\t{number}\t13900000003")
    assert plan.columns == ("", "姓名", "性别", "与户主关系", "公民身份号码", "联系电话")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("吴小妹\t女儿\t500231201506010150\t", "校验码"),
        ("吴小妹\t女儿\t5.00231E+17\t", "丢失"),
        ("吴小妹\t隔壁的\t\t", "列表里没有"),
        ("吴小妹\t女儿\t\t12", "电话"),
        ("\t女儿\t\t", "姓名"),
        ("吴小妹\t户主\t\t", "已有户主"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_reason_and_left_out(
    do: Click, home: str, row: str, sentence: str
):
    plan = planned(do, home, f"姓名\t关系\t身份证号\t电话\n{row}\n吴大妹\t女儿\t\t")
    assert [one.outcome for one in plan.rows] == [Outcome.REFUSED, Outcome.ADD]
    assert sentence in plan.rows[0].text
    pasted(do, plan)
    assert "吴小妹" not in do(lambda work: people_of(work, home))


def test_somebody_with_a_file_elsewhere_joins_with_that_file(do: Click, home: str):
    other = do(lambda work: a_household(work, 1, number=2).head_id or "")
    number = do(lambda work: work.get(Person, other).id_no)
    plan = planned(do, home, f"姓名\t身份证号\n随便\t{number}")
    assert "已有档案" in plan.rows[0].text
    pasted(do, plan)
    members = do(lambda work: [one.person_id for one in work.find(Member)])
    assert members.count(other) == 2


def test_masked_numbers_copied_from_a_list_overwrite_nothing(do: Click, home: str):
    plan = planned(do, home, f"姓名\t证件号\t联系电话\n{WIFE}\t500231********1234\t*******0001")
    assert [row.outcome for row in plan.rows] == [Outcome.SAME]


def test_what_changed_in_between_is_not_overwritten(do: Click, home: str):
    plan = planned(do, home, f"姓名\t电话\n{WIFE}\t13900000002")

    def meanwhile(work: UnitOfWork) -> None:
        people_of(work, home)[WIFE].phone = "13900000009"

    do(meanwhile)
    with pytest.raises(Refused) as refused:
        pasted(do, plan)
    assert refused.value.code == "paste_changed"


def test_taking_back_leaves_the_household_as_it_was(do: Click, home: str):
    before = do(lambda work: {name: one.phone for name, one in people_of(work, home).items()})
    done = pasted(do, planned(do, home, f"姓名\t电话\n{WIFE}\t13900000002\n吴小妹\t\n"))
    do(lambda work: pasting.take_back(work, done))
    after = do(lambda work: {name: one.phone for name, one in people_of(work, home).items()})
    assert after == before
    assert do(lambda work: work.find(Person, Person.name == "吴小妹")) == []


def test_incomes_are_pasted_by_member_and_kind(do: Click, home: str):
    text = f"成员\t类别\t年收入\n{WIFE}\t工资性收入\t1.2万"
    assert planned(do, home, text, "income").rows[0].outcome is Outcome.REFUSED
    done = pasted(do, planned(do, home, text.replace("1.2万", "12,000元"), "income"))
    assert [noun for noun, _ in done.added] == ["income"]
    monthly = planned(do, home, f"成员\t类别\t月收入\n{WIFE}\t工资性收入\t1100", "income")
    assert monthly.rows[0].outcome is Outcome.CHANGE
    pasted(do, monthly)
    (income,) = do(lambda work: work.find(Income))
    assert (income.amount_total, income.months, income.monthly) == (1100, 1, Decimal(1100))


def test_an_income_of_nobody_in_the_household_is_refused(do: Click, home: str):
    plan = planned(do, home, "成员\t类别\t金额\n王外人\t工资性收入\t100", "income")
    assert "不是本户成员" in plan.rows[0].text


@pytest.mark.parametrize(
    ("noun", "text", "code"),
    [
        ("member", "\n", "paste_empty"),
        ("member", "1\t2\n3\t4", "paste_without_labels"),
        ("income", "工资性收入\t100", "paste_without_labels"),
        ("member", "姓名\t关系\n" + "吴\t女\n" * 300, "paste_too_long"),
    ],
)
def test_what_is_no_list_of_this_kind_says_so(
    do: Click, home: str, noun: str, text: str, code: str
):
    with pytest.raises(Refused) as refused:
        planned(do, home, text, noun)
    assert refused.value.code == code
