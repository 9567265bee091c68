"""`python -m app.server`: the county's server and its commands. Builds and wires.

Without a command it serves; without a county it makes one first, on an embedded database.
"""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from app.domain.clock import SystemClock
from app.errors import Trouble
from app.security.process import harden
from app.server import serve, standing
from app.server.console.command import Command, OfflineCommand, listed
from app.server.console.commands import COMMANDS
from app.server.console.recovery_commands import OFFLINE
from app.server.folder import CountyFolder
from app.server.serve import Listening

FOLDER: Final = "RUHU_COUNTY"
DATABASE: Final = "RUHU_DATABASE"
"""Environment: the address of the database may hold a password, which arguments would show."""


def parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m app.server", description="县级服务器")
    folder = os.environ.get(FOLDER, "county")
    parser.add_argument(
        "--folder", type=Path, default=Path(folder), help="县的文件夹（密钥、证书）"
    )
    parser.add_argument(
        "--database",
        default=os.environ.get(DATABASE),
        help=f"postgresql+psycopg://…；带密码的写在环境变量 {DATABASE} 里。不写就用内置的 SQLite",
    )
    _add_listening(parser)
    words = parser.add_subparsers(dest="command", metavar="命令", help="不写就启动服务器")
    _add_listening(words.add_parser("serve", help="启动服务器"), is_again=True)
    _add_making(words.add_parser("create-county", help="建立一个县"))
    _add_commands(words, (*COMMANDS, *OFFLINE))
    return parser


def _add_listening(parser: ArgumentParser, *, is_again: bool = False) -> None:
    """The same before and after the word ``serve``."""
    defaults = Listening()

    def default(value: object) -> object:
        return SUPPRESS if is_again else value

    parser.add_argument("--host", default=default(defaults.host), help="监听地址")
    parser.add_argument("--port", type=int, default=default(defaults.port), help="监听端口")
    parser.add_argument("--threads", type=int, default=default(8), help="同时办理的请求数")
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        default=default(False),
        help="由本机的代理负责 TLS，这里只说 HTTP",
    )
    parser.add_argument(
        "--allow-tls12",
        action="store_true",
        default=default(False),
        help="按规定允许 TLS 1.2（国密网关）",
    )


def _add_making(parser: ArgumentParser) -> None:
    parser.add_argument("--code", default="500231", help="县的区划代码")
    parser.add_argument("--name", default="垫江县民政局", help="名称")
    parser.add_argument("--url", default="https://localhost:8443", help="电脑用来连接的地址")
    parser.add_argument("--hosts", default="localhost,127.0.0.1", help="证书里的名称或地址")


def _add_commands(words: Any, commands: Sequence[Command | OfflineCommand]) -> None:
    groups: dict[str, Any] = {}
    for command in commands:
        first, _space, second = command.words.partition(" ")
        if second and first not in groups:
            group = words.add_parser(first, help=first)
            groups[first] = group.add_subparsers(dest="word", required=True)
        place = groups.get(first, words)
        parser: ArgumentParser = place.add_parser(second or first, help=command.help)
        command.add(parser)
        parser.set_defaults(run=command.run, is_offline=isinstance(command, OfflineCommand))


def main(arguments: Sequence[str]) -> int:
    """One command, or the server; returns the exit code."""
    harden()
    os.umask(0o077)
    asked = parser().parse_args(arguments)
    try:
        return _run(asked)
    except Trouble as trouble:
        print(f"{trouble.sentence}（{trouble.code}）", file=sys.stderr)
        return trouble.exit_code


def _run(asked: Namespace) -> int:
    folder, clock = CountyFolder(asked.folder), SystemClock()
    if getattr(asked, "is_offline", False):
        print(listed(asked.run(asked, clock, os.urandom)))
        return 0
    if asked.command == "create-county":
        _create(asked, folder, clock)
        return 0
    if asked.command in (None, "serve") and not folder.exists():
        making = parser().parse_args(["create-county"])
        making.database = asked.database
        _create(making, folder, clock)
    with standing.opened(folder, asked.database, clock) as county:
        if asked.command in (None, "serve"):
            listening = Listening(asked.host, asked.port, asked.behind_proxy, asked.allow_tls12)
            serve.run(county, listening, threads=asked.threads)
            return 0
        print(listed(asked.run(asked, county, os.urandom)))
    return 0


def _create(asked: Namespace, folder: CountyFolder, clock: SystemClock) -> None:
    hosts = [each.strip() for each in asked.hosts.split(",") if each.strip()]
    folder.make(asked.code, asked.name, asked.url, hosts, clock.now())
    standing.create(folder, asked.database, clock, lambda: (asked.code, asked.name))
    with standing.opened(folder, asked.database, clock) as county:
        print(listed({"folder": str(folder.path), "county_key": county.keys.signing_public.hex()}))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
