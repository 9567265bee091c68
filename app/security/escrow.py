"""The data key of a vault, sealed to the county's recovery key, in the vault's folder (K9).

The file is of no use without two officers' shares; the shares are of no use without the file, which
never leaves the laptop but in the person's own request. It says whose it is outside the seal, and
the seal holds only for exactly that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from app.errors import Refused
from app.security.disk import Disk, write_durably
from app.security.header import Header
from app.security.key_ring import DataKey
from app.security.letters import open_letter
from app.security.recovery_key import RecoveryKey
from app.security.signatures import DeviceKeys
from app.security.slips import LONGEST, Octets32, read_slip, write_slip
from app.security.suites import label
from app.security.vault_folder import VaultFolder

MARK: Final = "RUHUE1:"


@dataclass(frozen=True)
class Escrow:
    """``key``: to whom it is sealed; ``county_key``: Ed25519, by which the county answers; ``user``:
    the owner's id; ``device``: the vault's signing key; ``turn`` tells this data key from others."""

    key: RecoveryKey
    county_key: Octets32
    vault: str
    user: str
    device: Octets32
    turn: bytes
    sealed: bytes = field(repr=False)


def turn_of(header: Header) -> bytes:
    """Which data key of the vault is meant: another whenever it is rotated."""
    return hashlib.sha256(header.device_keys).digest()[:16]


def make_escrow(
    data_key: DataKey, header: Header, key: RecoveryKey, county_key: bytes, user: str
) -> Escrow:
    """``key`` was checked against the county's own before."""
    device = header.signing_public
    purpose = _purpose(key, header.vault_id, user, device)
    sealed = data_key.sealed_to(key.public, purpose)
    return Escrow(key, county_key, header.vault_id, user, device, turn_of(header), sealed)


def open_escrow(escrow: Escrow, holder: DeviceKeys) -> bytes:
    """The data key. Raises ``Unreadable`` letter_altered: other shares, or altered in any part."""
    purpose = _purpose(escrow.key, escrow.vault, escrow.user, escrow.device)
    return open_letter(escrow.sealed, holder, purpose)


def keep_escrow(place: VaultFolder, escrow: Escrow, disk: Disk) -> None:
    """Put it in the place of the one before."""
    write_durably(disk, place.escrow, (write_slip(MARK, escrow) + "\n").encode())


def find_escrow(place: VaultFolder, disk: Disk) -> Escrow | None:
    """The one there is. Raises ``Unreadable`` slip_unreadable."""
    if not place.escrow.is_file():
        return None
    text = disk.read(place.escrow, LONGEST).decode("ascii", "replace")
    return read_slip(MARK, text, Escrow, "找回密码用的文件")


def require_escrow(place: VaultFolder, disk: Disk) -> Escrow:
    """Raises ``Refused`` escrow_missing."""
    found = find_escrow(place, disk)
    if found is None:
        raise Refused(
            "这个保险柜还没有向县里登记找回密码，不能找回。请再想想密码；资料还在，请不要删除文件夹。",
            code="escrow_missing",
        )
    return found


def _purpose(key: RecoveryKey, vault: str, user: str, device: bytes) -> str:
    return label("esc", key.county, key.epoch, vault, user, device.hex()).decode()
