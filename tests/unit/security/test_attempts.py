"""The growing wait after wrong passwords."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import CHINA, FixedClock
from app.errors import Refused
from app.security.attempts import DELAYS, Attempts
from app.security.file_lock import held
from tests.unit.security.made import FailingDisk

VAULT = "0190-vault"


def clock_at(elapsed: float, year: int = 2026) -> FixedClock:
    return FixedClock(datetime(year, 11, 25, tzinfo=CHINA), elapsed)


def fail(attempts: Attempts, clock: FixedClock, times: int) -> None:
    for _ in range(times):
        clock.advance(attempts.wait(VAULT))
        attempts.begin(VAULT)


def test_the_wait_grows_as_the_design_says(tmp_path: Path):
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock)
    waits: list[float] = []
    for _ in range(12):
        fail(attempts, clock, 1)
        waits.append(attempts.wait(VAULT))
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert attempts.failed(VAULT) == 12


def test_a_try_too_early_is_refused_with_the_seconds_and_does_not_count(tmp_path: Path):
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock)
    fail(attempts, clock, 5)
    clock.advance(1.5)
    with pytest.raises(Refused, match="3 秒") as caught:
        attempts.begin(VAULT)
    assert (caught.value.code, caught.value.facts["seconds"]) == ("too_early", 3)
    assert attempts.failed(VAULT) == 5
    clock.advance(2.5)
    attempts.begin(VAULT)


def test_the_right_password_ends_the_wait(tmp_path: Path):
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock)
    fail(attempts, clock, 7)
    attempts.succeed(VAULT)
    assert (attempts.failed(VAULT), attempts.wait(VAULT)) == (0, 0)


def test_one_vault_does_not_make_another_wait(tmp_path: Path):
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock)
    fail(attempts, clock, 9)
    assert attempts.wait("another") == 0


def test_a_program_ended_in_the_middle_of_a_try_has_tried(tmp_path: Path):
    for _ in range(4):
        Attempts(tmp_path, clock_at(1000)).begin(VAULT)
    assert Attempts(tmp_path, clock_at(1000)).wait(VAULT) == 2


def test_a_restart_of_the_program_shortens_nothing(tmp_path: Path):
    clock = clock_at(1000)
    fail(Attempts(tmp_path, clock), clock, 9)
    clock.advance(20)
    assert Attempts(tmp_path, clock).wait(VAULT) == 40


@pytest.mark.parametrize("year", [1970, 2026, 2099])
def test_the_time_of_day_neither_opens_early_nor_locks_out(tmp_path: Path, year: int):
    clock = clock_at(1000)
    fail(Attempts(tmp_path, clock), clock, 9)
    wrong = clock_at(1000, year)
    assert Attempts(tmp_path, wrong).wait(VAULT) == 60
    wrong.advance(60)
    Attempts(tmp_path, wrong).begin(VAULT)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_whenever_the_machine_is_started_again_the_wait_is_sixty_seconds_at_most(
    tmp_path_factory: pytest.TempPathFactory, before: float, after: float
):
    folder = tmp_path_factory.mktemp("attempts")
    clock = clock_at(before)
    fail(Attempts(folder, clock), clock, len(DELAYS))
    stored = clock.elapsed
    again = clock_at(after)
    wait = Attempts(folder, again).wait(VAULT)
    assert 0 <= wait <= 60.001
    if after <= stored:
        assert wait == pytest.approx(60, abs=1e-3)


def test_after_a_restart_of_the_machine_the_last_wait_begins_again_once(tmp_path: Path):
    clock = clock_at(50_000)
    fail(Attempts(tmp_path, clock), clock, 6)
    started = clock_at(3)
    assert Attempts(tmp_path, started).wait(VAULT) == 8
    started.advance(5)
    assert Attempts(tmp_path, started).wait(VAULT) == 3


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"failed":"9","at":0}',
        b'{"failed":-1,"at":0}',
        b'{"failed":3,"at":NaN}',
        b'{"failed":true,"at":1}',
        b'{"failed":3,"at":1' + b"0" * 400 + b"}",
        b"[" * 2000,
    ],
)
def test_a_damaged_tally_costs_the_longest_wait_once(tmp_path: Path, junk: bytes):
    (tmp_path / f"{VAULT}.json").write_bytes(junk)
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock)
    assert attempts.wait(VAULT) == 60
    clock.advance(60)
    attempts.begin(VAULT)
    attempts.succeed(VAULT)
    assert attempts.wait(VAULT) == 0


def test_a_full_disk_does_not_keep_anybody_out_and_still_counts(tmp_path: Path):
    clock = clock_at(1000)
    attempts = Attempts(tmp_path, clock, disk=FailingDisk(0, errno.ENOSPC))
    fail(attempts, clock, 5)
    assert attempts.wait(VAULT) == 4
    attempts.succeed(VAULT)
    assert attempts.wait(VAULT) == 0


def test_without_a_settings_folder_to_write_to_the_count_is_in_memory(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    clock = clock_at(1000)
    attempts = Attempts(tmp_path / "file" / "attempts", clock)
    clock.advance(attempts.wait(VAULT))
    fail(attempts, clock, 4)
    assert attempts.failed(VAULT) >= 4


def test_two_windows_do_not_try_at_the_same_moment(tmp_path: Path):
    attempts = Attempts(tmp_path, clock_at(1000))
    with held(tmp_path / f"{VAULT}.lock"), pytest.raises(Refused, match="另一个窗口"):
        attempts.begin(VAULT)
    attempts.begin(VAULT)
