"""Each scheme is walked from the clue to the money and the end, in the window, by keys alone.

The survey too: two colleagues sit in the kitchen and fill the form in.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.models.assistance_case import AssistanceCase
from app.models.homecoming import ReturnEntry
from app.models.household import Expense, Household
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.services import relief_fund
from app.storage.actor import Actor
from tests.factories import a_family
from tests.features.window.conftest import CLERK, COUNTY, DIRECTOR, LEADER, STATION
from tests.features.window.seats import Seat, Town
from tests.features.window.survey_hands import survey

AT_HOME = {
    "走访人（二）": "陈副手",
    "是否见到本人": "见到",
    "受访人签名": "按手印",
}
FOUND = {
    "低保入户调查": {
        "申请保障类型": "农村低保",
        "健康状况": "健康或良好",
        "住房类型": "自建房",
        "被访邻居姓名": "吴邻居",
        "反映的情况与申报是否相符": "相符",
        "反映的情况": "情况与申报一致",
        "致困原因": "疾病",
        "调查结论": "情况属实，建议进入下一步",
    },
    "临时救助核实": {
        "救助对象": "家庭",
        "身份": "本地户籍",
        "家庭月收入（元）": "900",
        "申请是否属实": "属实",
        "核实情况": "与申请一致",
        "建议": "建议救助",
        "救助方式": "发放救助金",
    },
}
"""What is answered at the door, by form and question."""


def surveyed(town: Town, seat: Seat, name: str, form: str = "低保入户调查", **more: str) -> None:
    """入户调查, from the family's file: two colleagues at the home, the head met, nothing that
    speaks against it. Back at the file."""
    day = {"走访日期": f"{town.clock.now():%Y-%m-%d}"}
    survey(seat, form, AT_HOME | day | {"受访人": name} | FOUND[form] | more)
    seat.page("人员家庭")
    seat.until(f"{name}户")
    seat.part("能享受什么、怎么算的")


def the_home(work: Any, name: str) -> Household:
    person = work.find(Person, Person.name == name)[0]
    return work.find(Household, Household.head_id == person.id)[0]


def the_case(work: Any, name: str) -> AssistanceCase:
    """The last case of ``name``'s family."""
    of_home = AssistanceCase.household_id == the_home(work, name).id
    return work.find(AssistanceCase, of_home, order_by=(AssistanceCase.rowid_.desc(),))[0]


def state(town: Town, name: str) -> str:
    return town.does(CLERK, lambda work: the_case(work, name).state or "")


def home(town: Town, name: str) -> Household:
    return town.does(CLERK, lambda work: the_home(work, name))


def case_of(town: Town, who: Actor, name: str, qtbot: QtBot) -> Seat:
    """``who`` sits down, finds the family and opens its 救助和金额."""
    seat = town.seat(who, qtbot)
    seat.page("人员家庭")
    seat.find(name)
    seat.keys("Return")
    seat.until(f"{name}户")
    seat.part("能享受什么、怎么算的")
    return seat


def new_home(seat: Seat, name: str, number: str) -> None:
    """A family that nobody had on file: its place and its head, then what it applies for."""
    seat.page("人员家庭")
    seat.keys("Ctrl+N")
    seat.choose("所属村（社区）", "沙坪社区")
    seat.fill("姓名", name)
    seat.fill("公民身份号码", number)
    seat.press("建立这一户的档案")
    seat.until(f"{name}户")
    seat.press("修改家庭情况")
    seat.choose("申请保障类型", "农村低保")
    seat.keys("Escape")


def income(seat: Seat, amount: str, kind: str = "种植养殖") -> None:
    """收入财产: one income of a year."""
    seat.part("添加收入")
    seat.press("添加收入")
    seat.choose("收入类别", kind)
    seat.fill("期间金额", amount)
    seat.press("添加收入")
    seat.until("收入和扣减（1）")


def apply(seat: Seat, scheme: str, person: str = "") -> None:
    """救助和金额: a new application, a clue as yet."""
    seat.part("新的申请")
    seat.press("新的申请")
    seat.choose("救助项目", scheme)
    if person:
        seat.choose("申请的成员", person)
    seat.press("开始这份申请")
    seat.until("草稿")


def keep_working(seat: Seat, said: str) -> None:
    """留存这次核算: the decision rests on it."""
    seat.until(said)
    seat.press("留存这次核算")
    seat.until("已留存这次核算")


def accepted(seat: Seat) -> None:
    seat.step("提交申请", "签字的申请书", "核对授权书")
    seat.step("受理", "必备材料", chooses={"近亲属备案": "否"})


