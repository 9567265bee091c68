"""kill -9 of the database, of the server, of a laptop in mid-sync: what was acknowledged stays."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import text

from tests.postgresql import cluster
from tests.proofs.county import ProofCounty
from tests.proofs.laptops import PLACE, ROLE, ProofLaptop, agree
from tests.proofs.lives import Life
from tests.proofs.paper import Paper
from tools.postgresql import Cluster

ABOUT: Final = """
# Killed in the middle of a sync

`make prove PART=kills` kills PostgreSQL (its postmaster), the county's server and a laptop with
SIGKILL, in turn, a hundred times each, while three laptops save and sync without a pause over TLS.

Each laptop is a process with a real store; it tells through a pipe what its store said is saved, and
which syncs came to their end. A victim is killed within 0.4 s after some laptop began a sync, and
started again. Every value that is saved bears a word that is never used twice. Held to be so:

* after each kill: every word that was saved before a sync which ended well is in the county's rows,
  history, conflicts or quarantine; a killed laptop's every saved word is there or in its outbox, and
  its own chain holds; the server wrote down no unforeseen error;
* after every tenth kill, and at the end: all laptops come level; by digest they hold the same, and
  what a laptop enrolled that moment reads from the beginning; each one's tables say what its digest
  says; each laptop's operations are numbered from 1 without a gap, each decided once; the county's
  chain holds; every word that was ever saved is in the county.

