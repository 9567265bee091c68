"""家庭: those who live together and share income, and what belongs to them (domain B.3 to B.8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE = Sensitivity.SENSITIVE


class Household(Record):
    """One household file, named after its head. ``group_name``: 村民小组.

    ``house_area`` in m²; the monthly costs in 元/月.
    """

    __tablename__ = "household"
    noun = "household"
    title = "家庭"

    hh_no: Mapped[str | None] = c.text("家庭编号", 20, column="家庭编号", is_indexed=True)
    head_id: Mapped[str | None] = c.ref("户主", "person", is_required=True)
    applicant_id: Mapped[str | None] = c.ref("申请人", "person")
    agent_name: Mapped[str | None] = c.text("代办人", 50, group="agent")
    agent_relation: Mapped[str | None] = c.code("代办人关系", codes.RELATION, group="agent")
    agent_phone: Mapped[str | None] = c.tail_number("代办人电话", 20, group="agent")
    agent_id_no: Mapped[str | None] = c.id_number("代办人证件号", group="agent")
    group_name: Mapped[str | None] = c.text("组", 20, group="place", column="组")
    hukou_addr: Mapped[str | None] = c.text("户籍地址", 200)
    live_addr: Mapped[str | None] = c.text("居住地址", 200, sensitivity=_SENSITIVE)
    dibao_area_type: Mapped[str | None] = c.code("申请保障类型", codes.AREA_KIND)
    area_type_reason: Mapped[str | None] = c.text("保障类型说明", 200)
    declared_size: Mapped[int | None] = c.number("花名册上的人口", "人")
    declared_protected: Mapped[int | None] = c.number("花名册上的保障人口", "人")
    hardship: Mapped[list[str] | None] = c.many_codes(
        "致困原因", codes.HARDSHIP, sensitivity=_SENSITIVE, column="致困原因"
    )
    hardship_note: Mapped[str | None] = c.text("致困情况", 500, sensitivity=_SENSITIVE)
    poverty_flag: Mapped[str | None] = c.code("监测类型", codes.POVERTY_FLAG, default="0")
    house_kind: Mapped[str | None] = c.code("住房类型", codes.HOUSE_KIND, group="house")
    house_structure: Mapped[str | None] = c.code("住房结构", codes.HOUSE_STRUCTURE, group="house")
    house_safety: Mapped[str | None] = c.code("住房安全", codes.HOUSE_SAFETY, group="house")
    house_area: Mapped[Decimal | None] = c.amount("住房面积", "平方米", group="house")
    house_rooms: Mapped[int | None] = c.number("房间数", "间", group="house")
    house_owner: Mapped[str | None] = c.text("住房产权人", 50, group="house")
    water_power_gas_monthly: Mapped[Decimal | None] = c.amount("月水电燃料费", "元/月")
    comm_monthly: Mapped[Decimal | None] = c.amount("月通讯费", "元/月")
    property_fee_monthly: Mapped[Decimal | None] = c.amount("月物业管理费", "元/月")
    nonbasic_spend: Mapped[str | None] = c.text("非基本生活用品支出", 500)
    helper_name: Mapped[str | None] = c.text("帮扶责任人", 50, group="helper")
    helper_unit: Mapped[str | None] = c.text("帮扶单位", 100, group="helper")
    class_now: Mapped[str | None] = c.code(
        "当前类别", codes.HOUSEHOLD_CLASS, default="0", column="类别"
    )
    benefit_month: Mapped[Decimal | None] = c.amount(
        "现保障金额", "元/月", group="benefit", column="保障金额"
    )
    benefit_from: Mapped[date | None] = c.day("保障起始月", group="benefit", column="起始月")
    review_cycle: Mapped[str | None] = c.code("核查周期", codes.REVIEW_CYCLE, group="review")
    next_review: Mapped[date | None] = c.day("下次核查", group="review")
    remark: Mapped[str | None] = c.long_text("备注", 1000)


class Member(Record):
    """A person's place in a household. ``counted``: 计入共同生活家庭成员."""

    __tablename__ = "member"
    noun = "member"
    title = "家庭成员"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    person_id: Mapped[str] = c.ref("成员", "person", is_required=True)
    relation: Mapped[str | None] = c.code("与户主关系", codes.RELATION, column="与户主关系")
    counted: Mapped[bool | None] = c.flag("计入家庭人口", default=True, group="counted")
    exclude_reason: Mapped[str | None] = c.code("不计入原因", codes.EXCLUDE_REASON, group="counted")
    protected: Mapped[bool | None] = c.flag("保障对象", default=True)
    joined: Mapped[date | None] = c.day("加入日期", group="stay")
    left: Mapped[date | None] = c.day("离开日期", group="stay")
    live_together: Mapped[bool | None] = c.flag("共同居住", default=True)
    legal_duty: Mapped[str | None] = c.code("法定义务", codes.LEGAL_DUTY)
    place_in_list: Mapped[int | None] = c.number("排列")


