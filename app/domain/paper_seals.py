"""What the code of a paper says, and reading it back from what a phone or scanner gave.

The first line names the format and its version. Lines are only ever added, at the end; the last
one is the signature of the issuing laptop, over all that stands before it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

FORMAT: Final = "入户通文书 1"
"""Version 1, 2026-11: number, kind, date, digest; if signed, the key's name and the signature."""
NUMBER: Final = "编号"
KIND: Final = "名称"
DAY: Final = "日期"
DIGEST: Final = "校验"
STANDING: Final = "状态"
KEY: Final = "签发"
SIGNATURE: Final = "签名"

_NAMES: Final = (NUMBER, KIND, DAY, DIGEST, STANDING, KEY, SIGNATURE)
_FIELD: Final = re.compile(rf"\s*({'|'.join(_NAMES)})\s*[:：]\s*")
_FORMAT: Final = re.compile(r"入户通文书\s*1")
_NAME_BYTES: Final = 8
_SIZE: Final = 64


@dataclass(frozen=True)
class ReadSeal:
    """What a code said. ``said``: the lines that ``signature`` is over; both blank if not signed."""

    number: str
    kind: str
    day: str
    digest: str
    standing: str
    key: str
    said: bytes
    signature: bytes


def read_seal(text: str) -> ReadSeal | None:
    """The seal in ``text``, however lines were broken and colons typed; None: it is none of ours.

    A signature that is not whole is empty: then nothing fits it.
    """
    start = _FORMAT.search(text)
    if start is None:
        return None
    parts = _FIELD.split(text[start.end() :])
    found = {
        name: value.strip() for name, value in zip(parts[1::2], parts[2::2], strict=True) if name
    }
    if NUMBER not in found or DIGEST not in found:
        return None
    lines = [FORMAT, *(f"{name}:{found[name]}" for name in _NAMES[:-1] if name in found)]
    signature = unlettered("".join(found.get(SIGNATURE, "").split()))
    return ReadSeal(
        found[NUMBER],
        found.get(KIND, ""),
        found.get(DAY, ""),
        found[DIGEST],
        found.get(STANDING, ""),
        found.get(KEY, ""),
        "\n".join(lines).encode(),
        signature if len(signature) == _SIZE else b"",
    )


def key_name(public: bytes) -> str:
    """Eleven letters that name a public key in a code."""
    return letters(hashlib.sha256(public).digest()[:_NAME_BYTES])


def letters(data: bytes) -> str:
    """Base64 as it stands in addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unlettered(text: str) -> bytes:
    """What ``letters`` wrote; empty where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
