"""A made county for the figures of sync: its server a process of its own on a PostgreSQL that is safe
on disk, its laptops real stores that speak to it over TLS, signed both ways. Nobody in it is real.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from app.domain.clock import SystemClock
from app.models.household import Household, Member
from app.models.person import Person
from app.models.visit import Visit
from app.security.signatures import DeviceKeys
from app.server import devices, enrolment, standing
from app.server.folder import CountyFolder
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from app.sync.client.run import End
from app.sync.laptop.link import CountyLink, Synced
from app.sync.protocol.enrolment import Ticket, write_ticket
from bench.store_made import made_name
from tests.stores import a_store, an_actor
from tools.postgresql import Cluster, owner, programs

COUNTY: Final = "500231"
TOWNSHIP: Final = "500231102"
CLERK: Final = an_actor(role="2", village_codes=None)
RECORDS: Final = 20_000
_VILLAGES: Final = tuple(f"500231102{number}" for number in (201, 202, 203, 204, 205, 206, 207))
_HOME: Final = 25
"""Records of four families: one save of the clerk."""
_TICK: Final = os.sysconf("SC_CLK_TCK")


# -- the county -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """A county that answers at each of ``ports``; ``servers`` and ``cluster`` are its processes."""

    folder: CountyFolder
    cluster: Cluster
    database: str
    ports: tuple[int, ...]
    servers: tuple[subprocess.Popen[bytes], ...]

    @property
    def port(self) -> int:
        """Of its first node."""
        return self.ports[0]

    @property
    def url(self) -> str:
        """Where laptops find it."""
        return f"https://127.0.0.1:{self.port}"

    def ticket(
        self, url: str = "", *, role: str = "2", places: tuple[str, ...] = (TOWNSHIP,)
    ) -> str:
        """For somebody new, to be shown at ``url`` (there may be a poor line before the county)."""
        clock = SystemClock()
        with standing.opened(self.folder, self.database, clock) as county:
            person, secret, at = str(uuid.uuid4()), os.urandom(16), county.now()
            with county.database.writing() as connection:
                devices.add_person(connection, person, "周经办", role, places, at)
                until = enrolment.make_ticket(connection, person, secret, clock.now())
            key, authority = county.keys.signing_public, self.folder.authority().certificate
        url = url or self.url
        said = Ticket(url, "垫江县", key, authority.decode(), secret, person, until)
        return write_ticket(said)

    def processor_time(self) -> tuple[float, float]:
        """Seconds of processor that the server and the database have used so far."""
        head = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        nodes = sum(_used(one.pid) for one in self.servers)
        return nodes, _used(head) + sum(map(_used, _children(head)))

    def memory(self) -> float:
        """MB that the server held at most, all nodes together."""
        return sum(status(one.pid, "VmHWM") for one in self.servers) / 1024


@contextmanager
def a_county(*, threads: int = 8, nodes: int = 1) -> Generator[Served]:
    """An empty one, gone afterwards."""
    found = programs()
    if found is None:
        raise SystemExit("needs PostgreSQL 15 or newer: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="ruhu-bench-"))
    if os.geteuid() == 0:
        home.chmod(0o755)
    data = home / "pg"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, owner().pw_uid, owner().pw_gid)
    cluster = Cluster(found, data, is_safe=True)
    cluster.make()
    cluster.start()
    try:
        with _served(cluster, home / "county", threads, nodes) as served:
            yield served
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _served(cluster: Cluster, path: Path, threads: int, nodes: int) -> Generator[Served]:
    folder, url = CountyFolder(path), cluster.url()
    ports = tuple(free_port() for _node in range(nodes))
    command = [sys.executable, "-m", "app.server", "--folder", str(path)]
    environment = {**os.environ, "RUHU_DATABASE": url}
    making = ["create-county", "--url", f"https://127.0.0.1:{ports[0]}"]
    subprocess.run([*command, *making], check=True, env=environment, stdout=subprocess.DEVNULL)
    serving = ["serve", "--host", "127.0.0.1", "--threads", str(threads), "--port"]
    servers: list[subprocess.Popen[bytes]] = []
    try:
        with (path / "log").open("wb") as log:
            for port in ports:
                said = [*command, *serving, str(port)]
                servers.append(subprocess.Popen(said, env=environment, stdout=log, stderr=log))
        for port in ports:
            wait_for(port)
        yield Served(folder, cluster, url, ports, tuple(servers))
    finally:
        for one in servers:
            end(one)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and see to it."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:  # somebody still holds a connection
        server.kill()
        server.wait()


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _try in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens at {port}")


def _used(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(one) for one in fields[11:15]) / _TICK


def _children(process: int) -> list[int]:
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def status(process: int, name: str) -> float:
    """Of a process, in kB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(name))


# -- its laptops ----------------------------------------------------------------------------------


