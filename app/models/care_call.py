"""回访探访: a call at somebody in a register, by whom and what was found (B.30, B.31, B.32)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_vagrants as of_vagrants
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)


class CareCall(Record):
    """One call for an entry of a register (``about_noun``, ``about_id``). Written once.

    ``round``: the half year of a survey, 2026H2. ``counts``: the person was met.
    """

    __tablename__ = "care_call"
    noun = "care_call"
    title = "回访探访"

    kind: Mapped[str | None] = c.code("类型", of_vagrants.CARE_CALL_KIND)
    about_noun: Mapped[str | None] = c.text("所涉名册", 40, group="about")
    about_id: Mapped[str | None] = c.ref("所涉名册记录", "", group="about")
    person_id: Mapped[str | None] = c.ref("对象", "person")
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    round: Mapped[str | None] = c.text("排查轮次", 10)
    day: Mapped[date | None] = c.day("日期")
    way: Mapped[str | None] = c.code("方式", of_vagrants.CARE_CALL_WAY)
    met: Mapped[str | None] = c.code("是否见到本人", codes.MET)
    counts: Mapped[bool | None] = c.flag("计为有效", is_derived=True)
    callers: Mapped[list[str] | None] = c.tree("走访人")
    at_home: Mapped[bool | None] = c.flag("在家", sensitivity=_SENSITIVE)
    living: Mapped[str | None] = _text("生活情况", 500)
    medical: Mapped[str | None] = _text("医疗和健康", 500)
    safety: Mapped[str | None] = _text("用火用电用气和住房安全", 500)
    spirit: Mapped[str | None] = _text("精神状态", 300)
    guardian: Mapped[str | None] = _text("监护人或照料人情况", 300)
    risk: Mapped[str | None] = _code("风险", codes.RISK)
    difficulties: Mapped[str | None] = _text("困难和需求", 500)
    measures: Mapped[str | None] = _text("处理措施", 500)
    next_date: Mapped[date | None] = c.day("下次日期", is_derived=True)
    signatures: Mapped[list[dict[str, Any]] | None] = c.tree("签字", sensitivity=_SENSITIVE)
