"""What a command is, and the arguments that several have."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.clock import Clock
from app.errors import Refused, Unreadable
from app.server.standing import OpenCounty

Chance = Callable[[int], bytes]


class Command(NamedTuple):
    """``add`` names its arguments; ``run`` gives what is shown."""

    words: str
    help: str
    add: Callable[[ArgumentParser], object]
    run: Callable[[Namespace, OpenCounty, Chance], object]


class OfflineCommand(NamedTuple):
    """The same, for a machine without a county: no folder, no database, no network."""

    words: str
    help: str
    add: Callable[[ArgumentParser], object]
    run: Callable[[Namespace, Clock, Chance], object]


def nothing(_parser: ArgumentParser) -> None:
    """No arguments."""


def person(parser: ArgumentParser) -> None:
    """Whom it is about."""
    parser.add_argument("person", help="使用人员的编号")


def file(parser: ArgumentParser) -> None:
    """One file."""
    parser.add_argument("file", type=Path, help="文件")


def read_file(path: Path, most: int) -> bytes:
    """Raises ``Unreadable`` file_unreadable, file_too_large."""
    try:
        with path.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise Unreadable(
            "这个文件读不出来。请检查文件名和U盘后再试。", code="file_unreadable"
        ) from error
    if len(content) > most:
        raise Unreadable("这个文件太大，没有读取。请检查是不是选错了文件。", code="file_too_large")
    return content


def write_secret(path: Path, text: str) -> None:
    """A new file that only its owner may read. Raises ``Refused`` file_exists."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused("这个文件已经有了，没有覆盖。请换一个文件名。", code="file_exists") from error
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def listed(value: Any) -> str:
    """As it is shown."""
    return json.dumps(value, ensure_ascii=False, indent=2)
