"""Files that a command leaves behind: whole or not at all, readable by their owner only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.errors import Unavailable
from app.storage.files import TEMPORARY, in_words, put_in_place, write_synced


def save(path: Path, pieces: Iterable[bytes]) -> None:
    """``pieces`` as the file ``path``. Raises ``Unavailable`` folder_missing, disk_full, …"""
    if not path.parent.is_dir():
        raise Unavailable("没有这个文件夹。请检查路径，或先新建文件夹。", code="folder_missing")
    if path.is_dir():
        raise Unavailable("这是一个文件夹。请写出文件的名称。", code="not_a_file")
    aside = path.with_name(path.name + TEMPORARY)
    with in_words():
        aside.touch(mode=0o600)
        write_synced(aside, pieces)
        put_in_place(aside, path)