def noticed(town: Town, seat: Seat, name: str, worked: str) -> None:
    """From the survey to the end of the notice."""
    surveyed(town, seat, name)
    seat.step("完成入户调查", "成年家庭成员")
    keep_working(seat, worked)
    seat.step("初审同意并公示")
    assert not seat.may_press("公示期满无异议")
    town.wait(14)


def paid(town: Town, qtbot: QtBot, scheme: str, words: str) -> None:
    """The clerk draws the roster up, the leader confirms it."""
    seat = town.seat(CLERK, qtbot)
    seat.page("发放")
    seat.part("编制名册 (Ctrl+N)")
    seat.keys("Ctrl+N")
    seat.choose("救助项目", scheme)
    seat.press("编制这份名册")
    seat.until(words)
    assert not seat.may_press("确认发放")
    seat = town.seat(LEADER, qtbot)
    seat.page("发放")
    seat.find(scheme)
    seat.keys("Return")
    seat.until(words)
    seat.press("确认发放")
    seat.until("已确认，名册不再更改")


def test_dibao_from_the_clue_to_the_money_and_the_end(town: Town, qtbot: QtBot):
    seat = town.seat(CLERK, qtbot)
    new_home(seat, "李某福", "500231198506150023")
    income(seat, "3600")
    apply(seat, "低保")
    accepted(seat)
    seat.step("发起信息核对", "成年家庭成员")
    seat.step("核对未超标", fills={"核对反馈日期": "2026-11-23"})
    noticed(town, seat, "李某福", "每月330.00元")
    seat = case_of(town, CLERK, "李某福", qtbot)
    seat.step("公示期满无异议", "公示期满的照片")
    assert not seat.may_press("予以确认")
    seat = case_of(town, LEADER, "李某福", qtbot)
    seat.step("予以确认")
    town.wait(31)
    case_of(town, COUNTY, "李某福", qtbot).step("首次发放")
    paid(town, qtbot, "低保", "叁佰叁拾元整")
    case_of(town, LEADER, "李某福", qtbot).step("停发", why="全家迁出本县")
    assert (state(town, "李某福"), home(town, "李某福").class_now) == ("STOPPED", "0")


def test_tekun(town: Town, qtbot: QtBot):
    def family(work: Any) -> None:
        a_family(work, {"name": "王某才", "birth_date": date(1948, 3, 1)}, monthly=125)

    town.does(CLERK, family)
    seat = case_of(town, CLERK, "王某才", qtbot)
    apply(seat, "特困", "王某才")
    seat.step("提交申请", "签字的申请书", "核对授权书")
    seat.step("受理", "必备材料")
    seat.step("开始调查")
    surveyed(town, seat, "王某才")
    seat.step("初审同意并公示", "法定义务人")
    town.wait(14)
    seat = case_of(town, CLERK, "王某才", qtbot)
    seat.step("公示期满无异议")
    seat = case_of(town, COUNTY, "王某才", qtbot)
    seat.step("评估自理能力", fills={"自理评估不能项数": "2"}, chooses={"供养方式": "分散供养"})
    assert not seat.may_press("留存这次核算")  # the clerk's
    seat = case_of(town, CLERK, "王某才", qtbot)
    keep_working(seat, "每月1,201.00元")
    seat = case_of(town, LEADER, "王某才", qtbot)
    seat.step("予以认定", "评估人不足两名")
    town.wait(31)
    case_of(town, COUNTY, "王某才", qtbot).step("首次发放")
    paid(town, qtbot, "特困", "壹仟贰佰零壹元整")
    case_of(town, CLERK, "王某才", qtbot).step("拟终止并公示", why="本人死亡")
    town.wait(31)
    case_of(town, LEADER, "王某才", qtbot).step("终止供养", why="死亡")
    assert state(town, "王某才") == "TERMINATED"


def standing(town: Town, qtbot: QtBot, name: str, scheme: str, until: int) -> None:
    """A standing without money, with an end: from the clue to the last day."""
    seat = case_of(town, CLERK, name, qtbot)
    apply(seat, scheme)
    accepted(seat)
    seat.step("开始入户调查")
    noticed(town, seat, name, scheme)
    seat = case_of(town, CLERK, name, qtbot)
    seat.step("公示期满无异议", "公示期满的照片")
    case_of(town, LEADER, name, qtbot).step("予以认定")
    case_of(town, CLERK, name, qtbot).step("登记生效")
    town.wait(until)
    case_of(town, CLERK, name, qtbot).step("有效期满退出")
    assert (state(town, name), home(town, name).class_now) == ("STOPPED", "0")


