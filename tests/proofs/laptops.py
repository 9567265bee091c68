"""Laptops for a proof: a real store, a real line, and a life of saving and syncing in a process."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.clock import SystemClock
from app.domain.ids import id_source
from app.errors import Trouble, Unavailable
from app.models.household import Household, Member
from app.models.local import OutboxOperation
from app.security.signatures import DeviceKeys
from app.storage import audit_chain, driver
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.run import End
from app.sync.laptop import base, tables
from app.sync.laptop.line import HttpsWire
from app.sync.laptop.link import CountyLink, MakeWire
from app.sync.protocol import digest
from tests import factories, stores
from tests.proofs.county import tokens_in
from tests.unit.sync.laptops import OWNER

ROLE: Final = "2"
PLACE: Final = stores.TOWNSHIP
ENDURED: Final = frozenset({"line_away", "database_away", "busy", "http_502", "http_504"})
"""Troubles of the line: the next sync goes on."""
_TRIES: Final = 40


@dataclass
class ProofLaptop:
    """A vault's store in ``folder``, open or not."""

    name: str
    folder: Path
    make_wire: MakeWire = field(default=HttpsWire, repr=False)
    device: DeviceKeys = field(default_factory=DeviceKeys.generate, repr=False)

    def open(self) -> None:
        """Take the store into this process; a new one if there is none."""
        clock = SystemClock()
        how: dict[str, Any] = {"clock": clock, "new_id": id_source(clock, os.urandom)}
        path = self.folder / "store.db"
        is_new = not path.exists()
        self.store = (
            stores.a_store(self.folder, **how) if is_new else stores.open_again(path, **how)
        )
        self.link = CountyLink(
            self.store, self.device, OWNER, self.device.signing_public, _nobody, self.make_wire
        )
        self.actor = stores.an_actor(role=ROLE, org_code=PLACE, village_codes=None)

    def close(self) -> None:
        """Give it back."""
        self.link.close()
        self.store.close()

    def save(self, token: str, chance: random.Random) -> None:
        """A new household, or another address for one that is there, somebody else's perhaps."""

        def change(work: UnitOfWork) -> None:
            count = work.session.scalar(select(func.count()).select_from(Household)) or 0
            if not count or chance.random() < 0.4:
                place = {"village_code": stores.VILLAGE, "org_code": PLACE}
                home = work.add(Household(**place, live_addr=token))
                for number in range(chance.randint(1, 3)):
                    person = factories.a_person(work, name=factories.a_name(number), **place)
                    of = {"household_id": home.id, "person_id": person.id, "relation": "20"}
                    work.add(Member(**place, **of))
                return
            asked = select(Household.id).order_by(Household.id).offset(chance.randrange(count))
            found = work.session.scalars(asked.limit(1)).one()
            work.get(Household, found).live_addr = token

        self.store.perform(change, self.actor)

    # -- what is there --------------------------------------------------------------------------

    def waiting(self) -> set[str]:
        """The tokens of operations that the county has not acknowledged."""
        asked = select(OutboxOperation.changes)

        def ask(work: UnitOfWork) -> set[str]:
            return tokens_in(str(one).encode() for one in work.session.scalars(asked))

        return self.store.read(ask, self.actor)

    def troubles(self) -> list[str]:
        """Of the store itself."""
        broken = self.store.examine(audit_chain.first_broken_link)
        return [f"{self.name}: its chain breaks: {broken}"] if broken else []

    def level(self) -> list[str]:
        """Sync until there is nothing more to say; why not, if it does not come to that."""
        for _try in range(_TRIES):
            try:
                end = self.link.sync().ending.end
            except Trouble as trouble:
                if trouble.code not in ENDURED:
                    return [f"{self.name}: {trouble.code}"]
                time.sleep(0.1)
                continue
            if end is End.LEVEL and not self.waiting():
                return []
            if end not in (End.LEVEL, End.MORE, End.BUSY):
                return [f"{self.name}: its sync ended {end.value}"]
        return [f"{self.name}: not level after {_TRIES} syncs"]

    def enrol(self, ticket: str) -> None:
        """Show a ticket, again while a gateway has nobody behind it: a node that was killed a moment
        ago is not asked for a while. Raises ``Unavailable`` if that goes on."""
        for attempt in range(_TRIES):
            try:
                self.link.enrol(ticket)
            except Unavailable:
                if attempt == _TRIES - 1:
                    raise
                time.sleep(0.5)
            else:
                return

    def standing(self) -> tuple[bytes, int, list[str]]:
        """The digest of what it was told, how many rows, and where its tables say otherwise."""
        return self.store.examine(_standing)


