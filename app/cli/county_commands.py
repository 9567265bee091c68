"""enrol, sync, status, conflicts, inbox, bundle: the vault and its county."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from app.cli import opening
from app.cli.output import save
from app.cli.surroundings import Surroundings
from app.errors import Refused, Unavailable
from app.services import conflicts, inbox, sync_status
from app.services.conflicts import ConflictFile, Pick
from app.services.shipped import divisions
from app.storage.change_set import ChangeSet
from app.sync.client.run import End
from app.sync.laptop.link import CountyLink, LinkState
from app.sync.protocol.bundles import MOST_BYTES
from app.workspace import Workspace

_ENDS: Final[Mapping[str, str]] = {
    End.FROZEN: "县里发现有两台电脑用同一个身份，这台电脑要重新登记。请向县民政局要一张登记票据，再用 enrol 登记。",
    End.TOO_OLD: "本程序的版本太旧，县里不再接受。请升级后再同步；保存和导出照常可用。",
    End.READ_ONLY: "新的内容已经收到，但本程序的版本太旧，不能送出。请升级后再同步；内容都在本机。",
    End.STUCK: "县里缺少本机已经送过的内容。请与县里的系统管理员联系；内容都在本机。",
    End.BUSY: "县里的服务器正忙。请过一会儿再同步。",
}


@contextmanager
def _linked(arguments: Namespace, around: Surroundings) -> Generator[tuple[Workspace, CountyLink]]:
    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        link = vault.county(_nobody_looks)
        try:
            yield vault, link
        finally:
            link.close()


def _nobody_looks(_changes: ChangeSet) -> None:
    """There is no window to refresh."""


# -- the line -----------------------------------------------------------------------------------


def add_enrol(parser: ArgumentParser) -> None:
    """The ticket: its file, or its text."""
    parser.add_argument("ticket", help="登记票据的文件，- 为从标准输入读，也可以直接写票据的文字")
    parser.add_argument("--label", default="", help="这台电脑在县里的名称，例如“毕桥村笔记本”")


def enrol(arguments: Namespace, around: Surroundings) -> object:
    """This vault becomes the county's."""
    text = _ticket(arguments.ticket, around)
    with _linked(arguments, around) as (_vault, link):
        link.enrol(text, label=arguments.label)
        return _told_state(link.state())


def _ticket(given: str, around: Surroundings) -> str:
    if given == "-":
        return around.input.read(_LONGEST_TICKET)
    path = Path(given)
    if given.startswith("RUHU1:") or not path.is_file():
        return given
    return path.read_text(encoding="utf-8", errors="replace")[:_LONGEST_TICKET]


_LONGEST_TICKET: Final = 65_536


def sync(arguments: Namespace, around: Surroundings) -> object:
    """One sync from beginning to end."""
    with _linked(arguments, around) as (vault, link):
        found = link.sync()
        told = {
            "end": found.ending.end.value,
            "files": asdict(found.files) if found.files else None,
            "forms": asdict(found.forms) if found.forms else None,
            "waiting": asdict(vault.read(sync_status.waiting)),
        }
    if found.ending.end in _ENDS:
        around.show(told)
        raise Unavailable(_ENDS[found.ending.end], code=f"sync_{found.ending.end.value}")
    return told


def status(arguments: Namespace, around: Surroundings) -> object:
    """What waits, which county, when it was last level."""
    with _linked(arguments, around) as (vault, link):
        waiting = asdict(vault.read(sync_status.waiting))
        return {**_told_state(link.state()), "waiting": waiting}


def _told_state(state: LinkState) -> dict[str, Any]:
    member = state.member
    return {
        "county": member.county if member else None,
        "url": member.url if member else None,
        "person": member.name if member else None,
        "role": member.role if member else None,
        "places": list(member.places) if member else [],
        "not_after": member.not_after if member else None,
        "must_enrol": member is None or state.must_enrol,
        "last_level": _moment(state.last_level),
        "last_try": _moment(state.last_try),
        "last_end": state.last_end,
    }