def test_dibao_margin(town: Town, qtbot: QtBot):
    town.does(CLERK, lambda work: a_family(work, {"name": "赵边缘"}, {}, {}, monthly=2400).id)
    standing(town, qtbot, "赵边缘", "低保边缘", 400)


def test_rigid_expenses(town: Town, qtbot: QtBot):
    def family(work: Any) -> None:
        found = a_family(work, {"name": "钱刚性"}, {}, {}, monthly=6000)
        work.add(Expense(household_id=found.id, kind="1", self_paid=Decimal(50000)))

    town.does(CLERK, family)
    standing(town, qtbot, "钱刚性", "刚性支出困难", 400)


def need(
    town: Town, qtbot: QtBot, name: str, kind: str, cause: str, *, amount: str, paid: str = ""
) -> Seat:
    """发放, 临时救助, Ctrl+N: whose, what happened, how much."""
    seat = town.seat(CLERK, qtbot)
    seat.page("发放")
    seat.part("登记临时救助 (Ctrl+N)")
    seat.keys("Ctrl+N")
    seat.find_person(name)
    seat.choose("救助类型", kind)
    seat.choose("困难原因", cause)
    seat.fill("困难情况", "住房失火，衣被全毁")
    if paid:
        seat.fill("个人自付", paid)
    seat.choose("救助方式", "发放救助金")
    seat.fill("救助金额", amount)
    seat.press("登记这件临时救助")
    seat.until("办理这份申请")
    return seat


def signed_for(seat: Seat, way: str, name: str, witnesses: str = "") -> None:
    """登记签收: how it is handed over, who signs, who saw it."""
    seat.press("登记签收")
    seat.choose("发放方式", way)
    seat.fill("签收人", name)
    seat.fill("见证人", witnesses)
    seat.press("登记发放方式和签收")
    seat.until("已登记发放方式和签收")


def into_the_fund(town: Town) -> Decimal:
    def verb(work: Any) -> Decimal:
        relief_fund.put_into_fund(work, Decimal(5000), "拨入", org="500231102")
        return relief_fund.fund_balance(work, org="500231102")

    return town.does(COUNTY, verb)


def balance(town: Town) -> Decimal:
    return town.does(CLERK, relief_fund.fund_balance)


def test_in_an_emergency_first_the_money(town: Town, qtbot: QtBot):
    town.does(CLERK, lambda work: a_family(work, {"name": "孙急难"}, {}, monthly=900).id)
    before = into_the_fund(town)
    seat = need(town, qtbot, "孙急难", "急难型", "火灾", amount="800")
    signed_for(seat, "现金", "孙急难", "周某、吴某")
    seat = case_of(town, LEADER, "孙急难", qtbot)
    seat.step("先行救助（急难型）")
    assert balance(town) == before - 800
    seat = case_of(town, CLERK, "孙急难", qtbot)
    seat.step("急难缓解，开始补手续")
    day = f"{town.clock.now():%Y-%m-%d}"
    happened = {
        "救助类型": "急难型",
        "困难原因": "火灾",
        "事发日期": day,
        "事发地点": "自己家中",
        "已经先行救助": "是",
        "先行救助时间": f"{day} 8:30",
        "先行救助金额（元）": "800",
        "资金来源": "乡镇备用金",
        "建议金额（元）": "800",
    }
    surveyed(town, seat, "孙急难", "临时救助核实", **happened)
    seat.step("手续补齐，归档", "签字的申请书", "审批表还没有签章归档")
    assert state(town, "孙急难") == "FILED"


def test_a_petty_payment_out_of_the_fund(town: Town, qtbot: QtBot):
    town.does(CLERK, lambda work: a_family(work, {"name": "周小额"}, {}, monthly=900).id)
    before = into_the_fund(town)
    seat = need(town, qtbot, "周小额", "支出型", "重大疾病", amount="1500", paid="18000")
    signed_for(seat, "一卡通或打卡", "")
    seat.press("办理这份申请")
    seat.until("周小额户")
    seat.part("能享受什么、怎么算的")
    seat.step("提交申请", "签字的申请书")
    seat.step("受理")
    seat.step("发起信息核对", "核对授权书")
    day = f"{town.clock.now():%Y-%m-%d}"
    seat.step("核对报告已返回", fills={"核对反馈日期": day})
    happened = {"救助类型": "支出型", "困难原因": "重大疾病", "支出总额（元）": "18000"}
    happened["建议金额（元）"] = "1500"
    surveyed(town, seat, "周小额", "临时救助核实", **happened)
    seat.step("完成入户调查")
    seat.step("按小额救助报负责人审批（不公示）")
    case_of(town, LEADER, "周小额", qtbot).step("同意救助")
    seat = case_of(town, CLERK, "周小额", qtbot)
    seat.step("从备用金发放")
    assert balance(town) == before - 1500
    seat.step("归档", "审批表还没有签章归档")
    assert state(town, "周小额") == "FILED"