class Income(Record):
    """One income, or (kinds 51 to 59) one deduction asked for. ``monthly`` in 元/月, positive."""

    __tablename__ = "income"
    noun = "income"
    title = "收入项"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    person_id: Mapped[str | None] = c.ref("成员", "person")
    kind: Mapped[str | None] = c.code("收入类别", codes.INCOME, is_required=True)
    basis: Mapped[str | None] = c.code("核算方式", codes.INCOME_BASIS, default="5")
    period_from: Mapped[date | None] = c.day("所属期间起", group="amount")
    period_to: Mapped[date | None] = c.day("所属期间止", group="amount")
    amount_total: Mapped[Decimal | None] = c.amount(
        "期间金额", "元", sensitivity=_SENSITIVE, group="amount"
    )
    months: Mapped[int | None] = c.number("折算月数", "月", default=12, group="amount")
    monthly: Mapped[Decimal | None] = c.amount(
        "月均", "元/月", sensitivity=_SENSITIVE, group="amount", is_derived=True
    )
    counted: Mapped[bool | None] = c.flag("计入家庭收入", default=True, group="counted")
    not_counted_reason: Mapped[str | None] = c.code(
        "不计入理由", codes.INCOME_EXEMPT, group="counted"
    )
    evidence: Mapped[str | None] = c.text("佐证材料", 200)
    remark: Mapped[str | None] = c.text("说明", 200)


class Expense(Record):
    """One rigid expense. ``self_paid`` = ``amount`` − ``reimbursed``, in 元 over the period."""

    __tablename__ = "expense"
    noun = "expense"
    title = "刚性支出项"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    person_id: Mapped[str | None] = c.ref("成员", "person")
    kind: Mapped[str | None] = c.code("支出类别", codes.EXPENSE, is_required=True)
    period_from: Mapped[date | None] = c.day("所属期间起", group="amount")
    period_to: Mapped[date | None] = c.day("所属期间止", group="amount")
    amount: Mapped[Decimal | None] = c.amount(
        "支出金额", "元", sensitivity=_SENSITIVE, group="amount"
    )
    reimbursed: Mapped[Decimal | None] = c.amount(
        "报销金额", "元", sensitivity=_SENSITIVE, group="amount"
    )
    self_paid: Mapped[Decimal | None] = c.amount(
        "个人自付", "元", sensitivity=_SENSITIVE, group="amount", is_derived=True
    )
    used_for: Mapped[str | None] = c.code("用途", codes.EXPENSE_USE)
    evidence: Mapped[str | None] = c.text("佐证材料", 200)
    remark: Mapped[str | None] = c.text("说明", 200)


class Asset(Record):
    """One asset. ``area`` in m², ``value`` in 元 on ``value_date``."""

    __tablename__ = "asset"
    noun = "asset"
    title = "财产项"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    owner_id: Mapped[str | None] = c.ref("登记人", "person")
    kind: Mapped[str | None] = c.code("财产类别", codes.ASSET, is_required=True)
    vehicle: Mapped[str | None] = c.code("车辆种类", codes.VEHICLE)
    detail: Mapped[str | None] = c.text("地址、车牌或机构", 200, sensitivity=_SENSITIVE)
    area: Mapped[Decimal | None] = c.amount("面积", "平方米")
    value: Mapped[Decimal | None] = c.amount(
        "金额（市值）", "元", sensitivity=_SENSITIVE, group="value"
    )
    value_date: Mapped[date | None] = c.day("时点", group="value")
    house_safety: Mapped[str | None] = c.code("住房安全", codes.HOUSE_SAFETY)
    use: Mapped[str | None] = c.code("用途", codes.ASSET_USE)
    exempt: Mapped[bool | None] = c.flag("豁免", group="exempt")
    exempt_reason: Mapped[str | None] = c.text("豁免理由", 200, group="exempt")
    found_by: Mapped[str | None] = c.code("核实来源", codes.ASSET_SOURCE, default="1")


class Obligor(Record):
    """赡养、抚养、扶养义务人, living elsewhere. Incomes in 元/年, ``pay_amount`` in 元/月."""

    __tablename__ = "obligor"
    noun = "obligor"
    title = "赡扶抚养义务人"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    for_person_id: Mapped[str | None] = c.ref("被赡扶抚养人", "person")
    name: Mapped[str | None] = c.text("姓名", 50, is_required=True)
    id_no: Mapped[str | None] = c.id_number("证件号")
    relation: Mapped[str | None] = c.code("与被赡扶抚养人关系", codes.RELATION)
    sex: Mapped[str | None] = c.code("性别", codes.SEX)
    age: Mapped[int | None] = c.number("年龄", "岁")
    live_addr: Mapped[str | None] = c.text("居住地址", 200, sensitivity=_SENSITIVE)
    family_size: Mapped[int | None] = c.number("家庭人数", "人", group="family")
    family_income_total: Mapped[Decimal | None] = c.amount(
        "家庭总收入", "元/年", sensitivity=_SENSITIVE, group="family"
    )
    family_income_pc: Mapped[Decimal | None] = c.amount(
        "人均收入", "元/年", sensitivity=_SENSITIVE, group="family", is_derived=True
    )
    employ: Mapped[str | None] = c.text("家庭成员从业情况", 200)
    ability: Mapped[str | None] = c.code("赡养能力", codes.OBLIGOR_ABILITY, group="ability")
    authorised_on: Mapped[date | None] = c.day("核对授权日期")
    pay_amount: Mapped[Decimal | None] = c.amount("约定赡养费", "元/月", sensitivity=_SENSITIVE)
    no_ability_reason: Mapped[str | None] = c.code(
        "无履行能力理由", codes.NO_ABILITY_REASON, group="ability"
    )
    remark: Mapped[str | None] = c.text("备注", 200)