@dataclass
class Laptop:
    """One vault and its link; ``folder`` is where its store lies."""

    folder: Path
    device: DeviceKeys = field(default_factory=DeviceKeys.generate)

    def __post_init__(self) -> None:
        self.store: Store = a_store(self.folder, clock=SystemClock())
        self.link = CountyLink(
            self.store,
            self.device,
            CLERK.id,
            DeviceKeys.generate().signing_public,
            lambda _changes: None,
        )

    def enrol(self, served: Served, url: str = "") -> Laptop:
        """By a ticket of its own."""
        self.link.enrol(served.ticket(url))
        return self

    def sync(self) -> Synced:
        """Level with the county, or it is a bug."""
        found = self.link.sync()
        if found.ending.end is not End.LEVEL:
            raise RuntimeError(f"not level: {found.ending}")
        return found

    def close(self) -> None:
        """Give files and connections back."""
        self.link.close()
        self.store.close()


def fill(store: Store, count: int = RECORDS) -> None:
    """``count`` records saved by a clerk, as he saves them: families with their members, and visits."""
    chance = random.Random(11)
    for _save in range(count // _HOME):
        store.perform(lambda work: _save_homes(work, chance), CLERK)


def _save_homes(work: UnitOfWork, chance: random.Random) -> None:
    homes = [_save_home(work, chance) for _home in range(4)]
    work.add(_visit(chance, *homes[-1], work.now))


def _save_home(work: UnitOfWork, chance: random.Random) -> tuple[str, str]:
    """Village and id of a household of two, with a visit."""
    village = chance.choice(_VILLAGES)
    people = [work.add(_person(chance, village)) for _one in range(2)]
    home = work.add(_household(chance, village, people[0].id)).id
    for place, one in enumerate(people):
        relation = "01" if place == 0 else "10"
        about = {"household_id": home, "person_id": one.id, "relation": relation}
        work.add(Member(village_code=village, place_in_list=place + 1, **about))
    work.add(_visit(chance, village, home, work.now))
    return village, home


def _person(chance: random.Random, village: str) -> Person:
    born = date(chance.randrange(1935, 2020), chance.randrange(1, 13), chance.randrange(1, 29))
    return Person(
        village_code=village,
        name=made_name(chance),
        id_kind="01",
        id_no=f"500231{born:%Y%m%d}{chance.randrange(1000):03}{chance.choice('0123456789X')}",
        sex=chance.choice("12"),
        birth_date=born,
        phone=f"1{chance.randrange(3 * 10**9, 10**10)}",
        live_addr=f"第{village[-2:]}村{chance.randrange(1, 9)}组{chance.randrange(1, 200)}号",
    )


def _household(chance: random.Random, village: str, head: str) -> Household:
    return Household(
        village_code=village,
        head_id=head,
        hh_no=f"H{chance.randrange(10**9):09}",
        group_name=f"{chance.randrange(1, 9)}组",
        live_addr=f"第{village[-2:]}村{chance.randrange(1, 9)}组{chance.randrange(1, 200)}号",
        declared_size=chance.randrange(1, 6),
        hardship=[chance.choice(("1", "2", "3"))],
        house_area=Decimal(chance.randrange(30, 160)),
        class_now=chance.choice("123"),
        benefit_month=Decimal(chance.randrange(200, 900)),
        remark="一人常年患病，另一人在家务农，收入主要靠种植和养殖。",
    )


_SEEN: Final = (
    "老人独居，子女在外务工，每周电话联系一次。",
    "低保金按月到账，存折由本人保管。",
    "房屋为砖混结构，一间漏雨，已报村里。",
    "慢性病需长期服药，门诊费用自付部分较高。",
    "孩子在镇上读书，住校，周末回家。",
    "水电正常，冬季取暖用柴。",
)


def _visit(chance: random.Random, village: str, home: str, now: datetime) -> Visit:
    return Visit(
        village_code=village,
        visit_kind="1",
        household_id=home,
        started_at=now,
        ended_at=now,
        visitors=[{"name": "周经办", "user_id": CLERK.id}],
        met="1",
        respondent="本人",
        findings="".join(chance.choice(_SEEN) for _ in range(4)),
        form_id="home_visit",
        form_version="2026-1",
        answers={
            f"group/question_{n}": chance.choice(("yes", "no", "3", "650.00")) for n in range(14)
        },
        problems=chance.choice(_SEEN),
        measures="下月再访，联系村医和民政。",
        risk_now=chance.choice("123"),
        next_date=date(2026, 12, chance.randrange(1, 29)),
    )


def change(store: Store, count: int, word: str) -> None:
    """``count`` persons get another remark, in one save each ten."""
    ids = store.examine(
        lambda below: [row[0] for row in below.execute("SELECT id FROM person").fetchall()]
    )
    chosen = random.Random(word).sample(ids, count)
    for at in range(0, count, 10):
        some = [str(uuid.UUID(bytes=one)) for one in chosen[at : at + 10]]
        store.perform(lambda work, some=some: _remark(work, some, word), CLERK)


def _remark(work: UnitOfWork, ids: list[str], word: str) -> None:
    for one in ids:
        work.get(Person, one).remark = f"{word}：电话核实，情况属实"


def watched(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of this process's processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor
