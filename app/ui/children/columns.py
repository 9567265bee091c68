"""The columns of the children's list and of the lists in a child's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from app.domain.months import day_text
from app.services.fields import RecordFile
from app.ui.widgets.columns import Column

_TONES: Final = {"3": "error", "2": "warn", "1": ""}


def due_text(row: Any) -> str:
    """超期12天; 11月30日."""
    if row.overdue:
        return f"超期{row.overdue}天"
    return day_text(row.next_visit)


def _record(name: str) -> Callable[[RecordFile], str]:
    return lambda row: row.text(name)


def children_columns(village: Any) -> tuple[Column, ...]:
    """``village``: its short name by code."""
    return (
        Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
        Column("age", "年龄", lambda row: "" if row.age is None else f"{row.age}岁", "17岁",
               order=lambda row: row.age or 0),
        Column("due", "下次走访", due_text, "2026年11月30日",
               tone=lambda row: "error" if row.overdue else "",
               order=lambda row: row.next_visit or date.max),
        Column("risk", "风险", lambda row: row.risk_text or "未评", "未评",
               tone=lambda row: _TONES.get(row.risk, "muted"), order=lambda row: row.risk),
        Column("categories", "类别", lambda row: row.categories_text, "事实无人抚养儿童"),
        Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"),
        Column("guardian", "监护人", lambda row: row.guardian, "买买提·艾力"),
    )  # fmt: skip


CHECK_INS: Final = (
    Column("at", "日期", lambda row: day_text(row.at), "2026年11月23日"),
    Column("text", "方式", lambda row: row.text, "上门，未见（外出）"),
    Column("counts", "有效", lambda row: "计入" if row.counts else "不计", "不计",
           tone=lambda row: "" if row.counts else "warn"),
    Column("risk", "风险", lambda row: row.risk_text, "高"),
    Column("harm", "侵害迹象", lambda row: "有" if row.has_harm_signs else "", "有",
           tone=lambda row: "error" if row.has_harm_signs else ""),
    Column("who", "走访人", lambda row: row.visitors, "周经办、陈副手"),
)  # fmt: skip
CARE: Final = (
    Column("name", "被委托人", _record("caregiver_name"), "买买提·艾力"),
    Column("relation", "与儿童关系", _record("caregiver_relation"), "外孙女"),
    Column("from", "签订", _record("signed_on"), "2026年11月23日"),
    Column("to", "有效期至", _record("valid_to"), "2026年11月23日"),
    Column("ended", "结束", _record("ended_on"), "2026年11月23日"),
)
GRANDPARENTS: Final[tuple[Column, ...]] = (
    Column("which", "称谓", lambda row: row.which, "外祖父"),
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("born", "出生日期", lambda row: day_text(row.born), "1955年11月23日"),
)
ASSESSMENTS: Final[tuple[Column, ...]] = (
    Column("day", "评估日期", _record("assess_date"), "2026年11月23日"),
    Column("total", "总分", _record("total"), "60", is_number=True),
    Column("level", "风险", _record("level"), "高"),
    Column("next", "下次评估", _record("next_date"), "2026年11月23日"),
    Column("opinion", "评估意见", _record("opinion"), "祖父母照护尽责"),
)
