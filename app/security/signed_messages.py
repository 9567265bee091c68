"""What goes over the county's line is signed by RFC 9421, and the answer over what it answers (E3).

A request's signature covers method, path, query, body, the replica and its counter; the county's
covers status, body, and the request's own signature, so that a gateway can neither change nor swap
anything. The time of signing is told but never judged: a dead battery must not lock a laptop out.
Whether the counter rose is the county's to see. Ed25519 throughout; the canonical form is the library's
work, but for messages in which everything stands plain (``plain_signatures``).
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import algorithms
from http_message_signatures.digests import ContentDigest
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.structures import VerifyResult

from app.errors import Refused
from app.security import plain_signatures
from app.security.plain_signatures import DIGEST, LABEL, spelled

REPLICA: Final = "x-replica"
COUNTER: Final = "x-counter"
REQUEST_PARTS: Final = (
    '"@method"',
    '"@path"',
    '"@query"',
    f'"{REPLICA}"',
    f'"{COUNTER}"',
    DIGEST,
)
ANSWER_PARTS: Final = ('"@status"', DIGEST, '"signature";req')
"""As the library spells them."""
COUNTY: Final = "county"
"""The key id under which the county signs: which key that is was pinned at enrolment."""


@dataclass
class Request:
    """A request as it is sent or was received: absolute ``url``, header names in lower case."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = field(default=b"", repr=False)


@dataclass
class Answer:
    """The answer to ``request``."""

    status_code: int
    request: Request
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = field(default=b"", repr=False)


_ED25519: Final[Any] = algorithms.ED25519  # pyright: ignore[reportPrivateImportUsage] - public, but not re-exported as typing wants it

_SIGNER: Final[Any] = HTTPMessageSigner(signature_algorithm=_ED25519)

Sign = Callable[[bytes], bytes]
"""The holder of a key, who signs bytes and keeps the key: ``DeviceKeys.sign``."""


