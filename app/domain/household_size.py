"""Who is counted as a member of the family (民发〔2021〕57号第七条): suggestions, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.months import age_on
from app.domain.rule_pack import RulePack

_SELF: Final = "0"
_SPOUSE: Final = "1"
_CHILDREN: Final = ("2", "3")
_NO_DUTY: Final = "9"
_FULL_TIME_TO_BACHELOR: Final = ("2", "3", "4", "5", "6", "7")
"""SCHOOL_STAGE 小学 to 本科: “本科及以下”, as the article says."""

CLERGY: Final = "1"
PRISON: Final = "2"
REHABILITATION: Final = "3"
DECLARED_MISSING: Final = "4"
SEPARATE: Final = "6"


@dataclass(frozen=True)
class Relative:
    """One person of the household register as seen from the applicant.

    ``relation`` and ``school_stage``, ``legal_duty`` are codes; empty when not known.
    ``lives_along`` None when not known; ``dependent``: an adult child who cannot live alone.
    """

    name: str
    relation: str
    birth_date: date | None = None
    school_stage: str = ""
    lives_along: bool | None = None
    legal_duty: str = ""
    dependent: bool = False
    clergy_years: int = 0
    in_prison: bool = False
    in_rehabilitation: bool = False
    declared_missing: bool = False


@dataclass(frozen=True)
class Counting:
    """``counted`` None while ``missing``; ``exclude_reason`` is an EXCLUDE_REASON code."""

    counted: bool | None
    exclude_reason: str
    text: str
    source: str
    missing: tuple[str, ...] = ()


def suggest_counting(relative: Relative, pack: RulePack, day: date) -> Counting:
    """Whether ``relative`` is counted on ``day``, and by which words of the rule."""
    excluded = _excluded(relative, pack)
    if excluded:
        return _answer(pack, False, excluded)
    kind = relative.relation[:1]
    if kind in (_SELF, _SPOUSE):
        return _answer(pack, True)
    if kind in _CHILDREN:
        return _child(relative, pack, day)
    return _other(relative, pack)


def _child(relative: Relative, pack: RulePack, day: date) -> Counting:
    if relative.dependent or relative.school_stage in _FULL_TIME_TO_BACHELOR:
        return _answer(pack, True)
    if relative.birth_date is None:
        return _answer(pack, None, missing=(f"{relative.name}的出生日期",))
    if age_on(relative.birth_date, day) < pack.whole("adult_age"):
        return _answer(pack, True)
    return _other(relative, pack)


def _other(relative: Relative, pack: RulePack) -> Counting:
    """Anyone else: a legal duty, and living together for long."""
    if relative.lives_along is False:
        return _answer(pack, False, SEPARATE)
    if relative.legal_duty == _NO_DUTY:
        return _answer(pack, False, "9")
    gaps = {"是否长期共同居住": relative.lives_along is None, "法定义务": not relative.legal_duty}
    missing = tuple(f"{relative.name}：{name}" for name, is_gap in gaps.items() if is_gap)
    return _answer(pack, None, missing=missing) if missing else _answer(pack, True)


def _excluded(relative: Relative, pack: RulePack) -> str:
    reasons = {
        CLERGY: relative.clergy_years >= pack.whole("single.clergy_years"),
        PRISON: relative.in_prison,
        REHABILITATION: relative.in_rehabilitation,
        DECLARED_MISSING: relative.declared_missing,
    }
    return next((code for code, applies in reasons.items() if applies), "")


def _answer(
    pack: RulePack, counted: bool | None, reason: str = "", missing: tuple[str, ...] = ()
) -> Counting:
    is_excluded = reason in (CLERGY, PRISON, REHABILITATION, DECLARED_MISSING)
    rule = pack.rules["counted.excluded" if is_excluded else "counted.member"]
    return Counting(counted, reason, rule.text, rule.source, missing)
