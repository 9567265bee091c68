"""report …: 强制报告 opened with the county's own key, noted in the chain."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from app.server import reports
from app.server.console import command
from app.server.console.command import Chance, Command
from app.server.standing import OpenCounty


def _opening(parser: ArgumentParser) -> None:
    parser.add_argument("report", help="报告的编号，见 report list")
    parser.add_argument("--reason", required=True, help="为什么打开，记入操作记录；不要写姓名")


def list_reports(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Which there are and which of them the county can open; nothing of what is in them."""
    with county.database.reading() as connection:
        return reports.listed(connection, county.keys)


def open_report(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """What one says. The note is in the chain before it is shown."""
    with county.database.writing() as connection:
        return reports.opened(
            connection, arguments.report, county.keys, arguments.reason, county.now()
        )


COMMANDS: Final[tuple[Command, ...]] = (
    Command("report list", "列出强制报告（不含内容）", command.nothing, list_reports),
    Command("report open", "用县里的钥匙打开一份强制报告（有个人信息）", _opening, open_report),
)
