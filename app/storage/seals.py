"""What is sealed inside the encrypted store once more, with a key of its own (level 4).

Each piece has a fresh key, which is sealed under the vault's key for such things. The pieces stand
in records as text: outbox, backup and county get them sealed, and nothing of them is searchable.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.errors import Unavailable, Unreadable
from app.security.envelope import open_sealed, seal

PIECE: Final = "sealed-piece"
PIECE_KEY: Final = "sealed-piece-key"
_KEY_SIZE: Final = 32


@dataclass(frozen=True)
class Seals:
    """Seals and opens pieces. ``key``: 32 bytes, never shown; empty: this store has none."""

    key: bytes = field(repr=False)

    def close(self, values: Mapping[str, Any], about: str) -> dict[str, str]:
        """``values`` (JSON) sealed for the record ``about``: the piece and its key, as text.

        Raises ``Unavailable`` sealed_key_missing.
        """
        own = self._own_key()
        piece_key, context = os.urandom(_KEY_SIZE), about.encode()
        plain = json.dumps(dict(values), ensure_ascii=False, sort_keys=True).encode()
        piece = seal(plain, key=piece_key, purpose=PIECE, context=context)
        wrapped = seal(piece_key, key=own, purpose=PIECE_KEY, context=context)
        return {"piece": b64encode(piece).decode(), "key": b64encode(wrapped).decode()}

    def open(self, part: Mapping[str, str], about: str) -> dict[str, Any]:
        """The other way. Raises ``Unreadable``: not this vault's, altered, of another record."""
        own, context = self._own_key(), about.encode()
        try:
            piece, wrapped = (b64decode(part[name], validate=True) for name in ("piece", "key"))
        except (KeyError, ValueError) as error:
            sentence = "封存的内容已经损坏，无法打开。请从备份恢复。"
            raise Unreadable(sentence, code="sealed_altered") from error
        piece_key = open_sealed(wrapped, key=own, purpose=PIECE_KEY, context=context)
        return json.loads(open_sealed(piece, key=piece_key, purpose=PIECE, context=context))

    def _own_key(self) -> bytes:
        if len(self.key) != _KEY_SIZE:
            sentence = "这个档案库没有封存密钥。请重新打开程序后再试。"
            raise Unavailable(sentence, code="sealed_key_missing")
        return self.key
