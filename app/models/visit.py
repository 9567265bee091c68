"""入户走访: a call at a home, with a form filled in (domain B.14). A finished one never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE = Sensitivity.SENSITIVE


class Visit(Record):
    """One visit. ``answers`` is the filling's JSON tree, pinned to form id, version and hash.

    ``visitors`` and ``signatures`` are lists of objects: ``{"name", "user_id"}`` and
    ``{"role", "name", "attachment_id"}``; ``photos`` lists ids of attachments.
    """

    __tablename__ = "visit"
    noun = "visit"
    title = "入户走访"

    visit_kind: Mapped[str | None] = c.code("走访类型", codes.VISIT_KIND, is_required=True)
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    person_id: Mapped[str | None] = c.ref("对象", "person")
    case_id: Mapped[str | None] = c.ref("救助申请", "assistance_case")
    plan_date: Mapped[date | None] = c.day("计划日期")
    started_at: Mapped[datetime | None] = c.moment("开始时间", group="times")
    ended_at: Mapped[datetime | None] = c.moment("结束时间", group="times")
    visitors: Mapped[list[dict[str, Any]] | None] = c.tree("走访人", group="visitors")
    place_geo: Mapped[str | None] = c.text("定位", 60, sensitivity=_SENSITIVE)
    met: Mapped[str | None] = c.code("是否见到本人", codes.MET)
    respondent: Mapped[str | None] = c.text("受访人", 50, group="respondent")
    respondent_relation: Mapped[str | None] = c.code(
        "受访人关系", codes.RELATION, group="respondent"
    )
    findings: Mapped[str | None] = c.long_text("情况记录", 4000, sensitivity=_SENSITIVE)
    form_id: Mapped[str | None] = c.text("表单", 64, group="answers")
    form_version: Mapped[str | None] = c.text("表单版本", 64, group="answers")
    form_sha256: Mapped[str | None] = c.text("表单指纹", 64, group="answers")
    answers: Mapped[dict[str, Any] | None] = c.tree(
        "填写内容", sensitivity=_SENSITIVE, group="answers"
    )
    photos: Mapped[list[str] | None] = c.tree("现场照片", sensitivity=_SENSITIVE)
    problems: Mapped[str | None] = c.long_text("存在问题", 2000, sensitivity=_SENSITIVE)
    demands: Mapped[str | None] = c.long_text("诉求", 2000, sensitivity=_SENSITIVE)
    measures: Mapped[str | None] = c.long_text("处理措施", 2000)
    risk_now: Mapped[str | None] = c.code("风险等级", codes.RISK, sensitivity=_SENSITIVE)
    next_date: Mapped[date | None] = c.day("下次走访")
    signatures: Mapped[list[dict[str, Any]] | None] = c.tree("签字", sensitivity=_SENSITIVE)
