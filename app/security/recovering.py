"""What the locked laptop does when the password is forgotten: ask, and take the answer (K10).

The key that the answer is sealed to is made for one request and lies where device secrets lie. The
device secret itself is not needed: where it is lost, there is a new one afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from app.errors import Refused, Unavailable
from app.security.attempts import Attempts
from app.security.device_secret import MISSING, DeviceSecrets, FileDeviceSecrets
from app.security.disk import Disk, LocalDisk, blamed, write_durably
from app.security.escrow import require_escrow, turn_of
from app.security.header import read_header
from app.security.header_file import put_header, read_file, rewriting
from app.security.kdf import KdfPolicy
from app.security.key_slots import RECOVERED, open_recovered, open_slots, with_password
from app.security.recovery import (
    RecoveryRequest,
    open_answer,
    read_answer,
    read_request,
    write_request,
)
from app.security.signatures import agreement_of
from app.security.slips import LONGEST
from app.security.vault_folder import VaultFolder

_LOCAL: Final = LocalDisk()


def ask_recovery(
    folder: Path,
    readers: DeviceSecrets,
    new_id: Callable[[], str],
    now: datetime,
    *,
    disk: Disk = _LOCAL,
) -> RecoveryRequest:
    """A new request; it makes the one before void. Raises ``Refused`` escrow_missing, escrow_old."""
    place = VaultFolder(folder)
    with blamed():
        header = read_header(read_file(place, disk)).header
        escrow = require_escrow(place, disk)
        if (escrow.vault, escrow.turn) != (header.vault_id, turn_of(header)):
            raise Refused(
                "登记的找回密码不是这个保险柜现在的。资料还在，请不要删除文件夹，并与县民政局联系。",
                code="escrow_old",
            )
        reader = agreement_of(readers.make(header.vault_id))
        at = now.isoformat(timespec="seconds")
        request = RecoveryRequest(new_id(), reader.agreement_public, at, escrow)
        write_durably(disk, place.request, (write_request(request) + "\n").encode())
    return request


def find_request(folder: Path, *, disk: Disk = _LOCAL) -> RecoveryRequest | None:
    """The request that is under way. Raises ``Unreadable`` slip_unreadable."""
    place = VaultFolder(folder)
    with blamed():
        if not place.request.is_file():
            return None
        return read_request(disk.read(place.request, LONGEST).decode("ascii", "replace"))


def recover(
    folder: Path,
    answer: str,
    password: str,
    *,
    device_secrets: DeviceSecrets,
    readers: FileDeviceSecrets,
    policy: KdfPolicy,
    attempts: Attempts,
    now: datetime,
    disk: Disk = _LOCAL,
) -> None:
    """Put the data key behind ``password`` by the county's ``answer`` (its text).

    Raises ``Refused`` no_request and what ``open_answer`` raises; ``Unreadable`` slip_unreadable,
    letter_altered, vault_damaged; what ``device_secrets`` raises but that there is none. Whatever is raised, the vault is as it was.
    """
    place, request = VaultFolder(folder), find_request(folder, disk=disk)
    if request is None:
        raise Refused(
            "这台电脑没有正在办理的找回申请，或者已经办完。请先重新申请。", code="no_request"
        )
    with blamed(), rewriting(place):
        data = read_file(place, disk)
        vault_id = read_header(data).header.vault_id
        reader = agreement_of(readers.read(vault_id))
        opened = open_recovered(data, open_answer(read_answer(answer), request, reader, now))
        secret = _secret_of(device_secrets, vault_id)
        fresh = with_password(opened, password, secret, policy, **{RECOVERED: request.id})
        put_header(place, fresh, lambda found: open_slots(found, password, secret, policy), disk)
        attempts.succeed(vault_id)
        readers.destroy(vault_id)
        disk.remove(place.request)


def _secret_of(device_secrets: DeviceSecrets, vault_id: str) -> bytes:
    try:
        return device_secrets.read(vault_id)
    except Unavailable as trouble:
        if trouble.code != MISSING:
            raise
        return device_secrets.make(vault_id)
