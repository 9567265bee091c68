"""quarantine, conflicts, outbox: what laptops sent and the county has to look at."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from app.security.letters import open_letter
from app.security.signed_messages import Request
from app.server import callers, desk, door
from app.server.console import command
from app.server.console.command import Chance, Command
from app.server.schema import of_records
from app.server.standing import OpenCounty
from app.sync.protocol import bundles
from app.sync.protocol.messages import Push


def _listing(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="处理过的也列出")
    parser.add_argument("--values", action="store_true", help="连内容一起列出（有个人信息）")


def _op(parser: ArgumentParser) -> None:
    parser.add_argument("op", help="编号，见 quarantine list 的 op")


def _refusing(parser: ArgumentParser) -> None:
    _op(parser)
    parser.add_argument("--reason", required=True, help="原因，记入操作记录；不要写姓名")


def list_quarantine(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """What was not applied."""
    with county.database.reading() as connection:
        return desk.list_quarantine(
            connection, with_decided=arguments.all, with_values=arguments.values
        )


def release(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Apply one after all."""
    with county.database.writing() as connection:
        commit = desk.release(connection, arguments.op, of_records(), county.now())
    county.refresh_keys()
    return {"op": arguments.op, "released": True, "commit": commit}


def refuse(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Never apply one."""
    with county.database.writing() as connection:
        desk.refuse(connection, arguments.op, arguments.reason, county.now())
    return {"op": arguments.op, "refused": True}


def list_conflicts(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Where two values met."""
    with county.database.reading() as connection:
        return desk.list_conflicts(
            connection, with_decided=arguments.all, with_values=arguments.values
        )


def read_outbox(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """What a revoked laptop had not sent: into quarantine (E5)."""
    content = command.read_file(arguments.file, bundles.MOST_BYTES)
    brought = bundles.read_request(open_letter(content, county.keys, bundles.UP))
    request = Request(brought.method, brought.url, brought.headers, brought.body)
    device = callers.signer_of(county.database, request)
    questions = door.read(brought.body)
    ops = [op for one in questions if isinstance(one, Push) for op in one.operations]
    with county.database.writing() as connection:
        count = desk.take_in(connection, device.replica, ops, county.now())
    return {"replica": device.replica, "operations": len(ops), "new": count}


COMMANDS: Final[tuple[Command, ...]] = (
    Command("quarantine list", "列出没有采用的改动", _listing, list_quarantine),
    Command("quarantine release", "放行一条，按原样采用", _op, release),
    Command("quarantine refuse", "一条不予采用", _refusing, refuse),
    Command("conflicts list", "列出两人改了同一处的地方", _listing, list_conflicts),
    Command("outbox", "读一份已吊销电脑留下的待上传内容", command.file, read_outbox),
)
