"""The cursor hole: many push at once while others follow the log, and a dump runs (S8, S9)."""

from __future__ import annotations

import os
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update

from app.errors import Unavailable
from app.models.columns import id_bytes
from app.server.archive import SqlArchive
from app.server.database import Database
from app.server.local_county import LocalCounty
from app.server.migration import upgrade
from app.server.tables import COUNTER
from app.sync.protocol.messages import Cursor, Page, Pull, Push
from tests.contract.county_made import TOWNSHIP, VILLAGE, Laptop, MadeCounty
from tests.postgresql import cluster
from tests.proofs.paper import Paper
from tools.postgresql import Cluster

ABOUT: Final = """
# No row is stepped over

`make prove PART=hole`: sixteen processes push to the county on PostgreSQL, from one to forty rows in
a push, until 200,000 rows are there; three others follow the log with pages of 50, 500 and 5,000
rows from the first push to the last; pg_dump, which keeps a snapshot open all the while, is run
again and again. PostgreSQL syncs every commit to disk.

Where the number of a log line is drawn before its transaction commits, whoever reads in between
steps over it and never comes back: with a plain sequence up to 40 % of rows. The county draws the
number last, by updating the one row that all must lock, so the order of numbers is that of commits
(S8). Held to be so: each follower gets every row that was pushed, none twice; its cursor never goes
back; what was pushed in one transaction comes in one page (S9).

The same run with a hole planted (the number drawn by a transaction of its own, which commits at
once), a tenth of the rows, must miss some: else this proof is blind.
"""
PUSHERS: Final = 16
PAGES: Final = (50, 500, 5000)
MOST_ROWS: Final = 40
_FEW: Final = 400
"""Rows for which one more pusher is worth its start."""
HOLED_PART: Final = 10
PATIENCE: Final = 1800.0


@dataclass(frozen=True)
class Came:
    """What one run came to. ``missed`` and ``twice``: rows, by follower."""

    pushed: int
    missed: tuple[int, ...]
    twice: tuple[int, ...]
    torn: int
    dumps: int
    seconds: float


