"""Recovery of a vault whose password is forgotten, as three slips (K10).

::

    laptop, locked      request: ephemeral key, number, the escrow      RUHUR1:
    two officers        answer: the data key sealed to that key         RUHUA1:
    the county          the same answer under its signature             RUHUA1:

The short code is a digest of the whole request: the person reads it out, the officers compare, so
nobody can put a request of his own in its place. An answer opens on the laptop that asked, once,
for that request, within 24 hours.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from app.errors import Refused
from app.security.escrow import Escrow, open_escrow
from app.security.letters import open_letter, seal_letter
from app.security.recovery_key import Share, join_shares
from app.security.signatures import DeviceKeys, is_signed
from app.security.signed_messages import Sign
from app.security.slips import Octets32, read_slip, unreadable, write_slip
from app.security.suites import label

REQUEST_MARK: Final = "RUHUR1:"
ANSWER_MARK: Final = "RUHUA1:"
HOURS: Final = 24
ANSWER: Final = "找回密码的答复"
SEAL: Final = b"ruhu recovery answer 1\n"
_CODE: Final = 12


@dataclass(frozen=True)
class RecoveryRequest:
    """``id``: its number; ``reader``: 32 bytes X25519, made for this request alone; ``made_at``:
    by the laptop's clock, for people to read."""

    id: str
    reader: Octets32
    made_at: str
    escrow: Escrow

    @property
    def code(self) -> str:
        """What the person reads out and the officers compare: ABCD-EFGH-2345 (60 bits)."""
        digest = hashlib.sha256(b"ruhu recovery code\n" + write_request(self).encode()).digest()
        text = b32encode(digest).decode()[:_CODE]
        return "-".join(text[start : start + 4] for start in range(0, _CODE, 4))


@dataclass(frozen=True)
class RecoveryAnswer:
    """``shares``: the numbers of the two that were used; ``signature``: the county's, empty as long
    as it has not recorded the recovery."""

    request: str
    vault: str
    user: str
    device: Octets32
    expires_at: str
    shares: tuple[int, ...]
    sealed: bytes = field(repr=False)
    signature: bytes = b""

    @property
    def expires(self) -> datetime:
        """When it is of no use any more. Raises ``Unreadable`` slip_unreadable."""
        try:
            found = datetime.fromisoformat(self.expires_at)
        except ValueError as error:
            raise unreadable(ANSWER) from error
        if found.tzinfo is None:
            raise unreadable(ANSWER)
        return found

    def is_to(self, request: RecoveryRequest) -> bool:
        """Whether it answers exactly that."""
        escrow = request.escrow
        asked = (request.id, escrow.vault, escrow.user, escrow.device)
        return (self.request, self.vault, self.user, self.device) == asked


def answer_request(
    request: RecoveryRequest, code: str, shares: tuple[Share, ...], now: datetime
) -> RecoveryAnswer:
    """What two officers do, on a machine without a network.

    Raises ``Refused`` recovery_code_differs, shares_other_epoch, what ``join_shares`` raises;
    ``Unreadable`` letter_altered, reader_key_wrong.
    """
    if _bare(code) != _bare(request.code):
        raise Refused(
            "代码与申请不符：申请可能不是他本人的。请与本人当面或打电话重新核对。",
            code="recovery_code_differs",
        )
    holder, escrow = join_shares(shares), request.escrow
    if shares[0].public != escrow.key.public:
        raise Refused(
            f"这个保险柜用的是第 {escrow.key.epoch} 期找回密钥。请拿那一期的分片来。",
            code="shares_other_epoch",
        )
    data_key = open_escrow(escrow, holder)
    expires = (now + timedelta(hours=HOURS)).isoformat(timespec="seconds")
    used = tuple(sorted({one.number for one in shares}))
    bare = RecoveryAnswer(request.id, escrow.vault, escrow.user, escrow.device, expires, used, b"")
    return replace(bare, sealed=seal_letter(data_key, request.reader, _purpose(bare)))


def vouch(answer: RecoveryAnswer, sign: Sign) -> RecoveryAnswer:
    """The county has recorded it: from here on the laptop takes it."""
    bare = replace(answer, signature=b"")
    return replace(bare, signature=sign(SEAL + write_answer(bare).encode()))


def open_answer(
    answer: RecoveryAnswer, request: RecoveryRequest, reader: DeviceKeys, now: datetime
) -> bytes:
    """The data key, on the laptop that asked.

    Raises ``Refused`` answer_not_ours, answer_unsigned, answer_expired; ``Unreadable``
    letter_altered, slip_unreadable.
    """
    if not answer.is_to(request):
        raise Refused(
            "这份答复不是给这台电脑这一次申请的，没有采用。请带回对应的答复，或重新申请。",
            code="answer_not_ours",
        )
    bare = replace(answer, signature=b"")
    if not is_signed(
        SEAL + write_answer(bare).encode(), answer.signature, request.escrow.county_key
    ):
        raise Refused(
            "这份答复没有县里的签名，没有采用。请县里用 recovery record 登记以后再带回来。",
            code="answer_unsigned",
        )
    if now > answer.expires:
        raise Refused(
            "这份答复已经超过24小时，不能再用。请先看电脑的日期对不对；日期对的，请重新申请。",
            code="answer_expired",
        )
    return open_letter(answer.sealed, reader, _purpose(answer))


def write_request(request: RecoveryRequest) -> str:
    """As it stands in the file."""
    return write_slip(REQUEST_MARK, request)


def read_request(text: str) -> RecoveryRequest:
    """Raises ``Unreadable`` slip_unreadable."""
    return read_slip(REQUEST_MARK, text, RecoveryRequest, "找回密码的申请")


def write_answer(answer: RecoveryAnswer) -> str:
    """As it stands in the file."""
    return write_slip(ANSWER_MARK, answer)


def read_answer(text: str) -> RecoveryAnswer:
    """Raises ``Unreadable`` slip_unreadable."""
    return read_slip(ANSWER_MARK, text, RecoveryAnswer, ANSWER)


def _purpose(answer: RecoveryAnswer) -> str:
    bound = (answer.request, answer.vault, answer.user, answer.device.hex(), answer.expires_at)
    return label("recovery", *bound).decode()


def _bare(code: str) -> str:
    return "".join(one for one in code.upper() if one.isalnum())
