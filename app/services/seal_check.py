"""验真 of a file: a PDF with its signature vouches for every byte, its codes for what they say."""

from __future__ import annotations

from typing import Final

from app.domain.key_book import KeyBook
from app.printing.seal_reading import ReadPdf, read_pdf
from app.security.pdf_signing import is_signed_pdf
from app.security.seal_check import Checked, Verdict, altered, check_seal, check_text, not_ours
from app.security.signatures import is_signed

PDF: Final = b"%PDF-"


def check_file(content: bytes, book: KeyBook) -> Checked:
    """A PDF, or the text of a code in a file. Raises ``Unreadable`` pdf_damaged."""
    if not content.lstrip().startswith(PDF):
        return check_text(content.decode("utf-8", errors="replace"), book)
    pdf = read_pdf(content)
    seals = [check_seal(seal, book) for seal in pdf.seals]
    if not seals:
        return not_ours()
    worst = max(seals, key=lambda each: list(Verdict).index(each.verdict))
    return _with_bytes(content, pdf, worst, book)


def _with_bytes(content: bytes, pdf: ReadPdf, found: Checked, book: KeyBook) -> Checked:
    """What the signature over the file says besides that of its codes: our own, or in a file whose
    PDF was signed too that one, which covers ours."""
    if found.verdict not in (Verdict.GENUINE, Verdict.REVOKED):
        return found
    signers = {seal.key for seal in pdf.seals}
    key = book.keys.get(pdf.seals[0].key)
    is_same = len(signers | {pdf.key} - {""}) == 1
    if key and is_same and _is_whole(content, pdf, key.public):
        return found
    return altered(pdf.seals[0])


def _is_whole(content: bytes, pdf: ReadPdf, public: bytes) -> bool:
    if pdf.key:
        return is_signed(pdf.said, pdf.signature, public)
    return is_signed_pdf(content, public)
