"""A rule pack: the county's standards, parameters, rule texts, deadlines and workflows, as data.

Law changes faster than programs, so every number lives here and none in code. Dated, versioned,
frozen; read strictly, so that a slip of the pen is found on loading and not in a family's money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, TypeVar, cast

from app import resources
from app.domain.deadlines import DeadlineRule, read_deadline
from app.domain.months import month_name, month_of
from app.domain.pack_row import Row
from app.domain.parameters import (
    NOT_SAID,
    SHAPES,
    SINCE,
    NamedAmount,
    Parameter,
    ParameterValue,
    read_parameter,
)
from app.domain.rule_texts import RULE_IDS, AgeRule, RuleText, read_age_rule, read_rule_text
from app.domain.workflow import Workflow, read_workflow
from app.errors import Refused, Unreadable

STANDARD_KINDS: Final[Mapping[str, str]] = {
    "urban_dibao": "城市低保标准",
    "rural_dibao": "农村低保标准",
    "tekun_basic": "特困基本生活标准",
    "orphan_institution": "机构养育孤儿标准",
    "orphan_scattered": "社会散居孤儿标准",
    "unattended_child": "事实无人抚养儿童标准",
    "vagrant": "流浪救助标准",
}
DIBAO_KIND: Final[Mapping[str, str]] = {"1": "urban_dibao", "2": "rural_dibao"}
"""AREA_KIND code -> the standard that applies."""

_SECTIONS = ("standards", "parameters", "rules", "ages", "deadlines", "workflows")
_Value = TypeVar("_Value", Decimal, int, bool, str)


@dataclass(frozen=True)
class StandardRow:
    """The standards (元/月·人) from the month ``effective`` on; None where there was none."""

    effective: date
    amounts: Mapping[str, Decimal | None]
    source: str
    confirmed: bool


@dataclass(frozen=True)
class RulePack:
    """What the rules of relief are in one county, from ``effective_from`` on."""

    id: str
    name: str
    version: int
    effective_from: date
    source: str
    standards: tuple[StandardRow, ...]
    standards_known_through: date
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, RuleText]
    ages: Mapping[str, AgeRule]
    deadlines: Mapping[str, DeadlineRule]
    workflows: Mapping[str, Workflow]
    family: tuple[RulePack, ...] = field(default=(), repr=False, compare=False)
    """All packs that are known, where it was chosen among them."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> RulePack:
        """Read a pack; raises ``Unreadable`` with a sentence that names the row."""
        row = Row(mapping, "规则包")
        head = ("id", "name", "version", "effective_from", "source", "standards_known_through")
        row.only(*head, *_SECTIONS)
        deadlines = {rule.id: rule for rule in _each(row, "deadlines", "期限", read_deadline)}
        workflows = row.rows("workflows", "流程", "id")
        return cls(
            id=row.text("id"),
            name=row.text("name"),
            version=row.whole("version"),
            effective_from=row.day("effective_from"),
            source=row.text("source"),
            standards=_standards(row),
            standards_known_through=row.month("standards_known_through"),
            parameters=_complete(row, _each(row, "parameters", "参数", read_parameter)),
            rules=_all_rules(row),
            ages={rule.id: rule for rule in _each(row, "ages", "年龄", read_age_rule)},
            deadlines=deadlines,
            workflows={flow.id: flow for flow in (read_workflow(w, deadlines) for w in workflows)},
        )

    def on(self, day: date) -> RulePack:
        """The rules in force on ``day``, among those this one was chosen from; itself where it stands
        alone. What the county sets follows the rules of the day of the act."""
        return in_force_on(self.family, day) if self.family else self

    def deadline(self, rule_id: str, began: date) -> DeadlineRule:
        """The rule as it stood on the day from which its time runs; as it is now where there was
        none yet. What has begun keeps the time it was given."""
        return self.on(began).deadlines.get(rule_id, self.deadlines[rule_id])

    def standard_row(self, month: date) -> StandardRow:
        """The row of standards in force in ``month``; raises ``Refused`` before the first."""
        rows = [row for row in self.standards if row.effective <= month_of(month)]
        if not rows:
            sentence = f"规则包里没有{month_name(month)}的保障标准。请向县民政局索取。"
            raise Refused(sentence, code="standard_missing", month=month_of(month))
        return rows[-1]

    def standard(self, kind: str, month: date) -> Decimal:
        """The standard ``kind`` (元/月·人) in ``month``; raises ``Refused`` where none is known."""
        amount = self.standard_row(month).amounts[kind]
        if amount is None:
            title = STANDARD_KINDS[kind]
            sentence = f"规则包里没有{month_name(month)}的{title}。请向县民政局索取。"
            raise Refused(sentence, code="standard_missing", kind=kind, month=month_of(month))
        return amount

    def standard_note(self, month: date) -> str:
        """What to say beside a standard: nothing, or that it awaits the county's word."""
        row = self.standard_row(month)
        if not row.confirmed:
            return "待县局确认"
        if month_of(month) > self.standards_known_through and row is self.standards[-1]:
            known = f"{row.effective.year}年{row.effective.month}月起的标准"
            return f"未收到{month.year}年提标通知，暂按{known}，待县局确认"
        return ""

    def amount(self, key: str) -> Decimal:
        """An amount or ratio; its unit stands in the pack."""
        return self._value(key, Decimal)

    def optional_amount(self, key: str) -> Decimal | None:
        """An amount that the county may not have set."""
        value = self.parameters[key].value
        return None if value is None else self._value(key, Decimal)

    def whole(self, key: str) -> int:
        """A count of months, days, years or items."""
        return self._value(key, int)

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return self._value(key, bool)

    def text(self, key: str) -> str:
        """A text, or the name of a way to do it."""
        return self._value(key, str)

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes."""
        return cast("tuple[str, ...]", self.parameters[key].value)

    def amounts(self, key: str) -> tuple[NamedAmount, ...]:
        """A small table of named amounts."""
        return cast("tuple[NamedAmount, ...]", self.parameters[key].value)

    def note(self, *keys: str) -> str:
        """待县局确认 when one of the parameters or rules awaits the county's word."""
        known: list[Parameter | RuleText] = [
            self.parameters[key] if key in self.parameters else self.rules[key] for key in keys
        ]
        labels = [
            each.label if isinstance(each, Parameter) else each.source
            for each in known
            if not each.confirmed
        ]
        return f"待县局确认：{'、'.join(labels)}" if labels else ""

    def unconfirmed(self) -> tuple[Parameter, ...]:
        """The parameters the county still has to confirm, for the settings page."""
        return tuple(each for each in self.parameters.values() if not each.confirmed)

    def changed(self, **values: ParameterValue) -> RulePack:
        """A copy with other values, for "what if"; a dot in a key is written ``__``."""
        parameters = dict(self.parameters)
        for name, value in values.items():
            key = name.replace("__", ".")
            parameters[key] = replace(parameters[key], value=value)
        return replace(self, parameters=parameters, family=())

    def may_post_notice(self, scheme: str) -> bool:
        """Whether a public notice (公示) exists for ``scheme``; never for children's schemes."""
        return scheme in self.codes("notice_schemes")

    def workflow_of(self, scheme: str) -> Workflow:
        """The workflow of a SCHEME code; raises ``Refused`` when the pack has none."""
        for workflow in self.workflows.values():
            if scheme in workflow.schemes:
                return workflow
        sentence = "规则包里没有这个救助项目的办理流程。请更新规则包。"
        raise Refused(sentence, code="workflow_missing", scheme=scheme)

    def _value(self, key: str, kind: type[_Value]) -> _Value:
        value = self.parameters[key].value
        if not isinstance(value, kind):
            raise Unreadable(f"参数“{key}”的值不对。请更新规则包。", code="rule_pack_unreadable")
        return value


