"""Reading seals back from a PDF that this program made; the text of a code: ``paper_seals``.

A PDF says its seals in its own facts (keywords), and behind its last line stands a signature over
all of its bytes: a comment that readers of PDFs pass over. Pictures of codes are not read here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from app.domain.paper_seals import ReadSeal, letters, read_seal, unlettered
from app.printing.preview import keywords_of
from app.printing.signer import Signer

_TRAILER: Final = re.compile(rb"%ruhu-seal 1 ([A-Za-z0-9_-]{11}) ([A-Za-z0-9_-]{86})\n\Z")
_TRAILER_TOP: Final = b"ruhu-pdf-1\n"
BETWEEN: Final = "\n\n"
"""Between the seals of a file with several papers."""


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
