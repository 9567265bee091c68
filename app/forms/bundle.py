"""A published version of a form as one file: a zip of the form and all that belongs to it, signed.

::

    manifest.json    what it is, and size and hash of every other file
    signature        64 bytes over ``MARK`` and the bytes of manifest.json
    form.xml         the form; form.xlsx the workbook it came from, as its author saved it
    *.csv, *.xml     the tables it looks things up in
    media/*          the pictures and sounds beside its labels and choices
    use.json         what it is for and what is carried in (``app/forms/library.py``)

Pure: signing and checking signatures are handed in. Nothing of a bundle is believed before its
signature is checked, and nothing is unpacked beyond what the manifest says.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, cast

from app.errors import Unreadable

FORMAT: Final = 1
ENGINE: Final = 2
"""Raised when forms may use what an older program does not understand: 2, media."""
SUFFIX: Final = ".ruhuform"
FORM: Final = "form.xml"
WORKBOOK: Final = "form.xlsx"
USE: Final = "use.json"
MEDIA: Final = "media/"
TABLES: Final = (".csv", ".xml", ".geojson")

MARK: Final = b"ruhu form bundle 1\n"
MOST_BYTES: Final = 20 * 1024 * 1024
"""Of a bundle, and of all that is in it."""
MOST_FILES: Final = 256
_MANIFEST, _SIGNATURE = "manifest.json", "signature"
_MOST_MANIFEST: Final = 256 * 1024
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, KeyError, TypeError, OverflowError, IndexError, RecursionError, OSError,
)  # fmt: skip
"""What reading a hostile zip or JSON raises: RuntimeError for an entry under a password,
NotImplementedError for a way of packing that zipfile does not know."""

Sign = Callable[[bytes], bytes]
IsSigned = Callable[[bytes, bytes, bytes], bool]
"""Whether (message, signature, public key) belong together."""


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself. ``sha256``: the form's fingerprint (``FormDefinition``);
    ``replaces``: that of the version it was compared with, or blank; ``change``: the gravest class
    of the difference to it; ``signed_by``: the publisher's public key in hexadecimal;
    ``published_at``: ISO moment."""

    form_id: str
    version: str
    title: str
    sha256: str
    published_at: str
    publisher: str
    signed_by: str
    replaces: str = ""
    change: str = ""
    min_engine: int = 1


@dataclass(frozen=True)
class Bundle:
    """An opened bundle: its files are what its publisher signed. ``media``: by name the SHA-256 of
    each picture and sound, also where their contents were left aside."""

    manifest: Manifest
    files: Mapping[str, bytes]
    media: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def xml(self) -> bytes:
        return self.files[FORM]

    @property
    def workbook(self) -> bytes:
        """The author's workbook, byte for byte."""
        return self.files.get(WORKBOOK, b"")

    @property
    def tables(self) -> dict[str, bytes]:
        """The tables by file name."""
        return {
            name: content
            for name, content in self.files.items()
            if name.endswith(TABLES) and name != FORM and not name.startswith(MEDIA)
        }

    @property
    def media_files(self) -> dict[str, bytes]:
        """The pictures and sounds by name."""
        return {
            name.removeprefix(MEDIA): content
            for name, content in self.files.items()
            if name.startswith(MEDIA)
        }

    @property
    def use(self) -> dict[str, Any]:
        """``use`` and ``prefill`` as ``FormFiles`` takes them."""
        return _object(self.files[USE]) if USE in self.files else {}


def pack(manifest: Manifest, files: Mapping[str, bytes], sign: Sign) -> bytes:
    """The bundle's bytes; the same content gives the same bytes."""
    listed = {
        name: {"sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
        for name in sorted(files)
    }
    said = {"format": FORMAT, **asdict(manifest), "files": listed}
    head = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    signature = sign(MARK + head)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {_MANIFEST: head, _SIGNATURE: signature, **_sorted(files)}.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes, is_signed: IsSigned, *, has_media: bool = True) -> Bundle:
    """The bundle in ``data``, whole and signed by whom it names; whether that one is trusted is
    asked elsewhere. Without ``has_media`` pictures and sounds are left packed: a list of forms
    needs none. Raises ``Unreadable``: bundle_too_large, bundle_damaged, bundle_not_signed,
    bundle_newer."""
    if len(data) > MOST_BYTES:
        raise Unreadable("文件太大，不是发布的表单。请另选文件。", code="bundle_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, is_signed, has_media=has_media)
    except _FAULTS as fault:
        raise _damaged() from fault


def _read(archive: zipfile.ZipFile, is_signed: IsSigned, *, has_media: bool) -> Bundle:
    entries = {one.filename: one for one in archive.infolist()}
    if len(entries) > MOST_FILES or len(entries) != len(archive.infolist()):
        raise _damaged()
    head = _content(archive, entries[_MANIFEST], _MOST_MANIFEST)
    signature = _content(archive, entries[_SIGNATURE], 64)
    said = _object(head)
    signed_by = bytes.fromhex(str(said["signed_by"]))
    if not is_signed(MARK + head, signature, signed_by):
        raise Unreadable(
            "表单的签名不对，可能被改动过。请向县民政局重新要一份。", code="bundle_not_signed"
        )
    if int(said["format"]) > FORMAT or int(said["min_engine"]) > ENGINE:
        raise Unreadable(
            "这张表单要用更新的程序打开。请先升级入户通，再接收表单。", code="bundle_newer"
        )
    listed = said["files"]
    files = _files(archive, entries, listed, has_media=has_media)
    media = {
        name.removeprefix(MEDIA): str(one["sha256"])
        for name, one in listed.items()
        if name.startswith(MEDIA)
    }
    return Bundle(_manifest(said), files, media)


def _files(
    archive: zipfile.ZipFile,
    entries: Mapping[str, zipfile.ZipInfo],
    listed: Mapping[str, Any],
    *,
    has_media: bool,
) -> dict[str, bytes]:
    if FORM not in listed or set(entries) != {_MANIFEST, _SIGNATURE, *listed}:
        raise _damaged()
    if sum(int(one["size"]) for one in listed.values()) > MOST_BYTES:
        raise _damaged()
    files: dict[str, bytes] = {}
    for name, one in listed.items():
        if not _is_plain(name.removeprefix(MEDIA)):
            raise _damaged()
        if name.startswith(MEDIA) and not has_media:
            continue
        content = _content(archive, entries[name], int(one["size"]))
        if hashlib.sha256(content).hexdigest() != one["sha256"]:
            raise _damaged()
        files[name] = content
    return files


def _is_plain(name: str) -> bool:
    """Whether it is the name of a file, and of no place: it is once more written into archives."""
    return bool(name.strip(". ")) and not any(one in "/\\:" or ord(one) < 32 for one in name)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry of at most ``most`` bytes, whatever its directory says."""
    with archive.open(entry) as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise _damaged()
    return content


def _manifest(said: Mapping[str, Any]) -> Manifest:
    names = Manifest.__dataclass_fields__
    kept: dict[str, Any] = {name: str(said[name]) for name in names if name != "min_engine"}
    return Manifest(**kept, min_engine=int(said["min_engine"]))


def _object(content: bytes) -> dict[str, Any]:
    found: Any = json.loads(content)
    if not isinstance(found, dict):
        raise _damaged()
    return cast("dict[str, Any]", found)


def _sorted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: files[name] for name in sorted(files)}


def _damaged() -> Unreadable:
    return Unreadable(
        "这个文件不是发布的表单，或者已经损坏。请重新复制一份，或向县民政局再要。",
        code="bundle_damaged",
    )
