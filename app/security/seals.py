"""What is sealed inside the encrypted store once more, with a key of its own (level 4).

Each piece has a fresh key, which is sealed under the vault's key for such things, and in a letter to
every other vault that may open it. The pieces stand in records as text: outbox, backup and county
get them sealed, and nothing of them is searchable.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.report_readers import reader_name
from app.errors import Unavailable, Unreadable
from app.security.envelope import open_sealed, seal
from app.security.letters import open_letter, seal_letter
from app.security.signatures import DeviceKeys

PIECE: Final = "sealed-piece"
PIECE_KEY: Final = "sealed-piece-key"
_KEY_SIZE: Final = 32
Part = Mapping[str, str]
"""A sealed piece and its key under the key of the vault that wrote it, both Base64; ``by``: which."""


@dataclass(frozen=True)
class Seals:
    """Seals and opens pieces. ``key``: 32 bytes, never shown; empty: this store has none.
    ``device``: private keys of the vault, 64 bytes, by which it opens letters; empty: it opens none."""

    key: bytes = field(repr=False)
    device: bytes = field(repr=False, default=b"")

    @property
    def reader(self) -> str:
        """As whom letters name this vault; blank: it opens none."""
        return reader_name(DeviceKeys(self.device).agreement_public) if self.device else ""

    def close(self, values: Mapping[str, Any], about: str) -> dict[str, str]:
        """``values`` (JSON) sealed for the record ``about``: the piece and its key, as text.

        Raises ``Unavailable`` sealed_key_missing.
        """
        own = self._own_key()
        piece_key, context = os.urandom(_KEY_SIZE), about.encode()
        plain = json.dumps(dict(values), ensure_ascii=False, sort_keys=True).encode()
        piece = seal(plain, key=piece_key, purpose=PIECE, context=context)
        wrapped = seal(piece_key, key=own, purpose=PIECE_KEY, context=context)
        sealed = {"piece": b64encode(piece).decode(), "key": b64encode(wrapped).decode()}
        return {**sealed, "by": self.reader}

    def open(self, part: Part, about: str, letters: Iterable[str] = ()) -> dict[str, Any]:
        """The other way, by this vault's own key or one of the ``letters`` to it. Raises
        ``Unreadable``: not for this vault, altered, of another record."""
        piece, context = _decoded(part, "piece"), about.encode()
        key = self._piece_key(part, about, letters)
        return json.loads(open_sealed(piece, key=key, purpose=PIECE, context=context))

    def hand_on(self, part: Part, about: str, reader: bytes, letters: Iterable[str] = ()) -> str:
        """The key of a piece in a letter to the 32 bytes ``reader``. Raises what ``open`` raises,
        and ``Unreadable`` reader_key_wrong."""
        key = self._piece_key(part, about, letters)
        return b64encode(seal_letter(key, reader, _purpose(part, about))).decode()

    def _piece_key(self, part: Part, about: str, letters: Iterable[str]) -> bytes:
        """The key that opens the piece: a forged letter is passed over, the piece decides."""
        piece, context = _decoded(part, "piece"), about.encode()
        failed: Unreadable | None = None
        own = (self._own_piece_key,) if self.key or not self.device else ()
        others = (self._read(one) for one in letters) if self.device else ()
        for find in (*own, *others):
            try:
                key = find(part, about)
                open_sealed(piece, key=key, purpose=PIECE, context=context)
            except Unreadable as error:
                failed = failed or error
            else:
                return key
        raise failed or _altered()

    def _own_piece_key(self, part: Part, about: str) -> bytes:
        wrapped = _decoded(part, "key")
        return open_sealed(wrapped, key=self._own_key(), purpose=PIECE_KEY, context=about.encode())

    def _read(self, letter: str) -> Any:
        def read(part: Part, about: str) -> bytes:
            sealed = _decoded({"letter": letter}, "letter")
            key = open_letter(sealed, DeviceKeys(self.device), _purpose(part, about))
            if len(key) != _KEY_SIZE:
                raise _altered()
            return key

        return read

    def _own_key(self) -> bytes:
        if len(self.key) != _KEY_SIZE:
            sentence = "这个档案库没有封存密钥。请重新打开程序后再试。"
            raise Unavailable(sentence, code="sealed_key_missing")
        return self.key


def piece_name(part: Part) -> str:
    """SHA-256 of a sealed piece, in hexadecimal."""
    return hashlib.sha256(part.get("piece", "").encode()).hexdigest()


def _purpose(part: Part, about: str) -> str:
    return f"{PIECE_KEY}|{about}|{piece_name(part)}"


def _decoded(part: Part, name: str) -> bytes:
    try:
        return b64decode(part[name], validate=True)
    except (KeyError, ValueError) as error:
        raise _altered() from error


def _altered() -> Unreadable:
    sentence = "封存的内容已经损坏，无法打开。请从备份恢复。"
    return Unreadable(sentence, code="sealed_altered")
