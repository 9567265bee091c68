"""How a child is looked after: entrusted care, assessments of the guardian, check-ins.

Domain B.21 (被委托人), B.23, B.24. A check-in is written once and never changed.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_children as of_children
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)
_codes = partial(c.many_codes, sensitivity=_SENSITIVE)
_day = partial(c.day, sensitivity=_SENSITIVE)
_flag = partial(c.flag, sensitivity=_SENSITIVE)


class EntrustedCare(Record):
    """委托照护: a parent away has somebody look after the child (未成年人保护法第二十二、二十三条)."""

    __tablename__ = "entrusted_care"
    noun = "entrusted_care"
    title = "委托照护"

    child_id: Mapped[str] = c.ref("儿童", "child", is_required=True)
    caregiver_id: Mapped[str | None] = c.ref("被委托人档案", "person", group="caregiver")
    caregiver_name: Mapped[str | None] = _text("被委托人", 50, group="caregiver", is_required=True)
    caregiver_relation: Mapped[str | None] = _code("与儿童关系", codes.RELATION, group="caregiver")
    caregiver_phone: Mapped[str | None] = c.tail_number(
        "被委托人电话", 20, sensitivity=_SENSITIVE, group="caregiver"
    )
    caregiver_id_no: Mapped[str | None] = c.id_number("被委托人身份号码", group="caregiver")
    caregiver_birth: Mapped[date | None] = _day("被委托人出生日期", group="caregiver")
    caregiver_addr: Mapped[str | None] = _text("被委托人居住地址", 200, group="caregiver")
    caregiver_health: Mapped[str | None] = _code("被委托人健康", codes.HEALTH, group="caregiver")
    caregiver_trouble: Mapped[str | None] = _text(
        "被委托人风险", 200, help="例如生病、被拘留、去世：登记后即提醒。"
    )
    unfit: Mapped[list[str] | None] = _codes("不适格情形", of_children.UNFIT_CAREGIVER)
    reason: Mapped[str | None] = _text("委托原因", 200)
    child_wish: Mapped[str | None] = _text("儿童意愿", 200)
    signed_on: Mapped[date | None] = _day("签订日期", group="term")
    valid_to: Mapped[date | None] = _day("有效期至", group="term")
    doc_id: Mapped[str | None] = c.ref("委托照护协议", "attachment")
    told_school: Mapped[date | None] = _day("书面告知学校日期", group="told")
    told_village: Mapped[date | None] = _day("书面告知村（居）日期", group="told")
    last_contact: Mapped[date | None] = _day("父母最近联系日期")
    ended_on: Mapped[date | None] = _day("结束日期", group="ended")
    end_reason: Mapped[str | None] = _code("结束原因", of_children.CARE_END, group="ended")


class GuardianAssessment(Record):
    """监护评估 E-23: 0 to 3 risk points an item, summed up; a red line is high risk at once.

    ``items``: code of GUARDIAN_ITEM -> points. ``assessors``: at least two names.
    """

    __tablename__ = "guardian_assessment"
    noun = "guardian_assessment"
    title = "监护评估"

    child_id: Mapped[str] = c.ref("儿童", "child", is_required=True)
    assess_date: Mapped[date | None] = _day("评估日期")
    trigger: Mapped[str | None] = _code("评估缘由", of_children.ASSESSMENT_TRIGGER)
    assessors: Mapped[list[str] | None] = c.tree("评估人", sensitivity=_SENSITIVE)
    guardian_id: Mapped[str | None] = c.ref("监护人档案", "person")
    items: Mapped[dict[str, Any] | None] = c.tree("各项得分", sensitivity=_SENSITIVE, group="score")
    red_lines: Mapped[list[str] | None] = _codes("红线情形", of_children.RED_LINE, group="score")
    total: Mapped[int | None] = c.number(
        "总分", "分", sensitivity=_SENSITIVE, group="score", is_derived=True
    )
    level: Mapped[str | None] = _code("风险等级", codes.RISK, group="score", is_derived=True)
    opinion: Mapped[str | None] = c.long_text("评估意见", 1000, sensitivity=_SENSITIVE)
    measures: Mapped[str | None] = c.long_text("帮扶措施", 1000, sensitivity=_SENSITIVE)
    next_date: Mapped[date | None] = _day("下次评估", is_derived=True)
    signatures: Mapped[list[dict[str, Any]] | None] = c.tree("签字", sensitivity=_SENSITIVE)


class ChildCheckIn(Record):
    """儿童走访 (B.24): one call, also one that met nobody. Counts when the child was seen, or by
    video, and what the guardian said is written down; ``counts`` says which it was."""

    __tablename__ = "child_check_in"
    noun = "child_check_in"
    title = "儿童走访"

    child_id: Mapped[str] = c.ref("儿童", "child", is_required=True)
    visit_id: Mapped[str | None] = c.ref("入户走访", "visit")
    called_at: Mapped[datetime | None] = c.moment("走访时间", sensitivity=_SENSITIVE)
    way: Mapped[str | None] = _code("走访方式", of_children.CHECK_IN_WAY)
    met: Mapped[str | None] = _code("是否见到儿童", codes.MET)
    counts: Mapped[bool | None] = _flag("计为有效走访", is_derived=True)
    visitors: Mapped[list[str] | None] = c.tree("走访人", sensitivity=_SENSITIVE)
    guardian_present: Mapped[str | None] = _text("同住照护人", 50, group="guardian")
    guardian_attitude: Mapped[str | None] = _code(
        "照护人态度", of_children.ATTITUDE, group="guardian"
    )
    guardian_words: Mapped[str | None] = c.long_text(
        "照护人谈话", 1000, sensitivity=_SENSITIVE, group="guardian"
    )
    life: Mapped[str | None] = _text("饮食、衣着、住所", 500)
    home_risks: Mapped[list[str] | None] = _codes("居家安全隐患", of_children.HOME_RISK)
    health_event: Mapped[str | None] = _text("健康情况", 500)
    vaccination_ok: Mapped[bool | None] = _flag("预防接种正常")
    absent_days: Mapped[int | None] = c.number("旷课天数", "天", sensitivity=_SENSITIVE)
    grades_trend: Mapped[str | None] = _code("学习变化", of_children.TREND)
    emotion: Mapped[str | None] = _text("情绪", 500)
    behaviour: Mapped[list[str] | None] = _codes("行为表现", of_children.CHILD_BEHAVIOUR)
    peers: Mapped[str | None] = _text("同伴关系", 500)
    contacts_week: Mapped[int | None] = c.number("近一周父母联系", "次", sensitivity=_SENSITIVE)
    contacts_month: Mapped[int | None] = c.number("近一月父母联系", "次", sensitivity=_SENSITIVE)
    harm_signs: Mapped[list[str] | None] = _codes("疑似受侵害迹象", of_children.HARM_SIGN)
    needs: Mapped[list[str] | None] = _codes("需求", of_children.CHILD_NEED)
    service: Mapped[str | None] = _text("服务和处理", 500)
    risk_before: Mapped[str | None] = _code("走访前风险", codes.RISK, is_derived=True)
    risk_after: Mapped[str | None] = _code("走访后风险", codes.RISK)
    child_opinion: Mapped[str | None] = _text("儿童本人意愿", 500)
    interview_alone: Mapped[bool | None] = _flag("单独交谈")
    next_date: Mapped[date | None] = _day("下次走访", is_derived=True)
    signatures: Mapped[list[dict[str, Any]] | None] = c.tree("签字", sensitivity=_SENSITIVE)
