"""分类重点救助: what members of a 低保 family get on top, by category.

The largest one of the four categories, and the amount for the disabled besides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.household_facts import Member
from app.domain.money import ZERO, written
from app.domain.months import month_end, month_of
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, step

_PRESCHOOL_STAGES: Final = ("0", "1")


@dataclass(frozen=True)
class TopUp:
    """What one member gets: ``amount`` 元/月 for ``reasons``."""

    member: str
    name: str
    amount: Decimal
    reasons: tuple[str, ...]


def top_up(member: Member, pack: RulePack, month: date) -> tuple[TopUp, Step] | None:
    """The top-up of ``member`` in ``month`` and its step; None where no category applies."""
    best = max(
        (key for key, applies in _EXCLUSIVE.items() if applies(member, pack, month)),
        key=pack.amount,
        default=None,
    )
    keys = [key for key in (best, _disabled(member, pack)) if key]
    amounts = [pack.amount(key) for key in keys]
    total = sum(amounts, ZERO)
    if not total:
        return None
    reasons = tuple(pack.parameters[key].label.removesuffix("分类重点救助") for key in keys)
    parts = "＋".join(
        f"{reason}{written(amount)}" for reason, amount in zip(reasons, amounts, strict=True)
    )
    found = step(
        pack,
        f"分类重点救助（{member.called()}）",
        parts,
        total,
        "top_up",
        *keys,
        note=_note(keys, pack),
        adds=True,
    )
    return TopUp(member.key, member.called(), total, reasons), found


def missing_for_top_up(member: Member) -> tuple[str, ...]:
    """What has to be asked before a member's category is certain."""
    return () if member.birth_date else (f"{member.called()}的出生日期",)


def _is_elder(member: Member, pack: RulePack, month: date) -> bool:
    at_start = pack.text("topup.elder_age_day") == "month_start"
    age = member.age(month_of(month) if at_start else month_end(month))
    return age is not None and age >= pack.whole("topup.elder_age")


def _is_child(member: Member, pack: RulePack, month: date) -> bool:
    if member.school_stage in pack.codes("topup.school_stages"):
        return True
    age = member.age(month_end(month))
    if age is None:
        return member.school_stage in _PRESCHOOL_STAGES
    return age < pack.whole("topup.preschool_age") or (
        member.school_stage == _PRESCHOOL_STAGES[1] and age < pack.whole("adult_age")
    )


def _is_ill(member: Member, pack: RulePack, month: date) -> bool:
    del pack, month
    return member.serious_illness


def _is_severe(member: Member, pack: RulePack, month: date) -> bool:
    del month
    return member.is_disabled_as(pack.codes("topup.severe_grades"))


_EXCLUSIVE: Final[dict[str, Callable[[Member, RulePack, date], bool]]] = {
    "topup.severe_disabled": _is_severe,
    "topup.serious_illness": _is_ill,
    "topup.elder": _is_elder,
    "topup.child": _is_child,
}
"""The four categories of which only the largest is paid."""


def _disabled(member: Member, pack: RulePack) -> str | None:
    is_disabled = member.is_disabled_as(pack.codes("topup.disabled_grades"))
    return "topup.disabled" if is_disabled else None


def _note(keys: list[str], pack: RulePack) -> str:
    awaited = {
        "topup.elder": "topup.elder_age_day",
        "topup.disabled": "topup.disabled_grades",
    }
    return pack.note(*(awaited[key] for key in keys if key in awaited))
