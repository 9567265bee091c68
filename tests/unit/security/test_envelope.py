"""Sealed bytes and streams."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unreadable
from app.security import envelope
from app.security.envelope import open_sealed, open_stream, seal, seal_stream

KEY = bytes(range(32))
PURPOSE = "blob"
CONTEXT = b"record 7"


def whole(plain: bytes) -> bytes:
    return seal(plain, key=KEY, purpose=PURPOSE, context=CONTEXT)


def unsealed(sealed: bytes) -> bytes:
    return open_sealed(sealed, key=KEY, purpose=PURPOSE, context=CONTEXT)


def stream(*pieces: bytes) -> bytes:
    return b"".join(seal_stream(pieces, key=KEY, purpose=PURPOSE, context=CONTEXT))


def unstreamed(*pieces: bytes) -> bytes:
    return b"".join(open_stream(pieces, key=KEY, purpose=PURPOSE, context=CONTEXT))


def unreadable(code: str = "sealed_altered") -> pytest.RaisesExc[Unreadable]:
    return pytest.RaisesExc(Unreadable, check=lambda error: error.code == code)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Chunks of 64 bytes: every border is near."""
    monkeypatch.setattr(envelope, "CHUNK", 64)
    return 64


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_out(plain: bytes):
    assert unsealed(whole(plain)) == plain


def test_the_same_bytes_are_never_sealed_alike():
    assert len({whole(b"same") for _ in range(50)}) == 50
    assert len({stream(b"same") for _ in range(50)}) == 50


def test_each_flipped_bit_of_a_sealed_thing_is_noticed():
    sealed = whole(b"thirty-two bytes, or nearly that")
    for place in range(len(sealed) * 8):
        with pytest.raises(Unreadable):
            unsealed(flipped(sealed, place))


@given(st.data())
def test_a_shorter_or_longer_sealed_thing_is_noticed(data: st.DataObject):
    sealed = whole(data.draw(st.binary(max_size=60)))
    with pytest.raises(Unreadable):
        unsealed(sealed[: data.draw(st.integers(0, len(sealed) - 1))])
    with pytest.raises(Unreadable):
        unsealed(sealed + data.draw(st.binary(min_size=1, max_size=9)))


@given(st.binary(max_size=200))
def test_bytes_that_nobody_sealed_are_foreign_or_altered(data: bytes):
    with pytest.raises(Unreadable):
        unsealed(data)
    with pytest.raises(Unreadable):
        unstreamed(data)


def test_another_key_purpose_or_context_does_not_open():
    sealed = whole(b"plain")
    for key, purpose, context in (
        (bytes(32), PURPOSE, CONTEXT),
        (KEY, "bak", CONTEXT),
        (KEY, PURPOSE, b"record 8"),
        (KEY, PURPOSE + "record", b" 7"),
    ):
        with unreadable():
            open_sealed(sealed, key=key, purpose=purpose, context=context)
        with unreadable():
            list(open_stream([stream(b"plain")], key=key, purpose=purpose, context=context))


def test_a_stream_is_not_a_whole_nor_the_other_way_round():
    with unreadable("sealed_foreign"):
        unsealed(stream(b"plain"))
    with unreadable("sealed_foreign"):
        unstreamed(whole(b"plain"))


def test_a_suite_of_the_future_is_named_as_such():
    sealed = whole(b"plain")
    with unreadable("suite_unknown"):
        unsealed(sealed[:3] + b"\x09" + sealed[4:])


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 129, 1000])
def test_a_stream_comes_out_whatever_the_pieces_it_came_in(size: int):
    plain = os.urandom(size)
    sealed = stream(*pieces_of(plain, 7))
    assert unstreamed(sealed) == plain
    assert unstreamed(*pieces_of(sealed, 11)) == plain
    assert stream(plain)[:4] == sealed[:4]


@pytest.mark.usefixtures("small_chunks")
def test_each_flipped_byte_of_a_stream_is_noticed():
    sealed = stream(os.urandom(150))
    for place in range(len(sealed)):
        with pytest.raises(Unreadable):
            unstreamed(flipped(sealed, place * 8 + place % 8))


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("size", [0, 64, 128, 150])
def test_a_stream_cut_off_anywhere_is_noticed(size: int):
    sealed = stream(os.urandom(size))
    for end in range(len(sealed)):
        with pytest.raises(Unreadable):
            unstreamed(sealed[:end])
    with pytest.raises(Unreadable):
        unstreamed(sealed + b"more")


def test_chunks_in_another_order_are_noticed(small_chunks: int):
    sealed = stream(os.urandom(4 * 64))
    head, size = sealed[:36], small_chunks + 16
    chunks = pieces_of(sealed[36:], size)
    assert len(chunks) == 4
    none: list[bytes] = []
    wrong_orders = (
        [chunks[1], chunks[0], *chunks[2:]],  # exchanged
        [chunks[0], *chunks[2:]],  # one left out
        [*chunks[:3]],  # the last left out
        [*chunks, chunks[3]],  # the last twice
        [chunks[3]],  # the last alone
        none,
    )
    for order in wrong_orders:
        with unreadable():
            unstreamed(head, *order)


@pytest.mark.usefixtures("small_chunks")
def test_chunks_of_two_streams_do_not_mix():
    one, two = stream(os.urandom(128)), stream(os.urandom(128))
    with unreadable():
        unstreamed(one[: 36 + 80] + two[36 + 80 :])


def test_a_photo_of_some_megabytes_goes_through_in_real_chunks():
    plain = os.urandom(3 * envelope.CHUNK + 5)
    sealed = stream(plain)
    assert len(sealed) == len(plain) + 36 + 4 * 16
    assert unstreamed(sealed) == plain


def pieces_of(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
