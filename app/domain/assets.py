"""Whether a household's assets are within the limits of 低保 or 低保边缘 (rule pack, 财产).

An answer may be "not known yet": then it lists what has to be asked. Exemptions that the office
has proof of are shown, never silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.household_facts import AssetLine, HouseholdFacts
from app.domain.money import ZERO, written
from app.domain.rule_pack import DIBAO_KIND, RulePack
from app.domain.steps import Step, step

HOME: Final = "1"
SHOP: Final = "2"
CAR: Final = "3"
MACHINE: Final = "4"
FINANCIAL: Final = ("5", "6", "7", "8", "9", "10")
COMPANY: Final = "11"
_RENTED_OR_RUN: Final = ("2", "4")
_FOR_THE_DISABLED: Final = "5"
_DANGEROUS: Final = ("3", "4")


@dataclass(frozen=True)
class Finding:
    """One test: ``within`` the limit, over it (False), or not known (None) for ``missing``."""

    step: Step
    within: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssetVerdict:
    """All tests together: within, over, or None while something is missing."""

    findings: tuple[Finding, ...]

    @property
    def within(self) -> bool | None:
        """False as soon as one test fails, None while one is open, else True."""
        if any(finding.within is False for finding in self.findings):
            return False
        return None if self.missing else True

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be asked before the answer is certain."""
        return tuple(gap for finding in self.findings for gap in finding.missing)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The tests as lines of the sheet."""
        return tuple(finding.step for finding in self.findings)


@dataclass(frozen=True)
class _Question:
    """What every test looks at."""

    facts: HouseholdFacts
    lines: Sequence[AssetLine]
    pack: RulePack
    standard: Decimal
    limit_key: str


def judge_assets(
    facts: HouseholdFacts, pack: RulePack, month: date, *, edge: bool = False
) -> AssetVerdict:
    """Test the assets of the counted members; ``edge`` takes the limit of 低保边缘."""
    standard = pack.standard(DIBAO_KIND[facts.area_kind], month)
    counted = [line for line in facts.assets if facts.counts(line.owner)]
    set_aside = [line for line in counted if _is_set_aside(line)]
    question = _Question(
        facts,
        [line for line in counted if line not in set_aside],
        pack,
        standard,
        "asset.edge_months" if edge else "asset.months",
    )
    findings = [test(question) for test in _TESTS]
    return AssetVerdict(
        (
            *(finding for finding in findings if finding),
            *(_set_aside(line, pack) for line in set_aside),
            *_signs(question),
        )
    )


def _financial(question: _Question) -> Finding | None:
    facts, pack = question.facts, question.pack
    lines = [line for line in question.lines if line.kind in FINANCIAL]
    total = sum((line.value or ZERO for line in lines), ZERO)
    count = len(facts.counted())
    months = pack.amount(question.limit_key)
    limit = question.standard * months * count
    formula = (
        f"合计{written(total)}元；限额{written(question.standard)}×{written(months)}"
        f"×{count}人＝{written(limit)}元"
    )
    unknown = tuple(f"{line.called()}的金额" for line in lines if line.value is None)
    if total <= limit:
        found = step(pack, "金融财产", formula, total, "assets.financial", question.limit_key)
        return Finding(found, None if unknown else True, unknown)
    cap = pack.amount("asset.sick_cap") * count
    ill = any(member.serious_illness for member in facts.counted())
    if ill and total <= cap:
        formula += f"；重病家庭限额{written(cap)}元"
        found = step(
            pack, "金融财产", formula, total, "assets.sick", note="超过限额，重特大疾病家庭豁免"
        )
        return Finding(found, None if unknown else True, unknown)
    found = step(
        pack, "金融财产", formula, total, "assets.financial", question.limit_key, note="超过限额"
    )
    return Finding(found, False)


def _housing(question: _Question) -> Finding | None:
    """Two homes or more, and more room per head than the limit; dangerous houses do not count."""
    pack, count = question.pack, len(question.facts.counted())
    homes = [
        line for line in question.lines if line.kind == HOME and line.house_safety not in _DANGEROUS
    ]
    if len(homes) < pack.whole("asset.homes"):
        found = step(pack, "住房", f"{len(homes)}套（C、D级危房不计）", None, "assets.housing")
        return Finding(found, True)
    area = sum((line.area or ZERO for line in homes), ZERO)
    minimum = pack.optional_amount("asset.min_housing_area")
    gaps = [f"{line.called()}的面积" for line in homes if line.area is None]
    gaps += ["住房困难标准（平方米/人），由县局填写"] if minimum is None else []
    formula = f"{len(homes)}套，共{written(area)}平方米，{count}人"
    if minimum is None or gaps:
        found = step(pack, "住房", formula, None, "assets.housing", note="还不能判断")
        return Finding(found, None, tuple(gaps))
    limit = minimum * pack.amount("asset.housing_ratio") * count
    formula += f"；限额{written(limit)}平方米"
    if area <= limit:
        return Finding(step(pack, "住房", formula, None, "assets.housing"), True)
    return _housing_after_disaster(question, area, formula)


def _housing_after_disaster(question: _Question, area: Decimal, formula: str) -> Finding:
    facts, pack = question.facts, question.pack
    average = pack.optional_amount("asset.avg_housing_area")
    over = step(pack, "住房", formula, None, "assets.housing", note="超过限额")
    if not facts.major_disaster:
        return Finding(over, False)
    if average is None:
        return Finding(over, None, ("上年人均住房面积，由县局填写",))
    limit = average * pack.amount("asset.avg_housing_ratio") * len(facts.counted())
    if area > limit:
        return Finding(over, False)
    note = "超过限额，受灾家庭豁免"
    return Finding(step(pack, "住房", formula, None, "assets.housing_disaster", note=note), True)


def _shop(question: _Question) -> Finding | None:
    pack = question.pack
    shops = [line for line in question.lines if line.kind == SHOP]
    if not shops:
        return None
    names = "、".join(line.called() for line in shops)
    if any(line.use in _RENTED_OR_RUN for line in shops):
        note = "出租或自营，不符合"
        return Finding(step(pack, "门面店铺", names, None, "assets.shop", note=note), False)
    gaps = tuple(f"{line.called()}的用途" for line in shops if not line.use)
    return Finding(step(pack, "门面店铺", names, None, "assets.shop"), None if gaps else True, gaps)


def _vehicles(question: _Question) -> Finding | None:
    pack = question.pack
    lines = [line for line in question.lines if line.kind in (CAR, MACHINE)]
    if not lines:
        return None
    judged = [(line.called(), *_vehicle(line, pack)) for line in lines]
    formula = "；".join(f"{name}：{words}" for name, _, words in judged)
    answers = [answer for _, answer, _ in judged]
    gaps = tuple(f"{name}：种类、现值或凭证" for name, answer, _ in judged if answer is None)
    found = step(pack, "机动车、船舶、机械", formula, None, "assets.vehicle")
    if False in answers:
        return Finding(found, False)
    return Finding(found, None if gaps else True, gaps)


def _vehicle(line: AssetLine, pack: RulePack) -> tuple[bool | None, str]:
    if line.vehicle in pack.codes("asset.vehicles_free") or line.use == _FOR_THE_DISABLED:
        return True, "不计入"
    cap = pack.amount("asset.vehicle_exempt_value")
    cheap = line.value is not None and line.value <= cap
    if cheap and line.exempt:
        return True, f"现值不超过{written(cap)}元，有凭证，豁免"
    if cheap:
        return None, f"现值不超过{written(cap)}元，要有凭证才能豁免"
    barred = line.vehicle in pack.codes("asset.vehicles_barred") or line.kind == MACHINE
    if not barred:
        return None, "规则没有写明，请县局认定"
    return (None, "现值未填") if line.value is None else (False, "不符合")


def _company(question: _Question) -> Finding | None:
    pack = question.pack
    companies = [line for line in question.lines if line.kind == COMPANY]
    if not companies:
        return None
    names = "、".join(line.called() for line in companies)
    found = step(pack, "企业（公司）", names, None, "assets.company", "asset.company_bars")
    return Finding(found, not pack.flag("asset.company_bars"))


_TESTS: Final[tuple[Callable[[_Question], Finding | None], ...]] = (
    _financial,
    _housing,
    _shop,
    _vehicles,
    _company,
)


def _is_set_aside(line: AssetLine) -> bool:
    """Vehicles have their own rule of exemption, with a limit of value."""
    return line.exempt and bool(line.exempt_reason) and line.kind not in (CAR, MACHINE)


def _set_aside(line: AssetLine, pack: RulePack) -> Finding:
    note = f"经办人认定豁免：{line.exempt_reason}"
    return Finding(step(pack, line.called(), "不计入", None, "assets.sick", note=note), True)


def _signs(question: _Question) -> list[Finding]:
    pack = question.pack
    return [
        Finding(step(pack, "消费提示", sign, None, "assets.consumption", note="提示核查"), True)
        for sign in question.facts.consumption_signs
    ]