class _Untimed(HTTPMessageVerifier):
    """The counter tells old from new, not a clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        del sig_input, max_age


def sign_request(
    request: Request, sign: Sign, *, replica: str, counter: int, now: datetime
) -> None:
    """Put replica, counter, digest and signature into the headers of ``request``."""
    request.headers[REPLICA] = replica
    request.headers[COUNTER] = str(counter)
    _sign(request, sign, replica, REQUEST_PARTS, now)


def sign_answer(answer: Answer, sign: Sign, *, now: datetime) -> None:
    """Put digest and signature into the headers of ``answer``.

    Raises ``Refused`` signature_wrong if the request bears nothing that could be signed over.
    """
    try:
        _sign(answer, sign, COUNTY, ANSWER_PARTS, now)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise _wrong() from error


def check_request(request: Request, key_of: Callable[[str], bytes | None]) -> tuple[str, int]:
    """The replica that signed ``request``, and its counter.

    ``key_of``: the 32 bytes of a replica's public key, or None. Raises ``Refused``
    signature_wrong, the same for an unknown replica as for a wrong signature.
    """
    replica = request.headers.get(REPLICA, "")
    counter = request.headers.get(COUNTER, "")
    key = key_of(replica) if replica else None
    if key is None or not counter.isascii() or not counter.isdigit() or len(counter) > 18:
        raise _wrong()
    if _check(request, replica, key, REQUEST_PARTS) != replica:
        raise _wrong()
    return replica, int(counter)


def check_answer(answer: Answer, county_key: bytes) -> None:
    """Raises ``Refused`` signature_wrong unless the county signed this answer to that request."""
    _check(answer, COUNTY, county_key, ANSWER_PARTS)


def _sign(
    message: Request | Answer, sign: Sign, key_id: str, parts: tuple[str, ...], now: datetime
) -> None:
    digest = plain_signatures.digest_of(message.body)
    params = plain_signatures.parameters(parts, int(now.timestamp()), key_id)
    base = _plain_base(message, parts, digest, params)
    if base is None:
        _sign_by_library(message, sign, key_id, parts, now)
        return
    message.headers["content-digest"] = digest
    message.headers["signature-input"] = f"{LABEL}={params}"
    message.headers["signature"] = spelled(sign(base))


def _plain_base(
    message: Request | Answer, parts: tuple[str, ...], digest: str, params: str
) -> bytes | None:
    """What is signed; None: the library must put it together."""
    if isinstance(message, Request):
        return plain_signatures.of_request(message, parts, digest, params)
    status, asked = message.status_code, message.request
    return plain_signatures.of_answer(status, asked, parts, digest, params)


def _sign_by_library(
    message: Request | Answer, sign: Sign, key_id: str, parts: tuple[str, ...], now: datetime
) -> None:
    """As the library's ``apply`` does, which works all out again in case the message was changed
    while somebody far away signed."""
    prepared = _SIGNER.prepare(
        message,
        key_id=key_id,
        created=now,
        label=LABEL,
        covered_component_ids=parts,
        body=message.body,
    )
    headers = message.headers
    headers["content-digest"] = headers.pop("Content-Digest")
    headers["signature-input"] = f"{LABEL}={prepared.signature_params}"
    headers["signature"] = spelled(sign(prepared.signature_base))


def _check(message: Request | Answer, key_id: str, key: bytes, parts: tuple[str, ...]) -> str:
    """The key id under which it is signed."""
    try:
        public = Ed25519PublicKey.from_public_bytes(key)
        is_good = _is_plainly_good(message, key_id, public, parts)
        return key_id if is_good else _check_by_library(message, key_id, public, parts)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise _wrong() from error


def _is_plainly_good(
    message: Request | Answer, key_id: str, public: Ed25519PublicKey, parts: tuple[str, ...]
) -> bool:
    """Whether it is good and spelt as ours; if not, the library has the word."""
    headers, digest = message.headers, plain_signatures.digest_of(message.body)
    said = plain_signatures.read(headers.get("signature-input", ""), parts)
    signature = headers.get("signature", "")
    if said is None or said[1] != key_id or headers.get("content-digest") != digest:
        return False
    base = _plain_base(message, parts, digest, said[0])
    if base is None or not plain_signatures.is_plain(headers) or not _is_spelt_as_ours(signature):
        return False
    try:
        public.verify(_bytes_of(signature), base)
    except InvalidSignature:
        return False
    return True


def _check_by_library(
    message: Request | Answer, key_id: str, public: Ed25519PublicKey, parts: tuple[str, ...]
) -> str:
    resolver = MappingKeyResolver(public_keys={key_id: public}, private_keys={})
    verifier: Any = _Untimed(signature_algorithm=_ED25519, key_resolver=resolver)
    found: list[VerifyResult] = verifier.verify(message, max_age=None)
    is_good = len(found) == 1 and _is_spelt_as_ours(message.headers["signature"])
    if not is_good or not _is_covered(found[0].covered_components, parts, message.body):
        raise _wrong()
    return str(found[0].parameters.get("keyid"))


def _is_covered(covered: dict[str, str], parts: tuple[str, ...], body: bytes) -> bool:
    """Whether all of ``parts`` are signed, and the digest among them is that of ``body``. Raises
    ``HTTPMessageSignaturesException`` if it is another one."""
    is_whole = covered.keys() >= set(parts)
    return is_whole and ContentDigest.verify_components({DIGEST: covered[DIGEST]}, body)


def _is_spelt_as_ours(header: str) -> bool:
    """Base64 has spare bits at its end: of the spellings of one signature, ours alone is heard."""
    return header == spelled(_bytes_of(header))


def _bytes_of(header: str) -> bytes:
    return b64decode(header.removeprefix(f"{LABEL}=:").removesuffix(":"))


def _wrong() -> Refused:
    return Refused(
        "签名不对：可能有人改动了传输内容，或这台电脑还没有登记。请换一个网络再试；仍不行，请联系县里重新登记。",
        code="signature_wrong",
    )


def signer_of(private: bytes) -> Sign:
    """Signs with the 32 bytes ``private``: the county's own key."""
    return Ed25519PrivateKey.from_private_bytes(private).sign
