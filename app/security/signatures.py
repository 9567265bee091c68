"""The laptop's own key pairs: Ed25519 to sign what it sends, X25519 to be sent sealed things."""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.errors import Unreadable

SIZE: Final = 64
"""Both private keys, one after the other."""


class DeviceKeys:
    """Both key pairs of one vault. Shows nothing of them when printed."""

    def __init__(self, private: bytes) -> None:
        """From the 64 bytes of ``private_bytes``."""
        self._signing = Ed25519PrivateKey.from_private_bytes(private[:32])
        self._agreement = X25519PrivateKey.from_private_bytes(private[32:])

    @classmethod
    def generate(cls) -> DeviceKeys:
        """New keys from the system's random source."""
        signing, agreement = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
        return cls(signing.private_bytes_raw() + agreement.private_bytes_raw())

    def private_bytes(self) -> bytes:
        """64 bytes, to be sealed at once."""
        return self._signing.private_bytes_raw() + self._agreement.private_bytes_raw()

    @property
    def signing_public(self) -> bytes:
        """32 bytes by which others check our signatures."""
        return self._signing.public_key().public_bytes_raw()

    @property
    def agreement_public(self) -> bytes:
        """32 bytes to which others seal what only we may read."""
        return self._agreement.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message gives the same signature."""
        return self._signing.sign(message)

    def certify(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        """The certificate that ``builder`` describes, signed by the signing key."""
        return builder.sign(self._signing, None)

    def agree(self, other_public: bytes) -> bytes:
        """32 bytes that we and the holder of ``other_public`` share; ``Unreadable`` if it is none."""
        try:
            return self._agreement.exchange(X25519PublicKey.from_public_bytes(other_public))
        except ValueError as error:
            raise Unreadable(
                "对方的公钥不对，可能已经损坏。请让对方重新发一份。", code="public_key_wrong"
            ) from error


def agreement_of(private: bytes) -> DeviceKeys:
    """The holder of the 32 bytes X25519 ``private``; his signing key is nobody's."""
    return DeviceKeys(Ed25519PrivateKey.generate().private_bytes_raw() + private)


def is_signed(message: bytes, signature: bytes, signing_public: bytes) -> bool:
    """Whether the holder of ``signing_public`` signed exactly ``message``."""
    try:
        Ed25519PublicKey.from_public_bytes(signing_public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(signing_private: bytes) -> bytes:
    """The 32 bytes by which others check what the holder of these 32 bytes signs."""
    return Ed25519PrivateKey.from_private_bytes(signing_private).public_key().public_bytes_raw()
