"""强制报告 (B.25): what is known of a child in danger, sealed with a key of its own.

Nothing of it stands in the open: neither who reported, nor about whom, nor what. Each piece that
was written is sealed by itself, so whoever adds one need not be able to read the others.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes_reports
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SEALED: Final = Sensitivity.SEALED


class MandatoryReport(Record):
    """One report. ``parts``: sealed pieces in their order; ``filled``: names of the fields that
    have been answered, without the answers."""

    __tablename__ = "mandatory_report"
    noun = "mandatory_report"
    title = "强制报告"

    state: Mapped[str | None] = c.code(
        "办理状态", codes_reports.REPORT_STATE, default="1", sensitivity=_SEALED, is_derived=True
    )
    filled: Mapped[list[str] | None] = c.tree("已填项目", sensitivity=_SEALED, is_derived=True)
    parts: Mapped[list[dict[str, Any]] | None] = c.tree(
        "封存内容", sensitivity=_SEALED, is_derived=True
    )
    submitted_on: Mapped[date | None] = c.day("提交日期", sensitivity=_SEALED, is_derived=True)
    printed_on: Mapped[date | None] = c.day("打印日期", sensitivity=_SEALED, is_derived=True)
    closed_on: Mapped[date | None] = c.day("办结日期", sensitivity=_SEALED, is_derived=True)
