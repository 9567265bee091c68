"""What the county has since the cursor, and the cursor with it, in one transaction (S9, S10)."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Unreadable
from app.sync.client.desk import Intake, Standing
from app.sync.protocol.messages import Cursor, Page


def moved(standing: Standing, page: Page) -> Standing:
    """Where the laptop stands when it has taken in ``page``."""
    return replace(standing, cursor=page.cursor)


def take_in(standing: Standing, page: Page) -> Intake:
    """The page over the base rows. Raises ``Unreadable`` if it does not follow on the cursor."""
    cursor = standing.cursor
    if not _follows(cursor, page.cursor):
        raise Unreadable(
            "县里的回答接不上本机的位置，没有采用。请再同步一次；仍不行，请告诉县里的系统管理员。",
            code="sync_page_foreign",
        )
    return Intake(
        moved(standing, page),
        backed_up=page.horizon,
        stretch=None if cursor.after is None else (cursor.after, page.cursor.after),
        rows=page.rows,
        gone=page.gone,
    )


def read_anew(standing: Standing) -> Intake:
    """The log does not reach back to where we are (S23): a snapshot, over what is here."""
    return Intake(replace(standing, cursor=replace(standing.cursor, seq=0, after="")))


def _follows(before: Cursor, now: Cursor) -> bool:
    if (before.epoch, before.scope_epoch) != (now.epoch, now.scope_epoch):
        return False
    if before.after is None:
        return now.after is None and now.seq >= before.seq
    is_first = before.after == ""
    is_same_moment = is_first or now.seq == before.seq
    return is_same_moment and (now.after is None or now.after > before.after)
