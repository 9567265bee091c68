"""Sealed bytes: nobody reads them without the key, and nobody alters them unnoticed.

Whole::

    "RH" 1 suite | nonce (12) | ciphertext and tag                       small things, in memory
    "RH" 2 suite | salt (32) | chunk, chunk, … each ciphertext and tag   files, 1 MiB at a time

What the bytes are for (``purpose``) and where they belong (``context``: a record's id, a file's
name) are authenticated but not stored: sealed bytes moved to another place do not open there.
In a stream each chunk is sealed under a key of its own stream, with its index and whether it is
the last: chunks cannot be left out, exchanged, or cut off at the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

from app.errors import Unreadable
from app.security.suites import CURRENT, KEY, NONCE, TAG, Suite, label, suite_of

MAGIC: Final = b"RH"
WHOLE: Final = 1
STREAM: Final = 2
CHUNK: Final = 1 << 20
"""Plain bytes in each chunk of a stream but the last."""

_HEAD: Final = len(MAGIC) + 2
_SALT: Final = 32


def seal(plain: bytes, *, key: bytes, purpose: str, context: bytes = b"") -> bytes:
    """``plain`` sealed; 32 bytes longer."""
    head, nonce = _head(WHOLE), os.urandom(NONCE)
    return head + nonce + CURRENT.seal(key, nonce, plain, _aad(head, purpose, context))


def open_sealed(sealed: bytes, *, key: bytes, purpose: str, context: bytes = b"") -> bytes:
    """The plain bytes; ``Unreadable`` if key, purpose, context or a single bit is another."""
    head, body = sealed[:_HEAD], sealed[_HEAD:]
    suite = _suite(head, WHOLE)
    plain = suite.open(key, body[:NONCE], body[NONCE:], _aad(head, purpose, context))
    if plain is None:
        raise _altered(purpose)
    return plain


def seal_stream(
    source: Iterable[bytes], *, key: bytes, purpose: str, context: bytes = b""
) -> Iterator[bytes]:
    """The sealed stream of ``source`` (pieces of any size), in pieces to be written in order."""
    head, salt = _head(STREAM), os.urandom(_SALT)
    chunks = _Chunks(CURRENT, key, salt, purpose, _aad(head, purpose, context))
    yield head + salt
    for index, piece, is_last in _numbered(_Feed(source), CHUNK):
        yield chunks.seal(index, piece, is_last)


def open_stream(
    source: Iterable[bytes], *, key: bytes, purpose: str, context: bytes = b""
) -> Iterator[bytes]:
    """The plain pieces of a sealed stream.

    Each piece is genuine when it comes, but only a stream that ended without ``Unreadable`` is
    whole: nothing made from the pieces may be kept before that.
    """
    feed = _Feed(source)
    head, salt = feed.take(_HEAD), feed.take(_SALT)
    suite = _suite(head, STREAM)
    chunks = _Chunks(suite, key, salt, purpose, _aad(head, purpose, context))
    for index, piece, is_last in _numbered(feed, CHUNK + TAG):
        yield chunks.open(index, piece, is_last)


class _Chunks:
    """Seals and opens the chunks of one stream."""

    def __init__(self, suite: Suite, key: bytes, salt: bytes, purpose: str, aad: bytes) -> None:
        self._suite = suite
        self._key = suite.expand(key, salt, label("stream", purpose), KEY)
        self._purpose = purpose
        self._aad = aad

    def seal(self, index: int, piece: bytes, is_last: bool) -> bytes:
        return self._suite.seal(self._key, _nonce(index, is_last), piece, self._aad)

    def open(self, index: int, piece: bytes, is_last: bool) -> bytes:
        plain = self._suite.open(self._key, _nonce(index, is_last), piece, self._aad)
        if plain is None:
            raise _altered(self._purpose)
        return plain


class _Feed:
    """Bytes that come in pieces of any size, taken in the sizes we want."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._waiting = bytearray()

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        while len(self._waiting) < size:
            piece = next(self._source, None)
            if piece is None:
                break
            self._waiting += piece
        taken = bytes(self._waiting[:size])
        del self._waiting[:size]
        return taken


def _numbered(feed: _Feed, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Pieces of ``size`` with their index and whether they are the last; at least one."""
    index, piece = 0, feed.take(size)
    while following := feed.take(size):
        yield index, piece, False
        index, piece = index + 1, following
    yield index, piece, True


def _nonce(index: int, is_last: bool) -> bytes:
    return index.to_bytes(NONCE - 1, "big") + bytes([is_last])


def _head(kind: int) -> bytes:
    return MAGIC + bytes([kind, CURRENT.number])


def _aad(head: bytes, purpose: str, context: bytes) -> bytes:
    name = purpose.encode()
    return head + len(name).to_bytes(2, "big") + name + context


def _suite(head: bytes, kind: int) -> Suite:
    if len(head) < _HEAD or head[:-1] != MAGIC + bytes([kind]):
        raise Unreadable(
            "这不是本程序加密保存的数据，或者开头已经损坏。请检查是不是选错了文件。",
            code="sealed_foreign",
        )
    return suite_of(head[-1])


def _altered(purpose: str) -> Unreadable:
    return Unreadable(
        "这份加密的数据打不开：密钥不对，或者内容已经损坏、被改动过。请改用备份里的那一份。",
        code="sealed_altered",
        purpose=purpose,
    )
