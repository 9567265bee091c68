"""A laptop becomes the county's by a one-time ticket (E1, E2).

Whoever shows a ticket's secret, signed with the key that is to be certified, gets the certificate of
the person it was made for. Asked again by the same laptop, it gets the same; by another, nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from app.domain.codes import ROLE
from app.errors import Refused
from app.security.signatures import DeviceKeys
from app.server import audit
from app.server.stored import pack, unpack
from app.server.tables import COUNTY, DEVICE, PERSON, TICKET
from app.sync.protocol.enrolment import SEAL, Certificate, Enrolled, Enrolment

VALID_HOURS: Final = 72
CERTIFICATE_DAYS: Final = 3 * 366
KEY: Final = 32
_LONGEST_LABEL: Final = 60


@dataclass(frozen=True)
class Asked:
    """One request for enrolment: who is to be called what, and the counter of the request."""

    replica: str
    counter: int
    enrolment: Enrolment


def make_ticket(connection: Connection, person: str, secret: bytes, now: datetime) -> str:
    """Until when the ticket holds. Raises ``Refused`` person_missing, or role_without_records for
    who administers the server only."""
    row = _person(connection, person)
    if row["role"] not in dict(ROLE):
        raise Refused(
            "系统、安全、审计管理员不在电脑上办理业务，不能领票据。请换一个使用人员。",
            code="role_without_records",
        )
    expires = (now + timedelta(hours=VALID_HOURS)).isoformat(timespec="seconds")
    values = {"secret_hash": _hash(secret), "person": person, "expires_at": expires}
    connection.execute(insert(TICKET).values(**values, used_by=""))
    audit.append(connection, [audit.Line("server", "server:ticket:make", person)], _iso(now))
    return expires


def enrol(connection: Connection, asked: Asked, keys: DeviceKeys, now: datetime) -> Enrolled:
    """Certify it. Raises ``Refused`` ticket_wrong: unknown, used, or too old, all alike."""
    wanted = asked.enrolment
    ticket_ = select(TICKET).where(TICKET.c.secret_hash == _hash(wanted.secret)).with_for_update()
    ticket = connection.execute(ticket_).mappings().first()
    if ticket is None or not _is_good(connection, ticket, asked, now):
        raise _ticket_wrong()
    person = _person(connection, ticket["person"])
    until = (now + timedelta(days=CERTIFICATE_DAYS)).date().isoformat()
    if not ticket["used_by"]:
        _take_in(connection, asked, person, until, now)
    known = select(DEVICE.c.not_after).where(DEVICE.c.replica == asked.replica)
    not_after = connection.execute(known).scalar_one()
    county = connection.execute(select(COUNTY.c.code)).scalar_one()
    content = pack(_certificate(asked, person, county, not_after))
    return Enrolled(content, keys.sign(SEAL + content), keys.agreement_public)


def _is_good(connection: Connection, ticket: RowMapping, asked: Asked, now: datetime) -> bool:
    if ticket["used_by"]:
        mine = select(DEVICE.c.signing_key).where(DEVICE.c.replica == asked.replica)
        key = connection.execute(mine).scalar()
        return ticket["used_by"] == asked.replica and key == asked.enrolment.signing_key
    taken = select(DEVICE.c.replica).where(DEVICE.c.replica == asked.replica)
    is_taken = connection.execute(taken).first() is not None
    return not is_taken and now <= datetime.fromisoformat(ticket["expires_at"])


def _take_in(
    connection: Connection, asked: Asked, person: RowMapping, until: str, now: datetime
) -> None:
    wanted = asked.enrolment
    values = {
        "replica": asked.replica,
        "person": person["id"],
        "signing_key": wanted.signing_key,
        "agreement_key": wanted.agreement_key,
        "status_key": wanted.status_key,
        "label": wanted.label[:_LONGEST_LABEL].replace("\0", ""),
        "counter": asked.counter,
        "scope_epoch": 1,
        "is_frozen": False,
        "not_after": until,
        "enrolled_at": _iso(now),
        "seen_at": _iso(now),
        "revoked_at": "",
    }
    connection.execute(insert(DEVICE).values(**values))
    used = update(TICKET).where(TICKET.c.secret_hash == _hash(wanted.secret))
    connection.execute(used.values(used_by=asked.replica))
    line = audit.Line(person["id"], "device:enrolment:take", asked.replica)
    audit.append(connection, [line], _iso(now))


def _certificate(asked: Asked, person: RowMapping, county: str, not_after: str) -> Certificate:
    return Certificate(
        county,
        asked.replica,
        person["id"],
        person["name"],
        person["role"],
        tuple(unpack(person["places"])),
        asked.enrolment.signing_key,
        asked.enrolment.agreement_key,
        not_after,
    )


def _person(connection: Connection, person: str) -> RowMapping:
    asked = select(PERSON).where(PERSON.c.id == person, PERSON.c.left_at == "")
    row = connection.execute(asked).mappings().first()
    if row is None:
        raise Refused("没有这个使用人员。请用 user list 核对编号。", code="person_missing")
    return row


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(b"ruhu ticket\n" + secret).digest()


def _iso(now: datetime) -> str:
    return now.isoformat(timespec="seconds")


def _ticket_wrong() -> Refused:
    return Refused(
        "这张登记票据不能用：不对、用过了，或者已经过期。请向县里再要一张。", code="ticket_wrong"
    )
