"""Who calls: the signature of each request, its counter, and whether the laptop was revoked (E3, E5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.errors import Refused
from app.security.signed_messages import Request, check_request
from app.server import devices, glance
from app.server.database import Database
from app.server.devices import Device
from app.server.glance import Glance

MOST_KEYS: Final = 10_000
Now = Callable[[], str]


@dataclass(frozen=True)
class Caller:
    """A vault that proved who it is. ``seen``: what was seen as it was let in."""

    device: Device
    seen: Glance | None = None

    @property
    def replica(self) -> str:
        """What it is called."""
        return self.device.replica


@dataclass
class KnownKeys:
    """Public keys of vaults that were let in, so that a signature is checked before the database is
    asked. A hint only: whoever is let in by one is let in where the database names the same."""

    _keys: dict[str, bytes] = field(default_factory=dict[str, bytes], repr=False)

    def proved(self, request: Request) -> tuple[str, bytes, int] | None:
        """Replica, key and counter; None: the key is not known, or it does not fit."""
        keys = self._keys  # others may forget them meanwhile
        try:
            replica, counter = check_request(request, keys.get)
        except Refused:
            return None
        return replica, keys[replica], counter

    def keep(self, device: Device) -> None:
        """This one was let in."""
        if len(self._keys) >= MOST_KEYS:
            self._keys = {}
        self._keys[device.replica] = device.signing_key


def admit(database: Database, request: Request, now: Now, known: KnownKeys) -> Caller:
    """Whose request it is; its counter is used up.

    Raises ``Refused`` signature_wrong, counter_behind (with the last one), or revoked.
    """
    proved = known.proved(request)
    with database.noting() as connection:
        seen = proved and glance.let_in(connection, *proved, now())
        if not seen:
            seen = _let_in(connection, request, now)
    device = devices.seen_in(seen)
    known.keep(device)
    return Caller(device, seen)


def _let_in(connection: devices.Connection, request: Request, now: Now) -> Glance:
    device, counter = _signed(request, _finding(connection))
    if device.is_revoked:
        raise revoked()
    seen = glance.let_in(connection, device.replica, device.signing_key, counter, now())
    if seen is None:
        raise Refused(
            "这次请求已经收到过，没有重复采用。请再同步一次。",
            code="counter_behind",
            counter=device.counter,
        )
    return seen


def admit_carried(database: Database, request: Request) -> Caller:
    """Whose request it is that came by hand: its counter may have been overtaken (S21)."""
    with database.reading() as connection:
        device, _counter = _signed(request, _finding(connection))
    if device.is_revoked:
        raise revoked()
    return Caller(device)


def signer_of(database: Database, request: Request) -> Device:
    """The vault that signed what was carried here, revoked or not (E5)."""
    with database.reading() as connection:
        return _signed(request, _finding(connection))[0]


def admit_to_status(database: Database, request: Request) -> Caller:
    """Whose request it is, signed by its own key or by its status key; revoked or not. The counter
    is only a number that makes the answer the answer to this request."""
    with database.reading() as connection:
        finding = _finding(connection)
        try:
            device, _counter = _signed(request, finding)
        except Refused:
            device, _counter = _signed(request, finding, by_status_key=True)
    return Caller(device)


_Finding = Callable[[str], Device | None]


def _finding(connection: devices.Connection) -> _Finding:
    return lambda replica: devices.find(connection, replica)


def _signed(
    request: Request, finding: _Finding, *, by_status_key: bool = False
) -> tuple[Device, int]:
    found: list[Device] = []

    def key_of(replica: str) -> bytes | None:
        device = finding(replica) if replica.isprintable() else None
        if device is None:
            return None
        found.append(device)
        return device.status_key if by_status_key else device.signing_key

    _replica, counter = check_request(request, key_of)
    return found[0], counter


def revoked() -> Refused:
    """Erase the keys: the word comes signed by the county."""
    return Refused(
        "这台电脑已被县里吊销，不能再同步，本机的数据将被清除。请与县民政局联系。", code="revoked"
    )
