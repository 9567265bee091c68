"""One laptop as the county sees it, without a store: what the loads of ``bench.load`` are made of.

Requests are signed and answers checked as on a laptop, over TLS.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import ssl
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from app.domain.clock import SystemClock
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request, check_answer, sign_request
from app.server import devices, enrolment, standing
from app.server.enrolment import Asked
from app.sync.protocol import codec, digest
from app.sync.protocol.enrolment import Enrolment
from app.sync.protocol.messages import (
    Ack,
    Cursor,
    Fields,
    Hello,
    Operation,
    Page,
    Pull,
    Push,
    Question,
    Row,
)
from app.sync.protocol.versions import PROTOCOLS, SCHEMA
from bench.county_made import Served

VILLAGE_OF: Final = 10
"""Laptops that share one village."""
_TRIES: Final = 40


@dataclass
class Seen:
    """What all of them met: seconds by kind of request, what went wrong, what was put off (429)."""

    seconds: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    wrong: Counter[str] = field(default_factory=Counter[str])
    put_off: int = 0


@dataclass
class Line:
    """A connection over TLS to ``port``, kept."""

    port: int
    tls: ssl.SSLContext = field(repr=False)
    _open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(
        default=None, repr=False
    )

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """From now on, if it was not yet."""
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls)
        return self._open

    async def put(self, request: Request, content: bytes) -> Answer:
        """The answer to ``request``, which goes out as ``content``."""
        here, there = await self.open()
        there.write(content)
        await there.drain()
        first, *lines = (await here.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.strip().lower(): text.strip()
            for name, _colon, text in (line.partition(":") for line in lines if line)
        }
        body = await here.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), request, headers, body)

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open[1].close()
            self._open = None


def raw(request: Request) -> bytes:
    """As it goes over the line."""
    _scheme, _slashes, rest = request.url.partition("://")
    host, _slash, path = rest.partition("/")
    heads = {"host": host, "content-length": str(len(request.body))}
    told = "".join(f"{name}: {text}\r\n" for name, text in (heads | request.headers).items())
    return f"{request.method} /{path} HTTP/1.1\r\n{told}\r\n".encode() + request.body


@dataclass
class Vault:
    """One laptop, as the county sees it: keys, counter, outbox and cursor."""

    village: str
    line: Line = field(repr=False)
    county_key: bytes = field(repr=False)
    seen: Seen = field(repr=False)
    replica: str = field(default_factory=lambda: str(uuid.uuid4()))
    keys: DeviceKeys = field(default_factory=DeviceKeys.generate, repr=False)
    cursor: Cursor = field(default_factory=lambda: Cursor(1, 1))
    root: bytes = b""
    made: list[str] = field(default_factory=list[str], repr=False)
    _counter: int = 1
    _receipt: str = ""
    _seq: int = 0

    async def read_on(self) -> list[Row]:
        """Everything it may have and has not read yet."""
        found: list[Row] = []
        while True:
            (page,) = await self._sync("pull", Pull(self.cursor))
            assert isinstance(page, Page), page
            found += page.rows
            self.cursor, self.root = page.cursor, page.root
            if not page.has_more:
                return found

    def asking(self) -> Request:
        """A sync that sends nothing, signed."""
        hello = Hello(PROTOCOLS, SCHEMA, self.cursor)
        return self._signed("POST", "/v1/sync", codec.encode((hello, Pull(self.cursor))))

    async def look_in(self, kind: str = "look") -> Page:
        """Such a sync: greeting and what is new, in one request."""
        hello = Hello(PROTOCOLS, SCHEMA, self.cursor)
        _welcome, page = await self._sync(kind, hello, Pull(self.cursor))
        assert isinstance(page, Page), page
        self.cursor, self.root = page.cursor, page.root
        return page

    def row(self, number: int, photos: Sequence[bytes] = ()) -> tuple[str, Fields]:
        """The noun and the fields of its ``number``th record."""
        if number < len(photos):
            content = photos[number]
            about = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            return "attachment", about | {"media_type": "image/jpeg", "village_code": self.village}
        told = {
            "group_name": f"{number % 8 + 1}组",
            "live_addr": f"{number}号",
            "remark": "走访登记",
        }
        return "household", told | {"village_code": self.village, "declared_size": number % 6 + 1}

    async def push(self, rows: Sequence[tuple[str, Fields]]) -> None:
        """Send them, and take what is new."""
        ops = [self._operation(noun, fields) for noun, fields in rows]
        hello = Hello(PROTOCOLS, SCHEMA, self.cursor)
        push = Push(self._receipt, tuple(ops), is_brief=True)
        _welcome, ack, page = await self._sync("push", hello, push, Pull(self.cursor))
        assert isinstance(ack, Ack), ack
        assert isinstance(page, Page), page
        for op, verdict in zip(ops, ack.verdicts, strict=True):
            if verdict.outcome != "applied":
                self.seen.wrong[f"{verdict.outcome} {verdict.code}"] += 1
            self.made.append(op.record_id)
        self._receipt, self.cursor, self.root = ack.receipt, page.cursor, page.root

    def _operation(self, noun: str, fields: Fields) -> Operation:
        self._seq += 1
        record = str(uuid.uuid4())
        return Operation(self._seq, str(uuid.uuid4()), record, noun, record, "insert", 0, fields)

    async def send(self, content: bytes) -> None:
        path = f"/v1/blobs/{hashlib.sha256(content).hexdigest()}"
        await self._ask("photo", "PUT", f"{path}/0", content)
        await self._ask("photo", "POST", f"{path}/complete?size={len(content)}", b"")

    async def _sync(self, kind: str, *questions: Question) -> tuple[Any, ...]:
        answer = await self._ask(kind, "POST", "/v1/sync", codec.encode(questions))
        return codec.decode(answer.body)

    # -- the line ---------------------------------------------------------------------------------

    async def _ask(self, kind: str, method: str, path: str, body: bytes) -> Answer:
        answer = await self._asked(kind, method, path, body)
        for _try in range(_TRIES):
            if answer.status_code not in (429, 503):
                break
            self.seen.put_off += 1
            await asyncio.sleep(float(answer.headers["retry-after"]))
            answer = await self._asked(kind, method, path, body)
        if answer.status_code not in (200, 204):
            self.seen.wrong[f"{kind} {answer.status_code}"] += 1
            raise ConnectionError(f"{kind}: {answer.status_code}")
        return answer

    async def _asked(self, kind: str, method: str, path: str, body: bytes) -> Answer:
        began = time.perf_counter()
        answer = await self._carried(self._signed(method, path, body))
        self.seen.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        check_answer(answer, self.county_key)
        return answer

    def _signed(self, method: str, path: str, body: bytes) -> Request:
        self._counter += 1
        request = Request(method, f"https://127.0.0.1:{self.line.port}{path}", {}, body)
        now = datetime.now(UTC)
        sign_request(request, self.keys.sign, replica=self.replica, counter=self._counter, now=now)
        return request

    async def _carried(self, request: Request) -> Answer:
        return await self.line.put(request, raw(request))

    def close(self) -> None:
        """Hang up."""
        self.line.close()


def joined(served: Served, count: int, seen: Seen) -> list[Vault]:
    """``count`` laptops of village assistants, enrolled."""
    tls = ssl.create_default_context(cadata=served.folder.authority().certificate.decode())
    clock = SystemClock()
    with standing.opened(served.folder, served.database, clock) as county:
        villages = [
            village.code
            for township in county.divisions.children("500231000000")
            for village in county.divisions.children(township.code)
        ]
        found: list[Vault] = []
        with county.database.writing() as connection:
            for number in range(count):
                village = villages[number // VILLAGE_OF]
                line = Line(served.ports[number % len(served.ports)], tls)
                one = Vault(village, line, county.keys.signing_public, seen)
                person, secret = str(uuid.uuid4()), os.urandom(16)
                devices.add_person(connection, person, "助理", "4", (village,), county.now())
                enrolment.make_ticket(connection, person, secret, clock.now())
                public = one.keys.signing_public, one.keys.agreement_public
                wanted = Enrolment(secret, *public, DeviceKeys.generate().signing_public)
                asked = Asked(one.replica, 1, wanted)
                enrolment.enrol(connection, asked, county.keys, clock.now())
                found.append(one)
    return found


async def seeded(vaults: Sequence[Vault], rows: int) -> None:
    """Each village has its rows; they come from its first laptop, beforehand."""
    for one in vaults[::VILLAGE_OF]:
        await one.push([one.row(number) for number in range(rows)])
        one.cursor = Cursor(1, 1)
        one.close()


async def all_of(
    vaults: Sequence[Vault], within: float, work: Callable[[Vault], Awaitable[None]]
) -> float:
    """Each does its work, at some moment of the first ``within`` seconds; seconds to the last end."""
    chance = random.Random(3)

    async def one(vault: Vault) -> None:
        await asyncio.sleep(chance.random() * within)
        try:
            await work(vault)
        except (OSError, asyncio.IncompleteReadError) as error:
            vault.seen.wrong[type(error).__name__] += 1

    began = time.perf_counter()
    await asyncio.gather(*map(one, vaults))
    return time.perf_counter() - began


async def missing(vaults: Sequence[Vault]) -> int:
    """Rows that were acknowledged and are not there, and villages whose digest is another than that
    of the rows that are told."""
    lost = 0
    for at in range(0, len(vaults), VILLAGE_OF):
        neighbours = vaults[at : at + VILLAGE_OF]
        reader = neighbours[0]
        reader.cursor = Cursor(1, 1)
        rows = {row.id: row for row in await reader.read_on()}
        tables: dict[str, list[digest.Leaf]] = {}
        for row in rows.values():
            tables.setdefault(row.table, []).append(digest.leaf_of(row))
        lost += digest.root(digest.roots(tables)) != reader.root
        lost += sum(one not in rows for vault in neighbours for one in vault.made)
        reader.close()
    return lost
