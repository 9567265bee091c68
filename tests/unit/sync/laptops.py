"""Laptops with real stores, and a county in the same process that they speak to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from app.domain.clock import FixedClock
from app.errors import Unavailable
from app.models.local import OutboxOperation
from app.models.person import Person
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request
from app.server.database import Database
from app.server.migration import upgrade
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.run import End
from app.sync.laptop.line import Waiting
from app.sync.laptop.link import CountyLink
from app.sync.protocol.enrolment import Ticket, write_ticket
from tests import stores
from tests.contract.county_made import BASE, MadeCounty

T = TypeVar("T")
OWNER = stores.an_actor().id


@dataclass
class InProcess:
    """A wire to the county's application. ``fault`` may drop a request or its answer."""

    made: MadeCounty
    fault: Callable[[Request], str] = lambda _request: ""
    sent: list[Request] = field(default_factory=list[Request])

    def send(self, request: Request) -> Answer:
        self.sent.append(request)
        fault = self.fault(request)
        if fault == "before":
            raise Unavailable("断网了。请稍后再试。", code="line_away")
        answer = self.made.call(request)
        if fault == "after":
            raise Unavailable("断网了。请稍后再试。", code="line_away")
        return answer

    def begin(self, request: Request) -> Waiting:
        """At once: what comes of it is handed out when somebody waits for it."""
        found: Future[Answer] = Future()
        try:
            found.set_result(self.send(request))
        except Unavailable as error:
            found.set_exception(error)
        return found.result


@dataclass
class Laptop:
    """A vault's store and its link; ``heard`` is what the window would have been told."""

    made: MadeCounty
    folder: Path
    village: str = stores.VILLAGE
    role: str = "4"
    device: DeviceKeys = field(default_factory=DeviceKeys.generate)
    heard: list[ChangeSet] = field(default_factory=list[ChangeSet])
    owner: str = OWNER

    def __post_init__(self) -> None:
        self.clock = FixedClock(stores.NOW)
        self.actor = stores.an_actor(
            org_code=self.village[:9], village_codes=(self.village,), role=self.role
        )
        self.wire = InProcess(self.made)
        self.use(stores.a_store(self.folder, clock=self.clock))

    def use(self, store: Store) -> None:
        """Work on this store from here on."""
        self.store = store
        self.link = CountyLink(
            store,
            self.device,
            self.owner,
            DeviceKeys.generate().signing_public,
            self.heard.append,
            make_wire=lambda _authority: self.wire,
        )

    def enrol(self, person: str | None = None) -> None:
        """By a ticket for somebody new, or for ``person``."""
        person = person or self.made.person(self.role, self.village)
        self.link.enrol(self.ticket(self.made.ticket(person), person))

    def ticket(self, secret: bytes, person: str = "") -> str:
        """A ticket as text."""
        expires = self.made.clock.now().replace(year=2027).isoformat()
        key = self.made.keys.signing_public
        return write_ticket(Ticket(BASE, "垫江县", key, "", secret, person, expires))

    def do(self, verb: Callable[[UnitOfWork], T]) -> T:
        """An action of the person in front of it."""
        return self.store.perform(verb, self.actor)[0]

    def look(self, verb: Callable[[UnitOfWork], T]) -> T:
        """A question of the person in front of it."""
        return self.store.read(verb, self.actor)


@contextmanager
def a_county(path: Path, page: int = 7) -> Generator[MadeCounty]:
    """A county on an embedded database; small pages, so that there are several."""
    database = Database.at(path)
    with database.writing() as connection:
        upgrade(connection)
    yield MadeCounty(database, page=page)
    database.close()


def names(work: UnitOfWork) -> list[str]:
    return sorted(work.session.scalars(select(Person.name)))


def waiting(work: UnitOfWork) -> int:
    return len(list(work.session.scalars(select(OutboxOperation))))


def level(laptop: Laptop) -> None:
    found = laptop.link.sync()
    assert found.ending.end is End.LEVEL
