"""The bytes of a file a person chose: size asked before reading, every fault with a next step."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from app.errors import Unavailable, Unreadable

MEGABYTE: Final = 1024 * 1024
LARGEST_FILE: Final = 50 * MEGABYTE


def read_file(path: Path) -> bytes:
    """All bytes of a file that is not too large.

    Raises ``Unavailable`` file_missing, file_in_use, file_unavailable; ``Unreadable``
    workbook_too_large, not_a_workbook.
    """
    try:
        _require_file(path)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Unavailable(
            "找不到这个文件。请确认它没有被移走或改名，再选一次。", code="file_missing"
        ) from None
    except PermissionError:
        raise Unavailable(
            "打不开这个文件，可能正被别的程序占用，或没有读取权限。请关闭 WPS 或 Excel 后再试。",
            code="file_in_use",
        ) from None
    except (OSError, ValueError) as fault:
        raise Unavailable(
            "读文件时出错。请把文件复制到本机硬盘后再试。",
            code="file_unavailable",
            fault=type(fault).__name__,
        ) from fault
    require_size(len(data))
    return data


def require_size(size: int) -> None:
    """Raises ``Unreadable`` workbook_too_large above ``LARGEST_FILE`` bytes."""
    if size > LARGEST_FILE:
        raise Unreadable(
            f"文件超过{LARGEST_FILE // MEGABYTE}MB，不像花名册。"
            "请删去图片和无关的工作表，或分成几个文件再导入。",
            code="workbook_too_large",
            size=size,
        )


def _require_file(path: Path) -> None:
    """Asked first: a pipe would keep its reader waiting for ever."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable("选中的是文件夹，不是文件。请选择一个“.xlsx”文件。", code="not_a_workbook")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("选中的不是普通文件。请选择一个“.xlsx”文件。", code="not_a_workbook")
    require_size(found.st_size)
