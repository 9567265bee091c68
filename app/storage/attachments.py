"""Attachments: encrypted files named after the hash of their plain content (S16).

Each file has a key of its own, sealed under the store's and kept in its row; new keys for the vault
mean new rows, not new files. A file is written aside, read back, synced and renamed before the row
that names it is committed: a row never names what is not there.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Refused, Unreadable
from app.security.envelope import open_sealed, open_stream, seal, seal_stream
from app.storage import attachment_pieces, driver, files

LARGEST: Final = 20 << 20
"""Bytes of one attachment; photos are scaled before they come here."""

_ENDING: Final = ".sealed"
_PIECE: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_FILE: Final = "attachment"
FILE_KEY: Final = "attachment-key"
"""Purpose of a seal over a file's own key."""


@dataclass(frozen=True)
class StoredBlob:
    """A file that is on disk, whole: what its row has to say of it."""

    sha256: str
    size: int
    sealed_key: bytes = field(repr=False)


@dataclass(frozen=True)
class BlobStore:
    """The folder of attachments of one store. ``key``: 32 bytes."""

    folder: Path
    key: bytes = field(repr=False)

    def path_of(self, sha256: str) -> Path:
        """Where the file of that content is, or would be."""
        return self.folder / sha256[:2] / f"{sha256}{_ENDING}"

    def put(self, content: bytes) -> StoredBlob:
        """Write ``content``, read it back, and only then give it its name.

        ``Refused`` (attachment_empty, attachment_too_large), ``Unavailable`` (disk_full …).
        """
        if not content:
            raise Refused("这个文件是空的。请重新选择文件。", code="attachment_empty")
        if len(content) > LARGEST:
            raise Refused(
                f"文件太大，附件最大{LARGEST >> 20}MB。请缩小图片或分成几个文件。",
                code="attachment_too_large",
                size=len(content),
            )
        sha256 = hashlib.sha256(content).hexdigest()
        file_key = os.urandom(32)
        path = self.path_of(sha256)
        aside = path.with_name(path.name + files.TEMPORARY)
        with files.in_words():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.write_synced(aside, _sealed(content, file_key, sha256))
            _read(aside, file_key, sha256)
            files.put_in_place(aside, path)
        return StoredBlob(sha256, len(content), self._seal_key(file_key, sha256))

    def read(self, sha256: str, sealed_key: bytes) -> bytes:
        """The plain content; ``Unreadable`` (attachment_missing, attachment_damaged)."""
        file_key = open_sealed(sealed_key, key=self.key, purpose=FILE_KEY, context=sha256.encode())
        return _read(self.path_of(sha256), file_key, sha256)

    def is_there(self, sha256: str) -> bool:
        """Whether a file of that content is on disk."""
        return self.path_of(sha256).is_file()

    @property
    def pieces(self) -> attachment_pieces.Pieces:
        """What has come of files that are not whole yet."""
        return attachment_pieces.Pieces(self.folder, self.key)

    def missing(self, connection: driver.Connection) -> tuple[str, ...]:
        """Hashes of files that rows name but that are not on disk, whole."""
        rows = connection.execute("SELECT sha256, sealed_key FROM blob_file WHERE is_complete")
        return tuple(
            sha256 for sha256, sealed_key in rows if not self._is_whole(sha256, sealed_key)
        )

    def sweep(self, connection: driver.Connection) -> int:
        """Delete files that no row and no draft names, in the caller's writing transaction.

        Returns how many went. A file that belongs to an action under way has no row yet, but its
        action holds the right to write, so it is not under way now.
        """
        named = names_in_use(connection)
        swept = 0
        for path in self._files():
            if attachment_pieces.is_wanted(path, named):
                continue
            if path.name.removesuffix(_ENDING) not in named or path.suffix == files.TEMPORARY:
                path.unlink(missing_ok=True)
                swept += 1
        rows = [row[0] for row in connection.execute("SELECT sha256 FROM blob_file")]
        gone = [(sha256,) for sha256 in rows if sha256 not in named]
        connection.executemany("DELETE FROM blob_file WHERE sha256 = ?", gone)
        return swept

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.glob("*/*") if path.is_file())

    def _seal_key(self, file_key: bytes, sha256: str) -> bytes:
        return seal(file_key, key=self.key, purpose=FILE_KEY, context=sha256.encode())

    def _is_whole(self, sha256: str, sealed_key: bytes) -> bool:
        try:
            self.read(sha256, sealed_key)
        except Unreadable:
            return False
        return True


def names_in_use(connection: driver.Connection) -> set[str]:
    """Every hash that an attachment, also one that is 已作废, or a draft names."""
    found = {row[0] for row in connection.execute("SELECT sha256 FROM attachment")}
    for texts in (
        "SELECT about || state FROM draft",
        "SELECT coalesce(value, '') || coalesce(\"before\", '') FROM draft_step",
    ):
        for (text,) in connection.execute(texts):
            found.update(_HASH.findall(text))
    return found


def _sealed(content: bytes, file_key: bytes, sha256: str) -> Iterator[bytes]:
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    return seal_stream(pieces, key=file_key, purpose=_FILE, context=sha256.encode())


def _read(path: Path, file_key: bytes, sha256: str) -> bytes:
    try:
        with path.open("rb") as file:
            pieces = iter(lambda: file.read(_PIECE), b"")
            content = b"".join(
                open_stream(pieces, key=file_key, purpose=_FILE, context=sha256.encode())
            )
    except FileNotFoundError as error:
        raise Unreadable(
            "附件的文件找不到了。请从备份恢复，或重新拍照上传。", code="attachment_missing"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unreadable(
            "附件的内容和记录对不上，可能已损坏。请从备份恢复，或重新拍照上传。",
            code="attachment_damaged",
        )
    return content
