"""The scale of the guardian's assessment (E-23): points add up to a level, a red line is high.

Ours, until the county gives its own: the limits are rows of the rule pack.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from app.domain.codes_children import GUARDIAN_ITEM
from app.domain.rule_pack import RulePack
from app.errors import Refused

MOST: Final = 3
"""Points of one item."""
LOW, MEDIUM, HIGH = "1", "2", "3"
"""RISK."""
GUARDIANSHIP: Final = {LOW: "1", MEDIUM: "2", HIGH: "3"}
"""RISK -> GUARDIANSHIP_LEVEL: 较好, 一般, 差."""


def total_of(items: Mapping[str, object]) -> int:
    """The sum of the points; raises ``Refused`` item_unknown, points_wrong."""
    total = 0
    for code, points in items.items():
        if code not in GUARDIAN_ITEM:
            sentence = f"评估表里没有“{code}”这一项。请按评估表填写。"
            raise Refused(sentence, code="item_unknown", item=code)
        if not isinstance(points, int) or isinstance(points, bool) or not 0 <= points <= MOST:
            sentence = f"“{GUARDIAN_ITEM.label(code)}”只能打0到{MOST}分。请改正后再保存。"
            raise Refused(sentence, code="points_wrong", item=code)
        total += points
    return total


def level_of(pack: RulePack, total: int, red_lines: Collection[str]) -> str:
    """RISK for a total and the red lines that were met."""
    if red_lines or total >= pack.whole("guardian_scale.high"):
        return HIGH
    return MEDIUM if total >= pack.whole("guardian_scale.medium") else LOW
