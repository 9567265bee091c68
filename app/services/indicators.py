"""Indicators of the county's plan that our data can give (表1 and text): each a row with its numerator
and denominator in words, its goal, and the list of people behind it.

What is below its goal is said to be so. A figure that only we have in part says that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.services import indicator_looks as looks
from app.services.indicator_looks import Behind, IndicatorLook
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

PLAN: Final = "垫江县民政事业发展“十四五”规划"
OURS: Final = "本系统在册口径，不是全县数"
_TENTH: Final = Decimal("0.1")
NOTHING: Final = "—"
"""Shown where there is no value."""
BINDING, EXPECTED = "约束性", "预期性"


@dataclass(frozen=True)
class IndicatorFigure:
    """One indicator on one day. ``value`` is None where there is nobody to count (``note`` says
    so); ``is_met`` None: no goal, or no value. ``shown``: 81.8%, 0人."""

    code: str
    title: str
    nature: str
    numerator_text: str
    denominator_text: str
    source: str
    value: Decimal | None
    shown: str
    goal: Decimal | None
    goal_text: str
    is_met: bool | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    is_listed: bool

    @property
    def verdict(self) -> str:
        """达标, 未达标 or nothing."""
        return {True: "达标", False: "未达标", None: ""}[self.is_met]


class Ratio(NamedTuple):
    """Two amounts whose quotient is the indicator (of a count: the first alone); ``note``: why one
    is wanting, or what to know of them."""

    numerator: Decimal | None
    denominator: Decimal | None
    note: str = ""


class IndicatorRow(NamedTuple):
    """One definition. ``people`` or ``ratio``; ``goal``: the parameter that holds it;
    ``is_count``: the figure is a number of people, and the goal is not to be passed; ``is_growth``:
    less 100%; ``needs``: who may see the people."""

    title: str
    nature: str
    numerator: str
    denominator: str
    goal: str = ""
    people: Callable[[IndicatorLook], Iterator[Behind]] | None = None
    ratio: Callable[[IndicatorLook], Ratio] | None = None
    note: str = ""
    is_count: bool = False
    is_growth: bool = False
    needs: Action = Action.CASE_READ


def _rural_to_urban(look: IndicatorLook) -> Ratio:
    return Ratio(
        look.pack.standard("rural_dibao", look.day), look.pack.standard("urban_dibao", look.day)
    )


def _growth(kind: str) -> Callable[[IndicatorLook], Ratio]:
    """The standard at the end of the year beside that of the year before."""

    def look_at(look: IndicatorLook) -> Ratio:
        year = look.day.year
        try:
            before = look.pack.standard(kind, date(year - 1, 12, 31))
        except Refused:
            return Ratio(None, None, "没有上一年的标准")
        note = look.pack.standard_note(look.day)
        return Ratio(look.pack.standard(kind, look.day), before, note)

    return look_at


@needs(Action.FIGURES_READ)
def indicators(
    work: UnitOfWork, pack: RulePack, day: date, *, places: Divisions | None = None
) -> tuple[IndicatorFigure, ...]:
    """Every indicator on ``day`` (for counts of a year: from its first day on) whose people are
    this person's to see: on another laptop nobody would be found, and the figure would be wrong."""
    look = IndicatorLook(work, pack, places, date(day.year, 1, 1), day)
    role = work.actor.role
    return tuple(
        _figure(look, code)
        for code, row in INDICATORS.items()
        if row.people is None or may(role, row.needs)
    )


@needs(Action.FIGURES_READ)
def of_standards(work: UnitOfWork, pack: RulePack, day: date, code: str) -> IndicatorFigure | None:
    """An indicator on a day of the past, if it follows from the standards alone; its goal where
    that is not one of each year. None: who was in the registers then is not known any more."""
    row = _row(code)
    if row.ratio is None:
        return None
    return _figure(IndicatorLook(work, pack, None, date(day.year, 1, 1), day), code)


