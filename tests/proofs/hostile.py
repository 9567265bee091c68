"""Laptops behind a gateway that spoils what it carries: it always ends in sync."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Trouble
from app.models.attachment import Attachment
from app.models.household import Household
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.run import End
from app.sync.laptop import line
from tests import stores
from tests.proofs.county import ProofCounty, free_port
from tests.proofs.gateway import Gateway
from tests.proofs.laptops import ENDURED, PLACE, ROLE, ProofLaptop, agree
from tests.proofs.paper import Paper

ABOUT: Final = """
# A gateway that spoils what it carries

`make prove PART=hostile` puts a gateway between real laptops and a real server process, three hundred
times. It ends TLS with the county's own certificate, so it can do more than a stranger on the line:
from 10 to 90 % of requests are dropped, cut at any byte, carried twice, carried late (when the next
one may have been answered), followed by an older one; their answers dropped after the county
committed, cut at any byte, swapped for an older one, altered in one bit, sent in crumbs, held back until the laptop
gave up, or replaced by a page of the gateway's own.

In each run three laptops save households, change each other's, take photographs, and sync up to six
times each while the gateway does that; every fifteenth run one of them is a new one, enrolled through it.
Then the gateway is honest, and each laptop syncs until it is level. Held to be so, each time:

* whatever the gateway did, a laptop took it for a line that is away, or for a wrong signature, and
  for nothing else; the server wrote down no unforeseen error;
* all laptops hold the same by digest, their tables say what their digest says; nothing waits; each
  operation was decided once, their numbers have no gap, all chains hold;
* every word that was saved is in the county's rows, history, conflicts or quarantine;
* every photograph is whole on every laptop.
"""
LAPTOPS: Final = 3
SYNCS: Final = 6
NEW_EVERY: Final = 15
PHOTO_SHARE: Final = 0.3
_RECENT: Final = 10
SPOILT: Final = ENDURED | {"signature_wrong", "counter_behind", "http_400"}
"""What a laptop may take it for."""


@dataclass
class Hostile:
    """``runs`` runs in ``home``."""

    home: Path
    runs: int
    seed: int
    paper: Paper = field(default_factory=lambda: Paper(ABOUT))

    def take(self) -> bool:
        """Run them; whether each ended in sync."""
        self._chance, self._saved, self._made = random.Random(self.seed), set[str](), 0
        self._photos: dict[str, bytes] = {}
        with ExitStack() as stack:
            self._patience(stack)
            self._county = ProofCounty(self.home)
            stack.callback(self._county.store.close)
            self._node = self._county.node(is_plain=True, port=free_port())
            stack.callback(self._node.kill)
            self._node.start()
            self._gateway = Gateway(
                self._county.folder, self._county.port, self._node.port, self._chance
            )
            self._gateway.start()
            stack.callback(self._gateway.stop)
            self._laptops = [self._new() for _laptop in range(LAPTOPS)]
            stack.callback(lambda: [one.close() for one in self._laptops])
            self._run()
        return not self.paper.faults

    def _patience(self, stack: ExitStack) -> None:
        """A laptop waits a second for an answer, not a minute."""
        usual = line.READ_SECONDS
        stack.callback(lambda: setattr(line, "READ_SECONDS", usual))
        setattr(line, "READ_SECONDS", 1.0)  # noqa: B010 - a constant, but for a proof in a hurry

    def _new(self) -> ProofLaptop:
        self._made += 1
        laptop = ProofLaptop(f"L{self._made}", self.home / f"laptop-{self._made}")
        laptop.open()
        ticket = self._county.ticket(ROLE, PLACE)
        while True:
            try:
                laptop.link.enrol(ticket)
            except Trouble as trouble:
                self._judge(trouble.code)
            else:
                return laptop

    def _run(self) -> None:
        began = time.monotonic()
        for number in range(1, self.runs + 1):
            self._gateway.share = self._chance.uniform(0.1, 0.9)
            self._gateway.stalls = 0.02 if self._chance.random() < 0.3 else 0.0
            share = self._gateway.share
            if number % NEW_EVERY == 0:
                self._laptops.pop(0).close()
                self._laptops.append(self._new())
            syncs, came = self._spoilt()
            self._gateway.settle()
            has_new = number % NEW_EVERY == 0 or number == self.runs
            wrong = self._at_rest(0 if has_new else -_RECENT)
            self.paper.say(
                f"{number:4} spoils {share:4.0%}  {syncs:2} syncs, {came:2} came to an end;"
                f" then {'all the same by digest' if not wrong else 'NOT IN SYNC'}"
            )
            for fault in wrong:
                self.paper.blame(f"run {number}: {fault}")
            if self.paper.faults:
                return
            self.paper.counts["runs that ended in sync"] += 1
        told = self._gateway.done
        self.paper.facts |= {"seed": str(self.seed), "seconds": f"{time.monotonic() - began:.0f}"}
        self.paper.counts["words saved"] = len(self._saved)
        self.paper.counts["photographs"] = len(self._photos)
        for name, count in sorted(told.items()):
            self.paper.counts[f"requests: {name.replace('_', ' ')}"] = count

    def _spoilt(self) -> tuple[int, int]:
        """How many syncs were begun, and how many came to an end."""
        begun = came = 0
        for _round in range(self._chance.randint(2, SYNCS)):
            for laptop in self._laptops:
                if self._chance.random() < 0.6:
                    self._save(laptop)
                begun += 1
                came += self._synced(laptop)
        return begun, came

    def _save(self, laptop: ProofLaptop) -> None:
        token = f"tok-{laptop.name}x{len(self._saved)}-"
        laptop.save(token, self._chance)
        self._saved.add(token)
        if self._chance.random() < PHOTO_SHARE:
            content = self._chance.randbytes(self._chance.choice((9_000, 300_000, 1_500_000)))
            self._photos[_photograph(laptop, content)] = content

    def _synced(self, laptop: ProofLaptop) -> bool:
        try:
            end = laptop.link.sync().ending.end
        except Trouble as trouble:
            self._judge(trouble.code)
            return False
        if end not in (End.LEVEL, End.MORE, End.BUSY):
            self.paper.blame(f"a sync ended {end.value}")
        return True

    def _judge(self, code: str) -> None:
        self.paper.counts[f"a laptop took it for: {code}"] += 1
        if code not in SPOILT:
            self.paper.blame(f"a laptop took it for {code}")

    def _at_rest(self, photos_from: int) -> list[str]:
        wrong = [fault for _round in range(2) for one in self._laptops for fault in one.level()]
        wrong += agree(self._laptops) + self._county.troubles() + self._node.bugs()
        wrong += [fault for one in self._laptops for fault in one.troubles()]
        lost = self._saved - self._county.tokens()
        wrong += [f"LOST: {sorted(lost)[:5]}"] if lost else []
        return wrong + [
            f"{one.name} has not photograph {name[:8]}"
            for one in self._laptops
            for name, content in list(self._photos.items())[photos_from:]
            if one.store.read(lambda work, n=name: work.get_blob(n), one.actor) != content
        ]


def _photograph(laptop: ProofLaptop, content: bytes) -> str:
    """Of a new household; its name."""

    def take(work: UnitOfWork) -> str:
        place = {"village_code": stores.VILLAGE, "org_code": PLACE}
        home = work.add(Household(**place))
        stored = work.put_blob(content)
        about = {"sha256": stored.sha256, "size": stored.size, "media_type": "image/jpeg"}
        work.add(Attachment(owner_noun="household", owner_id=home.id, **about, **place))
        return stored.sha256

    return laptop.store.perform(take, laptop.actor)[0]
