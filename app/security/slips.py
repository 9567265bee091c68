"""Slips: small things that go from hand to hand as one line of text, in a file or a QR code.

A mark says what it is, the rest is MessagePack, packed and in base64: ``RUHUR1:eNp…``. Nothing is
hidden by that; what is secret in it is sealed.
"""

from __future__ import annotations

import base64
import zlib
from typing import Annotated, Final, TypeVar

import msgspec

from app.errors import Unreadable

LONGEST: Final = 64 * 1024
"""Characters worth reading."""

Octets32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
"""A public key, as it must be read."""

_Kind = TypeVar("_Kind")


def write_slip(mark: str, said: object) -> str:
    """``said``, a frozen dataclass, as one line."""
    packed = zlib.compress(msgspec.msgpack.encode(said), 9)
    return mark + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_slip(mark: str, text: str, kind: type[_Kind], what: str) -> _Kind:
    """The other way. ``what``: how people call it. Raises ``Unreadable`` slip_unreadable."""
    line = text.strip()
    try:
        if len(line) > LONGEST or not line.startswith(mark):
            raise ValueError("another kind of slip")
        body = line.removeprefix(mark)
        packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        plain = zlib.decompressobj().decompress(packed, LONGEST)
        return msgspec.msgpack.decode(plain, type=kind)
    except (ValueError, zlib.error, msgspec.MsgspecError, RecursionError) as error:
        raise unreadable(what) from error


def unreadable(what: str) -> Unreadable:
    """It is not what people call ``what``."""
    return Unreadable(
        f"这不是{what}，或者内容不完整。请检查是不是选错了文件，或请对方重新给一份。",
        code="slip_unreadable",
    )
