"""The gate: every recorded scenario goes as recorded, but for the choices we made."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.conformance.cases import LEFT_OUT, SECOND_SIDE, recorded
from tests.conformance.scenarios import Replay, replay


@cache
def replays() -> tuple[Replay, ...]:
    """All scenarios, replayed."""
    return tuple(replay(scenario) for scenario in recorded("scenarios.json")["scenarios"])


def rates() -> list[str]:
    """Lines that say how many scenarios hold, by status."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for play in replays():
        total[play.scenario["status"]] += 1
        right[play.scenario["status"]] += not play.differences
    lines = [f"  {status:35} {right[status]:5} / {total[status]}" for status in sorted(total)]
    return ["scenarios: right / all", *lines]


def test_the_pass_rate_of_scenarios_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("", *rates(), sep="\n")
    assert replays()


@pytest.mark.parametrize("status", ["consensus", "disputed", "single-oracle"])
def test_every_scenario_goes_as_recorded_or_as_we_chose(status: str) -> None:
    wrong = {
        play.scenario["id"]: play.differences[:3]
        for play in replays()
        if play.scenario["status"] == status
        and play.differences
        and play.scenario["id"] not in LEFT_OUT
    }
    assert wrong == {}


def test_where_we_hold_with_the_second_engine_there_is_a_reason() -> None:
    unreasoned = {
        (play.scenario["id"], address, fact)
        for play in replays()
        if play.scenario["id"] not in LEFT_OUT
        for address, fact, side in play.sides
        if side == "second" and address.rpartition("/")[2] not in SECOND_SIDE
    }
    assert unreasoned == set()