def _standing(connection: driver.Connection) -> tuple[bytes, int, list[str]]:
    leaves = base.leaves(connection)
    wrong = [text for table, rows in leaves.items() for text in _untrue(connection, table, rows)]
    root = digest.root(digest.roots(leaves))
    return root, sum(len(rows) for rows in leaves.values()), wrong


def _untrue(connection: driver.Connection, table: str, leaves: list[digest.Leaf]) -> Iterator[str]:
    """Rows whose own table does not say what the county told. With nothing waiting it must."""
    noun = table.partition("/")[2]
    rows = tables.get(connection, noun, [one[0] for one in leaves])
    for record_id, rev, row_hash in leaves:
        row = rows.get(record_id)
        if row is None or digest.hash_row(row) != row_hash:
            yield f"{table} {rev}: the table says something else"


def _nobody(_changes: object) -> None:
    """There is no window to refresh."""


def agree(laptops: list[ProofLaptop], county_root: bytes | None = None) -> list[str]:
    """Why they do not all hold the same, by digest; empty when they do (I1, I8)."""
    found = {one.name: one.standing() for one in laptops}
    wrong = [f"{name}: {text}" for name, (_root, _rows, texts) in found.items() for text in texts]
    roots = {root for root, _rows, _texts in found.values()}
    roots |= {county_root} if county_root else set()
    told = ", ".join(f"{name} {rows} rows" for name, (_root, rows, _texts) in found.items())
    return wrong + ([] if len(roots) == 1 else [f"not the same by digest: {told}"])


# -- a life in a process ------------------------------------------------------------------------


@dataclass
class Told:
    """What a life told before it ended: ``saved`` so far, and of these ``acknowledged``: saved
    before a sync began that came to its end."""

    saved: set[str] = field(default_factory=set[str])
    acknowledged: set[str] = field(default_factory=set[str])
    syncs: int = 0
    is_syncing: bool = False
    faults: list[str] = field(default_factory=list[str])
    _before: set[str] = field(default_factory=set[str])

    def hear(self, line: str) -> None:
        """One line."""
        mark, rest = line[:1], line[1:]
        if mark == "+":
            self.saved.add(rest)
        elif mark == "~":
            self._before, self.is_syncing = set(self.saved), True
        elif mark == "=":
            self.acknowledged |= self._before
            self.syncs, self.is_syncing = self.syncs + 1, False
        elif mark == "!":
            self.is_syncing = False
            if rest not in ENDURED:
                self.faults.append(f"a sync ended: {rest}")


def live(laptop: ProofLaptop, life: str, pipe: int) -> None:
    """Save and sync until somebody kills it."""
    chance = random.Random(life)
    laptop.open()

    def tell(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())

    number = 0
    while True:
        for _save in range(chance.randint(1, 3)):
            number += 1
            token = f"tok-{life}x{number}-"
            laptop.save(token, chance)
            tell(f"+{token}")
        tell("~")
        came = _synced(laptop)
        tell(came)
        time.sleep(chance.uniform(0.05, 0.3 if came == "=" else 1))


def _synced(laptop: ProofLaptop) -> str:
    try:
        ending = laptop.link.sync().ending
    except Trouble as trouble:
        return f"!{trouble.code}"
    if ending.end in (End.LEVEL, End.MORE):
        return "="
    return f"!{ending.end.value}"
