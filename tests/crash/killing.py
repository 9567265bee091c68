"""One kill: fork a life off this warm process, wait for the moment aimed at, SIGKILL, hear the rest."""

from __future__ import annotations

import os
import random
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.crash.life import Plan, live
from tests.crash.told import Told

PATIENCE: Final = 30.0
"""Seconds until a program that does not come to the moment aimed at is given up."""
_PIECE: Final = 1 << 16


@dataclass(frozen=True)
class Aim:
    """When to kill: ``delay`` seconds after ``is_near`` first holds. ``kind`` for the log."""

    kind: str
    delay: float
    is_near: Callable[[Told], bool]
    finish_after: int | None = None


@dataclass(frozen=True)
class Killed:
    """How it went. ``ended_alone``: the program was gone before it was killed, or never came near.
    ``last_words``: what it left on stderr."""

    said: Told
    seconds: float
    ended_alone: bool
    last_words: str


def take_aim(chance: random.Random, is_to_finish: bool) -> Aim:
    """At any time after the first answer; while one is being saved; when it has just been shown as
    saved; while the program opens; while a visit is being finished."""
    if is_to_finish:
        return Aim(
            "finishing", chance.uniform(0, 0.12), lambda said: said.asked_to_finish,
            finish_after=chance.randint(1, 12),
        )  # fmt: skip
    count = chance.randint(1, 20)
    aims = (
        Aim("anywhere", chance.uniform(0, 2), lambda said: said.given_here > 0),
        Aim("saving", chance.uniform(0, 0.012), lambda said: said.given_here >= count),
        Aim("shown", 0, lambda said: said.shown_here >= count),
        Aim("opening", chance.uniform(0, 0.6), lambda _said: True),
    )
    return chance.choices(aims, (40, 35, 17, 8))[0]


def kill_one(home: Path, plan: Plan, aim: Aim) -> Killed:
    """Let one life begin, kill it, and say what it told."""
    began = time.monotonic()
    _stderr(home).unlink(missing_ok=True)
    hears, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hears)
        _be(home, plan, tells)
    os.close(tells)
    said = _Hearing(hears, Told())
    try:
        came_near = said.until(aim.is_near, PATIENCE)
        is_alive = came_near and not said.until(lambda _said: False, aim.delay)
        is_alive = is_alive and not said.has_ended
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    said.until(lambda _said: False, PATIENCE)
    os.close(hears)
    words = _stderr(home).read_text("utf-8", "replace") if _stderr(home).exists() else ""
    return Killed(said.testimony, time.monotonic() - began, not is_alive, words)


def _stderr(home: Path) -> Path:
    return home / "stderr.txt"


def _be(home: Path, plan: Plan, pipe: int) -> None:
    """Be the child; never returns."""
    try:
        paper = os.open(_stderr(home), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(paper, 2)
        live(home, plan, pipe)
    except BaseException:  # noqa: BLE001 - the parent reads it, and nothing of it may run on here
        traceback.print_exc()
    finally:
        os._exit(70)


@dataclass
class _Hearing:
    """Reads the pipe."""

    pipe: int
    testimony: Told
    has_ended: bool = False
    _rest: bytes = b""

    def until(self, is_so: Callable[[Told], bool], seconds: float) -> bool:
        """Listen until it is so, the child is gone, or time is up; whether it is so."""
        end = time.monotonic() + seconds
        while not is_so(self.testimony):
            left = end - time.monotonic()
            if left <= 0 or self.has_ended:
                return False
            if select.select([self.pipe], [], [], left)[0]:
                self._take(os.read(self.pipe, _PIECE))
        return True

    def _take(self, piece: bytes) -> None:
        self.has_ended = not piece
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self.testimony.hear(line.decode())
