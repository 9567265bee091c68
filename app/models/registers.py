"""The light registers: likely to stray, monitored, elders, subsidies, women left behind.

Domain B.31 to B.34 and B.39: one file a person or household, one screen each.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_registers as of_registers
from app.domain import codes_vagrants as of_vagrants
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)
_codes = partial(c.many_codes, sensitivity=_SENSITIVE)
_day = partial(c.day, sensitivity=_SENSITIVE)
_flag = partial(c.flag, sensitivity=_SENSITIVE)


class Wanderer(Record):
    """易流浪走失人员 (B.31): surveyed every half year, called at in January and July."""

    __tablename__ = "wanderer"
    noun = "wanderer"
    title = "易流浪走失人员"

    person_id: Mapped[str] = c.ref("人员", "person", is_required=True)
    categories: Mapped[list[str] | None] = _codes("类别", of_vagrants.WANDERER_KIND)
    survey_round: Mapped[str | None] = c.text("排查轮次", 10, group="survey", is_derived=True)
    surveyed_on: Mapped[date | None] = _day("排查日期", group="survey", is_derived=True)
    surveyor: Mapped[str | None] = c.text("排查人", 50, group="survey", is_derived=True)
    guardian_id: Mapped[str | None] = c.ref("监护人档案", "person", group="guardian")
    guardian_name: Mapped[str | None] = _text("监护人", 50, group="guardian")
    guardian_phone: Mapped[str | None] = c.tail_number(
        "监护人电话", 20, sensitivity=_SENSITIVE, group="guardian"
    )
    past_losses: Mapped[str | None] = _text("既往走失情况", 500)
    features: Mapped[str | None] = _text("体貌特征", 500)
    photo_id: Mapped[str | None] = c.ref("照片", "attachment", sensitivity=Sensitivity.SEALED)
    live_addr: Mapped[str | None] = _text("居住地址", 200)
    measures: Mapped[str | None] = _text("防走失措施", 500)
    jinmin_on: Mapped[date | None] = c.day("录入金民工程日期")
    state: Mapped[str | None] = c.code(
        "在册状态", of_registers.REGISTER_STATE, default="1", group="end"
    )
    end_date: Mapped[date | None] = _day("退出日期", group="end")
    end_reason: Mapped[str | None] = _text("退出原因", 200, group="end")


class MonitoredHousehold(Record):
    """防返贫监测户 (B.39): what set it off, and what was done. The farm office's list leads."""

    __tablename__ = "monitored_household"
    noun = "monitored_household"
    title = "防返贫监测户"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    flag: Mapped[str | None] = c.code("监测类型", codes.POVERTY_FLAG)
    items: Mapped[list[str] | None] = _codes("预警事项", of_registers.MONITOR_ITEM, group="alert")
    alerted_on: Mapped[date | None] = c.day("预警日期", group="alert")
    situation: Mapped[str | None] = _text("风险情况", 500, group="alert")
    handled: Mapped[str | None] = _text("处置情况", 500, group="handled")
    handled_on: Mapped[date | None] = c.day("处置日期", group="handled")
    state: Mapped[str | None] = c.code(
        "在册状态", of_registers.REGISTER_STATE, default="1", group="end"
    )
    end_date: Mapped[date | None] = c.day("退出日期", group="end")
    end_reason: Mapped[str | None] = c.code("退出原因", of_registers.MONITOR_END, group="end")


class Elder(Record):
    """特殊困难老年人 (B.32): visited every month."""

    __tablename__ = "elder"
    noun = "elder"
    title = "特殊困难老年人"

    person_id: Mapped[str] = c.ref("老年人", "person", is_required=True)
    categories: Mapped[list[str] | None] = _codes("类别", of_registers.ELDER_KIND)
    ability: Mapped[str | None] = _code("生活自理能力", codes.SELF_CARE)
    assessed_on: Mapped[date | None] = _day("能力评估日期")
    chronic: Mapped[str | None] = _text("慢性病", 200)
    living: Mapped[str | None] = _text("居住情况", 200)
    children_contact: Mapped[str | None] = _text("子女情况", 200)
    emergency_name: Mapped[str | None] = _text("紧急联系人", 50, group="emergency")
    emergency_phone: Mapped[str | None] = c.tail_number(
        "紧急联系人电话", 20, sensitivity=_SENSITIVE, group="emergency"
    )
    risk: Mapped[str | None] = _code("风险等级", codes.RISK)
    last_call: Mapped[date | None] = _day("上次探访", group="calls", is_derived=True)
    next_call: Mapped[date | None] = _day("下次探访", group="calls", is_derived=True)
    state: Mapped[str | None] = c.code(
        "在册状态", of_registers.REGISTER_STATE, default="1", group="end"
    )
    end_date: Mapped[date | None] = _day("退出日期", group="end")
    end_reason: Mapped[str | None] = _text("退出原因", 200, group="end")


