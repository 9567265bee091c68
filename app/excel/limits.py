"""What a file must be before a workbook library may touch it: a zip, of a workbook, and no bomb.

Looks at bytes and counts; reads no cell. Every refusal says what to do next.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

from app.errors import Trouble, Unreadable
from app.excel.extent import Extent
from app.excel.file_bytes import MEGABYTE, require_size

LARGEST_UNPACKED: Final = 150 * MEGABYTE
LARGEST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = MEGABYTE
"""Small parts may compress as well as they like."""
MOST_ENTRIES: Final = 2_000

INDEX: Final = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
"""The parts that say which sheets there are, and where."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_CHUNK: Final = MEGABYTE
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")

_SAVE_AS: Final = "请用 WPS 或 Excel 打开它，另存为“.xlsx”工作簿后再导入。"
_KINDS: Final = (
    ("xl/workbook.bin", f"这是“.xlsb”格式的工作簿，读不了。{_SAVE_AS}"),
    ("mimetype", f"这是“.ods”一类的文件，不是“.xlsx”工作簿。{_SAVE_AS}"),
    ("word/document.xml", "这是 Word 文档，不是工作簿。请把表格复制到 Excel 里，另存为“.xlsx”。"),
    ("ppt/presentation.xml", "这是演示文稿，不是工作簿。请另选文件。"),
)


def require_workbook(data: bytes) -> Mapping[str, bytes]:
    """The sheets and the index of a sane .xlsx, as XML by the names of its parts.

    Raises ``Unreadable`` with a next step unless ``data`` is one; codes: workbook_too_large, workbook_empty, workbook_old_format, workbook_password,
    workbook_bomb, workbook_damaged, sheet_too_large, not_a_workbook.
    """
    require_size(len(data))
    _require_zip(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
        _require_modest(entries)
        _require_kind({entry.filename for entry in entries})
        return _unpack_within_limits(data, entries)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as fault:
        raise damaged(fault) from fault
    except (ValueError, OverflowError, IndexError) as fault:
        raise damaged(fault) from fault


def damaged(fault: BaseException) -> Trouble:
    """What to say of a file that began like a workbook and is not one to the end."""
    return Unreadable(
        "文件已损坏或没有传完整，读不出来。请重新复制或下载；能用 WPS 打开的，请另存为新的“.xlsx”文件。",
        code="workbook_damaged",
        fault=type(fault).__name__,
    )


def locked() -> Trouble:
    """What to say of a workbook that asks for a password."""
    return Unreadable(
        "这个工作簿设了打开密码。请先在 WPS 或 Excel 中打开它，取消密码，保存后再导入。",
        code="workbook_password",
    )


def _require_zip(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise locked()
        raise Unreadable(f"这是旧的“.xls”或“.et”格式。{_SAVE_AS}", code="workbook_old_format")
    if not data:
        raise Unreadable("文件是空的。请确认选对了文件，或重新复制一份。", code="workbook_empty")
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        raise Unreadable(
            f"这不是“.xlsx”工作簿（可能是文本、网页或改了扩展名的文件）。{_SAVE_AS}",
            code="not_a_workbook",
        )


def _require_modest(entries: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED:
        raise _bomb(entries=len(entries), unpacked=unpacked)
    for entry in entries:
        if _swells(entry.file_size, entry.compress_size):
            raise _bomb(unpacked=entry.file_size, packed=entry.compress_size)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(
            "这个文件加了压缩密码。请先解开密码，另存为“.xlsx”后再导入。", code="workbook_password"
        )


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > max(RATIO_MATTERS_FROM, LARGEST_RATIO * packed)


def _require_kind(names: set[str]) -> None:
    for name, sentence in _KINDS:
        if name in names:
            raise Unreadable(sentence, code="not_a_workbook")
    if "[Content_Types].xml" not in names or not any(
        name.lower().startswith("xl/") for name in names
    ):
        raise Unreadable(
            "这是一个压缩包，不是工作簿。请先解压，再选其中的“.xlsx”文件。", code="not_a_workbook"
        )


def _unpack_within_limits(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> Mapping[str, bytes]:
    """Unpack everything once and count it: sizes in a zip's directory may be lies."""
    total, extent = 0, Extent()
    kept: dict[str, bytes] = {}
    for entry in entries:
        parts: list[bytes] = []
        size = 0
        for chunk in _unpacked(data, entry):
            size += len(chunk)
            if total + size > LARGEST_UNPACKED or _swells(size, entry.compress_size):
                raise _bomb(unpacked=size, declared=entry.file_size)
            parts.append(chunk)
        part = b"".join(parts)
        if size != entry.file_size or zlib.crc32(part) != entry.CRC:
            raise zipfile.BadZipFile("not what its directory says")
        extent.take_in(part)
        total += size
        if b"sheetData" in part or entry.filename in INDEX:
            kept[entry.filename] = part
    extent.require_bounded()
    return kept


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry in chunks, whatever its declared size."""
    start = entry.header_offset
    magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, start)
    if magic != _ZIP:
        raise zipfile.BadZipFile("no local header")
    start += _LOCAL_HEADER.size + name_length + extra_length
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("unusual compression")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _CHUNK)
        packed = inflate.unconsumed_tail
    yield inflate.flush(_CHUNK)
    if not inflate.eof:
        raise zipfile.BadZipFile("cut short")


def _bomb(**facts: object) -> Trouble:
    return Unreadable(
        "这个文件解开后大得不正常，为安全起见没有打开。请向提供文件的人要一份正常的“.xlsx”。",
        code="workbook_bomb",
        **facts,
    )
