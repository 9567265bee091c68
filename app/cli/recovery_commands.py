"""recovery ask, take: a forgotten password, on the laptop; vault rotate."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.cli import opening
from app.cli.output import save
from app.cli.surroundings import Surroundings
from app.errors import Refused
from app.security.recovery import write_request
from app.security.slips import LONGEST
from app.sync.laptop.locked import LockedLink
from app.workspace import Machine, check_password


def add_ask(parser: ArgumentParser) -> None:
    """Where the request goes."""
    parser.add_argument("--out", type=Path, help="把申请写入这个文件，带到县里")
    parser.add_argument("--online", action="store_true", help="从网上送到县里")


def ask(arguments: Namespace, around: Surroundings) -> object:
    """A request; the person reads its code out to the county."""
    if not arguments.out and not arguments.online:
        raise Refused("没有说明申请怎么送去。请用 --out 文件 或 --online。", code="way_missing")
    folder = opening.vault_folder(arguments.vault, around)
    here = opening.machine(around)
    request = here.ask_recovery(folder)
    if arguments.out:
        save(arguments.out, [(write_request(request) + "\n").encode()])
    if arguments.online:
        _link(here, folder).ask_recovery(write_request(request))
    return {
        "request": request.id,
        "code": request.code,
        "out": str(arguments.out) if arguments.out else None,
        "sent": arguments.online,
    }


def add_take(parser: ArgumentParser) -> None:
    """Where the answer is."""
    parser.add_argument("file", type=Path, nargs="?", help="县里给的答复文件；不写就从网上取")


def take(arguments: Namespace, around: Surroundings) -> object:
    """The county's answer, and a new password."""
    folder = opening.vault_folder(arguments.vault, around)
    here = opening.machine(around)
    answer = _read(arguments.file) if arguments.file else _fetched(here, folder)
    password = around.new_password()
    check_password(password, "")
    here.recover(folder, answer, password)
    here.open(folder, password).close()
    return {"vault": str(folder), "recovered": True}


def rotate(arguments: Namespace, around: Surroundings) -> object:
    """Another data key; the password stays."""
    folder = opening.vault_folder(arguments.vault, around)
    opening.machine(around).rotate(folder, around.password())
    return {"vault": str(folder), "rotated": True}


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(LONGEST).decode("ascii", "replace")


def _fetched(here: Machine, folder: Path) -> str:
    request = here.recovery_under_way(folder)
    answer = _link(here, folder).answer(request.id) if request else ""
    if not answer:
        raise Refused("县里还没有答复。请稍后再取，或向县里要答复文件。", code="answer_missing")
    return answer


def _link(here: Machine, folder: Path) -> LockedLink:
    found = here.locked_link(folder)
    if found is None:
        raise Refused("这台电脑不知道县里的地址。请用 --out 写成文件带去。", code="county_unknown")
    return found