@needs(Action.FIGURES_READ)
def people_behind(
    work: UnitOfWork, pack: RulePack, day: date, code: str, *, places: Divisions | None = None
) -> tuple[Behind, ...]:
    """Everybody of an indicator's denominator, those who do not count first.

    Raises ``Refused``: indicator_unknown, indicator_unlisted (two standards, no people), and
    not_permitted where the people are not for this role.
    """
    row = _row(code)
    if row.people is None:
        sentence = "这个指标由两个标准相除，背后没有人员名单。"
        raise Refused(f"{sentence}请看标准表。", code="indicator_unlisted", indicator=code)
    if not may(work.actor.role, row.needs):
        sentence = "这个指标的人员名单不归您的岗位查看。请与民政办联系。"
        raise Refused(sentence, code="not_permitted", indicator=code)
    look = IndicatorLook(work, pack, places, date(day.year, 1, 1), day)
    return tuple(sorted(row.people(look), key=lambda each: each.counts))


def defined(pack: RulePack, code: str) -> IndicatorFigure:
    """An indicator without a value: its name and goal. Raises ``Refused`` indicator_unknown."""
    return _told(pack, code, Ratio(None, None), is_listed=False)


def _figure(look: IndicatorLook, code: str) -> IndicatorFigure:
    row = _row(code)
    found = _of_people(look, row) if row.people else (row.ratio or _nothing)(look)
    is_listed = row.people is not None and may(look.work.actor.role, row.needs)
    return _told(look.pack, code, found, is_listed=is_listed)


def _told(pack: RulePack, code: str, found: Ratio, *, is_listed: bool) -> IndicatorFigure:
    row = _row(code)
    value = _value(row, found)
    goal = pack.optional_amount(row.goal) if row.goal else None
    goal = Decimal(0) if row.is_count and goal is None else goal
    return IndicatorFigure(
        code,
        row.title,
        row.nature,
        row.numerator,
        row.denominator,
        PLAN,
        value,
        shown_value(code, value),
        goal,
        _goal_text(row, goal),
        _is_met(row, found, goal),
        found.numerator,
        found.denominator,
        "；".join(each for each in (row.note, found.note) if each),
        is_listed,
    )


def _of_people(look: IndicatorLook, row: IndicatorRow) -> Ratio:
    people = list(row.people(look)) if row.people else []
    counted = Decimal(sum(each.counts for each in people))
    if row.is_count:
        return Ratio(counted, None)
    return Ratio(counted, Decimal(len(people)), "" if people else "没有符合条件的对象")


def _nothing(_look: IndicatorLook) -> Ratio:
    return Ratio(None, None)


def _value(row: IndicatorRow, found: Ratio) -> Decimal | None:
    """In % to 0.1, or how many."""
    if row.is_count:
        return found.numerator
    exact = _percent(row, found)
    return None if exact is None else exact.quantize(_TENTH, rounding=ROUND_HALF_UP)


def _percent(row: IndicatorRow, found: Ratio) -> Decimal | None:
    if found.numerator is None or not found.denominator:
        return None
    exact = found.numerator * 100 / found.denominator
    return exact - 100 if row.is_growth else exact


def _is_met(row: IndicatorRow, found: Ratio, goal: Decimal | None) -> bool | None:
    """By the exact quotient: 84.96% is not 85%."""
    if goal is None:
        return None
    if row.is_count:
        return None if found.numerator is None else found.numerator <= goal
    exact = _percent(row, found)
    return None if exact is None else exact >= goal


def shown_value(code: str, value: Decimal | None) -> str:
    """81.8% or 3人; a dash where there is none. Raises ``Refused`` indicator_unknown."""
    return NOTHING if value is None else f"{value:f}{unit_of(_row(code))}"


def unit_of(row: IndicatorRow) -> str:
    """人 or %."""
    return "人" if row.is_count else "%"


def _goal_text(row: IndicatorRow, goal: Decimal | None) -> str:
    if goal is None:
        return "目标待填" if row.goal else ""
    return f"不超过{goal:f}人" if row.is_count else f"不低于{goal:f}%"


def _row(code: str) -> IndicatorRow:
    if code not in INDICATORS:
        raise Refused("没有这个指标。请从指标列表里选择。", code="indicator_unknown")
    return INDICATORS[code]


_FULL: Final = "indicator.coverage"
_GROWTH: Final = "indicator.consumption_growth"