@dataclass
class Hole:
    """``rows`` rows in ``home``, and a tenth of them with a hole."""

    home: Path
    rows: int
    seed: int
    paper: Paper = field(default_factory=lambda: Paper(ABOUT))

    def take(self) -> bool:
        """Run both; whether nothing was missed, but where it must be."""
        with cluster(is_safe=True) as found:
            well = self._run(found, self.rows, is_holed=False)
            holed = self._run(found, max(2 * _FEW, self.rows // HOLED_PART), is_holed=True)
        self._tell("as it is", well)
        self._tell("with a hole planted", holed)
        if any(well.missed) or any(well.twice) or well.torn:
            self.paper.blame(f"{well}")
        if not any(holed.missed):
            self.paper.blame("the planted hole was not noticed")
        return not self.paper.faults

    def _run(self, found: Cluster, rows: int, *, is_holed: bool) -> Came:
        home = self.home / ("holed" if is_holed else "well")
        home.mkdir()
        county = _Following(found.url(), home, rows, is_holed)
        began = time.monotonic()
        pushers = [_forked(county.push, number) for number in range(county.pushers)]
        followers = [_forked(county.follow, number) for number in range(len(PAGES))]
        dumps = 0
        while any(not _is_over(one) for one in pushers):
            _dump(found, county.url)
            dumps += 1
        (home / "over").touch()
        codes = [_code(one) for one in (*pushers, *followers)]
        if any(codes):
            self.paper.blame(f"a process ended with {codes}")
        return county.came(dumps, time.monotonic() - began)

    def _tell(self, how: str, came: Came) -> None:
        for page, missed, twice in zip(PAGES, came.missed, came.twice, strict=True):
            self.paper.say(
                f"{how}: pages of {page:4}: of {came.pushed} rows {missed} missed, {twice} twice"
            )
        share = came.pushed / came.seconds
        self.paper.facts |= {
            f"rows pushed, {how}": f"{came.pushed:,}, {share:.0f} a second",
            f"pg_dump runs, {how}": str(came.dumps),
            f"transactions torn between pages, {how}": str(came.torn),
            f"**rows missed, {how}**": ", ".join(map(str, came.missed)),
        }


class _Following:
    """One county; its methods run in processes of their own."""

    def __init__(self, url: str, home: Path, rows: int, is_holed: bool) -> None:
        self.url, self.home, self.is_holed = url, home, is_holed
        self.pushers = min(PUSHERS, rows // _FEW)
        self.share = rows // self.pushers
        database = Database(url)
        with database.writing() as connection:
            upgrade(connection)
        made = MadeCounty(database)
        names = range(self.pushers + len(PAGES))
        self.laptops = [made.laptop("2", TOWNSHIP) for _one in names]
        database.close()

    def _county(self, laptop: Laptop, page: int = 5000) -> LocalCounty:
        """What this process speaks to, over connections of its own."""
        database = Database(self.url, connections=2)
        return replace(
            laptop.made.county, database=database, page=page, draw=lambda: os.urandom(18).hex()
        )

    def push(self, number: int) -> None:
        laptop, chance = self.laptops[number], random.Random(number)
        county = self._county(laptop)
        if self.is_holed:
            _plant_hole(Database(self.url, connections=1))
        left = self.share
        with (self.home / f"pushed-{number}").open("wb") as out:
            while left:
                count = min(left, chance.randint(1, MOST_ROWS))
                left -= count
                ops = tuple(laptop.op("household", village_code=VILLAGE) for _row in range(count))
                ack = _answered(county, laptop.replica, Push(laptop.receipt, ops))
                laptop.receipt = ack.receipt
                out.write(b"".join(id_bytes(op.record_id) for op in ops))

    def follow(self, number: int) -> None:
        laptop = self.laptops[self.pushers + number]
        county = self._county(laptop, PAGES[number])
        cursor, torn, revs, is_over = Cursor(1, 1, 0, None), 0, set[int](), False
        with (self.home / f"found-{number}").open("wb") as out:
            while True:
                is_over = (self.home / "over").exists()
                page: Page = _answered(county, laptop.replica, Pull(cursor))
                assert page.cursor.seq >= cursor.seq, "the cursor went back"
                cursor = page.cursor
                out.write(b"".join(id_bytes(row.id) for row in page.rows))
                now = {row.rev for row in page.rows}
                torn += len(now & revs)
                revs |= now
                if is_over and not page.rows and not page.has_more:
                    break
                if not page.rows:
                    time.sleep(0.005)
        (self.home / f"torn-{number}").write_text(str(torn), encoding="ascii")

    def came(self, dumps: int, seconds: float) -> Came:
        pushed = set[bytes]().union(*(_ids(self.home / f"pushed-{n}") for n in range(self.pushers)))
        found = [_ids(self.home / f"found-{n}") for n in range(len(PAGES))]
        torn = sum(int((self.home / f"torn-{n}").read_text("ascii")) for n in range(len(PAGES)))
        return Came(
            len(pushed),
            tuple(len(pushed - set(one)) for one in found),
            tuple(len(one) - len(set(one)) for one in found),
            torn,
            dumps,
            seconds,
        )


def _answered(county: LocalCounty, replica: str, question: Push | Pull) -> Any:
    """The answer; a county that is busy is asked again, as laptops do."""
    while True:
        try:
            (answer,) = county.answer(replica, (question,))
        except Unavailable as trouble:
            if trouble.code != "busy":
                raise
            time.sleep(random.uniform(0.01, 0.1))
        else:
            return answer


def _plant_hole(own: Database) -> None:
    """The number is drawn, and seen by others, before what it stands for is committed."""

    def next_commit(self: SqlArchive) -> int:
        taken = update(COUNTER).values(value=COUNTER.c.value + 1).returning(COUNTER.c.value)
        with own.noting() as connection:
            return connection.execute(taken).scalar_one()

    SqlArchive.next_commit = next_commit


def _ids(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[at : at + 16] for at in range(0, len(content), 16)]


def _dump(found: Cluster, url: str) -> None:
    name = Database(url).url.database
    assert name is not None
    found.run(
        "pg_dump",
        "-h",
        str(found.folder),
        "-U",
        "ruhu",
        "-Fc",
        "--no-sync",
        "-f",
        "/dev/null",
        name,
    )


# -- processes ----------------------------------------------------------------------------------


def _forked(work: Callable[[int], None], number: int) -> list[int]:
    """[its process id]; its exit code comes beside it."""
    pid = os.fork()
    if pid:
        return [pid]
    try:
        work(number)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child must end here
        traceback.print_exc()
    finally:
        os._exit(1)


def _is_over(process: list[int]) -> bool:
    if len(process) == 1:
        pid, status = os.waitpid(process[0], os.WNOHANG)
        if pid:
            process.append(os.waitstatus_to_exitcode(status))
    return len(process) > 1


def _code(process: list[int]) -> int:
    end = time.monotonic() + PATIENCE
    while not _is_over(process):
        if time.monotonic() > end:
            return -1
        time.sleep(0.02)
    return process[1]
