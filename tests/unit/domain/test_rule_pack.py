"""The rule pack: read strictly, dated, and the only home of numbers."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import resources
from app.domain import entitlement
from app.domain.parameters import SHAPES, SINCE
from app.domain.rule_pack import STANDARD_KINDS, RulePack, in_force_on
from app.errors import Refused, Unreadable
from tests.unit.domain.rules import shipped_pack

PACK = shipped_pack()
HISTORY = [
    # month, urban, rural, tekun, orphan in institution, scattered, unattended, vagrant
    ("2016-06", 460, 300, 600, None, None, None, None),
    ("2017-04", 500, 350, 650, None, None, None, None),
    ("2018-01", 546, 410, 710, None, None, None, None),
    ("2019-10", 580, 440, 754, 1404, 1204, None, 580),
    ("2020-09", 620, 496, 806, 1456, 1256, None, 620),
    ("2021-09", 636, 515, 827, 1477, 1277, 1225, 636),
    ("2022-09", 717, 581, 932, 1582, 1382, 1382, 717),
    ("2023-09", 735, 600, 955, 1605, 1405, 1405, 735),
    ("2024-09", 750, 610, 975, 1825, 1625, 1625, 750),
    ("2025-07", 770, 630, 1001, 1851, 1651, 1651, 770),
]


@pytest.mark.parametrize("row", HISTORY, ids=lambda row: row[0])
def test_the_standards_history_is_that_of_the_notices(row: tuple[Any, ...]) -> None:
    month = date.fromisoformat(f"{row[0]}-01")
    for kind, amount in zip(STANDARD_KINDS, row[1:], strict=True):
        if amount is None:
            with pytest.raises(Refused, match="请向县民政局索取"):
                PACK.standard(kind, month)
        else:
            assert PACK.standard(kind, month) == amount


def test_a_standard_holds_from_its_first_month_to_the_last_day_before_the_next() -> None:
    assert PACK.standard("rural_dibao", date(2025, 6, 30)) == 610
    assert PACK.standard("rural_dibao", date(2025, 7, 1)) == 630


def test_tekun_is_1_3_times_urban_dibao_in_every_notice() -> None:
    for row in PACK.standards:
        urban, tekun = row.amounts["urban_dibao"], row.amounts["tekun_basic"]
        assert urban
        assert tekun
        assert abs(tekun / urban - Decimal("1.3")) < Decimal("0.005")


def test_every_parameter_has_a_source_and_local_ones_await_the_county() -> None:
    assert set(PACK.parameters) == set(SHAPES)
    assert all(each.source and each.unit and each.label for each in PACK.parameters.values())
    awaited = {each.key for each in PACK.unconfirmed()}
    assert {"fade_months", "employment_cost.mode", "rounding.benefit", "rigid.ratio"} <= awaited
    assert not awaited & {"topup.child", "care.full", "edge.ratio", "asset.months"}
    assert PACK.note("fade_months") == "待县局确认：渐退期"


def test_the_pack_in_force_is_the_latest_that_has_begun_and_its_highest_version() -> None:
    newer = replace(PACK, effective_from=date(2026, 7, 1), version=1)
    mended = replace(newer, version=2)
    packs = [mended, PACK, newer]
    for day, pack in (
        (date(2026, 6, 30), PACK),
        (date(2026, 7, 1), mended),
        (date(2020, 1, 1), PACK),
    ):
        found = in_force_on(packs, day)
        assert (found.version, found.effective_from) == (pack.version, pack.effective_from)
    with pytest.raises(Unreadable, match="没有规则包"):
        in_force_on([], date(2026, 7, 1))


def test_a_pack_is_frozen_and_a_what_if_leaves_it_alone() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(PACK, "version", 2)  # noqa: B010 -- that it cannot be set is the test
    assert PACK.changed(fade_months=3).whole("fade_months") == 3
    assert PACK.whole("fade_months") == 6


def test_no_standard_or_allowance_stands_in_the_code() -> None:
    amounts = {row[index] for row in HISTORY for index in range(1, 8)} - {None}
    amounts |= {40, 60, 100, 200, 300, 50000, 30000, 24}
    pattern = re.compile(r"(?<![\w.])(\d+)(?![\w.])")
    files = ("allowances.py", "classification.py", "deductions.py", "rule_pack.py")
    allowed = {(name, 100) for name in files}
    found = {
        (path.name, int(number))
        for path in Path(entitlement.__file__).parent.glob("*.py")
        if path.name in RULE_FILES
        for line in re.sub(r'"""[\s\S]*?"""', "", path.read_text("utf-8")).splitlines()
        for number in pattern.findall(line.split("#")[0])
        if int(number) in amounts
    }
    assert found <= allowed  # per cent


RULE_FILES = {
    "allowances.py",
    "assets.py",
    "classification.py",
    "deductions.py",
    "entitlement.py",
    "fading.py",
    "household_income.py",
    "household_size.py",
    "rule_pack.py",
    "single_person.py",
    "tekun.py",
    "top_ups.py",
}


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(pack: dict[str, Any]) -> None:
        *way, last = (int(key) if key.isdigit() else key for key in path.split("/"))
        place: Any = pack
        for key in way:
            place = place[key]
        place[last] = value

    return change


def _drop(path: str) -> Callable[[dict[str, Any]], None]:
    def change(pack: dict[str, Any]) -> None:
        *way, last = (int(key) if key.isdigit() else key for key in path.split("/"))
        place: Any = pack
        for key in way:
            place = place[key]
        del place[last]

    return change


def _repeat(section: str) -> Callable[[dict[str, Any]], None]:
    def change(pack: dict[str, Any]) -> None:
        pack[section].append(pack[section][0])

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_drop("source"), "规则包：缺少“source”"),
        (_set("surprise", 1), "不认识的项：surprise"),
        (_set("effective_from", "2026-01-01"), "应是日期"),
        (_set("standards/3/urban_dibao", 580.5), r"标准第4行（2019-01）：“urban_dibao”是小数"),
        (_set("standards/3/urban_dibao", -1), "不能小于0"),
        (_set("standards/3/urban_dibao", True), "应是数字"),
        (_set("standards/3/urban_dibao", "五百"), "应是数字"),
        (_set("standards/3/urban_dibao", "Infinity"), "不能小于0"),
        (_set("standards/3/effective", "2017-13"), "应是月份"),
        (_set("standards/3/effective", "2017-04"), "标准第4行.*没有按生效月份排列"),
        (_set("standards", []), "没有一行标准"),
        (_drop("standards/3/source"), "标准第4行（2019-01）：缺少“source”"),
        (_drop("parameters/0"), "缺少参数：income_window.rural"),
        (_repeat("parameters"), r"参数第\d+行（income_window.rural）：重复出现"),
        (_set("parameters/0/key", "std.rural"), "不认识的参数“std.rural”"),
        (_set("parameters/0/value", "12"), "income_window.rural）：“value”应是不小于0的整数"),
        (_set("parameters/0/confirmed", "no"), "true 或 false"),
        (_set("parameters/4/value", "banker"), "rounding.benefit）：“value”只能是"),
        (_set("parameters/9/value", [52]), "数字请加引号"),
        (_drop("rules/0"), "缺少依据：income"),
        (_set("rules/0/text", " "), "不能为空"),
        (_set("ages/0/under", None), "ages|年龄"),
        (_set("deadlines/0/unit", "weeks"), "DB-SURVEY-START）：“unit”只能是"),
        (_drop("deadlines/0/limit"), "“limit”与“unit”不配"),
        (_set("workflows/0/initial", "START"), "“initial”只能是"),
        (_set("workflows/0/transitions/0/to", "ELSEWHERE"), "不认识的状态：ELSEWHERE"),
        (_set("workflows/0/transitions/0/by", ["mayor"]), "不认识的角色：mayor"),
        (_set("workflows/0/transitions/0/requires", ["luck"]), "不认识的前提：luck"),
        (_set("workflows/0/states/3/deadlines", ["DB-X"]), "不认识的期限：DB-X"),
        (_drop("workflows/0/transitions/8"), "有到不了的状态：CHECK_FAIL"),
        (_set("workflows/0/states/14/final", True), "“ACTIVE”应当有下一步，或标明 final"),
        (_repeat("deadlines"), "重复出现"),
        (_set("workflows/0/states", {}), "应是一列"),
        (_set("rules/0", "text"), "依据第1行：应是一组"),
    ],
)
def test_a_slip_of_the_pen_is_found_and_named(
    change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    pack = copy.deepcopy(dict(resources.read_yaml("rule_packs", "500231-2026.yaml")))
    change(pack)
    with pytest.raises(Unreadable, match=sentence) as trouble:
        RulePack.from_mapping(pack)
    assert trouble.value.sentence.endswith("请改正后重新载入，或换用上一版。")


def test_a_pack_written_before_a_key_was_known_has_the_shipped_value_for_it() -> None:
    """It stays in force; that the county has not said it is shown beside the value."""
    pack = copy.deepcopy(dict(resources.read_yaml("rule_packs", "500231-2026.yaml")))
    pack["parameters"] = [each for each in pack["parameters"] if each["key"] not in SINCE]
    old = RulePack.from_mapping(pack)
    assert old.whole("meeting.least_people") == 7
    for key in SINCE:
        said, shipped = old.parameters[key], PACK.parameters[key]
        assert (said.label, said.value, said.unit) == (shipped.label, shipped.value, shipped.unit)
        assert key in {each.key for each in old.unconfirmed()}