def in_force_on(packs: Iterable[RulePack], day: date) -> RulePack:
    """The pack for ``day``: the latest that has begun, highest version first; else the oldest. It
    knows the others (``on``).

    Raises ``Unreadable`` when there is no pack at all.
    """
    ordered = sorted(packs, key=lambda pack: (pack.effective_from, pack.version))
    if not ordered:
        raise Unreadable("没有规则包。请重新安装程序或导入规则包。", code="rule_pack_missing")
    begun = [pack for pack in ordered if pack.effective_from <= day]
    return replace(begun[-1] if begun else ordered[0], family=tuple(ordered))


def rural_to_urban(pack: RulePack, day: date) -> tuple[Decimal, bool]:
    """Rural 低保 standard in % of urban on ``day``, to 0.1, and whether the plan's goal is met."""
    rural, urban = pack.standard("rural_dibao", day), pack.standard("urban_dibao", day)
    ratio = rural * 100 / urban
    return ratio.quantize(Decimal("0.1")), ratio >= pack.amount("indicator.rural_urban_ratio")


_Read = TypeVar("_Read", Parameter, RuleText, AgeRule, DeadlineRule)


def _each(row: Row, section: str, title: str, read: Callable[[Row], _Read]) -> list[_Read]:
    found: dict[str, _Read] = {}
    for each in row.rows(section, title, "key" if section == "parameters" else "id"):
        thing = read(each)
        name = thing.key if isinstance(thing, Parameter) else thing.id
        if name in found:
            raise each.wrong("重复出现")
        found[name] = thing
    return list(found.values())


def _complete(row: Row, parameters: list[Parameter]) -> Mapping[str, Parameter]:
    found = {each.key: each for each in parameters}
    missing = sorted(SHAPES.keys() - found.keys() - SINCE)
    if missing:
        raise row.wrong(f"缺少参数：{'、'.join(missing)}")
    return found | {key: _shipped()[key] for key in sorted(SINCE - found.keys())}


@cache
def _shipped() -> Mapping[str, Parameter]:
    """Those of ``SINCE`` as the newest shipped pack says them; the county has not."""
    newest = resources.names("rule_packs", suffix=".yaml")[-1]
    row = Row(resources.read_yaml("rule_packs", newest), "规则包")
    shipped = _each(row, "parameters", "参数", read_parameter)
    return {
        each.key: replace(each, source=NOT_SAID, confirmed=False)
        for each in shipped
        if each.key in SINCE
    }


def _all_rules(row: Row) -> Mapping[str, RuleText]:
    found = {rule.id: rule for rule in _each(row, "rules", "依据", read_rule_text)}
    missing = sorted(RULE_IDS - set(found))
    if missing:
        raise row.wrong(f"缺少依据：{'、'.join(missing)}")
    return found


def _standards(row: Row) -> tuple[StandardRow, ...]:
    rows: list[StandardRow] = []
    for each in row.rows("standards", "标准", "effective"):
        each.only("effective", "source", "confirmed", *STANDARD_KINDS)
        amounts = {kind: each.optional_amount(kind) for kind in STANDARD_KINDS}
        rows.append(
            StandardRow(
                each.month("effective"), amounts, each.text("source"), each.flag("confirmed")
            )
        )
        if len(rows) > 1 and rows[-2].effective >= rows[-1].effective:
            raise each.wrong("没有按生效月份排列，或重复")
    if not rows:
        raise row.wrong("没有一行标准")
    return tuple(rows)
