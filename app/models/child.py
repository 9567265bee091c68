"""儿童档案: one child with all its categories, and what is known of father and mother.

Domain B.18 to B.22. One person has one child file however many categories; the person's own file
holds birth date, school and health. Everything about a child is sensitive.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_children as of_children
from app.domain.privacy import mask_tail
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)
_codes = partial(c.many_codes, sensitivity=_SENSITIVE)
_day = partial(c.day, sensitivity=_SENSITIVE)
_flag = partial(c.flag, sensitivity=_SENSITIVE)


class Child(Record):
    """One child in the registers. ``other_amount`` in 元/月.

    ``next_visit``, ``missed`` and ``escalation`` follow from the check-ins; ``risk_level`` from an
    assessment, a check-in, or somebody who says why.
    """

    __tablename__ = "child"
    noun = "child"
    title = "儿童档案"

    person_id: Mapped[str] = c.ref("儿童", "person", is_required=True)
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    categories: Mapped[list[str] | None] = _codes(
        "儿童类别", of_children.CHILD_CATEGORY, group="categories", column="儿童类别"
    )
    main_category: Mapped[str | None] = _code(
        "主要类别", of_children.CHILD_CATEGORY, group="categories"
    )
    found_way: Mapped[str | None] = _code("发现途径", of_children.CHILD_FOUND, group="found")
    found_date: Mapped[date | None] = _day("发现日期", group="found")
    state: Mapped[str | None] = _code(
        "建档状态", of_children.CHILD_STATE, default="1", group="end", is_derived=True
    )
    end_date: Mapped[date | None] = _day("退出日期", group="end", is_derived=True)
    end_reason: Mapped[str | None] = _code(
        "退出原因", of_children.CHILD_END, group="end", is_derived=True
    )
    child_director_id: Mapped[str | None] = c.ref("儿童主任", "account")
    guardian_id: Mapped[str | None] = c.ref("监护人档案", "person", group="guardian")
    guardian_name: Mapped[str | None] = _text("监护人", 50, group="guardian", column="监护人")
    guardian_relation: Mapped[str | None] = _code(
        "监护人与儿童关系", codes.RELATION, group="guardian"
    )
    guardian_phone: Mapped[str | None] = c.tail_number(
        "监护人电话", 20, sensitivity=_SENSITIVE, group="guardian", column="监护人电话"
    )
    guardian_file_id: Mapped[str | None] = c.ref("监护证明", "attachment", group="guardian")
    orphan_kind: Mapped[str | None] = _code("孤儿类型", of_children.ORPHAN_KIND)
    care_mode: Mapped[str | None] = _code("养育方式", of_children.CARE_MODE, group="care")
    live_kind: Mapped[str | None] = _code("保障类型", of_children.LIVE_KIND, group="care")
    institution: Mapped[str | None] = _text("养育机构", 100, group="care")
    agreement_id: Mapped[str | None] = c.ref("监护（养育）协议", "attachment", group="care")
    programs: Mapped[list[str] | None] = _codes("助学康复项目", of_children.CHILD_PROGRAM)
    welfare_card_no: Mapped[str | None] = _text("儿童福利证号", 40, mask=mask_tail)
    other_allowance: Mapped[str | None] = _code(
        "已享受的其他救助", of_children.OTHER_ALLOWANCE, group="other_allowance"
    )
    other_amount: Mapped[Decimal | None] = c.amount(
        "其他救助金额", "元/月", sensitivity=_SENSITIVE, group="other_allowance"
    )
    after18_study: Mapped[bool | None] = _flag("年满18周岁后在读")
    left_behind_kind: Mapped[str | None] = _code(
        "留守类型", of_children.LEFT_BEHIND_KIND, group="left_behind"
    )
    no_ability_parent: Mapped[str | None] = _code(
        "无监护能力一方", of_children.PARENT, group="left_behind"
    )
    migrate_from: Mapped[date | None] = _day("父母外出时间", group="left_behind")
    home_frequency: Mapped[str | None] = _code("返乡频率", of_children.HOME_FREQUENCY)
    contact_frequency: Mapped[str | None] = _code("联系频率", of_children.CONTACT_FREQUENCY)
    grandparents: Mapped[list[dict[str, Any]] | None] = c.tree(
        "祖父母、外祖父母", sensitivity=_SENSITIVE
    )
    has_hukou: Mapped[bool | None] = _flag("已登记户口")
    body: Mapped[str | None] = _code("身体情况", of_children.CHILD_BODY)
    guardianship_kind: Mapped[str | None] = _code(
        "监护类型", of_children.GUARDIANSHIP_KIND, group="guardianship"
    )
    guardianship_level: Mapped[str | None] = _code(
        "监护情况评估", of_children.GUARDIANSHIP_LEVEL, group="guardianship"
    )
    income_source: Mapped[list[str] | None] = _codes("家庭经济来源", of_children.CHILD_INCOME)
    aid_now: Mapped[list[str] | None] = _codes("救助帮扶情况", of_children.CHILD_AID)
    risk_level: Mapped[str | None] = _code(
        "风险等级", codes.RISK, group="risk", is_derived=True, column="风险等级"
    )
    risk_score: Mapped[int | None] = c.number(
        "风险得分", "分", sensitivity=_SENSITIVE, group="risk", is_derived=True
    )
    risk_reason: Mapped[str | None] = _text("风险等级的理由", 200, group="risk", is_derived=True)
    risk_since: Mapped[date | None] = _day("风险等级起始日", group="risk", is_derived=True)
    last_seen: Mapped[date | None] = _day("上次有效走访", group="cadence", is_derived=True)
    next_visit: Mapped[date | None] = _day("下次走访", group="cadence", is_derived=True)
    missed: Mapped[int | None] = c.number(
        "连续未见到次数",
        "次",
        default=0,
        sensitivity=_SENSITIVE,
        group="cadence",
        is_derived=True,
    )
    needs: Mapped[list[str] | None] = _codes("需求", of_children.CHILD_NEED, group="plan")
    plan_text: Mapped[str | None] = c.long_text(
        "个性化帮扶方案", 2000, sensitivity=_SENSITIVE, group="plan"
    )
    plan_owner: Mapped[str | None] = _text("方案责任人", 50, group="plan")
    plan_review: Mapped[date | None] = _day("方案复核日期", group="plan")
    services: Mapped[str | None] = c.long_text("已提供的服务", 2000, sensitivity=_SENSITIVE)
    file_updated: Mapped[date | None] = _day("档案更新日期")
    remark: Mapped[str | None] = c.long_text("备注", 1000, sensitivity=_SENSITIVE)


class ParentSituation(Record):
    """Father or mother of a child: what became of them, since when, by which proof (B.20)."""

    __tablename__ = "parent_situation"
    noun = "parent_situation"
    title = "父母情况"

    child_id: Mapped[str] = c.ref("儿童", "child", is_required=True)
    which: Mapped[str | None] = _code("父或母", of_children.PARENT)
    person_id: Mapped[str | None] = c.ref("人员档案", "person", group="parent")
    name: Mapped[str | None] = _text("姓名", 50, group="parent")
    birth_date: Mapped[date | None] = _day("出生日期", group="parent")
    id_no: Mapped[str | None] = c.id_number("公民身份号码", group="parent")
    phone: Mapped[str | None] = c.tail_number("联系电话", 20, sensitivity=_SENSITIVE)
    work_place: Mapped[str | None] = _text("当前务工地点", 100)
    situation: Mapped[str | None] = _code("情况", of_children.PARENT_SITUATION, group="situation")
    reason_from: Mapped[date | None] = _day("起始日期", group="situation")
    expected_end: Mapped[date | None] = _day("预计结束日期", group="situation")
    last_contact: Mapped[date | None] = _day("最后联系日期", group="lost")
    lost_report_date: Mapped[date | None] = _day("失联报警日期", group="lost")
    receipt_no: Mapped[str | None] = _text("查找情况回执单编号", 40, group="lost")
    receipt_date: Mapped[date | None] = _day("回执单日期", group="lost")
    has_five_proofs: Mapped[bool | None] = _flag(
        "五项证明材料齐全", group="lost", help="个人承诺、邻里证明、村居证实、乡镇查验、县级确认。"
    )
    proof_ids: Mapped[list[str] | None] = c.tree("证明材料", sensitivity=_SENSITIVE)
    verified_by: Mapped[str | None] = _text("核实人", 50, group="verified")
    verified_date: Mapped[date | None] = _day("核实日期", group="verified")
    last_recheck: Mapped[date | None] = _day("上次复核", group="verified")
