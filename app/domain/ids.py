"""Ids of records: UUIDv7 (RFC 9562), made on the laptop; time and chance are handed in.

They sort roughly by when they were made, which keeps indexes compact; nothing else relies on it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.domain.clock import Clock

_VERSION_AND_VARIANT = (7 << 76) | (0b10 << 62)
_ID: Final = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def is_id(text: str) -> bool:
    """Whether it is spelled as all ids of ours are: in small letters, with dashes."""
    return _ID.fullmatch(text) is not None


def uuid7(milliseconds: int, chance: bytes) -> str:
    """The id made at ``milliseconds`` since 1970 from ten bytes of ``chance``."""
    noise = int.from_bytes(chance[:10], "big")
    bits = (milliseconds & (1 << 48) - 1) << 80
    bits |= (noise >> 62 & 0xFFF) << 64 | noise & (1 << 62) - 1
    return str(uuid.UUID(int=bits | _VERSION_AND_VARIANT))


def id_source(clock: Clock, chance: Callable[[int], bytes]) -> Callable[[], str]:
    """A source of new ids; ``chance`` gives that many random bytes, e.g. ``os.urandom``."""
    return lambda: uuid7(int(clock.now().timestamp() * 1000), chance(10))