It ends at the first fault. Whether it would find one: with `synchronous_commit` off, so that the county
acknowledges what is not on disk yet, two acknowledged words were gone after the fourth kill of
PostgreSQL, and the laptop that had sent them was told that its receipts are unknown.
"""
VICTIMS: Final = ("database", "server", "laptop")
LAPTOPS: Final = 3
LEVEL_EVERY: Final = 10
LATEST: Final = 0.4
PATIENCE: Final = 60.0


@dataclass
class Killing:
    """``kills`` kills in ``home``, drawn by ``seed``."""

    home: Path
    kills: int
    seed: int
    victims: tuple[str, ...] = VICTIMS
    is_hasty: bool = False
    """Whether PostgreSQL may acknowledge what is not on disk: then words must be lost."""
    paper: Paper = field(default_factory=lambda: Paper(ABOUT))

    def take(self) -> bool:
        """Run it; whether nothing was wrong."""
        self.chance = random.Random(self.seed)
        with ExitStack() as stack:
            self._cluster = stack.enter_context(cluster(is_safe=True))
            self.county = ProofCounty(self.home, self._cluster.url())
            stack.callback(self.county.store.close)
            if self.is_hasty:
                _acknowledge_early(self.county)
            self.serve(stack)
            self.lives = [self._laptop(number) for number in range(LAPTOPS)]
            stack.callback(lambda: [one.end() for one in self.lives])
            self._run()
        return not self.paper.faults

    def serve(self, stack: ExitStack) -> None:
        """Start what laptops speak to."""
        self.node = self.county.node()
        stack.callback(self.node.kill)
        self.node.start()

    def strike(self, victim: str, life: Life) -> None:
        """Kill it, and start it again. ``life``: a laptop in mid-sync."""
        match victim:
            case "database":
                self._kill_database()
            case "server":
                self.node.kill()
                self.node.start()
            case _:
                self._kill_laptop(life)

    def bugs(self) -> list[str]:
        """What servers wrote down."""
        return self.node.bugs()

    def _laptop(self, number: int) -> Life:
        laptop = ProofLaptop(f"L{number}", self.home / f"laptop-{number}")
        laptop.open()
        laptop.enrol(self.county.ticket(ROLE, PLACE))
        laptop.close()
        return Life(laptop)

    def _run(self) -> None:
        for one in self.lives:
            one.begin()
        began = time.monotonic()
        for number in range(1, self.kills + 1):
            self._kill(number, self.victims[number % len(self.victims)])
            if self.paper.faults:
                break
            if number % LEVEL_EVERY == 0 or number == self.kills:
                self._level(number, is_last=number == self.kills)
        self.paper.facts |= {"seed": str(self.seed), "seconds": f"{time.monotonic() - began:.0f}"}
        self.paper.counts["words saved"] = len(self._said("saved"))
        self.paper.counts["of these acknowledged before a kill or at rest"] = len(
            self._said("acknowledged")
        )
        self.paper.counts["syncs that came to their end"] = sum(
            one.told.syncs for one in self.lives
        )

    # -- one kill -------------------------------------------------------------------------------

    def _kill(self, number: int, victim: str) -> None:
        began = time.monotonic()
        life = self._in_mid_sync()
        delay = self.chance.uniform(0, LATEST)
        Life.hear(self.lives, delay)
        is_under_way = sum(one.told.is_syncing for one in self.lives)
        self.strike(victim, life)
        Life.hear(self.lives, 0.01)
        wrong = self._complaints()
        for fault in wrong:
            self.paper.blame(f"kill {number} of the {victim}: {fault}")
        self.paper.counts[f"kills of the {victim}"] += 1
        self.paper.counts["syncs under way at a kill"] += is_under_way
        acknowledged, seconds = len(self._said("acknowledged")), time.monotonic() - began
        self.paper.say(
            f"{number:4} {victim:8} +{delay * 1000:5.0f} ms  {is_under_way} in mid-sync  saved"
            f" {len(self._said('saved')):6}  acknowledged {acknowledged:6}  {seconds:5.2f} s "
            f" {'; '.join(wrong) or 'ok'}"
        )

    def _in_mid_sync(self) -> Life:
        """The first laptop that begins a sync from now on."""
        seen = [one.told.syncs for one in self.lives]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            Life.hear(self.lives, 0.005)
            for one, before in zip(self.lives, seen, strict=True):
                if one.told.is_syncing and one.told.syncs > before:
                    return one
        self.paper.blame("no laptop came to a sync")
        return self.lives[0]

    def _kill_database(self) -> None:
        first = (self._cluster.data / "postmaster.pid").read_text("utf-8").splitlines()[0]
        os.kill(int(first), signal.SIGKILL)
        start_again(self._cluster)

    def _kill_laptop(self, life: Life) -> None:
        life.end()
        laptop = life.laptop
        laptop.open()
        lost = life.told.saved - laptop.waiting() - self.county.tokens()
        self.paper.counts["words in a killed laptop"] += len(life.told.saved)
        for fault in [*laptop.troubles(), *([f"LOST from {laptop.name}: {lost}"] if lost else [])]:
            self.paper.blame(fault)
        laptop.close()
        life.begin()

    def _complaints(self) -> list[str]:
        lost = self._said("acknowledged") - self.county.tokens()
        told = [fault for one in self.lives for fault in one.told.faults]
        for one in self.lives:
            one.told.faults.clear()
        return told + ([f"LOST: {len(lost)} acknowledged"] if lost else []) + self.bugs()

    def _said(self, what: str) -> set[str]:
        return set[str]().union(*(getattr(one.told, what) for one in self.lives))

    # -- at rest --------------------------------------------------------------------------------

    def _level(self, number: int, *, is_last: bool) -> None:
        for one in self.lives:
            one.end()
        laptops = [one.laptop for one in self.lives]
        witness = ProofLaptop("a new one", self.home / f"witness-{number}")
        for one in (*laptops, witness):
            one.open()
        witness.enrol(self.county.ticket(ROLE, PLACE))
        wrong = [fault for _round in range(2) for one in laptops for fault in one.level()]
        wrong += witness.level() + agree([*laptops, witness]) + self.county.troubles()
        lost = self._said("saved") - self.county.tokens()
        wrong += [f"LOST: {len(lost)} saved"] if lost else []
        rows = witness.standing()[1]
        for one in (*laptops, witness):
            one.close()
        for fault in wrong:
            self.paper.blame(f"at rest after kill {number}: {fault}")
        self.paper.counts["times at rest, all the same by digest"] += not wrong
        self.paper.say(f"     at rest: {rows} rows, all the same by digest" if not wrong else "")
        for one in self.lives:
            one.told.acknowledged |= one.told.saved
            if not is_last:
                one.begin()


def _acknowledge_early(county: ProofCounty) -> None:
    """What S7 forbids, to see that it would be found."""
    with county.store.writing() as connection:
        name = connection.engine.url.database
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit TO off'))


def start_again(found: Cluster) -> None:
    """After its postmaster was killed: what is left of it must be gone first."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            found.start()
        except RuntimeError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