# -- conflicts and letters ----------------------------------------------------------------------


def add_list(parser: ArgumentParser) -> None:
    """Those that wait, or all."""
    parser.add_argument("--all", action="store_true", help="处理过的也列出")


def list_conflicts(arguments: Namespace, around: Surroundings) -> object:
    """Both values, who wrote them and when."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        found = vault.read(lambda work: conflicts.list_conflicts(work, with_decided=arguments.all))
    return {"conflicts": [_plain(one) for one in found]}


def add_resolve(parser: ArgumentParser) -> None:
    """Which conflict, and what each field is to hold."""
    parser.add_argument("conflict", help="冲突的编号（conflicts list 里的 id）")
    parser.add_argument("--all", choices=("mine", "theirs"), help="每一项都用这一边的")
    parser.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="项=mine|theirs|=值",
        help="一项一项定：live_addr=mine，live_addr=theirs，或 live_addr==另写的值（JSON 或文字）",
    )


def resolve(arguments: Namespace, around: Surroundings) -> object:
    """Decide a conflict; the value that was not chosen is kept."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        known = vault.read(lambda work: conflicts.show_conflict(work, arguments.conflict))
        picks = _picks(arguments, known)
        found = vault.do(lambda work: conflicts.resolve_conflict(work, known.id, picks))
    return _plain(found)


def _picks(arguments: Namespace, known: ConflictFile) -> dict[str, Pick]:
    picks = {one.name: Pick(arguments.all) for one in known.fields} if arguments.all else {}
    for given in arguments.field:
        name, equals, value = str(given).partition("=")
        if not equals:
            raise Refused("写成“项=mine”“项=theirs”或“项==值”。请改正后再试。", code="pick_unclear")
        picks[name] = _pick(value)
    if not picks:
        raise Refused("没有说明用哪一边。请用 --all 或 --field 说明。", code="pick_missing")
    return picks


def _pick(value: str) -> Pick:
    if value.startswith("="):
        typed = value[1:]
        try:
            return Pick("other", json.loads(typed))
        except ValueError:
            return Pick("other", typed)
    if value not in ("mine", "theirs"):
        raise Refused("写成“项=mine”“项=theirs”或“项==值”。请改正后再试。", code="pick_unclear")
    return Pick(cast("Any", value))


def list_inbox(arguments: Namespace, around: Surroundings) -> object:
    """What the county refused, and what came or went."""
    places = divisions()
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        found = vault.read(
            lambda work: inbox.list_inbox(work, with_read=arguments.all, places=places)
        )
    return {"inbox": [_plain(one) for one in found]}


def add_acknowledge(parser: ArgumentParser) -> None:
    """Which letters."""
    parser.add_argument("letter", nargs="+", help="消息的编号（inbox list 里的 id）")


def acknowledge(arguments: Namespace, around: Surroundings) -> object:
    """Somebody has seen them."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        return {"acknowledged": vault.do(lambda work: inbox.acknowledge(work, arguments.letter))}


# -- by hand ------------------------------------------------------------------------------------


def add_write(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--out", type=Path, required=True, help="数据包写到这个文件（.ruhusync）")


def write_bundle(arguments: Namespace, around: Surroundings) -> object:
    """What waits, sealed to the county, for a USB stick."""
    with _linked(arguments, around) as (_vault, link):
        written = link.write_bundle()
        save(arguments.out, [written.content])
    return {
        "out": str(arguments.out),
        "bytes": len(written.content),
        "operations": written.operations,
        "from": written.first,
        "to": written.last,
    }


def add_read(parser: ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("file", type=Path, help="县里给的回执文件（.ruhusync）")


def read_bundle(arguments: Namespace, around: Surroundings) -> object:
    """Take in the county's answer."""
    with arguments.file.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    with _linked(arguments, around) as (vault, link):
        found = link.read_bundle(content)
        return {**asdict(found), "waiting": asdict(vault.read(sync_status.waiting))}


def _plain(one: Any) -> dict[str, Any]:
    return {
        name: _moment(value) if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
