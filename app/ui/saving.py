"""Saving what a person asked for as a file of theirs: whole, or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

from app.errors import Unavailable


def make_folder(path: Path) -> None:
    """A folder of that name. Raises ``Unavailable`` file_not_written."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise _not_written() from error


def save_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``. Raises ``Unavailable`` disk_full, file_not_written."""
    aside = path.with_name(path.name + ".tmp")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            sentence = "磁盘已满，没有存下。请清出空间，或换一个U盘再存。"
            raise Unavailable(sentence, code="disk_full") from error
        raise _not_written() from error


def _not_written() -> Unavailable:
    sentence = "这个位置不能写入，没有存下。请换一个文件夹再存。"
    return Unavailable(sentence, code="file_not_written")
