"""Sealed letters: anybody can seal one to a public key, only its holder opens it (HPKE, RFC 9180).

X25519, HKDF-SHA256, AES-256-GCM. For what is carried by hand: a USB bundle (S21). Who wrote it is
not said: what is inside is signed.
"""

from __future__ import annotations

from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.errors import Unreadable
from app.security.signatures import DeviceKeys

MARK: Final = b"RHL1"
_SUITE: Final[Any] = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_letter(plain: bytes, reader: bytes, purpose: str) -> bytes:
    """``plain`` for the holder of the 32 bytes ``reader`` (``DeviceKeys.agreement_public``). Raises
    ``Unreadable`` reader_key_wrong: not 32 bytes, or of no order."""
    try:
        public = X25519PublicKey.from_public_bytes(reader)
        return MARK + _SUITE.encrypt(plain, public, purpose.encode())
    except ValueError as error:
        raise Unreadable(
            "收件人的公钥不对，不能封存给他。请让他的电脑重新登记，或换一把公钥。",
            code="reader_key_wrong",
        ) from error


def open_letter(sealed: bytes, keys: DeviceKeys, purpose: str) -> bytes:
    """The other way. Raises ``Unreadable`` letter_altered: not for us, damaged, or for another
    purpose."""
    private = X25519PrivateKey.from_private_bytes(keys.private_bytes()[32:])
    try:
        if not sealed.startswith(MARK):
            raise ValueError("not a letter")
        return _SUITE.decrypt(sealed[len(MARK) :], private, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(
            "这个数据包打不开：不是给这里的，或者已经损坏、被改动过。请重新制作一份。",
            code="letter_altered",
        ) from error
