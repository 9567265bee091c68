"""Which allowance a child may belong to, by what became of father and mother (domain D.14).

The truth table of 民发〔2019〕62号 and 渝民发〔2021〕5号. Never a decision: the county confirms.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

DEAD_OR_MISSING: Final = frozenset(("01", "02"))
HARDSHIP: Final = frozenset(f"{code:02d}" for code in range(3, 11))
ABLE: Final = "20"


class ChildRoute(StrEnum):
    """What the parents' situations come to."""

    ORPHAN = "orphan"
    UNATTENDED = "unattended"
    NEITHER = "neither"
    UNKNOWN = "unknown"


ROUTE_TEXTS: Final = {
    ChildRoute.ORPHAN: "父母双方死亡或失踪，符合孤儿条件",
    ChildRoute.UNATTENDED: "父母情况符合事实无人抚养条件",
    ChildRoute.NEITHER: "父母一方有抚养能力，不符合孤儿和事实无人抚养条件",
    ChildRoute.UNKNOWN: "父母情况不清，需要补充查证",
}
CATEGORY_OF: Final = {ChildRoute.ORPHAN: "1", ChildRoute.UNATTENDED: "2"}
"""The CHILD_CATEGORY that a route leads to."""


def child_route(father: str | None, mother: str | None) -> ChildRoute:
    """By two codes of PARENT_SITUATION; None is 不详."""
    both = (_group(father), _group(mother))
    if ABLE in both:
        return ChildRoute.NEITHER
    if "" in both:
        return ChildRoute.UNKNOWN
    return ChildRoute.ORPHAN if both == ("gone", "gone") else ChildRoute.UNATTENDED


def _group(situation: str | None) -> str:
    if situation in DEAD_OR_MISSING:
        return "gone"
    if situation in HARDSHIP:
        return "hard"
    return ABLE if situation == ABLE else ""
