"""One seed: a county, a few laptops, a network that loses and repeats, people who work.

Everything happens in one thread in an order drawn from the seed. Then the faults stop, and within a
few rounds all must be level (I9).
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from app.errors import Trouble, Unavailable
from app.sync.client.asking import Ahead, Answers, Questions
from app.sync.client.desk import Intake, Standing
from app.sync.client.run import End, Ending, Pace, sync
from app.sync.client.welcome import renew
from app.sync.county.archive import Reach
from app.sync.protocol import codec
from app.sync.protocol.merge import Version
from app.sync.protocol.messages import IS_DELETED, Operation
from tests.simulation import people
from tests.simulation.broken import BrokenError
from tests.simulation.county import MemoryCounty
from tests.simulation.desk import CrashedError, Disk, MemoryDesk
from tests.simulation.faults import NONE, Faults, draw
from tests.simulation.ledger import Ledger

STEPS: Final = 700
ROUNDS: Final = 12
PATIENCE: Final = 40
"""Steps a laptop waits for an answer."""


class WatchedDesk(MemoryDesk):
    """Tells the ledger of every transaction."""

    ledger: Ledger
    is_whole = False
    """Since the last snapshot it was level once: only then is every transaction here whole."""

    def take(self, intake: Intake) -> None:
        before = self.disk.standing
        waiting = dict(self.disk.outbox)
        super().take(intake)
        self.ledger.advanced(before, intake.standing)
        self.ledger.taken(intake, waiting, self.disk)
        self.is_whole = self.is_whole and intake.standing.cursor.after is None
        if self.is_whole and not intake.buckets:
            self.ledger.whole(self.disk.base, [row.id for row in intake.rows])


@dataclass
class Laptop:
    """One vault and whoever works in it. ``old``: a copy of its disk, taken some time ago."""

    name: str
    desk: WatchedDesk
    pace: Pace
    steps: Generator[Questions | Ahead, Answers, Ending] | None = None
    begun: tuple[Questions, int] | None = None
    """What was sent ahead, and under which call."""
    asked: int = 0
    since: int = 0
    is_away: bool = False
    old: Disk | None = None
    is_copy: bool = False
    """Whether two disks have had its name."""


@dataclass
class Packet:
    """Questions or answers under way, as objects or, in some seeds, as bytes."""

    call: int
    laptop: Laptop
    sender: str
    content: Questions | Answers | bytes
    is_answer: bool = False
    number: int | None = None
    is_begun: bool = False

    def opened(self) -> Any:
        """What is in it: questions or answers, as ``is_answer`` says."""
        return codec.decode(self.content) if isinstance(self.content, bytes) else self.content


@dataclass
class World:
    """``bugs``: mistakes planted on purpose. ``run`` raises ``BrokenError`` if one is noticed.

    ``steps``: which steps to take. Each draws its own chance, so that one left out changes nothing
    of the others' but what follows from it: that is how a failing seed is made small.
    ``new_disk``, ``desk_type``: other stores of the laptops than those in memory.
    """

    seed: int
    bugs: frozenset[str] = frozenset()
    steps: Sequence[int] = range(STEPS)
    new_disk: Callable[[Standing], Disk] = Disk
    desk_type: type[WatchedDesk] = WatchedDesk
    rng: random.Random = field(init=False)
    faults: Faults = field(init=False)
    county: MemoryCounty = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    laptops: list[Laptop] = field(default_factory=list[Laptop])
    network: list[Packet] = field(default_factory=list[Packet])
    now: int = 0
    calls: int = 0
    events: list[str] = field(default_factory=list[str])
    is_quiet: bool = False

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.faults = draw(self.rng)
        self.county = MemoryCounty(self.new_id, self._replaced, self.bugs)
        count = self.rng.randint(3, 5)
        self.villages = tuple(f"v{n}" for n in range(self.rng.randint(3, 4)))
        for number in range(count):
            self._arrive(f"L{number}", self._some_villages())

    # -- chance ---------------------------------------------------------------------------------

    def new_id(self) -> str:
        """An id nobody had before."""
        return str(uuid.UUID(int=self.rng.getrandbits(128)))

    def happens(self, chance: float) -> bool:
        """Whether something of this chance happens now."""
        return chance > 0 and not self.is_quiet and self.rng.random() < chance

    def say(self, event: str) -> None:
        """One line of the trace."""
        self.events.append(f"{self.now} {event}")

    @property
    def trace_hash(self) -> str:
        """Two runs of one seed have the same."""
        return sha256("\n".join(self.events).encode()).hexdigest()[:16]

    # -- the run --------------------------------------------------------------------------------

    def run(self) -> None:
        """Work with faults, then without, then the reckoning."""
        for step in self.steps:
            self._draw_anew(step)
            self._step()
        self._draw_anew(STEPS)
        self.is_quiet = True
        self.faults = NONE
        self._come_to_rest()
        self._reckon()

    def _draw_anew(self, step: int) -> None:
        self.now = step
        self.rng.seed(self.seed * (STEPS + 1) + self.now)

    def _step(self) -> None:
        chance = self.rng.random()
        if chance < (0.2 if self.faults.is_crowded else 0.12):
            self._work(self.rng.choice(self.laptops))
        elif chance < 0.5 and self.network:
            self._deliver(self.network.pop(self.rng.randrange(len(self.network))))
        elif chance < 0.55:
            self._office()
        else:
            self._go_on(self.rng.choice(self.laptops))

    def _arrive(self, name: str, scopes: frozenset[str], disk: Disk | None = None) -> Laptop:
        desk = self.desk_type(disk or self.new_disk(Standing(self.new_id())), self._trip, self.bugs)
        desk.ledger = self.ledger
        old_schema = self.faults.has_old_schema and self.rng.random() < 0.4
        most = self.rng.choice((2, 4, 50))
        pace = Pace(most, 25, schema=0 if old_schema else 1, start=2)
        laptop = Laptop(name, desk, pace, is_away=False)
        laptop.is_away = self.faults.has_long_absence and self.rng.random() < 0.5
        if disk is None:
            self.county.enrol(desk.standing().replica, scopes)
        self.laptops.append(laptop)
        return laptop

    def _some_villages(self) -> frozenset[str]:
        found = self.rng.sample(self.villages, self.rng.randint(1, 2))
        return frozenset((*found, self.villages[0]) if self.faults.is_crowded else found)

    def _trip(self, place: str) -> None:
        if self.happens(self.faults.crashes_around):
            raise CrashedError(place)
        if place.startswith("before") and self.happens(self.faults.disk_full):
            raise Unavailable("磁盘已满。请腾出空间后再试。", code="disk_full")

    def _replaced(self, op: Operation, before: Version, after: Version) -> None:
        self.ledger.replaced(op, before, after)

    # -- a laptop -------------------------------------------------------------------------------

    def _work(self, laptop: Laptop) -> None:
        is_crowded = self.faults.is_crowded
        ops = people.work(laptop.desk.disk, self.rng, self.new_id, is_crowded=is_crowded)
        seen = laptop.desk.disk.seen
        try:
            saved = laptop.desk.save(ops)
        except (CrashedError, Unavailable) as error:
            self.say(f"{laptop.name} could not save: {error}")
            laptop.steps = None
            return
        self.ledger.save(saved, seen)
        for op in saved:
            self.say(f"{laptop.name} {op.kind} {op.record_id[:4]} {sorted(op.changes)}")

    def _go_on(self, laptop: Laptop) -> None:
        if self.happens(self.faults.crashes):
            self.say(f"{laptop.name} crashes")
            laptop.steps = None
        elif laptop.steps is None:
            if not laptop.is_away or self.happens(0.02):
                self._begin(laptop)
        elif self.now - laptop.since > PATIENCE:
            self.say(f"{laptop.name} gives up waiting")
            laptop.steps.close()
            laptop.steps = None

    def _begin(self, laptop: Laptop) -> None:
        laptop.steps, laptop.begun = sync(laptop.desk, laptop.pace), None
        self._advance(laptop, None)

    def _advance(self, laptop: Laptop, answers: Answers | None) -> None:
        """One step of a sync, to its next question or its end."""
        assert laptop.steps is not None
        try:
            asked = next(laptop.steps) if answers is None else laptop.steps.send(answers)
            if isinstance(asked, Ahead):
                self._send_ahead(laptop, asked.questions)
                asked = laptop.steps.send(())
        except StopIteration as end:
            laptop.steps = None
            self._ended(laptop, end.value)
        except (CrashedError, Trouble) as error:
            self.say(f"{laptop.name} stops: {type(error).__name__} {error}")
            laptop.steps = None
            if not isinstance(error, CrashedError | Unavailable):
                raise BrokenError(f"I9 {laptop.name}: {error}") from error
        else:
            assert not isinstance(asked, Ahead)
            self._ask(laptop, asked)

    def _ended(self, laptop: Laptop, ending: Ending) -> None:
        self.say(f"{laptop.name} ends {ending.end}")
        laptop.desk.is_whole = laptop.desk.is_whole or ending.end is End.LEVEL
        if ending.end is not End.FROZEN:
            return
        if not laptop.is_copy:
            raise BrokenError(f"S13 {laptop.name} was frozen, and is nobody's copy")
        replica = self.new_id()
        scopes = self.county.scopes[laptop.desk.standing().replica]
        self.county.enrol(replica, scopes)
        try:
            laptop.desk.take(renew(laptop.desk, replica))
            laptop.is_copy = False
        except (CrashedError, Unavailable) as error:
            self.say(f"{laptop.name} stops at a new name: {error}")

    # -- the network ----------------------------------------------------------------------------

    def _ask(self, laptop: Laptop, questions: Questions) -> None:
        """Wait for the answer to what was sent ahead, or send it now."""
        begun, laptop.begun = laptop.begun, None
        laptop.since = self.now
        is_begun = begun is not None and begun[0] is questions
        laptop.asked = begun[1] if begun and is_begun else self._send(laptop, questions)

    def _send_ahead(self, laptop: Laptop, questions: Questions) -> None:
        """Perhaps; and perhaps the county has admitted it before the laptop takes in what came before
        it, however that ends."""
        if self.rng.random() < 0.2:
            return
        laptop.begun = questions, self._send(laptop, questions)
        call = laptop.begun[1]
        while self.rng.random() < 0.5 and self._is_asked_last(call):
            self._deliver(self.network.pop())

    def _is_asked_last(self, call: int) -> bool:
        """Whether the newest in the network are the questions of this call."""
        newest = self.network[-1:]
        return any(one.call == call and not one.is_answer for one in newest)

    def _send(self, laptop: Laptop, questions: Questions) -> int:
        self.calls += 1
        self.say(f"{laptop.name} asks {[type(one).__name__ for one in questions]}")
        content = codec.encode(questions) if self.faults.is_on_wire else questions
        self._post(Packet(self.calls, laptop, laptop.desk.standing().replica, content))
        return self.calls

    def _post(self, packet: Packet) -> None:
        if self.happens(self.faults.drops):
            return
        self.network.append(packet)
        if self.happens(self.faults.duplicates):
            self.network.append(Packet(**vars(packet)))

    def _deliver(self, packet: Packet) -> None:
        content = packet.opened()
        if packet.is_answer:
            laptop = packet.laptop
            is_awaited = laptop.steps is not None and laptop.asked == packet.call
            if is_awaited and laptop.desk.standing().replica == packet.sender:
                laptop.asked = 0
                self._advance(laptop, content)
        elif not packet.is_begun:
            packet.is_begun = True
            packet.number = self.county.reserve(content)
            self.network.append(packet)
        elif not self.happens(self.faults.loses_before):
            self._answer(packet, content)

    def _answer(self, packet: Packet, questions: Questions) -> None:
        answers = self.county.answer(packet.sender, questions, packet.number)
        told = [getattr(one, "code", "") or type(one).__name__ for one in answers]
        self.say(f"county tells {packet.laptop.name} {told}")
        for op in self.county.state.quarantine.values():
            self.ledger.tear(op.record_id)
        if self.happens(self.faults.loses_after):
            return
        content = codec.encode(answers) if self.faults.is_on_wire else answers
        self._post(Packet(packet.call, packet.laptop, packet.sender, content, is_answer=True))

    # -- the office -----------------------------------------------------------------------------

    def _office(self) -> None:
        """What happens at the county and to whole machines. Chances are a step; this is one in 20."""
        county, state, faults = self.county, self.county.state, self.faults
        rows = sorted(state.rows)
        if rows and self.happens(20 * faults.moves):
            self.ledger.tear(record_id := self.rng.choice(rows))
            county.move(record_id, self.rng.choice(self.villages))
        deleted = [one for one in rows if state.rows[one].row.fields.get(IS_DELETED)]
        if deleted and self.happens(20 * faults.erases):
            self.ledger.tear(record_id := self.rng.choice(deleted))
            county.erase(record_id)
        if self.happens(20 * faults.prunes):
            live = [one.desk.standing().replica for one in self.laptops if not one.is_away]
            county.prune(live)
        if self.happens(20 * faults.rescopes):
            laptop = self.rng.choice(self.laptops)
            county.rescope(laptop.desk.standing().replica, self._some_villages())
        if self.happens(0.2 if faults.is_crowded else 0.1):
            county.back_up()
        if self.happens(20 * faults.restores) and (not faults.is_crowded or self._would_hurt()):
            self.say("county is restored")
            county.restore()
            self._cut_off()
        self._machines()

    def _would_hurt(self) -> bool:
        """Whether somebody has work waiting on a version that a restore would forget."""
        backed_up = self.county.backup.counter
        waiting = [op for one in self.laptops for op in one.desk.disk.outbox.values()]
        return any(op.base_rev > backed_up for op in waiting)

    def _cut_off(self) -> None:
        """Who finds the county restored first, and who only later, is left to chance."""
        for laptop in self.laptops if self.faults.has_long_absence else ():
            laptop.is_away = self.happens(0.5)

    def _machines(self) -> None:
        laptop = self.rng.choice(self.laptops)
        if self.faults.has_long_absence and self.happens(0.3):
            laptop.is_away = not laptop.is_away
        if self.happens(20 * self.faults.clones) and len(self.laptops) < 7:
            self.say(f"{laptop.name} is copied")
            copy = self._arrive(f"{laptop.name}'", frozenset(), laptop.desk.disk.copy())
            laptop.is_copy = copy.is_copy = True
        if self.faults.puts_back and self.happens(0.2):
            laptop.old = laptop.old or laptop.desk.disk.copy()
        if laptop.old and self.happens(20 * self.faults.puts_back):
            self.say(f"{laptop.name} is put back")
            self.ledger.lose(laptop.desk.disk, laptop.old, self.county.state)
            laptop.desk.disk, laptop.old, laptop.steps = laptop.old, None, None
            laptop.is_copy = True
            laptop.desk.forget_root()
            laptop.desk.is_whole = False

    # -- the end --------------------------------------------------------------------------------

    def _come_to_rest(self) -> None:
        for laptop in self.laptops:
            laptop.steps = None
            laptop.is_away = False
            laptop.pace = Pace(laptop.pace.operations)
        for _round in range(ROUNDS):
            endings = [self._sync_now(laptop) for laptop in self.laptops]
            if all(endings) and self._all_level():
                return
        raise BrokenError("I9 not level after all faults were gone")

    def _sync_now(self, laptop: Laptop) -> bool:
        """A sync without faults, while what is still in the network arrives at odd moments."""
        events = len(self.events)
        self._begin(laptop)
        while laptop.steps is not None:
            self._deliver(self.network.pop(self.rng.randrange(len(self.network))))
        return any(event.endswith("ends level") for event in self.events[events:])

    def _all_level(self) -> bool:
        return all(
            laptop.desk.root() == self.county.root(Reach(self._scopes(laptop)))
            for laptop in self.laptops
        )

    def _scopes(self, laptop: Laptop) -> frozenset[str]:
        return self.county.scopes[laptop.desk.standing().replica]

    def _reckon(self) -> None:
        self.ledger.settle(self.county.state)
        for laptop in self.laptops:
            scopes = self._scopes(laptop)
            rows = [held.row for held in self.county.state.rows.values()]
            expected = {row.id: row for row in rows if row.scope in scopes}
            self.ledger.agree(laptop.name, laptop.desk.disk, expected)
            if laptop.desk.incidents:
                raise BrokenError(f"I8 {laptop.name}: {laptop.desk.incidents[0]}")
        if not self.faults_put_back:
            self._both_sides_see_what_was_refused()

    @property
    def faults_put_back(self) -> bool:
        """Whether a disk was put back in this seed, and an inbox with it."""
        return any("is put back" in event for event in self.events)

    def _both_sides_see_what_was_refused(self) -> None:
        inboxes = {op_id for one in self.laptops for op_id in one.desk.disk.inbox}
        conflicts = {op_id for one in self.laptops for op_id, _group in one.desk.disk.conflicts}
        for op_id in self.county.state.quarantine:
            if op_id not in inboxes:
                raise BrokenError(f"S15 {op_id} was refused and its author does not know")
        for op_id, _clash in self.county.state.conflicts:
            if op_id not in conflicts:
                raise BrokenError(f"S14 {op_id} clashed and its author does not know")
