"""A vault becomes the county's by a ticket that was carried by hand (E1, E2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from app.errors import Refused, Unreadable
from app.security.signatures import DeviceKeys, is_signed
from app.storage import driver, identity
from app.storage.store import Store
from app.sync.laptop.line import Line, trouble_of
from app.sync.laptop.membership import ASKED, Membership, join
from app.sync.protocol.enrolment import (
    SEAL,
    Certificate,
    Enrolled,
    Enrolment,
    Ticket,
    read_certificate,
)

ENROL: Final = "/v1/enroll"
_OK: Final = 200

MakeLine = Callable[[Ticket, str], Line]
"""A line to the county of a ticket, in the name of a replica."""


def enrol(
    store: Store,
    ticket: Ticket,
    device: DeviceKeys,
    status_key: bytes,
    make_line: MakeLine,
    *,
    label: str = "",
) -> Membership:
    """Show the ticket, check what comes back, remember it. Asked again after an answer that was
    lost, it asks in the same name and is given the same.

    Raises ``Refused`` ticket_expired, ticket_wrong, certificate_foreign; ``Unavailable`` line_away.
    """
    if datetime.fromisoformat(ticket.expires_at) < store.clock.now():
        raise Refused("这张登记票据已经过期。请向县民政局重新要一张。", code="ticket_expired")
    replica = store.apply(lambda connection: _name_for(connection, ticket, store.new_id))
    wanted = Enrolment(
        ticket.secret, device.signing_public, device.agreement_public, status_key, label
    )
    answer = make_line(ticket, replica).call("POST", ENROL, msgspec.msgpack.encode(wanted))
    if answer.status_code != _OK:
        raise trouble_of(answer)
    found = _membership(ticket, _enrolled(answer.body), device, replica)
    at = store.clock.now().isoformat(timespec="milliseconds")
    store.apply(lambda connection: join(connection, found, at))
    return found


def _name_for(connection: driver.Connection, ticket: Ticket, new_id: Callable[[], str]) -> str:
    """The name to ask for with this ticket: a new one, for a copied disk has the old one too."""
    mark = hashlib.sha256(ticket.secret).hexdigest()
    asked = identity.recall(connection, ASKED)
    if asked and asked["ticket"] == mark:
        return str(asked["replica"])
    replica = new_id()
    identity.remember(connection, ASKED, {"ticket": mark, "replica": replica})
    return replica


def _enrolled(body: bytes) -> Enrolled:
    try:
        return msgspec.msgpack.decode(body, type=Enrolled)
    except msgspec.MsgspecError as error:
        raise Unreadable(
            "县里发回的登记凭证读不懂。请升级本程序后重新登记。", code="certificate_unreadable"
        ) from error


def _membership(ticket: Ticket, enrolled: Enrolled, device: DeviceKeys, replica: str) -> Membership:
    if not is_signed(SEAL + enrolled.certificate, enrolled.signature, ticket.county_key):
        raise _foreign()
    certificate: Certificate = read_certificate(enrolled.certificate)
    keys = certificate.signing_key, certificate.agreement_key
    if (certificate.replica, *keys) != (replica, device.signing_public, device.agreement_public):
        raise _foreign()
    return Membership(
        ticket.url,
        ticket.county,
        ticket.county_key,
        enrolled.county_agreement_key,
        ticket.authority,
        replica,
        certificate.person,
        certificate.name,
        certificate.role,
        tuple(certificate.places),
        certificate.not_after,
    )


def _foreign() -> Refused:
    return Refused(
        "县里发回的登记凭证不是给这台电脑的，没有采用。请向县民政局重新要一张票据。",
        code="certificate_foreign",
    )