INDICATORS: Final[Mapping[str, IndicatorRow]] = {
    "A101-1": IndicatorRow(
        "城市低保标准年度增速", EXPECTED, "本年城市低保标准", "上年末城市低保标准", _GROWTH,
        ratio=_growth("urban_dibao"), is_growth=True,
    ),
    "A101-2": IndicatorRow(
        "农村低保标准年度增速", EXPECTED, "本年农村低保标准", "上年末农村低保标准", _GROWTH,
        ratio=_growth("rural_dibao"), is_growth=True,
    ),
    "A102": IndicatorRow(
        "农村低保标准占城市低保标准比例", EXPECTED, "农村低保标准", "城市低保标准",
        "indicator.rural_urban_ratio", ratio=_rural_to_urban,
    ),
    "A103": IndicatorRow(
        "困难残疾人生活补贴覆盖率", BINDING, "其中在享困难残疾人生活补贴的人数",
        "低保家庭中残疾人证有效的人数（不含全额享受儿童生活费的）", _FULL,
        looks.disabled_in_dibao, note=OURS,
    ),
    "A104": IndicatorRow(
        "重度残疾人护理补贴覆盖率", BINDING, "其中在享护理补贴的人数",
        "在册一级、二级残疾人数", _FULL, looks.severely_disabled, note=OURS,
    ),
    "A111": IndicatorRow(
        "乡镇（街道）未成年人保护工作站覆盖率", EXPECTED, "其中未保站已运行的乡镇（街道）数",
        "乡镇（街道）数", "indicator.child_station_share", looks.townships_with_station,
        note="未保站名单由县在规则包里填写", needs=Action.FIGURES_READ,
    ),
    "A112-1": IndicatorRow(
        "查明身份流浪乞讨受助人员接送返回率（严格）", BINDING,
        "其中接领、护送、凭乘车凭证返回的人数", "本年查明身份并离站的人数", _FULL,
        looks.returned, needs=Action.VAGRANT_READ,
    ),
    "A112-2": IndicatorRow(
        "查明身份流浪乞讨受助人员接送返回率（调整）", BINDING,
        "其中接领、护送、凭乘车凭证返回的人数",
        "本年查明身份并离站的人数，减去自行离站、送医、死亡的", _FULL,
        looks.returned_adjusted, needs=Action.VAGRANT_READ,
    ),
    "A121": IndicatorRow(
        "有意愿的失能特困人员集中供养率", EXPECTED, "其中集中供养的人数",
        "完全丧失自理能力且愿意入住机构的特困人员数", _FULL, looks.concentrated,
    ),
    "A122": IndicatorRow(
        "分散供养失能特困人员照料协议签订率", EXPECTED, "其中照料服务协议有效的人数",
        "分散供养且完全丧失自理能力的特困人员数", _FULL, looks.with_agreement,
    ),
    "A124": IndicatorRow(
        "长期滞留人员落户安置率", EXPECTED, "其中已安置并落户的人数",
        "滞留超过3个月且身份不明的人数", _FULL, looks.settled, needs=Action.VAGRANT_READ,
    ),
    "A125": IndicatorRow(
        "街面发现的流浪未成年人", EXPECTED, "本年街面发现的未成年人数", "",
        people=looks.minors_in_the_street, is_count=True, needs=Action.VAGRANT_READ,
    ),
    "A126-1": IndicatorRow(
        "儿童主任配备率", EXPECTED, "有儿童主任的村（社区）数", "村（社区）数", _FULL,
        looks.villages_with_director, needs=Action.ACCOUNT_READ,
    ),
    "A126-2": IndicatorRow(
        "新任儿童主任培训率", EXPECTED, "其中按期参加新任职培训的人数", "本年新任儿童主任数", _FULL,
        looks.new_directors, needs=Action.ACCOUNT_READ,
    ),
    "A129": IndicatorRow(
        "助学覆盖率", EXPECTED, "其中享受助学的人数",
        "年满18周岁在读的孤儿和事实无人抚养儿童数", _FULL, looks.students,
        needs=Action.CHILD_READ,
    ),
}  # fmt: skip
"""Code of the plan's list (A.2) -> its definition."""
