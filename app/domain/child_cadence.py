"""How often a child is to be seen, and who takes over when it is not (domain C.7, 民发〔2019〕34号).

Days and times come from the rule pack: no national number was found, so all await the county.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.codes_children import ALLOWANCE_CATEGORIES
from app.domain.rule_pack import RulePack

RISK_KEYS: Final = {"1": "low", "2": "medium", "3": "high"}
"""RISK -> the end of the parameter's name."""
DIRECTOR, SUPERVISOR, COUNTY = "1", "2", "3"
"""ESCALATION: 儿童主任, 儿童督导员, 县民政局."""


@dataclass(frozen=True)
class Standing:
    """``overdue``: days since the visit was due, 0 while it is not. ``level``: ESCALATION.

    ``why`` says what brought it to that level, for people.
    """

    due: date
    overdue: int
    level: str
    why: str


def days_between(pack: RulePack, risk: str | None, categories: Collection[str]) -> int:
    """Days from one visit to the next: by risk (none assessed: medium), never more than what
    孤儿 and 事实无人抚养 ask for."""
    days = pack.whole(f"child_visit.{RISK_KEYS.get(risk or '', 'medium')}")
    if ALLOWANCE_CATEGORIES & set(categories):
        days = min(days, pack.whole("child_visit.allowance"))
    return days


def next_visit(pack: RulePack, last: date, risk: str | None, categories: Collection[str]) -> date:
    """When the child is to be seen again."""
    return last + timedelta(days=days_between(pack, risk, categories))


def is_counted(way: str | None, met: str | None, guardian_words: str | None) -> bool:
    """Whether a call is a visit: the child was seen (or by video), the guardian's words are kept."""
    seen = met == "1" or (met == "4" and way == "2")
    return seen and bool((guardian_words or "").strip())


def standing(pack: RulePack, due: date, missed: int, today: date) -> Standing:
    """Who has to act on ``today``, after ``missed`` calls in a row that met nobody."""
    overdue = max((today - due).days, 0)
    for level, name, who in (
        (COUNTY, "county", "县民政局"),
        (SUPERVISOR, "supervisor", "儿童督导员"),
    ):
        times, days = pack.whole(f"child_missed.{name}"), pack.whole(f"child_overdue.{name}")
        if missed >= times:
            return Standing(due, overdue, level, f"连续{missed}次没有见到儿童，报{who}")
        if overdue >= days:
            return Standing(due, overdue, level, f"走访已超期{overdue}天，报{who}")
    return Standing(due, overdue, DIRECTOR, f"走访已超期{overdue}天" if overdue else "")
