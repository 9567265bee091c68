"""Where this laptop stands with the county, among the sync state of its store."""

from __future__ import annotations

from typing import Any, Final

from app.storage import driver, identity
from app.sync.client.desk import Standing
from app.sync.protocol.messages import Cursor

STANDING: Final = "standing"
ROOT: Final = "base_root"


def read(connection: driver.Connection) -> Standing:
    """Where it stands. Before the first contact, and for a store that was restored from a backup
    (another replica since): nowhere."""
    replica = str(identity.recall(connection, identity.REPLICA))
    kept: dict[str, Any] | None = identity.recall(connection, STANDING)
    if kept is None:
        return Standing(replica)
    cursor = Cursor(*kept["cursor"])
    return Standing(
        kept["replica"],
        cursor,
        kept["receipt"],
        kept["offset"],
        tuple(kept["scopes"]),
        kept["audit_seq"],
        bytes.fromhex(kept["checkpoint"]),
    )


def write(connection: driver.Connection, standing: Standing) -> None:
    """From here on it stands there; its replica is the store's."""
    cursor = standing.cursor
    identity.remember(connection, identity.REPLICA, standing.replica)
    identity.remember(
        connection,
        STANDING,
        {
            "replica": standing.replica,
            "cursor": [cursor.epoch, cursor.scope_epoch, cursor.seq, cursor.after],
            "receipt": standing.receipt,
            "offset": standing.offset,
            "scopes": list(standing.scopes),
            "audit_seq": standing.audit_seq,
            "checkpoint": standing.checkpoint.hex(),
        },
    )


def is_elsewhere(connection: driver.Connection) -> bool:
    """Whether it stands nowhere yet under the store's own name: newly enrolled."""
    kept: dict[str, Any] | None = identity.recall(connection, STANDING)
    return kept is None or kept["replica"] != identity.recall(connection, identity.REPLICA)


def root(connection: driver.Connection) -> bytes | None:
    """The digest of all base rows, if it was remembered since they last changed."""
    kept = identity.recall(connection, ROOT)
    return None if kept is None else bytes.fromhex(kept)


def remember_root(connection: driver.Connection, found: bytes) -> None:
    """Remember it until base rows change."""
    identity.remember(connection, ROOT, found.hex())


def forget_root(connection: driver.Connection) -> None:
    """Base rows changed."""
    connection.execute("DELETE FROM sync_state WHERE name = ?", (ROOT,))