@pytest.mark.parametrize(
    ("scheme", "of_parents", "elder", "child"),
    [
        ("事实无人抚养", ("重残", "失联"), "张婆婆", "张小某"),
        ("孤儿", ("死亡", "死亡"), "何婆婆", "何小某"),
    ],
)
def test_a_child_whom_no_parent_raises(
    town: Town, qtbot: QtBot, scheme: str, of_parents: tuple[str, str], elder: str, child: str
):
    def family(work: Any) -> None:
        a_family(
            work,
            {"name": elder, "birth_date": date(1958, 1, 1)},
            {"name": child, "birth_date": date(2016, 5, 4), "relation": "40"},
            monthly=900,
        )

    town.does(CLERK, family)
    seat = town.seat(DIRECTOR, qtbot)
    seat.page("儿童")
    seat.keys("Ctrl+N")
    seat.find_person(child)
    seat.choose("儿童类别", scheme)
    seat.fill("监护人", elder)
    seat.press("登记这名儿童")
    seat.until(child)
    for who, what in zip(("父亲", "母亲"), of_parents, strict=True):
        seat.press(f"登记{who}")
        seat.fill("姓名", f"{elder[0]}某{who}")
        seat.choose("情况", what)
        seat.press(f"登记{who}情况")
        seat.until(f"{elder[0]}某{who}")
    seat = case_of(town, CLERK, elder, qtbot)
    apply(seat, scheme, child)
    seat.step("提交申请", "签字的申请表")
    seat.step("开始查验")
    seat.step("查验完毕，报县", "查验人员")
    keep_working(seat, "每月1,651.00元")
    case_of(town, COUNTY, elder, qtbot).step("予以确认")
    town.wait(31)
    case_of(town, COUNTY, elder, qtbot).step("首次发放")
    paid(town, qtbot, scheme, "壹仟陆佰伍拾壹元整")
    case_of(town, COUNTY, elder, qtbot).step("停发", why="不再符合条件")
    assert state(town, elder) == "STOPPED"


def test_somebody_in_the_street_goes_home_and_is_called_at(town: Town, qtbot: QtBot):
    town.does(CLERK, lambda work: a_family(work, {"name": "李走失", "sex": "2"}).id)
    seat = town.seat(CLERK, qtbot)
    seat.page("流浪救助")
    seat.keys("Ctrl+N")
    seat.fill("发现地点", "县城客运站")
    seat.press("登记这次发现")
    seat.until("已登记，请联系县救助管理站")
    seat = town.seat(STATION, qtbot)
    seat.page("流浪救助")
    seat.keys("Down", "Return")
    seat.press("求助登记")
    seat.fill("自称姓名", "阿兰")
    seat.choose("流浪（求助）原因", "走失")
    seat.choose("求助需求", "食宿", "寻亲")
    seat.press("完成求助登记")
    seat.press("清点随身物品")
    seat.fill("随身物品", "布包、雨伞")
    seat.press("登记随身物品")
    seat.press("予以救助，入站")
    seat.press("开始寻亲")
    seat.press("身份查明")
    seat.find_person("李走失")
    seat.choose("查明方式", "人像比对")
    seat.press("登记身份查明")
    seat.until("身份已登记")
    seat.press("离站返乡")
    seat.choose("离站方式", "亲属接领")
    seat.choose("返乡所在乡镇或村", "沙坪社区")
    seat.fill("接收人", "李大哥")
    seat.press("离站返乡，转为")
    seat.press("转乡镇回访")
    seat = town.seat(CLERK, qtbot)
    seat.page("流浪救助")
    seat.part("登记返乡人员")
    seat.keys("Down", "Return")
    seat.press("登记回访")
    seat.choose("是否见到本人", "见到")
    seat.fill("处理措施", "已按时服药，由家属看护")
    seat.press("登记这次回访")
    seat.until("已登记回访")
    seat = town.seat(STATION, qtbot)
    seat.page("流浪救助")
    seat.keys("Down", "Return")
    seat.press("回访后结案")
    seat.settle()
    assert town.does(STATION, lambda work: work.find(Vagrant)[0].state) == "CLOSED"
    seat = town.seat(CLERK, qtbot)
    seat.page("流浪救助")
    seat.press("销账")
    seat.fill("销账原因", "家属看护稳定")
    seat.press("销账，不再回访")
    seat.until("已销账")
    assert town.does(CLERK, lambda work: work.find(ReturnEntry)[0].closed_on) is not None
