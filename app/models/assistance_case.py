"""救助申请: an application, from intake to decision and after (domain B.9)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_cases as of_cases
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE = Sensitivity.SENSITIVE


class AssistanceCase(Record):
    """One application. Amounts in 元/月; ``working`` keeps the steps of the last calculation.

    What was decided (state, decision, amounts, dates) is one merge group: only the node that
    decides may change it (domain H.4).
    """

    __tablename__ = "assistance_case"
    noun = "assistance_case"
    title = "救助申请"

    case_no: Mapped[str | None] = c.text("受理编号", 24)
    household_id: Mapped[str | None] = c.ref("家庭", "household", is_required=True)
    person_id: Mapped[str | None] = c.ref("对象", "person")
    scheme: Mapped[str | None] = c.code("救助项目", codes.SCHEME, default="1", is_required=True)
    case_kind: Mapped[str | None] = c.code("办理类型", codes.CASE_KIND, default="1")
    apply_date: Mapped[date | None] = c.day("申请日期", group="application")
    apply_way: Mapped[str | None] = c.code("申请方式", codes.APPLY_WAY, group="application")
    accept_date: Mapped[date | None] = c.day("受理日期")
    missing_items: Mapped[str | None] = c.text("一次性告知补正", 500, group="supplement")
    missing_notice_date: Mapped[date | None] = c.day("补正告知日期", group="supplement")
    kin_filed: Mapped[bool | None] = c.flag("近亲属备案")
    check_request_date: Mapped[date | None] = c.day("核对发起日期", group="check")
    check_return_date: Mapped[date | None] = c.day("核对反馈日期", group="check")
    check_result: Mapped[str | None] = c.code("核对结论", codes.CHECK_RESULT, group="check")
    check_report_no: Mapped[str | None] = c.text("核对报告编号", 40, group="check")
    objection: Mapped[str | None] = c.text("核对异议", 500, group="check")
    recheck_date: Mapped[date | None] = c.day("复查日期", group="check")
    survey_visit_id: Mapped[str | None] = c.ref("入户调查", "visit")
    village_opinion: Mapped[str | None] = c.text("村（居）委会意见", 500, group="village_opinion")
    village_opinion_date: Mapped[date | None] = c.day("村（居）意见日期", group="village_opinion")
    first_opinion: Mapped[str | None] = c.text("初审意见", 500, group="first_opinion")
    first_opinion_date: Mapped[date | None] = c.day("初审日期", group="first_opinion")
    first_signer: Mapped[str | None] = c.text("初审人", 50, group="first_opinion")
    notice_from: Mapped[date | None] = c.day("公示开始", group="notice")
    notice_to: Mapped[date | None] = c.day("公示结束", group="notice")
    notice_places: Mapped[list[str] | None] = c.many_codes(
        "公示地点", of_cases.NOTICE_PLACE, group="notice"
    )
    notice_objection: Mapped[str | None] = c.text("公示异议", 500, group="notice")
    notice_objector: Mapped[str | None] = c.text(
        "提出异议的人", 50, sensitivity=_SENSITIVE, group="notice", help="只作登记，不得外传。"
    )
    notice_objection_result: Mapped[str | None] = c.text("异议核查结果", 500, group="notice")
    review_meeting_id: Mapped[str | None] = c.ref(
        "民主评议", "review_meeting", group="meeting", is_derived=True
    )
    meeting_at: Mapped[datetime | None] = c.moment("民主评议时间", group="meeting")
    meeting_place: Mapped[str | None] = c.text("评议地点", 100, group="meeting")
    meeting_chair: Mapped[str | None] = c.text("评议主持人", 50, group="meeting")
    meeting_recorder: Mapped[str | None] = c.text("评议记录人", 50, group="meeting")
    meeting_people: Mapped[int | None] = c.number("参会人数", "人", group="meeting")
    votes_for: Mapped[int | None] = c.number("同意票", "票", group="meeting")
    votes_against: Mapped[int | None] = c.number("不同意票", "票", group="meeting")
    votes_abstain: Mapped[int | None] = c.number("弃权票", "票", group="meeting")
    meeting_conclusion: Mapped[str | None] = c.text("评议结论", 500, group="meeting")
    decision_level: Mapped[str | None] = c.code(
        "审核确认层级", codes.DECISION_LEVEL, group="decision"
    )
    decision: Mapped[str | None] = c.code("决定", codes.CASE_RESULT, group="decision")
    decision_date: Mapped[date | None] = c.day("决定日期", group="decision")
    decision_no: Mapped[str | None] = c.text("文号", 40, group="decision")
    decision_reason: Mapped[str | None] = c.text("决定理由", 500, group="decision")
    benefit_mode: Mapped[str | None] = c.code("计发方式", codes.BENEFIT_MODE, group="decision")
    benefit_amount: Mapped[Decimal | None] = c.amount("保障金", "元/月", group="decision")
    topup_amount: Mapped[Decimal | None] = c.amount("分类救助金", "元/月", group="decision")
    total_month: Mapped[Decimal | None] = c.amount("月合计", "元/月", group="decision")
    override_reason: Mapped[str | None] = c.text("改动金额的理由", 200, group="decision")
    benefit_from_month: Mapped[date | None] = c.day("起发月", group="decision")
    notify_date: Mapped[date | None] = c.day("告知日期", group="notify")
    notify_way: Mapped[str | None] = c.code("告知方式", codes.NOTIFY_WAY, group="notify")
    extended: Mapped[bool | None] = c.flag("延长办理", group="extension")
    extend_reason: Mapped[str | None] = c.text("延长理由", 200, group="extension")
    state: Mapped[str | None] = c.code(
        "状态", codes.CASE_STATE, default="DRAFT", group="decision", is_derived=True
    )
    state_since: Mapped[date | None] = c.day("进入本状态", group="decision", is_derived=True)
    valid_to: Mapped[date | None] = c.day("有效期至", group="decision", is_derived=True)
    end_reason: Mapped[str | None] = c.code("退出原因", codes.EXIT_REASON, group="decision")
    ended_from: Mapped[date | None] = c.day("停发起始月", group="decision", is_derived=True)
    reviewed_on: Mapped[date | None] = c.day("上次核查", group="review", is_derived=True)
    review_result: Mapped[str | None] = c.code(
        "核查结果", of_cases.REVIEW_RESULT, group="review", is_derived=True
    )
    review_population: Mapped[str | None] = c.text("人口变化", 200, group="review")
    review_income: Mapped[str | None] = c.text("收入变化", 200, group="review")
    review_assets: Mapped[str | None] = c.text("财产变化", 200, group="review")
    is_migrated: Mapped[bool | None] = c.flag(
        "存量导入", group="decision", help="从花名册导入的在保户，没有在本系统走过申请步骤。"
    )
    tekun_category: Mapped[str | None] = c.code("特困对象类别", codes.TEKUN_CATEGORY, group="tekun")
    no_labor_basis: Mapped[str | None] = c.code(
        "无劳动能力依据", of_cases.NO_LABOR_BASIS, sensitivity=_SENSITIVE, group="tekun"
    )
    no_income_basis: Mapped[str | None] = c.text("无生活来源依据", 300, group="tekun")
    no_obligor_basis: Mapped[str | None] = c.code(
        "义务人情况", of_cases.NO_OBLIGOR_BASIS, group="tekun"
    )
    unable_items: Mapped[list[str] | None] = c.many_codes(
        "不能自主完成的项目", of_cases.SELF_CARE_ITEM, sensitivity=_SENSITIVE, group="tekun"
    )
    assessed_on: Mapped[date | None] = c.day("自理评估日期", group="tekun")
    assessors: Mapped[str | None] = c.text(
        "自理评估人", 100, group="tekun", help="两人，用顿号隔开。"
    )
    self_care_fails: Mapped[int | None] = c.number("自理评估不能项数", "项", group="tekun")
    care_grade_override: Mapped[bool | None] = c.flag(
        "按半护理执行", group="tekun", help="六项评估为全自理，按失能或未满16周岁执行半护理。"
    )
    care_override_reason: Mapped[str | None] = c.code(
        "按半护理执行的理由", of_cases.CARE_HALF_REASON, sensitivity=_SENSITIVE, group="tekun"
    )
    supply_mode: Mapped[str | None] = c.code("供养方式", codes.SUPPLY_MODE, group="tekun")
    wants_institution: Mapped[bool | None] = c.flag("愿意入住供养机构", group="tekun")
    institution: Mapped[str | None] = c.text("供养机构", 100, group="tekun")
    visit_cycle: Mapped[int | None] = c.number("探访周期", "天", group="tekun")
    agreement_no: Mapped[str | None] = c.text("照料服务协议编号", 40, group="agreement")
    agreement_from: Mapped[date | None] = c.day("照料协议起", group="agreement")
    agreement_to: Mapped[date | None] = c.day("照料协议止", group="agreement")
    caregiver_name: Mapped[str | None] = c.text("照料人", 50, group="agreement")
    caregiver_relation: Mapped[str | None] = c.code(
        "照料人身份", of_cases.CAREGIVER_RELATION, group="agreement"
    )
    care_paid_to: Mapped[str | None] = c.code(
        "照料护理费支付对象", of_cases.CARE_PAYEE, group="agreement"
    )
    rule_pack: Mapped[str | None] = c.text("所用规则包", 40, group="working", is_derived=True)
    worked_out_for: Mapped[date | None] = c.day("核算月份", group="working", is_derived=True)
    working: Mapped[dict[str, Any] | None] = c.tree(
        "核算过程", sensitivity=_SENSITIVE, group="working", is_derived=True
    )
