"""What is compressed how, and for whom (``codec``): old programs are sent what they can read."""

from __future__ import annotations

from hashlib import sha256

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Unreadable
from app.sync.laptop.online import Dialect
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Hello, Page, Pull, Row
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, level

QUESTIONS = (Hello((1,), 1, Cursor(1, 1), squeezers=codec.SQUEEZERS), Pull(Cursor(1, 1, 7, None)))
ROWS = tuple(Row("person", f"019ab000-0000-7000-8000-{n:012}", n, {"n": n}) for n in range(200))


def sealed(way: int, size: int, body: bytes) -> bytes:
    """A message that holds together, whatever is in it."""
    head = b"RH\x01" + bytes((way,)) + size.to_bytes(4, "big")
    return head + sha256(head + body).digest() + body


@pytest.mark.parametrize("way", [codec.ZLIB, codec.ZSTANDARD])
def test_a_message_is_the_same_however_it_was_squeezed(way: int):
    page = Page(Cursor(1, 1, 9), ROWS)
    packed = codec.encode((page,), (way,))
    assert codec.squeezer_of(packed) == way
    assert codec.decode(packed) == (page,)


def test_s19_whoever_says_nothing_or_names_only_what_we_do_not_know_is_sent_zlib():
    for squeezers in ((), (codec.ZLIB,), (77, 2**40)):
        assert codec.squeezer_of(codec.encode((Page(Cursor(1, 1, 9), ROWS),), squeezers)) == 1


def test_s19_a_county_is_spoken_to_as_it_has_spoken():
    dialect = Dialect()
    assert dialect.squeezer == codec.ZLIB
    dialect.learn(codec.encode((Page(Cursor(1, 1, 9), ROWS),)))
    assert dialect.squeezer == codec.ZLIB
    dialect.learn(codec.encode((Page(Cursor(1, 1, 9), ROWS),), codec.SQUEEZERS))
    dialect.learn(codec.encode((Page(Cursor(1, 1, 9), ()),)))  # too little to press
    assert dialect.squeezer == codec.ZSTANDARD


def test_s19_the_first_question_is_in_zlib_and_the_county_answers_as_well_as_the_laptop_reads(
    made: MadeCounty, laptop: Laptop
):
    level(laptop)
    first, *_rest = [one.body for one in laptop.wire.sent if one.url.endswith("/sync")]
    assert codec.squeezer_of(first) != codec.ZSTANDARD
    bare = made.laptop("2", "500231102")
    answer = bare.ask("POST", "/v1/sync", codec.encode((Hello((1,), 1, Cursor()),)))
    assert codec.squeezer_of(answer.body) != codec.ZSTANDARD


@pytest.mark.parametrize(
    "body",
    [
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(500)),
        zstandard.ZstdCompressor().compress(bytes(2**24)),
        zstandard.ZstdCompressor().compress(bytes(500)) + b"behind",
        zstandard.ZstdCompressor().compress(bytes(500)) * 2,
        zstandard.ZstdCompressor().compress(bytes(500))[:-1],
        b"no frame",
    ],
    ids=["size untold", "larger", "more behind", "two", "cut off", "foreign"],
)
def test_s21_nothing_is_unpacked_beyond_what_the_head_says(body: bytes):
    with pytest.raises(Unreadable) as caught:
        codec.decode(sealed(codec.ZSTANDARD, 500, body))
    assert caught.value.code in ("sync_bytes_damaged", "sync_bytes_too_large")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_damaged_byte_is_noticed(data: st.DataObject):
    packed = bytearray(codec.encode((Page(Cursor(1, 1, 9), ROWS),), codec.SQUEEZERS))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        codec.decode(bytes(packed))
    assert codec.decode(codec.encode(QUESTIONS, codec.SQUEEZERS)) == QUESTIONS
