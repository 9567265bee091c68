"""The county's recovery key (K9, K10): made on a machine without a network, kept by three officers.

The private key comes from 16 random bytes by HKDF; those are split by Shamir so that any two of the
three shares give them back and one alone says nothing. X25519 is worth 128 bits, so 16 bytes lose
nothing. The public key goes to the county, which vouches for it, and from there to every laptop.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.errors import Refused
from app.security.signatures import DeviceKeys, agreement_of
from app.security.slips import Octets32, read_slip, write_slip
from app.security.suites import CURRENT, label

SHARE_MARK: Final = "RUHUS1:"
KEY_MARK: Final = "RUHUK1:"
SHARES: Final = 3
NEEDED: Final = 2
_SECRET: Final = 16
_CHECK: Final = 8


@dataclass(frozen=True)
class RecoveryKey:
    """What everybody may know. ``epoch`` counts the county's recovery keys from 1; ``public``: 32
    bytes X25519."""

    county: str
    epoch: int
    public: Octets32

    @property
    def fingerprint(self) -> str:
        """As people compare it: AB12 CD34 EF56 7890."""
        text = hashlib.sha256(label("recovery", self.county, self.epoch) + self.public).hexdigest()
        return " ".join(text[start : start + 4].upper() for start in range(0, 16, 4))


@dataclass(frozen=True)
class Share:
    """One officer's. ``number``: 1 to 3; ``check`` shows a slip of the pen."""

    county: str
    epoch: int
    number: int
    public: Octets32
    part: bytes = field(repr=False)
    check: bytes = field(repr=False)


def make_recovery_key(
    county: str, epoch: int, chance: Callable[[int], bytes]
) -> tuple[RecoveryKey, tuple[Share, ...]]:
    """A new key and its three shares; the private key is nowhere afterwards."""
    from Crypto.Protocol.SecretSharing import Shamir

    secret = chance(_SECRET)
    public = _holder(secret, county, epoch).agreement_public
    parts = Shamir.split(NEEDED, SHARES, secret)
    shares = (Share(county, epoch, n, public, part, b"") for n, part in parts)
    checked = (_checked(one) for one in shares)
    return RecoveryKey(county, epoch, public), tuple(checked)


def join_shares(shares: Sequence[Share]) -> DeviceKeys:
    """The holder of the recovery key, for the length of one recovery.

    Raises ``Refused`` shares_missing, shares_of_two_keys, share_damaged.
    """
    from Crypto.Protocol.SecretSharing import Shamir

    _refuse_unfit(shares)
    parts = {one.number: one.part for one in shares}
    first = shares[0]
    two = sorted(parts.items())[:NEEDED]
    holder = _holder(Shamir.combine(two), first.county, first.epoch)
    if holder.agreement_public != first.public:
        raise _damaged()
    return holder


def write_share(share: Share) -> str:
    """As it stands in an officer's file."""
    return write_slip(SHARE_MARK, share)


def read_share(text: str) -> Share:
    """Raises ``Unreadable`` slip_unreadable, ``Refused`` share_damaged."""
    share = read_slip(SHARE_MARK, text, Share, "找回密钥的分片")
    if _checked(share).check != share.check or len(share.part) != _SECRET:
        raise _damaged()
    return share


def write_key(key: RecoveryKey) -> str:
    """The public key, as it goes to the county."""
    return write_slip(KEY_MARK, key)


def read_key(text: str) -> RecoveryKey:
    """Raises ``Unreadable`` slip_unreadable."""
    return read_slip(KEY_MARK, text, RecoveryKey, "找回公钥")


def _holder(secret: bytes, county: str, epoch: int) -> DeviceKeys:
    return agreement_of(CURRENT.expand(secret, b"", label("recovery-key", county, epoch)))


def _checked(share: Share) -> Share:
    said = label("share", share.county, share.epoch, share.number) + share.public + share.part
    check = hashlib.sha256(said).digest()[:_CHECK]
    return Share(share.county, share.epoch, share.number, share.public, share.part, check)


def _refuse_unfit(shares: Sequence[Share]) -> None:
    if len({one.number for one in shares}) < NEEDED:
        raise Refused(
            "要两名管理人员各拿自己的分片，同一份分片不能用两次。请另一人也插上U盘。",
            code="shares_missing",
        )
    if len({(one.county, one.epoch, one.public) for one in shares}) != 1:
        raise Refused(
            "两份分片不是同一期找回密钥的。请拿同一期的分片来。", code="shares_of_two_keys"
        )


def _damaged() -> Refused:
    return Refused(
        "这份分片坏了，或者被改动过。请用备用的那一份，或请第三人带分片来。", code="share_damaged"
    )
