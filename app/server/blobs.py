"""Files by the hash of their content, in chunks of 1 MiB, resumable (S16).

They lie in the database: one thing to back up. Until a file is whole its chunks are its sender's
own; then everybody may have it who may have a record that names it, and nobody else learns that it
is there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, func, select

from app.errors import Refused
from app.server import telling
from app.server.admitted import put
from app.server.stored import is_hash
from app.server.tables import BLOB, CHUNK, RECORD
from app.sync.county.archive import Reach

CHUNK_SIZE: Final = 1 << 20
MOST_CHUNKS: Final = 64
"""64 MiB a file."""


@dataclass(frozen=True)
class Shelf:
    """Files as one vault may see and send them."""

    connection: Connection
    replica: str
    reach: Reach

    def chunk(self, name: str, number: int) -> bytes | None:
        """A stretch of a whole file that he may have, or of one he is sending."""
        sender = self.replica
        if self._may_have(name):
            sender = self._sender(name) or sender
        columns = CHUNK.c
        own = (columns.hash == name) & (columns.sent_by == sender) & (columns.number == number)
        return self.connection.execute(select(columns.content).where(own)).scalar()

    def has(self, name: str, number: int) -> bool:
        """Whether he need not send it."""
        columns = CHUNK.c
        senders = {self.replica}
        if self._may_have(name) and (sender := self._sender(name)):
            senders.add(sender)
        own = columns.sent_by.in_(sorted(senders))
        asked = select(columns.number).where(columns.hash == name, columns.number == number, own)
        return self.connection.execute(asked).first() is not None

    def add(self, name: str, number: int, content: bytes) -> None:
        """Keep a stretch; sent again, it changes nothing. Raises ``Refused`` chunk_wrong."""
        is_right = is_hash(name) and 0 <= number < MOST_CHUNKS and 0 < len(content) <= CHUNK_SIZE
        if not is_right:
            sentence = "附件的分块不合规定，没有采用。请升级本程序后再试。"
            raise Refused(sentence, code="chunk_wrong")
        if self._sender(name) is None:
            key = {"hash": name, "sent_by": self.replica, "number": number}
            put(self.connection, CHUNK, [key | {"content": content}])

    def complete(self, name: str, size: int) -> bool:
        """All chunks came: whether they come to that hash and size. If not they go, and are sent
        anew. Raises ``Refused`` chunks_missing with their numbers, or blob_size."""
        wanted = -(-size // CHUNK_SIZE)
        if not is_hash(name) or not 0 < wanted <= MOST_CHUNKS:
            raise Refused("附件大小不合规定，没有采用。请换小一些的文件。", code="blob_size")
        if self._sender(name) is not None:
            return True
        missing = sorted(set(range(wanted)) - set(self._numbers(name)))
        if missing:
            sentence = "附件还没有传完。请继续传余下的分块。"
            raise Refused(sentence, code="chunks_missing", missing=missing)
        is_right = self._measured(name, wanted) == (name, size)
        others = CHUNK.c.sent_by != self.replica
        mine = CHUNK.c.sent_by == self.replica
        goes = others if is_right else mine
        self.connection.execute(delete(CHUNK).where(CHUNK.c.hash == name, goes))
        if is_right:
            put(self.connection, BLOB, [{"hash": name, "size": size, "sent_by": self.replica}])
        return is_right

    def _may_have(self, name: str) -> bool:
        named = select(RECORD.c.id).where(RECORD.c.file == name, telling.within(self.reach))
        return is_hash(name) and self.connection.execute(named.limit(1)).first() is not None

    def _sender(self, name: str) -> str | None:
        return self.connection.execute(select(BLOB.c.sent_by).where(BLOB.c.hash == name)).scalar()

    def _numbers(self, name: str) -> list[int]:
        own = (CHUNK.c.hash == name) & (CHUNK.c.sent_by == self.replica)
        return list(self.connection.execute(select(CHUNK.c.number).where(own)).scalars())

    def _measured(self, name: str, chunks: int) -> tuple[str, int]:
        whole, size = hashlib.sha256(), 0
        for number in range(chunks):
            own = (CHUNK.c.hash == name) & (CHUNK.c.sent_by == self.replica)
            asked = select(CHUNK.c.content).where(own, CHUNK.c.number == number)
            content = self.connection.execute(asked).scalar_one()
            whole.update(content)
            size += len(content)
        return whole.hexdigest(), size


def stored(connection: Connection) -> tuple[int, int]:
    """How many whole files, and bytes."""
    asked = select(func.count(), func.coalesce(func.sum(BLOB.c.size), 0))
    count, size = connection.execute(asked).one()
    return count, int(size)
