"""From a password and the device secret to the keys of a vault, and back into a header (K1 to K4).

    password (NFC, UTF-8) ── Argon2id(salt, cost) ──┐
    device secret ──────────────────────────────────┴─ HKDF("kek") ─► unwraps the data key

The cost is held against the policy before it is used and is authenticated with the wrapped key. A
new password is a new slot around the same data key. Bytes in, bytes out: files are ``vault``'s.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from typing import Final

from app.errors import Refused
from app.security.envelope import open_sealed, seal
from app.security.header import (
    CHECK,
    Header,
    PasswordSlot,
    SignedHeader,
    damaged,
    read_header,
    write_header,
)
from app.security.kdf import KdfPolicy
from app.security.key_ring import DEVICE, SLOTS, KeyRing, derive_key, make_ring
from app.security.signatures import DeviceKeys
from app.security.suites import CURRENT, KEY, SALT, Suite, label, suite_of

RECOVERED: Final = "recovered"
"""Field of a header: the number of the recovery after which the data key is still to be rotated."""
_KEPT: Final = "kept_sealed_key"

LONGEST: Final = 1024
"""Characters of a password that is worth trying; new ones are shorter (``password``)."""


@dataclass(frozen=True, eq=False)
class OpenSlots:
    """A header opened: enough to write it anew. Not kept longer than that."""

    header: Header
    data_key: bytes = field(repr=False)
    ring: KeyRing = field(repr=False)


def new_vault_id() -> str:
    """A random UUID (not a UUIDv7: it is outside the encrypted part and says nothing)."""
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def make_slots(vault_id: str, password: str, device_secret: bytes, policy: KdfPolicy) -> bytes:
    """The header of a new vault with a new data key and new device keys."""
    suite, data_key, device = CURRENT, os.urandom(KEY), DeviceKeys.generate()
    header = Header(
        suite=suite.number,
        vault_id=vault_id,
        device_check=_device_check(suite, vault_id, device_secret),
        signing_public=device.signing_public,
        agreement_public=device.agreement_public,
        device_keys=_close_device(suite, data_key, vault_id, device),
        slot=_wrap(suite, vault_id, data_key, password, device_secret, policy),
    )
    return _written(suite, header, data_key)


def open_slots(data: bytes, password: str, device_secret: bytes, policy: KdfPolicy) -> OpenSlots:
    """The keys behind ``data``.

    ``Refused`` ``wrong_password`` or ``other_device``; ``Unreadable`` for damage, alteration, a
    newer version and a cost outside ``policy`` (known before any of it is paid).
    """
    signed = read_header(data)
    header, suite = signed.header, suite_of(signed.header.suite)
    policy.check(header.slot.cost)
    if not _is_same(header.device_check, _device_check(suite, header.vault_id, device_secret)):
        raise Refused(
            "这个保险柜不是在这台电脑的这个系统账户里建立的，光有密码打不开。"
            "请回到原来的电脑打开，或联系县里的管理员恢复。",
            code="other_device",
        )
    return _opened(signed, _unwrap(suite, header, password, device_secret))


def open_recovered(data: bytes, data_key: bytes) -> OpenSlots:
    """The keys behind ``data`` by the data key that two officers gave back, without a password.

    Raises ``Unreadable`` vault_damaged: it is the data key of something else.
    """
    signed = read_header(data)
    if len(data_key) != KEY:
        raise damaged("data_key")
    return _opened(signed, data_key)


def _opened(signed: SignedHeader, data_key: bytes) -> OpenSlots:
    header, suite = signed.header, suite_of(signed.header.suite)
    _check_mac(suite, signed, data_key)
    device = _open_device(suite, header, data_key)
    kept = _open_kept(header, data_key)
    return OpenSlots(header, data_key, make_ring(suite, data_key, header.vault_id, device, kept))


def with_password(
    opened: OpenSlots, password: str, device_secret: bytes, policy: KdfPolicy, **said: str
) -> bytes:
    """The header with a new password slot (new salt, the policy's cost) and all else as it was;
    ``said`` is written beside it."""
    header, suite = opened.header, suite_of(opened.header.suite)
    slot = _wrap(suite, header.vault_id, opened.data_key, password, device_secret, policy)
    check = _device_check(suite, header.vault_id, device_secret)
    changed = replace(header, slot=slot, device_check=check, rest={**header.rest, **said})
    return _written(suite, changed, opened.data_key)


def with_data_key(
    opened: OpenSlots, password: str, device_secret: bytes, policy: KdfPolicy
) -> bytes:
    """A header around a new data key: the same vault, device and password (K11). The key of pieces
    that are sealed once more goes with it: they stand in records at the county too."""
    header, suite, data_key = opened.header, CURRENT, os.urandom(KEY)
    vault_id = header.vault_id
    kept = seal(opened.ring.sealed_key, key=data_key, purpose=_KEPT, context=vault_id.encode())
    rest = {name: value for name, value in header.rest.items() if name != RECOVERED}
    changed = replace(
        header,
        suite=suite.number,
        device_keys=_close_device(suite, data_key, vault_id, opened.ring.device),
        slot=_wrap(suite, vault_id, data_key, password, device_secret, policy),
        rest={**rest, _KEPT: kept.hex()},
    )
    return _written(suite, changed, data_key)


def _wrap(
    suite: Suite,
    vault_id: str,
    data_key: bytes,
    password: str,
    device_secret: bytes,
    policy: KdfPolicy,
) -> PasswordSlot:
    slot = PasswordSlot(id=1, kdf=suite.kdf, cost=policy.default, salt=os.urandom(SALT))
    kek = _kek(suite, vault_id, slot, password, device_secret)
    slot = replace(slot, check=_kek_check(suite, kek))
    wrapped = seal(data_key, key=kek, purpose="slot", context=_bound(suite, vault_id, slot))
    return replace(slot, wrapped=wrapped)


def _unwrap(suite: Suite, header: Header, password: str, device_secret: bytes) -> bytes:
    slot = header.slot
    if slot.kdf != suite.kdf:
        raise damaged("kdf")
    kek = _kek(suite, header.vault_id, slot, password, device_secret)
    if not _is_same(slot.check, _kek_check(suite, kek)):
        raise _wrong_password()
    context = _bound(suite, header.vault_id, slot)
    return open_sealed(slot.wrapped, key=kek, purpose="slot", context=context)


def _kek(
    suite: Suite, vault_id: str, slot: PasswordSlot, password: str, device_secret: bytes
) -> bytes:
    if len(password) > LONGEST:
        raise _wrong_password()
    octets = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    stretched = suite.stretch(octets, slot.salt, slot.cost)
    info = label("kek", suite.number, vault_id, slot.id)
    return suite.expand(stretched + device_secret, slot.salt, info)


def _bound(suite: Suite, vault_id: str, slot: PasswordSlot) -> bytes:
    """All that is said of a slot, for the wrapped key to be bound to."""
    cost = slot.cost
    price = (slot.kdf, cost.memory_kib, cost.passes, cost.lanes)
    return label("slot", suite.number, vault_id, slot.id, *price, slot.salt.hex(), slot.check.hex())


def _kek_check(suite: Suite, kek: bytes) -> bytes:
    return suite.expand(kek, b"", label("check", suite.number), CHECK)


def _device_check(suite: Suite, vault_id: str, device_secret: bytes) -> bytes:
    return suite.expand(device_secret, b"", label("device", suite.number, vault_id), CHECK)


def _close_device(suite: Suite, data_key: bytes, vault_id: str, device: DeviceKeys) -> bytes:
    key = derive_key(suite, data_key, vault_id, DEVICE)
    return seal(device.private_bytes(), key=key, purpose="device", context=vault_id.encode())


def _open_device(suite: Suite, header: Header, data_key: bytes) -> DeviceKeys:
    key = derive_key(suite, data_key, header.vault_id, DEVICE)
    context = header.vault_id.encode()
    return DeviceKeys(open_sealed(header.device_keys, key=key, purpose="device", context=context))


def _open_kept(header: Header, data_key: bytes) -> bytes:
    """The key of pieces that are sealed once more, where a rotation has kept it."""
    kept, context = header.rest.get(_KEPT), header.vault_id.encode()
    if not isinstance(kept, str):
        return b""
    return open_sealed(bytes.fromhex(kept), key=data_key, purpose=_KEPT, context=context)


def _written(suite: Suite, header: Header, data_key: bytes) -> bytes:
    key = derive_key(suite, data_key, header.vault_id, SLOTS)
    return write_header(header, lambda signed: suite.mac(key, signed))


def _check_mac(suite: Suite, signed: SignedHeader, data_key: bytes) -> None:
    key = derive_key(suite, data_key, signed.header.vault_id, SLOTS)
    if not _is_same(signed.mac, suite.mac(key, signed.signed)):
        raise damaged("mac")


def _is_same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _wrong_password() -> Refused:
    return Refused("密码不对。请检查大小写和输入法，再试一次。", code="wrong_password")
