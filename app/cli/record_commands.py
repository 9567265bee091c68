"""records list, show, put, delete; search."""

from __future__ import annotations

import json
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from app.cli import opening
from app.cli.surroundings import Surroundings
from app.errors import Refused, Unavailable
from app.models.registry import RECORDS
from app.services import records, search
from app.services.shipped import divisions
from app.storage.unit_of_work import UnitOfWork


def add_list(parser: ArgumentParser) -> None:
    """Which records."""
    _add_type(parser)
    parser.add_argument("--where", default="{}", help='字段等于什么，JSON，如 {"sex": "1"}')
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--limit", type=int, default=100)


def list_records(arguments: Namespace, around: Surroundings) -> object:
    """Records of one type, oldest first."""
    where = _object(arguments.where, "--where")

    def verb(work: UnitOfWork) -> object:
        found = records.list_json(
            work, arguments.type, where, arguments.offset, max(arguments.limit, 0)
        )
        return {"records": found, "total": records.count(work, arguments.type)}

    return _read(arguments, around, verb)


def add_show(parser: ArgumentParser) -> None:
    """Which record."""
    _add_type(parser)
    parser.add_argument("id", type=record_id)


def record_id(text: str) -> str:
    """The id that ``text`` is. Raises ``Refused`` id_unreadable."""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise Refused(
            "编号的写法不对。请照抄“records list”或“search”显示的 id。", code="id_unreadable"
        ) from error


def show(arguments: Namespace, around: Surroundings) -> object:
    """One record; what is read in full goes into the audit."""

    def verb(work: UnitOfWork) -> object:
        return records.show_json(work, arguments.type, arguments.id)

    return _read(arguments, around, verb)


def add_put(parser: ArgumentParser) -> None:
    """Where the JSON comes from."""
    _add_type(parser)
    parser.add_argument("file", nargs="?", default="-", help="JSON 文件；不写或写 - 读标准输入")


def put(arguments: Namespace, around: Surroundings) -> object:
    """Create or change one record, or all of a JSON list, in one transaction."""
    given = _json(_text_of(arguments.file, around), "输入")
    every = cast("list[object]", given) if isinstance(given, list) else [given]
    if not all(isinstance(each, dict) for each in every):
        raise Refused("输入应为一个 JSON 对象，或对象的列表。请改正。", code="json_unreadable")

    def verb(work: UnitOfWork) -> list[records.Saved]:
        return [
            records.put_json(work, arguments.type, cast("dict[str, Any]", each)) for each in every
        ]

    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        saved = vault.do(verb)
    told = [asdict(each) for each in saved]
    return told if isinstance(given, list) else told[0]


def add_delete(parser: ArgumentParser) -> None:
    """Which record, and why."""
    add_show(parser)
    parser.add_argument("--reason", required=True, help="作废原因")


def delete(arguments: Namespace, around: Surroundings) -> object:
    """作废: the record stays and counts no more."""
    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        vault.do(lambda work: records.remove(work, arguments.type, arguments.id, arguments.reason))
    return {"noun": arguments.type, "id": arguments.id, "removed": True}


def add_search(parser: ArgumentParser) -> None:
    """What to look for."""
    parser.add_argument("text")
    parser.add_argument("--village", help="只在这个村（社区）或乡镇的代码里找")
    parser.add_argument("--limit", type=int, default=50)


def find(arguments: Namespace, around: Surroundings) -> object:
    """People by name, pinyin, tails of numbers, group or address."""

    def verb(work: UnitOfWork) -> object:
        hits = search.find(
            work, arguments.text, arguments.village, max(arguments.limit, 0), divisions()
        )
        return {"hits": [asdict(each) for each in hits]}

    return _read(arguments, around, verb)


def _add_type(parser: ArgumentParser) -> None:
    names = "，".join(f"{noun} {kind.title}" for noun, kind in RECORDS.items())
    parser.add_argument("type", help=f"记录类型（{names}）")


def _read(
    arguments: Namespace, around: Surroundings, verb: Callable[[UnitOfWork], object]
) -> object:
    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        return vault.read(verb)


def _text_of(file: str, around: Surroundings) -> str:
    if file == "-":
        return around.input.read()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Unavailable(
            "读不了这个文件。请检查路径，并存成 UTF-8 编码。", code="file_unavailable"
        ) from error


def _object(text: str, what: str) -> dict[str, Any]:
    found = _json(text, what)
    if not isinstance(found, dict):
        raise Refused(f"{what}应为 JSON 对象。请改正。", code="json_unreadable")
    return cast("dict[str, Any]", found)


def _json(text: str, what: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"{what}不是 JSON。请检查引号和括号。", code="json_unreadable") from error
