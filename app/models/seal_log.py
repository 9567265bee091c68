"""用印登记: which paper was stamped by hand with which seal, when, by whom (domain B.37)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.domain import codes_papers
from app.models import columns as c
from app.models.base import Record


class SealLog(Record):
    """One stamping of a numbered paper. ``paper_id``: its line in the register; ``copies``: how many
    sheets were stamped. The code that a paper carries is another seal."""

    __tablename__ = "seal_log"
    noun = "seal_log"
    title = "用印登记"

    paper_id: Mapped[str] = c.ref("文书登记", "issued_paper", is_required=True, is_derived=True)
    household_id: Mapped[str | None] = c.ref("家庭", "household", is_derived=True)
    number: Mapped[str | None] = c.text("编号", 40, is_derived=True)
    seal_kind: Mapped[str | None] = c.code("印章", codes_papers.SEAL_KIND, is_derived=True)
    copies: Mapped[int | None] = c.number("份数", "份", is_derived=True)
    stamped_at: Mapped[datetime | None] = c.moment("用印时间", is_derived=True)
    stamped_by: Mapped[str | None] = c.text("用印人", 50, is_derived=True)
    purpose: Mapped[str | None] = c.text("用途", 200, is_derived=True)
