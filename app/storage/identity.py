"""Who this copy of the data is: a replica, with a number of its own for what it sends (S2, S13).

A copy that was restored or salvaged is another replica: its operations are numbered anew from 1,
or the county would rightly take it for a clone.
"""

from __future__ import annotations

import json
from typing import Any

from app.storage import driver

REPLICA = "replica_id"
PUBLISHERS = "form_publishers"
"""Public key -> whose it is, of those who may publish forms for this laptop."""


def remember(connection: driver.Connection, name: str, value: Any) -> None:
    """Put one value among the sync state."""
    connection.execute(
        "INSERT INTO sync_state (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))),
    )


def recall(connection: driver.Connection, name: str) -> Any:
    """One value of the sync state, None if there is none."""
    found = driver.one(connection, "SELECT value FROM sync_state WHERE name = ?", (name,))
    return None if found is None else json.loads(found)


def become_new_replica(connection: driver.Connection, replica_id: str) -> None:
    """Take ``replica_id`` and number what waits from 1, in its order; in the caller's transaction.

    What was acknowledged and is kept stays in front of it, with numbers of 0 and below."""
    former = recall(connection, REPLICA)
    remember(connection, REPLICA, replica_id)
    remember(connection, "former_replica_id", former)
    waiting = connection.execute("SELECT seq FROM outbox ORDER BY seq").fetchall()
    last_kept = driver.one(connection, "SELECT max(seq) FROM acknowledged") or 0
    connection.execute("UPDATE acknowledged SET seq = seq - ?", (max(last_kept, 0),))
    connection.executemany(
        "UPDATE outbox SET seq = ? WHERE seq = ?",
        [(number, seq) for number, (seq,) in enumerate(waiting, start=1) if number != seq],
    )
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    connection.execute("INSERT INTO sqlite_sequence VALUES ('outbox', ?)", (len(waiting),))
