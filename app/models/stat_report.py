"""统计报表: a table as it was reported, kept for good.

A table that was reported is never changed: what was wrong in it a later number puts right.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from app.domain import codes_statistics
from app.models import columns as c
from app.models.base import Record


class StatReport(Record):
    """One table of one kind. ``period``: the first day of its month or year; ``number`` counts the
    tables of a kind and period, the last one holds; ``rows``: objects with ``group``, ``label``,
    ``value``, ``unit``, ``note``; ``reason``: why there is a later number."""

    __tablename__ = "stat_report"
    noun = "stat_report"
    title = "统计报表"

    kind: Mapped[str | None] = c.code("报表种类", codes_statistics.STAT_KIND, is_derived=True)
    period: Mapped[date | None] = c.day("报表期", is_derived=True, is_indexed=True)
    number: Mapped[int | None] = c.number("版次", is_derived=True)
    name: Mapped[str | None] = c.text("表名", 100, is_derived=True)
    rows: Mapped[list[dict[str, Any]] | None] = c.tree("各项", is_derived=True)
    checks: Mapped[list[str] | None] = c.tree("自动核对", is_derived=True)
    reason: Mapped[str | None] = c.text("更正原因", 200, is_derived=True)
    reported_on: Mapped[date | None] = c.day("定稿日期", group="reported", is_derived=True)
    reported_by: Mapped[str | None] = c.text("定稿人", 50, group="reported", is_derived=True)
    rule_pack: Mapped[str | None] = c.text("所用规则包", 40, group="reported", is_derived=True)
