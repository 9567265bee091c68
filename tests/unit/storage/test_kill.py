"""Killed at any moment: what was said to be saved is there, and nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.models.person import Person
from tests.stores import a_store, open_again
from tests.unit.storage.people import ACTOR, rows
from tests.unit.storage.test_recording import assert_recorded

KILLS = 40
CHILD = Path(__file__).parent / "saving_child.py"


def test_forty_kills_during_saves_lose_nothing_that_was_saved(tmp_path: Path):
    chance = random.Random(11)
    path = tmp_path / "store.db"
    a_store(tmp_path).close()
    with _saving(path) as program:
        for _ in range(KILLS):
            _assert_all_there(path, _kill(program, chance.random() * 0.05))


@contextmanager
def _saving(path: Path) -> Generator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(path), "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as program:
        yield program
        assert program.stdin is not None
        program.stdin.close()


def _kill(program: subprocess.Popen[bytes], after: float) -> int:
    """Let it save for a while, kill it; the last number it said was saved."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(b"again\n")
    program.stdin.flush()
    said = [program.stdout.readline(), program.stdout.readline()]
    pid = next(int(each.split()[1]) for each in said if each.startswith(b"pid"))
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    said += iter(program.stdout.readline, b"end\n")
    return max(int(each) for each in said if each.strip().isdigit())


def _assert_all_there(path: Path, last: int) -> None:
    store = open_again(path)
    people = rows(store, "person", "remark")
    noted = int(people[0]["remark"])
    assert noted in {last, last + 1}, "killed after the save and before it could say so"
    assert len(people) == noted
    assert store.read(lambda work: work.session.query(Person).count(), ACTOR) == noted
    assert_recorded(store)
    assert store.check().is_whole
    store.close()
