"""待办: something a person has to do by a date, and the rule it comes from (domain B.38)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.models import columns as c
from app.models.base import Record


class Task(Record):
    """One task. What follows from a record's own dates is worked out, not stored; a task is what
    somebody noted, or what has a decision of its own (done, given up)."""

    __tablename__ = "task"
    noun = "task"
    title = "待办"

    kind: Mapped[str] = c.text("事项", 60, is_required=True)
    about_noun: Mapped[str | None] = c.text("所涉记录类型", 40, group="about")
    about_id: Mapped[str | None] = c.ref("所涉记录", "", group="about")
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    due_date: Mapped[date | None] = c.day("期限", group="due")
    due_rule: Mapped[str | None] = c.text("期限规则", 60, group="due")
    legal_basis: Mapped[str | None] = c.text("依据", 200, group="due")
    owner_id: Mapped[str | None] = c.ref("经办人", "account")
    state: Mapped[str | None] = c.code("待办状态", codes.TASK_STATE, default="1", group="done")
    done_date: Mapped[date | None] = c.day("完成日期", group="done")
    note: Mapped[str | None] = c.text("说明", 500)
