"""The ciphers in use, by number (K12): every sealed thing says which suite sealed it.

Suite 1 is AES-256-GCM, SHA-256, Argon2id; with it go Ed25519 and X25519 (``signatures``). A suite of
national ciphers is one more row of ``SUITES``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import ClassVar, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unreadable
from app.security.kdf import KdfCost, out_of_memory

KEY: Final = 32
NONCE: Final = 12
TAG: Final = 16
SALT: Final = 16


class Suite(Protocol):
    """One set of ciphers. Keys are 32 bytes, nonces 12, tags 16."""

    number: ClassVar[int]
    kdf: ClassVar[str]

    def stretch(self, password: bytes, salt: bytes, cost: KdfCost) -> bytes:
        """A key from a password, as slowly as ``cost`` says; ``Unavailable`` without memory."""
        ...

    def expand(self, secret: bytes, salt: bytes, info: bytes, length: int = KEY) -> bytes:
        """A key for one purpose from a secret that is already random."""
        ...

    def mac(self, key: bytes, data: bytes) -> bytes:
        """32 bytes that only the holder of ``key`` can compute."""
        ...

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        """Ciphertext and tag."""
        ...

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes | None:
        """The plain bytes, or None when key or data are not what was sealed."""
        ...


class AesSuite:
    """Suite 1."""

    number: ClassVar[int] = 1
    kdf: ClassVar[str] = "argon2id"

    def stretch(self, password: bytes, salt: bytes, cost: KdfCost) -> bytes:
        kdf = Argon2id(
            salt=salt,
            length=KEY,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
        try:
            return kdf.derive(password)
        except MemoryError as error:
            raise out_of_memory(cost) from error

    def expand(self, secret: bytes, salt: bytes, info: bytes, length: int = KEY) -> bytes:
        return HKDF(SHA256(), length, salt, info).derive(secret)

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, hashlib.sha256)

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, aad)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes | None:
        if len(nonce) != NONCE:
            return None
        try:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        except InvalidTag:
            return None


CURRENT: Final[Suite] = AesSuite()
"""The suite that new things are sealed with."""

SUITES: Final[Mapping[int, Suite]] = {one.number: one for one in (CURRENT,)}


def suite_of(number: int) -> Suite:
    """The suite of that number; ``Unreadable`` when this version does not know it."""
    if number not in SUITES:
        raise Unreadable(
            "这份数据用了本程序不认识的加密方式，可能来自更新的版本。请升级程序后再打开。",
            code="suite_unknown",
            suite=number,
        )
    return SUITES[number]


def label(*parts: str | int) -> bytes:
    """What a key is for, as HKDF's ``info``: ``ruhu|kek|1|…``. Parts never contain a bar."""
    return "|".join(["ruhu", *map(str, parts)]).encode()
