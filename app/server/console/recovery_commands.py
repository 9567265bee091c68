"""recovery …: making the recovery key, opening a request with two shares, and the county's part.

``make-key`` and ``open`` are for a machine without a network; they need neither folder nor database.
"""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from app.domain.clock import Clock
from app.errors import Refused
from app.security.recovery import answer_request, read_request, write_answer
from app.security.recovery_key import (
    Share,
    make_recovery_key,
    read_share,
    write_key,
    write_share,
)
from app.security.slips import LONGEST
from app.server import devices, recoveries
from app.server.console import command
from app.server.console.command import Chance, Command, OfflineCommand
from app.server.standing import OpenCounty

TYPED: Final = "-"
"""In the place of a file: it is typed in or scanned; a share without an echo."""


def _slip(path: Path) -> str:
    if str(path) == TYPED:
        print("请扫码，或输入：", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline(LONGEST)
    return command.read_file(path, LONGEST).decode("ascii", "replace")


# -- on the machine without a network -----------------------------------------------------------


def _making(parser: ArgumentParser) -> None:
    parser.add_argument("--county", required=True, help="县的区划代码")
    parser.add_argument("--epoch", type=int, required=True, help="第几期，从 1 起，每换一次加 1")
    parser.add_argument("--out", type=Path, required=True, help="写入这个文件夹")


def make_key(arguments: Namespace, _clock: Clock, chance: Chance) -> object:
    """A new recovery key: a public file, and three shares of which two are needed."""
    if arguments.epoch < 1:
        raise Refused("期号从 1 起。请改正后再试。", code="epoch_wrong")
    key, shares = make_recovery_key(arguments.county, arguments.epoch, chance)
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = folder / f"recovery-{key.epoch}.ruhukey"
    command.write_secret(public, write_key(key))
    files = [folder / f"recovery-{key.epoch}-{one.number}.ruhushare" for one in shares]
    for path, share in zip(files, shares, strict=True):
        command.write_secret(path, write_share(share))
    return {
        "epoch": key.epoch,
        "fingerprint": key.fingerprint,
        "public": str(public),
        "shares": [str(path) for path in files],
    }


def _opening(parser: ArgumentParser) -> None:
    command.file(parser)
    parser.add_argument("--code", required=True, help="本人读出的代码")
    parser.add_argument(
        "--share",
        action="append",
        required=True,
        help=f"分片的文件，写两次，一人一份；写 {TYPED} 就从键盘输入",
    )
    parser.add_argument("--out", type=Path, required=True, help="把答复写入这个文件")


def open_request(arguments: Namespace, clock: Clock, _chance: Chance) -> object:
    """Two officers open a request; what comes out only the laptop that asked can read."""
    request = read_request(_slip(arguments.file))
    shares = tuple(map(_share, arguments.share))
    answer = answer_request(request, arguments.code, shares, clock.now())
    command.write_secret(arguments.out, write_answer(answer))
    return {"request": answer.request, "expires_at": answer.expires_at, "file": str(arguments.out)}


def _share(given: str) -> Share:
    text = getpass.getpass("分片：") if given == TYPED else _slip(Path(given))
    return read_share(text)


OFFLINE: Final[tuple[OfflineCommand, ...]] = (
    OfflineCommand("recovery make-key", "生成找回密钥和三份分片（离线的电脑）", _making, make_key),
    OfflineCommand("recovery open", "两人凭分片打开一份申请（离线的电脑）", _opening, open_request),
)


# -- the county's part --------------------------------------------------------------------------


def publish_key(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """The county vouches for its recovery key."""
    text = _slip(arguments.file)
    with county.database.writing() as connection:
        key, told = recoveries.publish_key(connection, text, county.keys, county.now())
    return {**told, "epoch": key.epoch, "fingerprint": key.fingerprint}


def receive(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A request that was brought by hand: who asks, and the code to compare."""
    text, key = _slip(arguments.file), county.keys.signing_public
    with county.database.writing() as connection:
        return recoveries.receive(connection, text, key, county.now())


def list_requests(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """All requests."""
    with county.database.reading() as connection:
        return recoveries.listed(connection)


def _saving(parser: ArgumentParser) -> None:
    parser.add_argument("request", help="申请的编号，见 recovery list")
    parser.add_argument("--out", type=Path, required=True, help="把申请写入这个文件")


def save(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A request that came over the line, to be carried to the machine without one."""
    with county.database.reading() as connection:
        text = recoveries.content_of(connection, arguments.request)
    command.write_secret(arguments.out, text)
    return {"request": arguments.request, "file": str(arguments.out)}


def _recording(parser: ArgumentParser) -> None:
    command.file(parser)
    parser.add_argument("--out", type=Path, required=True, help="把签过名的答复写入这个文件")


def record(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Write an answer into the chain and sign it, both or neither; the laptop takes no other."""
    text, now = _slip(arguments.file), county.clock.now()
    with ExitStack() as undone:
        with county.database.writing() as connection:
            vouched = recoveries.record(connection, text, county.keys, now)
            command.write_secret(arguments.out, vouched)
            undone.callback(arguments.out.unlink)
        undone.pop_all()
    return {"file": str(arguments.out)}


def standing(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Which vaults are sealed to which recovery key: old shares are kept until nobody needs them."""
    with county.database.reading() as connection:
        return devices.recovery_epochs(connection)


COMMANDS: Final[tuple[Command, ...]] = (
    Command("recovery publish", "发布找回公钥", command.file, publish_key),
    Command("recovery receive", "收下一份找回密码的申请", command.file, receive),
    Command("recovery list", "列出找回密码的申请", command.nothing, list_requests),
    Command("recovery save", "把网上来的申请存成文件", _saving, save),
    Command("recovery record", "登记并签发两人打开的答复", _recording, record),
    Command("recovery status", "各期找回密钥的使用比例", command.nothing, standing),
)
