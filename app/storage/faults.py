"""What the database says when the world or the data says no, put into words for people.

SQLite has one text for a wrong key and for a damaged file; ``engine`` tells those apart.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.errors import Trouble, Unavailable, Unreadable
from app.storage import driver

_UNAVAILABLE: Final = {
    "SQLITE_FULL": (
        "disk_full",
        "磁盘已满，这一次没有保存，填写的内容还在屏幕上。请删除一些不用的文件后再保存一次。",
    ),
    "SQLITE_IOERR": (
        "disk_error",
        "磁盘读写出错，这一次没有保存，填写的内容还在屏幕上。请检查磁盘是否已满或接触不良，再保存一次。",
    ),
    "SQLITE_BUSY": ("store_busy", "数据正被另一个程序占用。请关闭其他入户通窗口，稍后再试。"),
    "SQLITE_LOCKED": ("store_busy", "数据正被另一个程序占用。请关闭其他入户通窗口，稍后再试。"),
    "SQLITE_READONLY": (
        "folder_read_only",
        "数据文件夹是只读的，无法保存。请改用可以写入的文件夹，或请管理员开放写入权限。",
    ),
    "SQLITE_PERM": (
        "folder_read_only",
        "数据文件夹是只读的，无法保存。请改用可以写入的文件夹，或请管理员开放写入权限。",
    ),
    "SQLITE_CANTOPEN": (
        "store_cannot_open",
        "数据文件打不开。请检查文件夹是否还在、是否允许写入，再试一次。",
    ),
}
_DAMAGED: Final = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})


def _code_name(fault: BaseException) -> str:
    return str(getattr(fault, "sqlite_errorname", "") or "")


def trouble_of(fault: BaseException) -> Trouble | None:
    """``fault`` of the database as one of the families; None if it is a bug of ours."""
    name = _code_name(fault)
    base = "_".join(name.split("_")[:2])
    if base in _DAMAGED:
        return Unreadable(
            "数据文件已损坏，有些内容读不出来。请从备份恢复，或用“抢救数据”取出未上传的内容。",
            code="store_damaged",
            sqlite=name,
        )
    if base in _UNAVAILABLE:
        code, sentence = _UNAVAILABLE[base]
        return Unavailable(sentence, code=code, sqlite=name)
    return None


@contextmanager
def in_words() -> Generator[None]:
    """Raise what the database complains of inside the block as ``Unavailable`` or ``Unreadable``."""
    try:
        yield
    except DBAPIError as fault:
        raise _told(fault, fault.orig) from fault
    except driver.Error as fault:
        raise _told(fault, fault) from fault


def _told(fault: Exception, cause: BaseException | None) -> Exception:
    return (trouble_of(cause) if cause is not None else None) or fault
