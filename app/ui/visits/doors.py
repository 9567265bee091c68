"""What fields need from outside: the day, pictures of the form, and a place for files.

Fields write no file themselves: bytes go through ``store_blob`` into the encrypted store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Then = Callable[[str], object]
ThenBytes = Callable[[bytes], object]
Otherwise = Callable[[str], object]
"""Called with a Chinese sentence that says what to do."""


class StoreBlob(Protocol):
    """Puts ``content`` into the encrypted store; ``then`` gets its sha256 once it is on disk.

    ``kind``: photo, signature or file. Returns at once; calls back on the window's thread.
    """

    def __call__(self, content: bytes, kind: str, then: Then, otherwise: Otherwise, /) -> None: ...


class LoadBlob(Protocol):
    """Fetches the content stored under a sha256. Returns at once."""

    def __call__(self, sha256: str, then: ThenBytes, otherwise: Otherwise, /) -> None: ...


class WorkAside(Protocol):
    """Runs ``work`` on another thread; ``then`` gets its result on the window's thread.

    A ``Trouble`` that it raises goes to ``otherwise`` as its sentence.
    """

    def __call__(
        self, work: Callable[[], bytes], then: ThenBytes, otherwise: Otherwise, /
    ) -> None: ...


def picture_in(media: Mapping[str, bytes], name: str) -> bytes:
    """The file of that name, or nothing."""
    return media.get(name, b"")


def _no_media(_name: str) -> bytes:
    return b""


@dataclass(frozen=True)
class Doors:
    """``read_media`` gives a picture published with the form, or nothing."""

    today: Callable[[], date]
    store_blob: StoreBlob
    load_blob: LoadBlob
    work_aside: WorkAside
    read_media: Callable[[str], bytes] = _no_media
