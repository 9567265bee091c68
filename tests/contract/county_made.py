"""A county with its people, and laptops that speak to its application in this process."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

import anyio
import msgspec

from app import resources
from app.domain.clock import CHINA, FixedClock
from app.domain.divisions import Divisions
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request, check_answer, sign_request
from app.server import devices, enrolment, office
from app.server.api.application import make_app
from app.server.api.served import Served
from app.server.database import Database
from app.server.local_county import LocalCounty
from app.server.people import finding_in
from app.server.schema import of_records
from app.sync.protocol import codec
from app.sync.protocol.enrolment import Enrolled, Enrolment
from app.sync.protocol.messages import Cursor, Hello, Kind, Operation, Pull, Push, Question
from app.sync.protocol.versions import PROTOCOLS, SCHEMA

COUNTY: Final = "500231"
TOWNSHIP: Final = "500231103"
VILLAGE: Final = "500231103202"
NEIGHBOUR: Final = "500231103203"
FAR_TOWNSHIP: Final = "500231105"
FAR: Final = "500231105200"
AT: Final = datetime(2026, 11, 25, 9, tzinfo=CHINA)
BASE: Final = "https://county.test"

App = Callable[[Any, Any, Any], Awaitable[None]]

_DIVISIONS: Final = Divisions.from_rows(resources.read_table("divisions.csv"))


def new_id() -> str:
    """An id nobody had before."""
    return str(uuid.uuid4())


@dataclass
class MadeCounty:
    """One county served in this process."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(AT))
    keys: DeviceKeys = field(default_factory=DeviceKeys.generate)
    page: int = 5000

    def __post_init__(self) -> None:
        receipts = (f"receipt-{number}" for number in itertools.count())
        self.county = LocalCounty(
            self.database,
            of_records(),
            finding_in(_DIVISIONS),
            lambda: next(receipts),
            self.now,
            page=self.page,
        )
        with self.database.writing() as connection:
            office.found(connection, COUNTY, "垫江县", self.now())
        self.served = Served(
            self.county, self.keys, self.clock, places=_DIVISIONS, jitter=lambda: 0.5
        )
        self.app = make_app(self.served)

    def now(self) -> str:
        """As it is written down."""
        return self.clock.now().isoformat(timespec="seconds")

    def person(self, role: str, *places: str) -> str:
        """Somebody new."""
        with self.database.writing() as connection:
            devices.add_person(connection, person := new_id(), "王小梅", role, places, self.now())
        return person

    def ticket(self, person: str) -> bytes:
        """A ticket's secret."""
        secret = uuid.uuid4().bytes
        with self.database.writing() as connection:
            enrolment.make_ticket(connection, person, secret, self.clock.now())
        return secret

    def laptop(self, role: str, *places: str) -> Laptop:
        """An enrolled laptop of somebody new."""
        found = Laptop(self, person=self.person(role, *places))
        assert found.enrol(self.ticket(found.person)).status_code == 200
        return found

    def call(self, request: Request) -> Answer:
        """Through the application, as bytes."""
        return call(self.app, request)


@dataclass
class Laptop:
    """A vault's keys and counter, and its outbox as far as a test needs it."""

    made: MadeCounty
    person: str = ""
    replica: str = field(default_factory=new_id)
    keys: DeviceKeys = field(default_factory=DeviceKeys.generate)
    status_keys: DeviceKeys = field(default_factory=DeviceKeys.generate)
    counter: int = 0
    receipt: str = ""
    seq: int = 0
    root: bytes = b""

    def enrol(self, secret: bytes) -> Answer:
        """Show a ticket."""
        keys = self.keys.signing_public, self.keys.agreement_public
        wanted = Enrolment(secret, *keys, self.status_keys.signing_public, "笔记本")
        return self.ask("POST", "/v1/enroll", msgspec.msgpack.encode(wanted))

    def enrolled(self, secret: bytes) -> Enrolled:
        """What it was given."""
        return msgspec.msgpack.decode(self.enrol(secret).body, type=Enrolled)

    def signed(self, method: str, path: str, body: bytes = b"") -> Request:
        """A request with the next counter."""
        self.counter += 1
        request = Request(method, BASE + path, {}, body)
        now = self.made.clock.now()
        sign_request(request, self.keys.sign, replica=self.replica, counter=self.counter, now=now)
        return request

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        """The answer, which the county signed."""
        answer = self.made.call(self.signed(method, path, body))
        check_answer(answer, self.made.keys.signing_public)
        return answer

    def sync(self, *questions: Question) -> tuple[Any, ...]:
        """One exchange."""
        answer = self.ask("POST", "/v1/sync", codec.encode(questions))
        assert answer.status_code == 200, answer.body
        return codec.decode(answer.body)

    def hello(self, cursor: Cursor | None = None) -> Hello:
        """A greeting."""
        return Hello(PROTOCOLS, SCHEMA, cursor or Cursor(1, 1))

    def op(self, noun: str, kind: Kind = "insert", id: str = "", **changes: Any) -> Operation:
        """The next operation of its outbox."""
        self.seq += 1
        record = id or new_id()
        base = 0 if kind == "insert" else 2**41
        return Operation(self.seq, new_id(), record, noun, record, kind, base, changes)

    def push(self, *ops: Operation) -> Any:
        """Send them; the acknowledgement, or why not."""
        _welcome, ack = self.sync(self.hello(), Push(self.receipt, ops))
        self.receipt = getattr(ack, "receipt", self.receipt)
        return ack

    def pull(self) -> dict[str, Any]:
        """Every record that it may have, by id."""
        found: dict[str, Any] = {}
        cursor = Cursor(1, 1)
        while True:
            (page,) = self.sync(Pull(cursor))
            found |= {row.id: row for row in page.rows}
            cursor = page.cursor
            if not page.has_more:
                self.root = page.root
                return found


def call(app: App, request: Request) -> Answer:
    """One request to an ASGI application."""
    return anyio.run(answered, app, request)


async def answered(app: App, request: Request) -> Answer:
    """The same, among others."""
    path, _question, query = request.url.removeprefix(BASE).partition("?")
    sent: list[Any] = []
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
        "server": ("county.test", 443),
        "client": ("127.0.0.1", 1),
    }
    scope["headers"].append((b"host", b"county.test"))

    async def receive() -> Any:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(one.get("body", b"") for one in sent[1:])
    return Answer(sent[0]["status"], request, headers, body)
