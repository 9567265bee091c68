"""Base and county differ though they should not: find the buckets, fetch only those (S18)."""

from __future__ import annotations

from app.errors import Unreadable
from app.sync.client.asking import Steps, ask
from app.sync.client.desk import Desk, Intake
from app.sync.protocol import digest
from app.sync.protocol.messages import Differing, Fetch, Refusal, Repair, Verify


def mend(desk: Desk) -> Steps[Refusal | None]:
    """Two round trips. Not silent: it leaves an incident in the log, for it is never normal."""
    tables = {name: list(leaves) for name, leaves in desk.leaves().items()}
    (found,) = yield from ask(Verify(digest.roots(tables)))
    if isinstance(found, Refusal):
        return found
    if not isinstance(found, Differing):
        raise unexpected()
    wanted = {
        name: places
        for name, theirs in sorted(found.tables.items())
        if (places := digest.differing(digest.buckets(tables.get(name, ())), theirs))
    }
    (repair,) = yield from ask(Fetch(wanted))
    if isinstance(repair, Refusal):
        return repair
    if not isinstance(repair, Repair):
        raise unexpected()
    told = ", ".join(f"{name}: {len(places)}" for name, places in wanted.items())
    held = {name: frozenset(places) for name, places in wanted.items()}
    desk.take(
        Intake(
            desk.standing(), buckets=held, rows=repair.rows, incident=f"buckets differed: {told}"
        )
    )
    return None


def unexpected() -> Unreadable:
    """The county answered something else than what was asked."""
    return Unreadable(
        "县里的回答不是所问的内容，没有采用。请再同步一次；仍不行，请升级本程序。",
        code="sync_answer_unexpected",
    )
