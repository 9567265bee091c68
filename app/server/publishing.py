"""Forms and rule packs that the county gives to every laptop, under its signature."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from app.errors import Refused
from app.server import audit
from app.server.tables import PUBLISHED

FORM, PACK = "form", "pack"
MARK: Final = b"ruhu publication 1\n"
MOST_BYTES: Final = 20 * 1024 * 1024


def signed_bytes(kind: str, name: str, sha256: str) -> bytes:
    """What the county signs."""
    return MARK + f"{kind}\n{name}\n{sha256}".encode()


def publish(
    connection: Connection,
    kind: str,
    name: str,
    content: bytes,
    sign: Callable[[bytes], bytes],
    at: str,
) -> dict[str, Any]:
    """Keep it for every laptop; the same content again changes nothing. Raises ``Refused``
    publication_too_large."""
    if len(content) > MOST_BYTES:
        raise Refused("文件太大，不能发布。请另选文件。", code="publication_too_large")
    sha256 = hashlib.sha256(content).hexdigest()
    columns = PUBLISHED.c
    known = select(columns.number).where(columns.sha256 == sha256)
    number = connection.execute(known).scalar()
    if number is None:
        audit.append(connection, [audit.Line("server", f"server:{kind}:publish", sha256, name)], at)
        last = select(func.coalesce(func.max(columns.number), 0))
        number = connection.execute(last).scalar_one() + 1
        values = {"sha256": sha256, "number": number, "kind": kind, "name": name}
        values |= {"content": content, "published_at": at}
        signature = sign(signed_bytes(kind, name, sha256))
        connection.execute(insert(PUBLISHED).values(**values, signature=signature))
    return {"kind": kind, "name": name, "sha256": sha256, "number": number}
