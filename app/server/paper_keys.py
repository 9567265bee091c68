"""公钥册 of the county: whose signatures on papers hold, and which numbers were withdrawn.

It is published like a form: each time what is new, so that a laptop fetches little; now and then all
of it in one, in the place of the pieces. It names keys, offices, numbers and days, and no person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from app.domain import codes_papers as states
from app.domain.divisions import Divisions, office_of
from app.domain.key_book import KeyBook, KnownKey, Withdrawn, read_book
from app.domain.paper_seals import key_name
from app.server import publishing
from app.server.stored import unpack
from app.server.tables import CHANGE, COUNTER, COUNTY, DEVICE, PERSON, PUBLISHED, RECORD
from app.sync.protocol.messages import Operation
from app.sync.protocol.published import KEYS

NOUN: Final = "issued_paper"
MOST_PIECES: Final = 40
"""So many publications, then one with all."""

Sign = Callable[[bytes], bytes]


def concerns(operations: Iterable[Operation]) -> bool:
    """Whether what a laptop sent may change the book."""
    return any(one.noun == NOUN for one in operations)


def known(connection: Connection) -> KeyBook:
    """What was published so far."""
    book = KeyBook()
    for content in _pieces(connection).values():
        book = book.joined(read_book(content))
    return book


@dataclass
class Standing:
    """What was published, and every laptop as it stands: for whoever asks the county itself. What was
    published is read once, until there is more of it; any thread may ask."""

    places: Divisions = field(repr=False)
    _published: tuple[int, KeyBook] = field(default=(0, KeyBook()), repr=False)

    def read(self, connection: Connection) -> KeyBook:
        """As it is now."""
        asked = select(func.coalesce(func.max(PUBLISHED.c.number), 0)).where(
            PUBLISHED.c.kind == KEYS
        )
        number = int(connection.execute(asked).scalar_one())
        kept, book = self._published
        if number != kept:
            book = known(connection)
            self._published = (number, book)
        return book.joined(KeyBook(dict(_keys(connection, self.places))))


def refresh(connection: Connection, places: Divisions, sign: Sign, at: str) -> bool:
    """Publish what is new since the last time; whether there was anything. Up to which commit is
    read first: what comes meanwhile is looked through again the next time, and none is left out."""
    publishing.hold(connection)
    name = str(connection.execute(select(COUNTER.c.value)).scalar_one())
    pieces = _pieces(connection)
    before = known(connection)
    whole = before.joined(
        KeyBook(
            dict(_keys(connection, places)), dict(_withdrawn(connection, _last_commit(connection)))
        )
    )
    news = _beyond(whole, before)
    if not news.keys and not news.withdrawn:
        return False
    is_folded = len(pieces) + 1 > MOST_PIECES
    publishing.publish(connection, KEYS, name, (whole if is_folded else news).written(), sign, at)
    if is_folded:
        gone = PUBLISHED.c.number.in_(pieces)
        connection.execute(delete(PUBLISHED).where(gone))
    return True


def _pieces(connection: Connection) -> Mapping[int, bytes]:
    columns = PUBLISHED.c
    asked = select(columns.number, columns.content).where(columns.kind == KEYS)
    return {row.number: row.content for row in connection.execute(asked.order_by(columns.number))}


def _last_commit(connection: Connection) -> int:
    """Up to which the records were looked through when something was published last."""
    columns = PUBLISHED.c
    asked = select(columns.name).where(columns.kind == KEYS).order_by(columns.number.desc())
    found = connection.execute(asked.limit(1)).scalar()
    return int(found) if found else 0


def _keys(connection: Connection, places: Divisions) -> Iterator[tuple[str, KnownKey]]:
    county = connection.execute(select(COUNTY.c.name)).scalar_one()
    device = DEVICE.c
    asked = select(device.signing_key, device.revoked_at, PERSON.c.places).join_from(
        DEVICE, PERSON, PERSON.c.id == device.person
    )
    for row in connection.execute(asked):
        office = next(
            iter(filter(None, (office_of(places, one) for one in unpack(row.places)))), ""
        )
        gone = date.fromisoformat(row.revoked_at[:10]) if row.revoked_at else None
        yield key_name(row.signing_key), KnownKey(bytes(row.signing_key), office or county, gone)


def _withdrawn(connection: Connection, after: int) -> Iterator[tuple[str, Withdrawn]]:
    """Of the papers that changed since; of all, where the log does not reach back so far."""
    asked = select(RECORD.c.body).where(RECORD.c.noun == NOUN)
    pruned = connection.execute(select(COUNTY.c.pruned)).scalar_one()
    if after and after >= pruned:
        changed = select(CHANGE.c.record_id).where(CHANGE.c.commit > after)
        asked = asked.where(RECORD.c.id.in_(changed))
    for body in connection.execute(asked).scalars():
        fields: Mapping[str, Any] = unpack(body)
        state, number = fields.get("state"), fields.get("number")
        if isinstance(number, str) and state in states.GONE:
            yield number, Withdrawn(_day(fields.get("state_on")), states.PAPER_STATE.label(state))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _beyond(whole: KeyBook, before: KeyBook) -> KeyBook:
    """What of ``whole`` is not, or is otherwise, in ``before``."""
    return KeyBook(
        {name: key for name, key in whole.keys.items() if before.keys.get(name) != key},
        {
            number: gone
            for number, gone in whole.withdrawn.items()
            if before.withdrawn.get(number) != gone
        },
    )
