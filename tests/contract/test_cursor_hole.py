"""No row is stepped over: many push at once while others read page by page (S8, S9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from app.server.database import Database
from app.sync.protocol.messages import Cursor, Page, Pull, Push
from tests.contract.county_made import TOWNSHIP, VILLAGE, Laptop, MadeCounty

PUSHERS, PUSHES, ROWS = 5, 6, 10


def _push(laptop: Laptop) -> set[str]:
    """Straight to the county, as a thread of a node does."""
    sent: set[str] = set()
    for _push in range(PUSHES):
        ops = tuple(laptop.op("household", village_code=VILLAGE) for _row in range(ROWS))
        asked = Push(laptop.receipt, ops)
        (ack,) = cast("Any", laptop.made.county.answer(laptop.replica, (asked,)))
        laptop.receipt = ack.receipt
        sent |= {op.record_id for op in ops}
    return sent


def _follow(laptop: Laptop, wanted: int) -> tuple[list[str], list[int]]:
    """Page by page from the beginning of the log, until all came."""
    cursor, found, seqs = Cursor(1, 1, 0, None), list[str](), list[int]()
    while len(found) < wanted:
        (page,) = laptop.made.county.answer(laptop.replica, (Pull(cursor),))
        assert isinstance(page, Page)
        assert page.cursor.seq >= cursor.seq
        found += [row.id for row in page.rows]
        seqs.append(page.cursor.seq)
        cursor = page.cursor
    return found, seqs


def test_nobody_who_reads_while_others_write_misses_a_row_or_gets_one_twice(database: Database):
    made = MadeCounty(database, page=7)
    pushers = [made.laptop("2", TOWNSHIP) for _one in range(PUSHERS)]
    readers = [made.laptop("2", TOWNSHIP) for _one in range(2)]
    with ThreadPoolExecutor(PUSHERS + 2) as pool:
        reading = [pool.submit(_follow, one, PUSHERS * PUSHES * ROWS) for one in readers]
        pushed = set[str]().union(*pool.map(_push, pushers))
        for one in reading:
            found, _seqs = one.result(timeout=60)
            assert len(found) == len(set(found))
            assert set(found) == pushed
