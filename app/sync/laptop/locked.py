"""A locked vault and its county (E5, K10): is it revoked, and may it be opened anew?

Nothing of the vault is open: where the county is stands beside it, and the requests are signed by
the low-value status key, which opens nothing. What waited when the vault was closed lies here too,
sealed so that only the county reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from app.security.disk import LocalDisk, blamed, make_folders, write_durably
from app.security.erasing import overwrite
from app.security.signed_messages import signer_of
from app.sync.laptop.line import HttpsWire, Line, Wire, told_json, trouble_of
from app.sync.laptop.membership import Membership
from app.sync.protocol.bundles import MOST_BYTES

STATUS: Final = "/v1/status"
RECOVERY: Final = "/v1/recovery"
SECONDS: Final = 4.0
"""For each of connecting and reading: nobody waits for it, but the thread should come back."""
_OK, _NOT_HERE = 200, 404
_LONGEST: Final = 64 * 1024
_DISK: Final = LocalDisk()
_NUMBER: Final = 6

short_wire: Final = partial(HttpsWire, connect_seconds=SECONDS, read_seconds=SECONDS)


@dataclass(frozen=True)
class Plate:
    """Where a vault's county is. Nothing in it is secret."""

    url: str
    county_key: bytes
    authority: str
    replica: str


def put_up(place: Path, vault_id: str, member: Membership) -> None:
    """Keep it beside the vault, if it is not there already."""
    plate = Plate(member.url, member.county_key, member.authority, member.replica)
    if find_plate(place, vault_id) != plate:
        with blamed():
            make_folders(_DISK, place)
            write_durably(_DISK, _plate(place, vault_id), msgspec.json.encode(plate))


def find_plate(place: Path, vault_id: str) -> Plate | None:
    """None: the vault has no county, or what stands there is damaged."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(_DISK.read(_plate(place, vault_id), _LONGEST), type=Plate)
    return None


def keep_outbox(place: Path, vault_id: str, sealed: bytes) -> None:
    """All that waits, sealed to the county; empty: nothing does."""
    path = _outbox(place, vault_id)
    with blamed():
        if sealed:
            make_folders(_DISK, place)
            write_durably(_DISK, path, sealed)
        else:
            _DISK.remove(path)
    unmark(place, vault_id)


def mark(place: Path, vault_id: str) -> None:
    """What waits may be more than what lies here sealed, until all of it does."""
    path = _mark(place, vault_id)
    with blamed():
        if not path.is_file():
            make_folders(_DISK, place)
            write_durably(_DISK, path, b"")


def unmark(place: Path, vault_id: str) -> None:
    """It is no more than that."""
    with blamed():
        _DISK.remove(_mark(place, vault_id))


def is_marked(place: Path, vault_id: str) -> bool:
    """Whether more may wait than lies here."""
    return _mark(place, vault_id).is_file()


def find_outbox(place: Path, vault_id: str) -> bytes:
    """Empty: nothing waited when the vault was closed."""
    path = _outbox(place, vault_id)
    with blamed():
        return _DISK.read(path, MOST_BYTES) if path.is_file() else b""


def take_down(place: Path, vault_id: str) -> None:
    """The vault is erased: nothing of it stays here either. What waited is only removed: it is sealed
    to the county, and cut off in between it must not be taken for what it was."""
    sealed = _outbox(place, vault_id).name
    with blamed():
        for path in sorted(place.glob(f"{vault_id}.*")):
            if not path.name.startswith(sealed):
                overwrite(path, _DISK)
            _DISK.remove(path)


def _plate(place: Path, vault_id: str) -> Path:
    return place / f"{vault_id}.county"


def _outbox(place: Path, vault_id: str) -> Path:
    return place / f"{vault_id}.ruhusync"


def _mark(place: Path, vault_id: str) -> Path:
    return place / f"{vault_id}.unsealed"


@dataclass(frozen=True)
class _Drawn:
    """Numbers of requests that are not judged by their order."""

    chance: Callable[[int], bytes]

    def next(self) -> int:
        return int.from_bytes(self.chance(_NUMBER), "big") + 1

    def rise_above(self, known: int) -> None:
        """There is no order to keep."""


@dataclass(frozen=True)
class LockedLink:
    """``key``: the private half of the status key."""

    plate: Plate
    key: bytes = field(repr=False)
    make_wire: Callable[[str], Wire] = field(repr=False)
    chance: Callable[[int], bytes] = field(repr=False)
    now: Callable[[], datetime] = field(repr=False)

    def is_revoked(self) -> bool:
        """Whether the county says so, under its signature. Raises ``Unavailable`` line_away …,
        ``Refused`` signature_wrong: then nobody knows."""
        answer = self._line().call("GET", STATUS)
        if answer.status_code != _OK:
            raise trouble_of(answer)
        told = told_json(answer)
        return told.get("replica") == self.plate.replica and told.get("is_revoked") is True

    def ask_recovery(self, request: str) -> None:
        """Send a request (its text). Raises what the county says is wrong; ``Unavailable``."""
        answer = self._line().call("POST", RECOVERY, request.encode())
        if answer.status_code != _OK:
            raise trouble_of(answer)

    def answer(self, request_id: str) -> str:
        """The county's answer (its text); empty: none yet."""
        answer = self._line().call("GET", f"{RECOVERY}/{request_id}")
        if answer.status_code == _NOT_HERE:
            return ""
        if answer.status_code != _OK:
            raise trouble_of(answer)
        return answer.body.decode("ascii", "replace")

    def _line(self) -> Line:
        plate = self.plate
        return Line(
            self.make_wire(plate.authority),
            plate.url,
            plate.county_key,
            plate.replica,
            signer_of(self.key),
            _Drawn(self.chance),
            self.now,
        )
