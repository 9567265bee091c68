"""Attachments' files to the county and from it, in stretches of 1 MiB, resumable (S16).

A record that names a file may be here before the file is: it is shown as incomplete until then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.errors import Trouble, Unavailable
from app.storage import driver
from app.storage.store import Store
from app.sync.laptop.line import Line, told_json, trouble_of, wait_of

CHUNK: Final = 1 << 20
_ROUNDS: Final = 3
_DONE: Final = frozenset({200, 204})
_MISSING: Final = 409

_UNSENT: Final = """
SELECT b.sha256, b.size, b.sealed_key FROM blob_file AS b
WHERE b.sent_at IS NULL AND b.is_complete AND EXISTS (
    SELECT 1 FROM attachment AS a JOIN base_row AS r ON r.id = a.id WHERE a.sha256 = b.sha256)
ORDER BY b.size
"""
"""Files whose record the county has; before that it would not know whose they are."""

_ABSENT: Final = """
SELECT DISTINCT a.sha256, a.size FROM attachment AS a JOIN base_row AS r ON r.id = a.id
WHERE NOT a.is_deleted AND a.sha256 NOT IN (SELECT sha256 FROM blob_file WHERE is_complete)
ORDER BY a.size
"""
_SENT: Final = "UPDATE blob_file SET sent_at = ? WHERE sha256 = ?"
_KEPT: Final = (
    "INSERT INTO blob_file (sha256, size, sealed_key, is_complete, sent_at) VALUES (?,?,?,1,?)"
    " ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, sealed_key = excluded.sealed_key,"
    " is_complete = 1, sent_at = excluded.sent_at"
)


@dataclass(frozen=True)
class Moved:
    """How many files went and came; ``left``: how many could not."""

    sent: int = 0
    fetched: int = 0
    left: int = 0


def waiting(connection: driver.Connection) -> tuple[int, int]:
    """How many files wait to be sent, and to be fetched."""
    return len(connection.execute(_UNSENT).fetchall()), len(connection.execute(_ABSENT).fetchall())


@dataclass(frozen=True)
class Courier:
    """Moves files over ``line``. One that the county does not take does not hold up the others."""

    store: Store
    line: Line

    def move(self) -> Moved:
        """All that wait. Raises ``Unavailable`` when the line is gone: what was moved stays so."""
        sent = fetched = left = 0
        for sha256, size, sealed_key in self.store.examine(_rows(_UNSENT)):
            is_sent = self._try_send(sha256, size, sealed_key)
            sent, left = sent + is_sent, left + (not is_sent)
        for sha256, size in self.store.examine(_rows(_ABSENT)):
            is_here = self._fetch(sha256, size)
            fetched, left = fetched + is_here, left + (not is_here)
        return Moved(sent, fetched, left)

    def _try_send(self, sha256: str, size: int, sealed_key: bytes) -> bool:
        try:
            return self._send(sha256, size, self.store.blobs.read(sha256, sealed_key))
        except Unavailable:
            raise
        except Trouble:
            return False

    def _send(self, sha256: str, size: int, content: bytes) -> bool:
        wanted = range(-(-size // CHUNK))
        missing = [n for n in wanted if self._status("HEAD", f"/v1/blobs/{sha256}/{n}") != 200]
        for _round in range(_ROUNDS):
            for number in missing:
                piece = content[number * CHUNK : (number + 1) * CHUNK]
                self._status("PUT", f"/v1/blobs/{sha256}/{number}", piece)
            missing = self._complete(sha256, size)
            if not missing:
                self._note_sent(sha256)
                return True
        return False

    def _note_sent(self, sha256: str) -> None:
        now = self.store.clock.now().isoformat(timespec="milliseconds")
        self.store.apply(lambda connection: connection.execute(_SENT, (now, sha256)))

    def _complete(self, sha256: str, size: int) -> list[int]:
        """The stretches that are still missing."""
        answer = self.line.call("POST", f"/v1/blobs/{sha256}/complete?size={size}")
        if answer.status_code in _DONE:
            return []
        if answer.status_code != _MISSING or wait_of(answer) is not None:
            raise trouble_of(answer)
        return [int(one) for one in told_json(answer).get("missing", ())]

    def _status(self, method: str, path: str, body: bytes = b"") -> int:
        answer = self.line.call(method, path, body)
        if wait_of(answer) is not None or (method == "PUT" and answer.status_code not in _DONE):
            raise trouble_of(answer)
        return answer.status_code

    def _fetch(self, sha256: str, size: int) -> bool:
        """Where it stopped the last time, it goes on."""
        count, pieces = -(-size // CHUNK), self.store.blobs.pieces
        found: list[bytes] = []
        for number in range(count):
            piece = pieces.get(sha256, number)
            if piece is None:
                piece = self._fetch_piece(sha256, number)
                if piece is None:
                    return False
                if number + 1 < count:
                    pieces.put(sha256, number, piece)
            found.append(piece)
        content = b"".join(found)
        pieces.drop(sha256)
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            return False
        stored = self.store.blobs.put(content)
        now = self.store.clock.now().isoformat(timespec="milliseconds")
        row = (stored.sha256, stored.size, stored.sealed_key, now)
        self.store.apply(lambda connection: connection.execute(_KEPT, row))
        return True

    def _fetch_piece(self, sha256: str, number: int) -> bytes | None:
        """One stretch; None: the county does not have it. Raises ``Unavailable``."""
        answer = self.line.call("GET", f"/v1/blobs/{sha256}/{number}")
        if wait_of(answer) is not None:
            raise trouble_of(answer)
        is_whole = answer.status_code in _DONE and len(answer.body) <= CHUNK
        return answer.body if is_whole else None


def _rows(asked: str) -> Callable[[driver.Connection], list[driver.Row]]:
    return lambda connection: connection.execute(asked).fetchall()
