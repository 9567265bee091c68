"""The registers beside the schemes, by keys alone: somebody is entered, called at, and leaves.

残疾人两项补贴 is paid in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.models.child import Child
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Wanderer,
)
from tests.factories import a_family
from tests.features.window.conftest import CLERK, DIRECTOR
from tests.features.window.seats import Seat, Town
from tests.features.window.test_walks_by_keyboard import paid


@dataclass(frozen=True)
class Walk:
    """``enter``, ``call``: what the buttons say; ``said``: what is asked on entering, and on leaving."""

    kind: type[Any]
    enter: str
    call: str
    said: tuple[str, str]
    end: tuple[str, str]


WALKS = {
    "易流浪走失人员": Walk(
        Wanderer, "登记这名易流浪走失人员", "登记半年排查",
        ("类别", "阿尔茨海默症"), ("退出原因", "随子女外出居住"),
    ),
    "返贫监测": Walk(
        MonitoredHousehold, "登记这一户监测户", "登记走访处置",
        ("监测类型", "边缘易致贫户"), ("退出监测原因", "风险消除"),
    ),
    "特殊困难老年人": Walk(
        Elder, "登记这位老年人", "登记探访", ("类别", "独居"), ("退出原因", "入住养老机构"),
    ),
    "留守妇女": Walk(
        LeftBehindWoman, "登记这位留守妇女", "登记走访",
        ("配偶务工地点", "浙江宁波"), ("退出原因", "丈夫已返乡"),
    ),
}  # fmt: skip


def register(town: Town, qtbot: QtBot, title: str, name: str) -> Seat:
    """其他台账, the register's chip, Ctrl+N, who it is."""
    seat = town.seat(CLERK, qtbot)
    seat.page("其他台账")
    seat.part(f"登记{title}")
    seat.keys("Ctrl+N")
    seat.find_person(name)
    return seat


def leave(seat: Seat, label: str, why: str) -> None:
    """退出名册, why, and once more."""
    seat.press("退出")
    seat.choose(label, why)
    seat.press("退出名册")
    seat.settle()


def test_what_the_disabled_get_from_the_entry_to_the_money_and_the_end(town: Town, qtbot: QtBot):
    def family(work: Any) -> None:
        a_family(work, {"name": "郑残疾", "disab_grade": "1"})

    town.does(CLERK, family)
    seat = register(town, qtbot, "残疾人两项补贴", "郑残疾")
    seat.choose("补贴种类", "重度残疾人护理补贴")
    seat.press("登记这位残疾人")
    seat.until("郑残疾")
    seat.until("退出名册")
    paid(town, qtbot, "两项补贴", "壹佰元整")
    seat = town.seat(CLERK, qtbot)
    seat.page("其他台账")
    leave(seat, "停发原因", "户籍迁出")
    assert town.does(CLERK, lambda work: work.find(DisabilitySubsidy)[0].state) == "3"


@pytest.mark.parametrize("title", WALKS)
def test_whoever_is_in_a_register_is_called_at_and_leaves_it(town: Town, qtbot: QtBot, title: str):
    walk, name = WALKS[title], f"测{title[:2]}"
    town.does(CLERK, lambda work: a_family(work, {"name": name}).id)
    seat = register(town, qtbot, title, name)
    seat.choose(*walk.said)
    seat.press(walk.enter)
    seat.until(walk.call)
    seat.press(walk.call)
    seat.choose("是否见到本人", "见到")
    seat.press(walk.call)
    seat.until("探访记录（1）")
    leave(seat, *walk.end)
    assert town.does(CLERK, lambda work: work.find(walk.kind)[0].state) == "2"


def test_a_child_left_behind_is_called_at_until_the_parents_are_back(town: Town, qtbot: QtBot):
    def family(work: Any) -> None:
        a_family(
            work,
            {"name": "陈婆婆", "birth_date": date(1958, 1, 1)},
            {"name": "陈小雨", "birth_date": date(2016, 5, 4), "relation": "40"},
        )

    town.does(CLERK, family)
    seat = town.seat(DIRECTOR, qtbot)
    seat.page("儿童")
    seat.keys("Ctrl+N")
    seat.find_person("陈小雨")
    seat.choose("儿童类别", "农村留守儿童")
    seat.fill("监护人", "陈婆婆")
    seat.press("登记这名儿童")
    seat.until("登记委托照护")
    seat.press("登记委托照护")
    seat.fill("被委托人", "陈婆婆")
    seat.press("登记这份委托照护")
    seat.press("登记走访")
    seat.choose("是否见到儿童", "见到")
    seat.fill("照护人谈话", "上学正常")
    seat.press("登记这次走访")
    seat.until("走访记录（1）")
    seat.press("结束委托")
    seat.choose("委托照护结束原因", "父（母）返乡")
    seat.press("结束这份委托")
    seat.until("登记委托照护")
    leave(seat, "退出原因", "父（母）返乡")
    assert town.does(DIRECTOR, lambda work: work.find(Child)[0].state) == "2"
