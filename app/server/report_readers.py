"""Whose vaults open 强制报告: published like a form whenever it changes, in the place of the last list.

The county vouches for keys that it certified at enrolment; no laptop can put one of its own there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, delete, select

from app.domain.permissions import Action, may
from app.domain.report_readers import COUNTY as OWN
from app.domain.report_readers import Reader, ReaderList, read_list
from app.security.signatures import DeviceKeys
from app.server import devices, publishing
from app.server.stored import unpack
from app.server.tables import COUNTY, DEVICE, PERSON, PUBLISHED
from app.sync.protocol.published import READERS

_NAME: Final = "readers"


def refresh(connection: Connection, keys: DeviceKeys, at: str) -> bool:
    """Publish who reads now, if it is not what was published last; whether it was otherwise."""
    publishing.hold(connection)
    before = _last(connection)
    code = connection.execute(select(COUNTY.c.code)).scalar_one()
    own = Reader(keys.agreement_public, OWN, (code,))
    found = (own, *sorted(_readers(connection)))
    if before is not None and sorted(before.readers) == sorted(found):
        return False
    number = publishing.last_number(connection) + 1
    former = PUBLISHED.c.kind == READERS
    content = ReaderList(number, found).written()
    told = publishing.publish(connection, READERS, _NAME, content, keys.sign, at)
    connection.execute(delete(PUBLISHED).where(former, PUBLISHED.c.number < told["number"]))
    return True


def _last(connection: Connection) -> ReaderList | None:
    asked = select(PUBLISHED.c.content).where(PUBLISHED.c.kind == READERS)
    content = connection.execute(asked.order_by(PUBLISHED.c.number.desc()).limit(1)).scalar()
    return None if content is None else read_list(content)


def _readers(connection: Connection) -> Iterator[Reader]:
    """The live vaults of those who may read reports."""
    asked = select(DEVICE.c.agreement_key, PERSON.c.role, PERSON.c.places).join_from(
        DEVICE, PERSON, PERSON.c.id == DEVICE.c.person
    )
    for row in connection.execute(asked.where(DEVICE.c.replica.in_(devices.live(connection)))):
        if may(row.role, Action.REPORT_READ):
            yield Reader(bytes(row.agreement_key), row.role, tuple(unpack(row.places)))
