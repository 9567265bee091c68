"""Stretches of attachments that have not come whole yet, sealed, so that fetching goes on (S16).

They may vanish at any time: what is missing, damaged or sealed under an earlier key is fetched anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Unreadable
from app.security.envelope import open_sealed, seal
from app.storage import files

ENDING: Final = ".piece"
_PURPOSE: Final = "attachment-piece"


@dataclass(frozen=True)
class Pieces:
    """Stretches in the ``folder`` of attachments, by the hash of the whole and their number.
    ``key``: 32 bytes."""

    folder: Path
    key: bytes = field(repr=False)

    def put(self, sha256: str, number: int, content: bytes) -> None:
        """Keep one. Raises ``Unavailable`` (disk_full …)."""
        path = self._path(sha256, number)
        aside = path.with_name(path.name + files.TEMPORARY)
        sealed = seal(content, key=self.key, purpose=_PURPOSE, context=_context(sha256, number))
        with files.in_words():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.write_synced(aside, [sealed])
            files.put_in_place(aside, path)

    def get(self, sha256: str, number: int) -> bytes | None:
        """One that was kept, if it is still whole."""
        try:
            sealed = self._path(sha256, number).read_bytes()
            context = _context(sha256, number)
            return open_sealed(sealed, key=self.key, purpose=_PURPOSE, context=context)
        except (OSError, Unreadable):
            return None

    def drop(self, sha256: str) -> None:
        """The whole is here, or was not what it said."""
        for path in self.folder.glob(f"{sha256[:2]}/{sha256}.*{ENDING}"):
            path.unlink(missing_ok=True)

    def _path(self, sha256: str, number: int) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{number}{ENDING}"


def is_wanted(path: Path, named: Collection[str]) -> bool:
    """Whether ``path`` is a stretch of a file that a record still names."""
    return path.suffix == ENDING and path.name.partition(".")[0] in named


def _context(sha256: str, number: int) -> bytes:
    return f"{sha256}/{number}".encode()
