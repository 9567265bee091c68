"""`make load`: one morning of a county (T11). 600 laptops start within a minute; each reads 1,000 rows,
pushes ten times ten rows of its own, and sends two photographs; then nothing may be missing.

`python -m bench.load [--laptops N] [--within SECONDS] [--nodes N]`. The server is two nodes on one
PostgreSQL that is safe on disk, half of the laptops at each; requests are signed and answers checked as on a laptop, over TLS. The
generator of the load shares the machine with the server: it is told how much of it it took.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import ssl
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
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
from bench.county_made import Served, a_county
from bench.figures import Figure, median, p95, table

ROWS: Final = 1_000
PUSHES: Final = 10
ROWS_A_PUSH: Final = 10
PHOTOS: Final = 2
PHOTO_BYTES: Final = 180_000
NODES: Final = 2
"""Processes of the server on one database: one is bound by its interpreter to one of the two cores."""
_VILLAGE_OF: Final = 10
"""Laptops that share one village."""
_TRIES: Final = 40
_DONE, _SLOW, _MEMORY = 180.0, 1.0, 1024.0


@dataclass
class Seen:
    """What all of them met: seconds by kind of request, what went wrong, what was put off (429)."""

    seconds: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    wrong: Counter[str] = field(default_factory=Counter[str])
    put_off: int = 0


@dataclass
class Vault:
    """One laptop, as the county sees it: keys, counter, outbox and cursor."""

    village: str
    port: int
    tls: ssl.SSLContext = field(repr=False)
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
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(
        default=None, repr=False
    )

    # -- a morning --------------------------------------------------------------------------------

    async def work(self) -> None:
        """Everything it does."""
        await self.read_on()
        photos = [os.urandom(PHOTO_BYTES) for _one in range(PHOTOS)]
        rows = [self.row(number, photos) for number in range(PUSHES * ROWS_A_PUSH)]
        for at in range(0, len(rows), ROWS_A_PUSH):
            await self.push(rows[at : at + ROWS_A_PUSH])
        for content in photos:
            await self._send(content)
        self.close()

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

    def row(self, number: int, photos: Sequence[bytes]) -> tuple[str, Fields]:
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

    async def _send(self, content: bytes) -> None:
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
        request = Request(method, f"https://127.0.0.1:{self.port}{path}", {}, body)
        now = datetime.now(UTC)
        sign_request(request, self.keys.sign, replica=self.replica, counter=self._counter, now=now)
        return request

    async def _carried(self, request: Request) -> Answer:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls)
        here, there = self._line
        path = request.url.removeprefix(f"https://127.0.0.1:{self.port}")
        heads = {"host": f"127.0.0.1:{self.port}", "content-length": str(len(request.body))}
        told = "".join(f"{name}: {text}\r\n" for name, text in (heads | request.headers).items())
        there.write(f"{request.method} {path} HTTP/1.1\r\n{told}\r\n".encode() + request.body)
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
        if self._line is not None:
            self._line[1].close()
            self._line = None


# -- before and after -----------------------------------------------------------------------------


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
                village = villages[number // _VILLAGE_OF]
                port = served.ports[number % len(served.ports)]
                one = Vault(village, port, tls, county.keys.signing_public, seen)
                person, secret = str(uuid.uuid4()), os.urandom(16)
                devices.add_person(connection, person, "助理", "4", (village,), county.now())
                enrolment.make_ticket(connection, person, secret, clock.now())
                public = one.keys.signing_public, one.keys.agreement_public
                wanted = Enrolment(secret, *public, DeviceKeys.generate().signing_public)
                asked = Asked(one.replica, 1, wanted)
                enrolment.enrol(connection, asked, county.keys, clock.now())
                found.append(one)
    return found


async def seeded(vaults: Sequence[Vault]) -> None:
    """Each village has its rows; they come from its first laptop, before the morning."""
    for one in vaults[::_VILLAGE_OF]:
        rows = [one.row(number + PHOTOS, ()) for number in range(ROWS)]
        await one.push(rows)
        one.cursor = Cursor(1, 1)
        one.close()


async def morning(vaults: Sequence[Vault], within: float) -> float:
    """All of them; seconds from the first start to the last end."""
    chance = random.Random(3)

    async def one(vault: Vault) -> None:
        await asyncio.sleep(chance.random() * within)
        try:
            await vault.work()
        except (OSError, asyncio.IncompleteReadError) as error:
            vault.seen.wrong[type(error).__name__] += 1

    began = time.perf_counter()
    await asyncio.gather(*map(one, vaults))
    return time.perf_counter() - began


async def missing(vaults: Sequence[Vault]) -> int:
    """Rows that were acknowledged and are not there, and villages whose digest is another than that
    of the rows that are told."""
    lost = 0
    for at in range(0, len(vaults), _VILLAGE_OF):
        neighbours = vaults[at : at + _VILLAGE_OF]
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


def figures(laptops: int = 600, within: float = 60.0, nodes: int = NODES) -> list[Figure]:
    """One morning on a fresh county."""
    seen = Seen()
    with a_county(nodes=nodes) as served:
        vaults = joined(served, laptops, seen)
        asyncio.run(seeded(vaults))
        seen.seconds.clear()
        before, own = served.processor_time(), time.process_time()
        took = asyncio.run(morning(vaults, within))
        own, after = time.process_time() - own, served.processor_time()
        lost = asyncio.run(missing(vaults))
        memory = served.memory()
    return [
        *_told(laptops, within, seen, took, lost, memory),
        Figure("processor of the server", after[0] - before[0], "s", None, ""),
        Figure("processor of the database", after[1] - before[1], "s", None, ""),
        Figure("processor of the load generator", own, "s", None, "beside it on the same machine"),
    ]


def _told(
    laptops: int, within: float, seen: Seen, took: float, lost: int, memory: float
) -> list[Figure]:
    every = [one for kind in seen.seconds.values() for one in kind]
    rate = f"{len(every)} requests, {len(every) / took:.0f} a second"
    kinds = [
        Figure(f"{kind}, p95", p95(found), "s", None, f"median {median(found):.3f} s, {len(found)}")
        for kind, found in sorted(seen.seconds.items())
    ]
    wrong = ", ".join(f"{what}: {count}" for what, count in seen.wrong.items())
    beside = f"{laptops} laptops within {within:.0f} s; {rate}"
    return [
        Figure("all done", took, "s", _DONE, beside),
        Figure("every request, p95", p95(every), "s", _SLOW, f"median {median(every):.3f} s"),
        *kinds,
        Figure("errors", seen.wrong.total(), "", 0, wrong),
        Figure("asked to come later", seen.put_off, "", None, "and served then"),
        Figure("lost, by digest and by id", lost, "", 0, f"{laptops * PUSHES * ROWS_A_PUSH} rows"),
        Figure("server's memory, at most", memory, "MB", _MEMORY, ""),
    ]


def main() -> int:
    """Measure and print; 1 when a gate was missed."""
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--laptops", type=int, default=600)
    parser.add_argument("--within", type=float, default=60.0)
    parser.add_argument("--nodes", type=int, default=NODES)
    given = parser.parse_args()
    found = figures(given.laptops, given.within, given.nodes)
    print(table(found))
    return int(any(one.is_met is False for one in found))


if __name__ == "__main__":
    sys.exit(main())
