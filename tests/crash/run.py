"""Kill after kill: each life goes on where the one before was killed, until the number is reached."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import app
from tests.crash.county import County, Found
from tests.crash.killing import Aim, Killed, kill_one, take_aim
from tests.crash.life import Plan
from tests.crash.told import Told
from tests.crash.verdict import Former, complaints

FINISHES_EVERY: Final = 8
"""Lives of which one asks to finish the visit."""
Say = Callable[[str], None]


@dataclass
class Run:
    """``kills`` kills in ``home``, aimed by ``seed``. ``say`` hears a line for each."""

    home: Path
    kills: int
    seed: int
    say: Say
    faults: list[str] = field(default_factory=list[str])
    _kinds: Counter[str] = field(default_factory=Counter[str])
    _facts: Counter[str] = field(default_factory=Counter[str])
    _seconds: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._county = County(self.home, self.kills // FINISHES_EVERY + 1)
        self._draft = 0
        self._former = self._take_stock()

    def take(self) -> bool:
        """Run it; whether nothing was wrong."""
        _warm_up()
        for number in range(1, self.kills + 1):
            self._kill(number)
        self.faults += [f"at the end: {text}" for text in self._county.check()]
        self._sum_up()
        return not self.faults

    # -- inside --------------------------------------------------------------------------------

    @property
    def _draft_id(self) -> str:
        return self._county.drafts[self._draft]

    def _take_stock(self) -> Former:
        found = self._county.look(self._draft_id, 0)
        assert found.draft is not None, found
        return _former(found)

    def _kill(self, number: int) -> None:
        began = time.monotonic()
        aim = take_aim(self._chance, number % FINISHES_EVERY == 0)
        plan = Plan(
            self._draft_id,
            self._former.stored + 1,
            aim.finish_after,
            self._chance.getrandbits(32),
        )
        killed = kill_one(self.home, plan, aim)
        found = self._county.look(self._draft_id, self._former.audit_length)
        wrong = complaints(killed.said, found, self._former)
        if killed.ended_alone:
            wrong.append("the program ended or hung by itself")
        if killed.ended_alone or "Traceback" in killed.last_words:
            wrong.append(f"it said: {killed.last_words.strip()}")
        seconds = time.monotonic() - began
        self._tell(number, aim, killed, found, wrong, seconds)
        self._go_on(found)

    def _go_on(self, found: Found) -> None:
        if found.draft is not None:
            self._former = _former(found)
        elif not found.troubles:
            self._draft += 1
            self._former = self._take_stock()

    def _tell(
        self, number: int, aim: Aim, killed: Killed, found: Found, wrong: list[str], seconds: float
    ) -> None:
        said = killed.said
        left = f"stored {found.draft.stored}" if found.draft else "a visit"
        place = found.draft.at_path if found.draft else "-"
        self.say(
            f"{number:5} {aim.kind:9} +{aim.delay * 1000:6.1f} ms  given {said.given:4}"
            f" shown {said.shown:4}  on disk: {left}, at {place}, audit {found.audit_length}"
            f"  {seconds:.2f} s  {'; '.join(wrong) or 'ok'}"
        )
        self.faults += [f"kill {number}: {text}" for text in wrong]
        self._seconds.append(seconds)
        self._kinds[aim.kind] += 1
        self._facts.update(_facts(killed.said, found, self._former.stored))

    def _sum_up(self) -> None:
        ordered = sorted(self._seconds)
        self.say("")
        self.say(f"kills {self.kills}, seed {self.seed}, faults {len(self.faults)}")
        self.say("aimed at: " + ", ".join(f"{kind} {n}" for kind, n in sorted(self._kinds.items())))
        for fact, count in self._facts.items():
            self.say(f"{fact}: {count}")
        self.say(
            f"seconds a kill: median {ordered[len(ordered) // 2]:.2f}, longest {ordered[-1]:.2f}"
        )
        self.say(f"database at the end: {self._county.bytes} bytes")
        for fault in self.faults:
            self.say(f"FAULT {fault}")


def _warm_up() -> None:
    """Import the whole program here, so that no child has to; and leave it be when collecting."""
    for one in pkgutil.walk_packages(app.__path__, "app."):
        if "versions" not in one.name:
            importlib.import_module(one.name)
    gc.freeze()


def _former(found: Found) -> Former:
    assert found.draft is not None
    return Former(found.draft.stored, found.draft.at_path, found.audit_length, found.audit_hash)


def _facts(said: Told, found: Found, former: int) -> Counter[str]:
    """What is worth counting over all kills; ``former``: the last answer on disk before."""
    was_under_way = said.given > said.shown
    kept = found.draft is not None and found.draft.stored > max(said.shown, former)
    return Counter(
        {
            "answers given": said.given_here,
            "times that the sign turned to 已保存": said.shown_here,
            "killed before the first answer": int(not said.given_here),
            "killed between an answer and its 已保存": int(was_under_way),
            "  of these, it was on disk already": int(was_under_way and kept),
            "killed while a visit was being finished": int(said.asked_to_finish),
            "  of these, the visit was there": int(said.asked_to_finish and found.draft is None),
            "gone on in the window, on the right question": int(said.has_resumed),
        }
    )
