"""特困供养: the three conditions, the care grade from the six items, and the monthly amount.

Basic money and care money; the higher care grade wins and grades are never added (民发〔2021〕43号,
重庆市照料护理标准).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.entitlement import Entitlement, Layer, Scheme, first_pay_step
from app.domain.household_facts import Member
from app.domain.money import ZERO, written
from app.domain.months import month_end, month_of, next_month
from app.domain.rule_pack import RulePack
from app.domain.steps import Step, standard_step, step
from app.errors import Refused

FULL: Final = "full"
HALF: Final = "half"
SELF: Final = "self"
_NAMES: Final = {FULL: "全护理", HALF: "半护理", SELF: "全自理"}


@dataclass(frozen=True)
class TekunFacts:
    """What is known of one person. ``failed_items``: how many of the six cannot be done alone.

    The three conditions are None while not verified; ``no_labor`` None asks age and disability.
    ``half_by``: the CARE_HALF_REASON for which somebody set half care.
    """

    person: Member
    failed_items: int | None
    no_labor: bool | None = None
    no_income: bool | None = None
    no_obligor: bool | None = None
    bedridden_months: int = 0
    half_by: str | None = None


@dataclass(frozen=True)
class CareGrade:
    """full, half or self, its Chinese name, and the steps that lead to it."""

    grade: str
    name: str
    steps: tuple[Step, ...]


def work_out_tekun(
    facts: TekunFacts, pack: RulePack, month: date, *, decided: date | None = None
) -> Entitlement:
    """特困 money in ``month``: basic standard plus care. Raises ``Refused`` without a standard.

    ``eligible`` is False as soon as one condition is known to fail; then nothing is paid.
    """
    month = month_of(month)
    basic = pack.standard("tekun_basic", month)
    conditions = _conditions(facts, pack, month)
    missing = [f"{name}（未核实）" for name, holds, _ in conditions if holds is None]
    steps = [found for _, _, found in conditions]
    if any(holds is False for _, holds, _ in conditions):
        return _result(pack, month, basic, Layer.NONE, steps, missing, None)
    base = standard_step(pack, "tekun_basic", month)
    pays = step(pack, "基本生活供养金", base.label, basic, "tekun_amount", adds=True)
    steps += [base, pays]
    if facts.failed_items is None:
        missing.append("生活自理能力六项评估")
    else:
        steps += _care_steps(facts, pack, month)
    return _result(pack, month, basic, Layer.TEKUN, steps, missing, decided)


def care_grade(facts: TekunFacts, pack: RulePack, month: date) -> CareGrade:
    """The care grade in ``month``; raises ``Refused`` for a count that cannot be."""
    failed = facts.failed_items
    items = pack.whole("care.items")
    if failed is None or not 0 <= failed <= items:
        raise Refused(f"不能自主完成的项数应是0到{items}。请重新评估。", code="care_items")
    grade = _by_items(failed, pack)
    formula = f"{items}项中{failed}项不能自主完成"
    steps = [step(pack, f"自理能力：{_NAMES[grade]}", formula, None, "tekun_care")]
    reasons = _half_reasons(facts, pack, month)
    if grade == SELF and reasons:
        grade = HALF
        steps.append(step(pack, "按半护理执行", "、".join(reasons), None, "tekun_half"))
    return CareGrade(grade, _NAMES[grade], tuple(steps))


def no_labor(person: Member, pack: RulePack, month: date) -> bool | None:
    """无劳动能力 by age or disability; None while the date of birth is not known."""
    if person.is_disabled_as(pack.codes("tekun.no_labor_grades")):
        return True
    age = person.age(month_end(month))
    if age is None:
        return None
    return age >= pack.whole("tekun.elder_age") or age < pack.whole("tekun.minor_age")


def _care_steps(facts: TekunFacts, pack: RulePack, month: date) -> list[Step]:
    care = care_grade(facts, pack, month)
    key = f"care.{care.grade}"
    money = step(
        pack, f"照料护理费（{care.name}）", "照料护理标准", pack.amount(key), key, adds=True
    )
    return [*care.steps, money]


def _by_items(failed: int, pack: RulePack) -> str:
    if failed >= pack.whole("care.full_from"):
        return FULL
    return HALF if failed >= pack.whole("care.half_from") else SELF


def _half_reasons(facts: TekunFacts, pack: RulePack, month: date) -> list[str]:
    """As the records tell, and as somebody set; of age the date of birth tells, where known."""
    person, months = facts.person, pack.whole("care.half_bedridden_months")
    under, age = pack.whole("care.half_under_age"), person.age(month_end(month))
    is_minor = age is not None and age < under
    reasons = (
        ("1", "一二级重度残疾", person.is_disabled_as(pack.codes("care.half_grades"))),
        ("2", f"因病卧床{months}个月以上", facts.bedridden_months >= months),
        ("3", f"未满{under}周岁", is_minor),
    )
    is_refuted = facts.half_by == "3" and age is not None and not is_minor
    said = None if is_refuted else facts.half_by
    return [
        reason if applies else f"{reason}（经办认定）"
        for code, reason, applies in reasons
        if applies or code == said
    ]


def _conditions(
    facts: TekunFacts, pack: RulePack, month: date
) -> list[tuple[str, bool | None, Step]]:
    labor = facts.no_labor if facts.no_labor is not None else no_labor(facts.person, pack, month)
    rows = (
        ("无劳动能力", labor, "tekun_labor"),
        ("无生活来源", facts.no_income, "tekun"),
        ("无法定义务人或无履行能力", facts.no_obligor, "tekun"),
    )
    words = {True: "符合", False: "不符合", None: "未核实"}
    return [(name, holds, step(pack, name, words[holds], None, rule)) for name, holds, rule in rows]


def _result(
    pack: RulePack,
    month: date,
    basic: Decimal,
    layer: Layer,
    steps: list[Step],
    missing: list[str],
    decided: date | None,
) -> Entitlement:
    adding = [each.amount for each in steps if each.adds and each.amount is not None]
    total = sum(adding, ZERO)
    if adding:
        formula = "＋".join(written(amount) for amount in adding)
        steps = [*steps, step(pack, "每月合计", formula, total, "tekun_amount")]
    if decided:
        steps = [*steps, first_pay_step(pack, decided)]
    return Entitlement(
        scheme=Scheme.TEKUN,
        month=month,
        eligible=layer is Layer.TEKUN,
        layer=layer,
        per_capita=ZERO,
        standard=basic,
        benefit=total,
        top_ups=(),
        total=total,
        first_month=next_month(decided) if decided else None,
        steps=tuple(steps),
        missing=tuple(missing),
    )
