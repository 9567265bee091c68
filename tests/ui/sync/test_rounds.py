"""Syncs that come by themselves: when, how often, never two, never after the end."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.models.household import Household
from app.security.signed_messages import Answer, Request
from app.storage.change_set import ChangeSet
from app.sync.laptop.line import trouble_of, wait_of
from app.ui.change_bus import ChangeBus
from app.ui.problem import problem_of
from app.ui.sync.rounds import Rounds
from app.ui.sync.timing import START, Timing
from app.ui.tasks import Tasks
from tests.factories import a_household
from tests.ui.sync.conftest import Vault
from tests.ui.sync.steps import WAIT, enrolled, move, synced
from tests.unit.sync.laptops import Laptop, level, names


def test_s24_the_first_sync_comes_at_a_moment_drawn_within_ten_minutes(
    rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    laptop.enrol()
    rounds.begin()
    qtbot.waitUntil(rounds.timer.isActive, timeout=WAIT)
    assert rounds.timer.interval() == START * 1000 / 2


def test_a_laptop_without_a_county_waits_for_nothing(rounds: Rounds, qtbot: QtBot):
    rounds.begin()
    qtbot.waitUntil(lambda: rounds.state is not None, timeout=WAIT)
    assert not rounds.timer.isActive()
    assert not rounds.is_enrolled


@pytest.mark.parametrize(
    ("end", "least", "most"),
    [("level", 900, 1350), ("more", 5, 7.5), ("busy", 40, 60), ("line_away", 60, 90)],
)
def test_s24_what_follows_a_sync_is_spread_by_chance(end: str, least: float, most: float):
    for chance, wanted in ((0.0, least), (1.0, most)):
        timing = Timing(lambda drawn=chance: drawn)
        assert timing.after(end, retry_after=40) == wanted


@given(st.sampled_from(["busy", "database_away"]), st.floats(0, 3600), st.floats(0, 1))
def test_s24_what_the_county_asks_to_wait_is_waited_and_at_most_half_as_long_again(
    end: str, retry_after: float, chance: float
):
    after = Timing(lambda: chance).after(end, retry_after)
    assert after is not None
    assert max(retry_after, 30) <= after <= max(retry_after, 60) * 1.5


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("told", "wait"), [("90", 90), ("99999", 3600), ("soon", 30), ("", 30)])
def test_s24_the_moment_is_that_of_the_answer_wherever_in_a_sync_it_was_given(
    status: int, told: str, wait: float
):
    headers = {"retry-after": told} if told else {}
    request = Request("PUT", "https://county.test/v1/blobs/x/0", {})
    answer = Answer(status, request, headers, b"{}")
    problem = problem_of(trouble_of(answer), lambda: "")
    assert problem.wait == wait_of(answer) == wait


def test_without_a_line_it_is_tried_less_and_less_often_and_anew_after_a_success():
    timing = Timing(lambda: 0.0)
    assert [timing.after("line_away") for _ in range(7)] == [60, 120, 240, 480, 900, 900, 900]
    timing.after("level")
    assert timing.after("line_away") == 60


@pytest.mark.parametrize("end", ["revoked", "frozen", "must_enrol", "not_enrolled"])
def test_what_only_a_ticket_mends_is_not_tried_again_by_itself(end: str):
    assert Timing(lambda: 0.0).after(end) is None


def test_a_save_brings_the_next_sync_forward_only_where_the_county_did_not_ask_to_wait():
    timing = Timing(lambda: 0.0)
    timing.after("level")
    assert timing.after_save(600) == 30
    assert timing.after_save(12) == 12
    timing.after("busy", 300)
    assert timing.after_save(300) == 300
    timing.start()
    assert timing.after_save(500) == 500


def test_what_is_saved_here_goes_to_the_county_soon(
    rounds: Rounds, laptop: Laptop, tasks: Tasks, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    qtbot.waitUntil(rounds.timer.isActive, timeout=WAIT)
    regular = rounds.timer.interval()
    tasks.operation(rounds, lambda work: a_household(work, 1).id).start()
    qtbot.waitUntil(lambda: rounds.timer.interval() < regular / 10, timeout=WAIT)


def test_what_came_is_told_to_the_pages_on_the_windows_thread_and_is_no_save_of_ours(
    rounds: Rounds, laptop: Laptop, other: Laptop, changes: ChangeBus, vault: Vault, qtbot: QtBot
):
    heard: list[tuple[ChangeSet, bool]] = []
    main = threading.current_thread()

    def hear(one: ChangeSet) -> None:
        heard.append((one, threading.current_thread() is main))

    changes.arrived.connect(hear)
    enrolled(rounds, laptop, qtbot)
    other.do(lambda work: a_household(work, 2))
    level(other)
    with qtbot.assertNotEmitted(changes.announced):
        synced(rounds, qtbot)
    qtbot.waitUntil(lambda: any(one.touches("household") for one, _ in heard), timeout=WAIT)
    assert all(is_main for _, is_main in heard)
    assert laptop.look(names) == other.look(names)
    qtbot.waitUntil(lambda: vault.swept == ["swept"], timeout=WAIT)


def test_s11_a_second_sync_is_not_begun_while_one_runs(
    rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    asked = len(laptop.wire.sent)
    rounds.sync_now()
    rounds.sync_now()
    qtbot.waitUntil(lambda: not rounds.is_running, timeout=WAIT)
    assert len(laptop.wire.sent) == asked + 1


def test_without_a_line_it_says_so_in_a_word_and_tries_again_later(
    rounds: Rounds, laptop: Laptop, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    laptop.wire.fault = lambda _request: "before"
    synced(rounds, qtbot)
    assert (rounds.told.short, rounds.told.tone) == ("没有网络", "warn")
    assert rounds.timer.isActive()


def test_the_end_does_not_wait_for_who_is_out_on_the_line(
    rounds: Rounds, laptop: Laptop, other: Laptop, tasks: Tasks, qtbot: QtBot
):
    enrolled(rounds, laptop, qtbot)
    household = other.do(lambda work: a_household(work, 1)).id
    level(other)
    out, back = threading.Event(), threading.Event()
    send = laptop.wire.send

    def slow(request: Request) -> Answer:
        answer = send(request)
        out.set()
        back.wait(20)
        return answer

    laptop.wire.send = slow  # type: ignore[method-assign]
    rounds.sync_now()
    assert out.wait(WAIT / 1000)
    rounds.stop()
    tasks.stop()
    move(laptop, laptop.do(lambda work: a_household(work, 1, number=9)).id, "写得进去")
    back.set()
    qtbot.waitUntil(lambda: not laptop.link.is_busy, timeout=WAIT)
    here = laptop.look(lambda work: [one.id for one in work.find(Household)])
    assert household not in here
