"""What the import says: what becomes of a row, how many of each, what the button will do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from app.excel.roster.mending import reason
from app.excel.roster.problems import Problem
from app.services.import_plan import RowPlan

COMING: Final = {
    "create": ("新建", "ok"),
    "update": ("补充资料", "info"),
    "known": ("不变", "muted"),
    "waits": ("等户主", "warn"),
    "refused": ("不导入", "error"),
}
"""What will become of a row, and how it sounds."""
DONE: Final = {
    "create": ("已新建", "ok"),
    "update": ("已补充", "info"),
    "known": ("没有变", "muted"),
    "waits": ("没有导入，等户主", "warn"),
    "refused": ("没有导入", "error"),
}
"""What became of it."""
LEFT: Final = frozenset(("waits", "refused"))
NOTHING: Final = "没有要导入的人"


SAID: Final = {"update": "id_known", "known": "id_known"}
"""What a deed says already: that there is a file is no remark."""


def has_remark(row: RowPlan) -> bool:
    """Whether a row goes in, and should be looked at all the same."""
    return row.deed not in LEFT and bool(_remarks(row))


def why(row: RowPlan) -> str:
    """Why a row is not taken in, or what should be looked at; empty if nothing."""
    problems = row.row.problems
    if row.deed == "waits" and any(each.code == "household_unclear" for each in problems):
        return "；".join(each.message for each in problems if each.code == "household_unclear")
    if row.deed in LEFT:
        return reason(row.row)
    return "；".join(f"{each.column}：{each.message}" for each in _remarks(row))


def _remarks(row: RowPlan) -> list[Problem]:
    said = SAID.get(row.deed)
    return [each for each in row.row.problems if each.code != said]


def counts_said(counts: Mapping[str, int], *, is_done: bool = False) -> str:
    """The counts of a plan in one line; what there is none of is left out."""
    not_in = "没有导入" if is_done else "不导入"
    parts = [
        f"新建 {counts['created']} 人（{counts['new_households']} 户）",
        f"补充 {counts['updated']} 人",
        f"不变 {counts['unchanged']} 人",
        f"{not_in} {counts['refused']} 行",
        f"等户主 {counts['waiting']} 行",
    ]
    numbers = [counts[each] for each in ("created", "updated", "unchanged", "refused", "waiting")]
    told = [part for part, number in zip(parts, numbers, strict=True) if number]
    return "，".join(told) or "表里没有人"


def button_said(counts: Mapping[str, int], taken: int) -> str:
    """What the filled button will do; ``NOTHING`` if there is nothing to do."""
    coming = counts["created"] + counts["updated"]
    deeds = [f"导入 {coming} 人"] if coming else []
    deeds += [f"改 {taken} 处"] if taken else []
    if deeds:
        return "，".join(deeds)
    if counts["differences"]:
        return "不改档案，记入待办"
    left = counts["refused"] + counts["waiting"]
    return f"留下 {left} 行待改" if left else NOTHING


def day_said(moment: datetime | date) -> str:
    """11月23日."""
    return f"{moment.month}月{moment.day}日"
