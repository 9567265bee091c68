"""The commands: one row each. A row's module is imported when its command is asked for."""

from __future__ import annotations

from argparse import SUPPRESS, Namespace
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

from app.cli.parser import Parser
from app.cli.surroundings import Surroundings


class Command(NamedTuple):
    """``module`` has the function ``run``, and ``arguments`` (empty: none) that adds its own."""

    help: str
    module: str
    run: str
    arguments: str = ""


COMMANDS: Final[Mapping[str, Command]] = {
    "vault create": Command("新建保险柜", "vault_commands", "create", "add_create"),
    "vault unlock-check": Command("试一试密码能不能打开", "vault_commands", "unlock_check"),
    "vault passwd": Command("修改密码", "vault_commands", "passwd"),
    "vault rotate": Command("换一把数据密钥", "recovery_commands", "rotate"),
    "recovery ask": Command("申请找回密码", "recovery_commands", "ask", "add_ask"),
    "recovery take": Command("用县里的答复设新密码", "recovery_commands", "take", "add_take"),
    "import": Command("导入花名册", "exchange_commands", "import_roster", "add_import"),
    "records list": Command("列出记录", "record_commands", "list_records", "add_list"),
    "records show": Command("显示一条记录", "record_commands", "show", "add_show"),
    "records put": Command("新建或修改记录", "record_commands", "put", "add_put"),
    "records delete": Command("作废一条记录", "record_commands", "delete", "add_delete"),
    "search": Command("查找人员", "record_commands", "find", "add_search"),
    "print": Command("打印表格", "paper_commands", "print_paper", "add_print"),
    "verify": Command("验一份文书的真假", "seal_commands", "verify", "add_verify"),
    "papers publish": Command("存出公钥和作废的编号", "seal_commands", "publish", "add_publish"),
    "papers recalls": Command("收回清单", "paper_commands", "recalls", "add_recalls"),
    "papers take": Command("收下公钥册", "seal_commands", "take", "add_take"),
    "backup": Command("备份并核验", "keeping_commands", "backup"),
    "restore": Command("从备份恢复", "keeping_commands", "restore", "add_restore"),
    "check": Command("检查数据和操作记录", "keeping_commands", "check"),
    "export": Command("导出全部记录或花名册", "exchange_commands", "export", "add_export"),
    "visits export": Command("导出走访记录", "visit_commands", "export", "add_export"),
    "forms check": Command("检查表单的工作簿", "forms_commands", "check", "add_check"),
    "forms rehearse": Command(
        "用新版表单预演已有的走访", "forms_commands", "rehearse", "add_rehearse"
    ),
    "forms publish": Command("发布表单", "forms_commands", "publish", "add_publish"),
    "forms send": Command("再存一份发布过的表单", "forms_commands", "send", "add_send"),
    "forms receive": Command("接收发布的表单", "forms_commands", "receive", "add_receive"),
    "forms workbook": Command("取出现用表单的工作簿", "forms_commands", "workbook", "add_workbook"),
    "forms list": Command("列出表单", "forms_commands", "list_forms"),
    "enrol": Command("在县里登记这台电脑", "county_commands", "enrol", "add_enrol"),
    "sync": Command("与县里同步一次", "county_commands", "sync"),
    "status": Command("同步情况", "county_commands", "status"),
    "conflicts list": Command("列出冲突", "county_commands", "list_conflicts", "add_list"),
    "conflicts resolve": Command("处理一个冲突", "county_commands", "resolve", "add_resolve"),
    "inbox list": Command("列出县里的回复和变动", "county_commands", "list_inbox", "add_list"),
    "inbox acknowledge": Command("标为已阅", "county_commands", "acknowledge", "add_acknowledge"),
    "bundle write": Command("写出U盘数据包", "county_commands", "write_bundle", "add_write"),
    "bundle read": Command("读入县里的回执", "county_commands", "read_bundle", "add_read"),
}
"""Words on the command line -> command."""

GROUPS: Final = {
    "vault": "保险柜",
    "recovery": "找回密码",
    "records": "记录",
    "visits": "走访",
    "forms": "表单",
    "papers": "文书",
    "conflicts": "冲突",
    "inbox": "收件箱",
    "bundle": "U盘数据包",
}


def parser_for(around: Surroundings, named: Collection[str]) -> Parser:
    """The parser of all commands; only a command whose words are ``named`` imports what it needs."""
    top = _parser("ruhu", "入户通的命令行", around)
    top.add_argument("--vault", help="保险柜所在的文件夹")
    groups: dict[str, Any] = {"": top.add_subparsers(dest="command", required=True)}
    for name, label in GROUPS.items():
        group = groups[""].add_parser(name, help=label)
        group.streams = around
        groups[name] = group.add_subparsers(dest=f"{name} command", required=True)
    for words, command in COMMANDS.items():
        group, _, name = words.rpartition(" ")
        parser: Parser = groups[group].add_parser(name, help=command.help, description=command.help)
        parser.streams = around
        parser.add_argument("--vault", default=SUPPRESS, help="保险柜所在的文件夹")
        parser.set_defaults(words=words)
        if command.arguments and set(words.split()) <= set(named):
            _of(command, command.arguments)(parser)
    return top


def run_of(words: str) -> Callable[[Namespace, Surroundings], object]:
    """The function of a command."""
    return _of(COMMANDS[words], COMMANDS[words].run)


def _of(command: Command, name: str) -> Any:
    return getattr(import_module(f"app.cli.{command.module}"), name)


def _parser(name: str, title: str, around: Surroundings) -> Parser:
    parser = Parser(prog=name, description=title)
    parser.streams = around
    return parser
