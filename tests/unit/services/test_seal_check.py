"""Genuine, altered, withdrawn, unknown signer: told apart without a vault, at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.key_book import KeyBook, KnownKey, Withdrawn, read_book
from app.domain.paper_seals import key_name, letters, unlettered
from app.errors import Unreadable
from app.printing.fonts import Fonts
from app.printing.papers import render, render_batch
from app.printing.preview import keywords_of
from app.printing.qr_seal import Seal, seal_text
from app.printing.signer import Signer
from app.security.seal_check import Verdict, check_text
from app.security.signatures import DeviceKeys
from app.services.kept_book import KeptBook
from app.services.seal_check import check_file
from tests.key_books import a_book
from tests.unit.printing.samples import ordinary

KEYS = DeviceKeys.generate()
OTHER = DeviceKeys.generate()
SIGNER = Signer.of(KEYS.signing_public, KEYS.sign)
OFFICE = "桑坪镇人民政府"
BOOK = a_book(KnownKey(KEYS.signing_public, OFFICE))
SEAL = Seal("E07-2026-102-7K2M9Q-0001", "最低生活保障申请审核确认表", date(2026, 11, 23), "0" * 32)
AT_ONCE = 0.2


def code(seal: Seal = SEAL) -> str:
    return seal_text(seal, SIGNER)


@pytest.mark.parametrize("standing", ["", "未经县局确认"])
def test_what_a_known_laptop_signed_is_genuine(standing: str):
    found = check_text(code(replace(SEAL, standing=standing)), BOOK)
    assert (found.verdict, found.number, found.kind) == (Verdict.GENUINE, SEAL.number, SEAL.kind)
    assert (found.day, found.standing, found.signer) == ("2026-11-23", standing, OFFICE)
    assert "桑坪镇" in found.sentence


def retyped(text: str) -> str:
    return text.replace(":", "： ").replace("\n", "\r\n  ") + "  \n"


def in_one_line(text: str) -> str:
    return text.replace("\n", " ")


def with_words_before(text: str) -> str:
    return f"扫到：{text}"


@pytest.mark.parametrize("typed", [retyped, in_one_line, with_words_before])
def test_how_lines_break_and_colons_are_typed_does_not_matter(typed: Callable[[str], str]):
    assert check_text(typed(code()), BOOK).verdict is Verdict.GENUINE


@given(
    st.sampled_from(["number", "kind", "digest", "standing"]), st.text("改动0123456789", min_size=1)
)
def test_whatever_is_changed_is_noticed(part: str, more: str):
    changed = replace(SEAL, **{part: getattr(SEAL, part) + more})
    unsigned = seal_text(changed)
    signature = code().partition("\n签发:")[2]
    assert check_text(f"{unsigned}\n签发:{signature}", BOOK).verdict is Verdict.ALTERED


def test_a_signature_that_is_not_whole_is_altered():
    assert check_text(code()[:-3], BOOK).verdict is Verdict.ALTERED


def test_a_signature_by_another_key_is_altered():
    forged = seal_text(SEAL, Signer(SIGNER.key, OTHER.sign))
    assert check_text(forged, BOOK).verdict is Verdict.ALTERED


def test_a_laptop_that_is_not_in_the_book_is_unknown():
    assert check_text(code(), KeyBook()).verdict is Verdict.UNKNOWN_SIGNER


def test_a_number_that_was_withdrawn_and_a_key_that_was_revoked_are_revoked():
    gone = replace(BOOK, withdrawn={SEAL.number: Withdrawn(date(2026, 11, 24), "待收回")})
    found = check_text(code(), gone)
    assert found.verdict is Verdict.REVOKED
    assert "待收回" in found.sentence
    lost = a_book(KnownKey(KEYS.signing_public, OFFICE, date(2026, 11, 20)))
    assert check_text(code(), lost).verdict is Verdict.REVOKED


def test_a_withdrawn_number_that_was_altered_is_altered():
    forged = code().replace("审核", "审批")
    gone = replace(BOOK, withdrawn={SEAL.number: Withdrawn(None, "已作废")})
    assert check_text(forged, gone).verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.NOT_OURS),
        ("https://example.org/", Verdict.NOT_OURS),
        ("入户通文书 1", Verdict.NOT_OURS),
        (seal_text(SEAL), Verdict.UNSIGNED),
    ],
)
def test_what_cannot_be_judged_says_so(text: str, verdict: Verdict):
    found = check_text(text, BOOK)
    assert found.verdict is verdict
    assert found.sentence.endswith("。")


@given(st.text())
def test_any_text_is_judged_and_none_is_genuine_by_chance(text: str):
    assert check_text(text, BOOK).verdict is not Verdict.GENUINE


@given(st.binary(max_size=80))
def test_letters_are_read_back(data: bytes):
    assert unlettered(letters(data)) == data


# -- files ---------------------------------------------------------------------------------------


@cache
def fonts() -> Fonts:
    from app import resources

    return Fonts(resources.path("fonts"))


@cache
def pdf() -> bytes:
    return render("E-07", ordinary("E-07"), fonts(), signer=SIGNER)


def test_a_pdf_that_was_not_touched_is_genuine():
    found = check_file(pdf(), BOOK)
    assert (found.verdict, found.number) == (Verdict.GENUINE, ordinary("E-07").number)


def test_a_pdf_says_its_codes_in_its_own_facts():
    assert "签名:" in keywords_of(pdf())


def test_a_pdf_of_many_papers_is_checked_whole():
    many = render_batch(
        "E-07",
        [ordinary("E-07"), replace(ordinary("E-07"), number="E07-0002")],
        fonts(),
        signer=SIGNER,
    )
    assert check_file(many, BOOK).verdict is Verdict.GENUINE
    gone = replace(BOOK, withdrawn={"E07-0002": Withdrawn(None, "已作废")})
    assert check_file(many, gone).verdict is Verdict.REVOKED


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_single_byte_that_was_changed_in_a_pdf_is_noticed(place: float):
    content = bytearray(pdf())
    content[int(len(content) * place)] ^= 1
    try:
        verdict = check_file(bytes(content), BOOK).verdict
    except Unreadable:
        return
    assert verdict is not Verdict.GENUINE


def test_a_pdf_without_its_signature_is_altered():
    assert check_file(pdf()[:-60], BOOK).verdict is Verdict.ALTERED


def test_another_laptops_signature_over_our_codes_is_altered():
    both = BOOK.joined(a_book(KnownKey(OTHER.signing_public, "别处")))
    body = pdf()[: pdf().rindex(b"%ruhu-seal")]
    from app.printing.seal_reading import signed_pdf

    forged = signed_pdf(body, Signer.of(OTHER.signing_public, OTHER.sign))
    assert check_file(forged, both).verdict is Verdict.ALTERED


def test_the_four_are_told_apart_at_once():
    gone = replace(BOOK, withdrawn={ordinary("E-07").number: Withdrawn(None, "已作废")})
    cases = [
        (pdf(), BOOK, Verdict.GENUINE),
        (pdf()[:-60], BOOK, Verdict.ALTERED),
        (pdf(), gone, Verdict.REVOKED),
        (pdf(), KeyBook(), Verdict.UNKNOWN_SIGNER),
        (code().encode(), BOOK, Verdict.GENUINE),
    ]
    for content, book, verdict in cases:
        started = perf_counter()
        assert check_file(content, book).verdict is verdict
        assert perf_counter() - started < AT_ONCE


# -- the book ------------------------------------------------------------------------------------


def test_a_book_is_read_as_it_was_written():
    book = replace(BOOK, withdrawn={"E07-1": Withdrawn(date(2026, 1, 2), "遗失")})
    assert read_book(book.written()) == book


def test_a_revoked_key_stays_revoked_whatever_comes_later():
    name = key_name(KEYS.signing_public)
    revoked = a_book(KnownKey(KEYS.signing_public, OFFICE, date(2026, 11, 20)))
    for joined in (revoked.joined(BOOK), BOOK.joined(revoked)):
        assert joined.keys[name].revoked_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format": "?"}',
        BOOK.written().replace(KEYS.signing_public.hex().encode(), b"00"),
    ],
)
def test_a_damaged_book_is_not_used(content: bytes):
    with pytest.raises(Unreadable) as caught:
        read_book(content)
    assert caught.value.code == "key_book_damaged"


def test_a_kept_book_grows(tmp_path: Path):
    kept = KeptBook(tmp_path / "config")
    assert kept.read() == KeyBook()
    kept.take(BOOK)
    more = a_book(KnownKey(OTHER.signing_public, "别处"))
    assert kept.take(more) == kept.read()
    assert len(kept.read().keys) == 2
    assert kept.path.stat().st_mode & 0o077 == 0
