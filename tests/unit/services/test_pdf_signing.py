"""A PDF that was signed: readers of PDFs call it valid, our own check too, and a changed byte is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from app.domain.key_book import KeyBook, KnownKey, Withdrawn
from app.domain.paper_seals import key_name
from app.errors import Unreadable
from app.security.pdf_signing import MARK, PdfIdentity, is_signed_pdf, issue_identity, sign_pdf
from app.security.seal_check import Verdict
from app.security.signatures import DeviceKeys
from app.services.pdf_identity import own_identity
from app.services.seal_check import check_file
from tests.key_books import a_book
from tests.stores import NOW
from tests.unit.services.conftest import Click
from tests.unit.services.test_seal_check import BOOK, KEYS, OFFICE, OTHER, pdf

PDFSIG = shutil.which("pdfsig")


def identity_of(keys: DeviceKeys, moment: datetime = NOW) -> PdfIdentity:
    return issue_identity(keys, key_name(keys.signing_public), OFFICE, moment)


@cache
def signed() -> bytes:
    return sign_pdf(pdf(), identity_of(KEYS), NOW)


def said_of(content: bytes, folder: Path) -> str:
    """What ``pdfsig`` says."""
    if PDFSIG is None:
        pytest.skip("pdfsig is not here; root's `make test` installs poppler-utils")
    path = folder / "paper.pdf"
    path.write_bytes(content)
    ran = subprocess.run([PDFSIG, str(path)], capture_output=True, encoding="utf-8", check=False)
    return ran.stdout


def test_another_program_calls_a_signed_pdf_valid_and_names_who_signed(tmp_path: Path):
    said = said_of(signed(), tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "Not total" not in said
    assert f"CN={OFFICE}" in said
    assert "ETSI.CAdES.detached" in said


def test_another_program_notices_a_changed_byte(tmp_path: Path):
    content = bytearray(signed())
    content[len(pdf()) // 2] ^= 1
    assert "Digest Mismatch" in said_of(bytes(content), tmp_path)


def test_our_seal_still_says_genuine_of_a_pdf_that_was_signed():
    assert check_file(signed(), BOOK).verdict is Verdict.GENUINE
    gone = replace(BOOK, withdrawn={check_file(pdf(), BOOK).number: Withdrawn(None, "已作废")})
    assert check_file(signed(), gone).verdict is Verdict.REVOKED


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9, 0.9495, 0.96, 0.97, 0.995])
def test_our_check_notices_a_changed_byte_of_a_signed_pdf(place: float):
    content = bytearray(signed())
    content[int(len(content) * place)] ^= 1
    try:
        verdict = check_file(bytes(content), BOOK).verdict
    except Unreadable:
        return
    assert verdict is not Verdict.GENUINE


def test_what_stands_behind_the_signature_is_noticed():
    assert check_file(signed() + b"%more\n", BOOK).verdict is Verdict.ALTERED


def test_a_pdf_signed_over_by_another_laptop_is_not_the_first_ones():
    both = BOOK.joined(a_book(KnownKey(OTHER.signing_public, "别处")))
    assert check_file(sign_pdf(pdf(), identity_of(OTHER), NOW), both).verdict is Verdict.ALTERED
    twice = sign_pdf(signed(), identity_of(OTHER), NOW)
    assert check_file(twice, both).verdict is Verdict.ALTERED


def test_a_certificate_that_its_own_key_issued_is_nobodys():
    stranger = identity_of(DeviceKeys.generate())
    assert not is_signed_pdf(sign_pdf(pdf(), stranger, NOW), KEYS.signing_public)
    assert is_signed_pdf(signed(), KEYS.signing_public)


@pytest.mark.parametrize("content", [b"", MARK, b"%PDF-1.4\n" + MARK + b"\n%%EOF"])
def test_what_is_no_signed_pdf_is_not_signed(content: bytes):
    assert not is_signed_pdf(content, KEYS.signing_public)


def test_an_unknown_signer_stays_unknown_however_a_pdf_is_signed():
    assert check_file(signed(), KeyBook()).verdict is Verdict.UNKNOWN_SIGNER


def test_the_key_is_made_once_and_again_when_its_issuer_is_another(do: Click):
    first = do(lambda work: own_identity(work, KEYS, OFFICE))
    assert do(lambda work: own_identity(work, KEYS, OFFICE)) == first
    second = do(lambda work: own_identity(work, OTHER, OFFICE))
    assert second != first
    assert second.is_of(OTHER.signing_public, NOW)


def test_a_certificate_holds_for_its_time():
    made = identity_of(KEYS)
    assert made.is_of(KEYS.signing_public, NOW + timedelta(days=3600))
    assert not made.is_of(KEYS.signing_public, NOW + timedelta(days=3700))
    assert "key" not in repr(made).replace("PdfIdentity", "")


def test_whoever_signs_no_pdf_never_imports_the_library():
    code = "import sys, app.security.pdf_signing; print('pyhanko' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
