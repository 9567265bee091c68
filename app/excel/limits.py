"""What a file must be before a workbook library may touch it: small enough, a zip, no bomb.

Looks at bytes and counts; reads no cell. Every refusal says what to do next.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from app.errors import Trouble, Unavailable, Unreadable

MEGABYTE: Final = 1024 * 1024
LARGEST_FILE: Final = 50 * MEGABYTE
LARGEST_UNPACKED: Final = 300 * MEGABYTE
LARGEST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = MEGABYTE
"""Small parts may compress as well as they like."""
MOST_ENTRIES: Final = 2_000
LAST_ROW: Final = 100_000
LAST_COLUMN: Final = 1_000
MOST_CELLS: Final = 5_000_000
"""Of the rectangle from A1 to the last filled cell: the library lays all of it out in memory."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_CHUNK: Final = MEGABYTE
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_FILLED_CELL: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["'][^<>]*(?<!/)>""")
_NAMELESS_CELL: Final = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br\s*=)[^<>]*)?>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_ROW_NUMBER: Final = re.compile(rb"""\br\s*=\s*["'](\d{1,9})["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")

_SAVE_AS: Final = "请用 WPS 或 Excel 打开它，另存为“.xlsx”工作簿后再导入。"
_KINDS: Final = (
    ("xl/workbook.bin", f"这是“.xlsb”格式的工作簿，读不了。{_SAVE_AS}"),
    ("mimetype", f"这是“.ods”一类的文件，不是“.xlsx”工作簿。{_SAVE_AS}"),
    ("word/document.xml", "这是 Word 文档，不是工作簿。请把表格复制到 Excel 里，另存为“.xlsx”。"),
    ("ppt/presentation.xml", "这是演示文稿，不是工作簿。请另选文件。"),
)


def read_file(path: Path) -> bytes:
    """All bytes of a file that is not too large; the size is asked before anything is read.

    Raises ``Unavailable`` file_missing, file_in_use, file_unavailable; ``Unreadable``
    workbook_too_large, not_a_workbook.
    """
    try:
        if path.is_dir():
            raise Unreadable(
                "选中的是文件夹，不是文件。请选择一个“.xlsx”文件。", code="not_a_workbook"
            )
        size = path.stat().st_size
        require_size(size)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise Unavailable(
            "找不到这个文件。请确认它没有被移走或改名。", code="file_missing"
        ) from None
    except PermissionError:
        raise Unavailable(
            "打不开这个文件，可能正被别的程序占用，或没有读取权限。请关闭 WPS 或 Excel 后再试。",
            code="file_in_use",
        ) from None
    except OSError as fault:
        raise Unavailable(
            "读文件时出错。请把文件复制到本机硬盘后再试。",
            code="file_unavailable",
            errno=fault.errno,
        ) from fault
    require_size(len(data))
    return data


def require_size(size: int) -> None:
    """Raises ``Unreadable`` workbook_too_large above ``LARGEST_FILE`` bytes."""
    if size > LARGEST_FILE:
        raise Unreadable(
            f"文件有{size // MEGABYTE}MB，超过{LARGEST_FILE // MEGABYTE}MB，不像花名册。"
            "请删去图片和无关的工作表，或分成几个文件再导入。",
            code="workbook_too_large",
            size=size,
        )


def require_workbook(data: bytes) -> None:
    """Raises ``Unreadable`` with a code and a next step unless ``data`` is a sane .xlsx."""
    require_size(len(data))
    _require_zip(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _require_modest(entries)
            _require_kind({entry.filename for entry in entries})
            _unpack_within_limits(data, entries)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as fault:
        raise damaged(fault) from fault
    except (ValueError, UnicodeError, OverflowError, IndexError) as fault:
        raise damaged(fault) from fault


def damaged(fault: BaseException) -> Trouble:
    """What to say of a file that began like a workbook and is not one to the end."""
    return Unreadable(
        "文件已损坏或没有传完整，读不出来。请重新复制或下载；能用 WPS 打开的，请另存为新的“.xlsx”文件。",
        code="workbook_damaged",
        fault=type(fault).__name__,
    )


def _require_zip(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable(
                "这个工作簿设了打开密码。请先在 WPS 或 Excel 中打开它，取消密码，保存后再导入。",
                code="workbook_password",
            )
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


def _unpack_within_limits(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack everything once and throw it away: sizes in a zip's directory may be lies."""
    total = 0
    for entry in entries:
        parts: list[bytes] = []
        size = 0
        for chunk in _unpacked(data, entry):
            size += len(chunk)
            if total + size > LARGEST_UNPACKED or _swells(size, entry.compress_size):
                raise _bomb(unpacked=size, declared=entry.file_size)
            parts.append(chunk)
        if size != entry.file_size:
            raise zipfile.BadZipFile("not the size its directory says")
        if entry.filename.lower().startswith("xl/worksheets/"):
            _require_rectangle(b"".join(parts))
        total += size


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


def _require_rectangle(xml: bytes) -> None:
    """Raises ``Unreadable`` sheet_too_large when the last filled cell lies too far out.

    Empty cells do not count: whole columns down to row 1,048,576 are formatted every day.
    """
    row, column = 0, 0
    for letters, number in _FILLED_CELL.findall(xml):
        row = max(row, int(number))
        column = max(column, _column_number(letters))
    if _NAMELESS_CELL.search(xml):
        row, column = max(row, _last_row(xml)), max(column, _most_cells(xml))
    if row > LAST_ROW or column > LAST_COLUMN or row * column > MOST_CELLS:
        raise Unreadable(
            "有一张工作表的内容一直写到很远的行或列，不像花名册。"
            "请把表格的内容复制到新的工作簿里再导入。",
            code="sheet_too_large",
            row=row,
            column=column,
        )


def _last_row(xml: bytes) -> int:
    """The last row there can be when cells do not say where they are."""
    rows = _ROW.findall(xml)
    numbers = (_ROW_NUMBER.search(row) for row in rows)
    return len(rows) + max((int(number[1]) for number in numbers if number), default=0)


def _most_cells(xml: bytes) -> int:
    return max(len(_CELL.findall(row)) for row in _ROW.split(xml))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _bomb(**facts: object) -> Trouble:
    return Unreadable(
        "这个文件解开后大得不正常，为安全起见没有打开。请向提供文件的人要一份正常的“.xlsx”。",
        code="workbook_bomb",
        **facts,
    )
