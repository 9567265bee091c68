"""Reading seals back: from what a phone or scanner gave, or from a PDF that this program made.

A PDF says its seals in its own facts (keywords), and behind its last line stands a signature over
all of its bytes: a comment that readers of PDFs pass over. Pictures of codes are not read here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from app.printing.preview import keywords_of
from app.printing.qr_seal import DAY, DIGEST, FORMAT, KEY, KIND, NUMBER, SIGNATURE, STANDING
from app.printing.signer import Signer, letters, unlettered

_NAMES: Final = (NUMBER, KIND, DAY, DIGEST, STANDING, KEY, SIGNATURE)
_FIELD: Final = re.compile(rf"\s*({'|'.join(_NAMES)})\s*[:：]\s*")
_FORMAT: Final = re.compile(r"入户通文书\s*1")
_TRAILER: Final = re.compile(rb"%ruhu-seal 1 ([A-Za-z0-9_-]{11}) ([A-Za-z0-9_-]{86})\n\Z")
_TRAILER_TOP: Final = b"ruhu-pdf-1\n"
_SIZE: Final = 64
BETWEEN: Final = "\n\n"
"""Between the seals of a file with several papers."""


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


def signed_pdf(pdf: bytes, signer: Signer) -> bytes:
    """``pdf`` with a signature over its bytes behind it."""
    signature = signer.sign(_TRAILER_TOP + hashlib.sha256(pdf).digest())
    return pdf + f"%ruhu-seal 1 {signer.key} {letters(signature)}\n".encode()


@dataclass(frozen=True)
class ReadPdf:
    """What a PDF says: its seals, and the signature over ``said``, if it has one."""

    seals: tuple[ReadSeal, ...]
    key: str = ""
    said: bytes = b""
    signature: bytes = b""


def read_pdf(pdf: bytes) -> ReadPdf:
    """Raises ``Unreadable`` pdf_damaged."""
    found = [read_seal(part) for part in keywords_of(pdf).split(BETWEEN)]
    seals = tuple(each for each in found if each)
    trailer = _TRAILER.search(pdf[-200:])
    if trailer is None:
        return ReadPdf(seals)
    content = pdf[: len(pdf) - len(trailer[0])]
    said = _TRAILER_TOP + hashlib.sha256(content).digest()
    return ReadPdf(seals, trailer[1].decode(), said, unlettered(trailer[2].decode()))
