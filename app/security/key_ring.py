"""What an open vault holds: keys for each purpose, all from the one data key of the vault.

They never show in ``repr``, are neither compared nor pickled. The data key itself can be sealed for
somebody else (K9), and nothing more: a ring cannot open another slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NoReturn

from app.security.letters import seal_letter
from app.security.signatures import DeviceKeys
from app.security.suites import KEY, SALT, Suite, label

SLOTS: Final = "slots"
"""Purpose of the key that authenticates the header."""
DEVICE: Final = "device"
"""Purpose of the key that the device's private keys are sealed under."""


class DataKey:
    """The data key of an open vault, for who must seal it to a recovery key."""

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def sealed_to(self, reader: bytes, purpose: str) -> bytes:
        """A letter that only the holder of the 32 bytes ``reader`` opens."""
        return seal_letter(self._octets, reader, purpose)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is not pickled")


@dataclass(frozen=True, eq=False)
class KeyRing:
    """The keys of one open vault. ``database_key`` (32 bytes) and ``database_salt`` (16) are
    SQLCipher's raw key; the others are for ``envelope``."""

    vault_id: str
    database_key: bytes = field(repr=False)
    database_salt: bytes = field(repr=False)
    blob_key: bytes = field(repr=False)
    journal_key: bytes = field(repr=False)
    backup_key: bytes = field(repr=False)
    temporary_key: bytes = field(repr=False)
    sealed_key: bytes = field(repr=False)
    device: DeviceKeys = field(repr=False)
    data_key: DataKey = field(repr=False)

    @property
    def sqlcipher_key(self) -> str:
        """Key and salt as ``PRAGMA key`` wants them between double quotes: ``x'…96 digits…'``."""
        return f"x'{self.database_key.hex()}{self.database_salt.hex()}'"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key ring is not pickled")


def derive_key(
    suite: Suite, data_key: bytes, vault_id: str, purpose: str, size: int = KEY
) -> bytes:
    """The key for ``purpose`` (``db``, ``blob``, ``jrnl``, …) under ``data_key``."""
    return suite.expand(data_key, b"", label("dek", suite.number, vault_id, purpose), size)


def make_ring(
    suite: Suite, data_key: bytes, vault_id: str, device: DeviceKeys, sealed_key: bytes = b""
) -> KeyRing:
    """All keys of the vault from its data key. ``sealed_key``: of the data key before the first
    rotation, for pieces that stand sealed in records elsewhere too; empty: there was none."""

    def key(purpose: str, size: int = KEY) -> bytes:
        return derive_key(suite, data_key, vault_id, purpose, size)

    return KeyRing(
        vault_id,
        database_key=key("db"),
        database_salt=key("db-salt", SALT),
        blob_key=key("blob"),
        journal_key=key("jrnl"),
        backup_key=key("bak"),
        temporary_key=key("tmp"),
        sealed_key=sealed_key or key("l4"),
        device=device,
        data_key=DataKey(data_key),
    )