class DisabilitySubsidy(Record):
    """残疾人两项补贴 (B.33): one row for each of the two. ``amount`` in 元/月."""

    __tablename__ = "disability_subsidy"
    noun = "disability_subsidy"
    title = "残疾人两项补贴"

    person_id: Mapped[str] = c.ref("残疾人", "person", is_required=True)
    kind: Mapped[str | None] = _code("补贴种类", of_registers.SUBSIDY_KIND)
    state: Mapped[str | None] = _code(
        "补贴状态", of_registers.SUBSIDY_STATE, default="1", group="state"
    )
    amount: Mapped[Decimal | None] = c.amount("补贴金额", "元/月", sensitivity=_SENSITIVE)
    applied_on: Mapped[date | None] = _day("申请日期")
    from_month: Mapped[date | None] = _day("起发月")
    reviewed_on: Mapped[date | None] = _day("复核日期")
    is_other_province: Mapped[bool | None] = _flag("跨省通办")
    end_date: Mapped[date | None] = _day("停发日期", group="state")
    end_reason: Mapped[str | None] = _code("停发原因", of_registers.SUBSIDY_END, group="state")


class LeftBehindWoman(Record):
    """农村留守妇女 (B.34): known to the village, one by one."""

    __tablename__ = "left_behind_woman"
    noun = "left_behind_woman"
    title = "留守妇女"

    person_id: Mapped[str] = c.ref("留守妇女", "person", is_required=True)
    spouse_place: Mapped[str | None] = _text("配偶务工地点", 100)
    children: Mapped[int | None] = c.number("照料子女", "人")
    elders: Mapped[int | None] = c.number("赡养老人", "人")
    difficulties: Mapped[list[str] | None] = _codes("困难", of_registers.WOMAN_NEED)
    situation: Mapped[str | None] = _text("具体情况", 500)
    contact_person: Mapped[str | None] = c.text("联系人", 50)
    services: Mapped[str | None] = _text("关爱服务", 500)
    state: Mapped[str | None] = c.code(
        "在册状态", of_registers.REGISTER_STATE, default="1", group="end"
    )
    end_date: Mapped[date | None] = _day("退出日期", group="end")
    end_reason: Mapped[str | None] = _text("退出原因", 200, group="end")


class Referral(Record):
    """社会救助转办 (E-30): a need that another office meets; to whom it went, by when, what came of it.

    A household may have several at a time."""

    __tablename__ = "referral"
    noun = "referral"
    title = "转办"

    household_id: Mapped[str] = c.ref("家庭", "household", is_required=True)
    needs: Mapped[str | None] = _text("需求", 500, group="sent")
    receiver: Mapped[str | None] = c.text("转办单位", 100, group="sent")
    sent_on: Mapped[date | None] = c.day("转办日期", group="sent")
    due_on: Mapped[date | None] = c.day("办理期限", group="sent")
    materials: Mapped[str | None] = _text("随附材料", 300, group="sent")
    result: Mapped[str | None] = _text("办理结果", 500, group="answer")
    replied_on: Mapped[date | None] = c.day("反馈日期", group="answer")
    feedback: Mapped[str | None] = _text("反馈", 500, group="answer")
    state: Mapped[str | None] = c.code(
        "在册状态", of_registers.REGISTER_STATE, default="1", group="end"
    )
    end_date: Mapped[date | None] = c.day("办结日期", group="end")
    end_reason: Mapped[str | None] = c.text("办结说明", 200, group="end")
