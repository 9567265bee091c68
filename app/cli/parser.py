"""The parser of the command line: help and complaints in Chinese, and exit code 2 for the latter."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, HelpFormatter
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from app.cli.surroundings import Surroundings

USAGE: Final = 2

_HEADINGS: Final = {"positional arguments": "参数", "options": "选项"}
_COMPLAINTS: Final = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+): expected (?:one|at least one) argument", r"\1 后面要写值"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不写值，多了 \2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能与 \2 一起用"),
    (r"argument (.+): invalid int value: (.+)", r"\1 应为整数，不能是 \2"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，可以是 \3"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 不明确，可能是 \2"),
    (r"one of the arguments (.+) is required", r"\1 要写一个"),
)
"""What the standard library says -> what we say."""


class ChineseHelp(HelpFormatter):
    """The standard help under Chinese headings."""

    def start_section(self, heading: str | None) -> None:
        """参数, 选项."""
        super().start_section(_HEADINGS.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """用法."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(ArgumentParser):
    """Says what is wrong in Chinese, and leaves by code 2."""

    streams: Surroundings

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, formatter_class=ChineseHelp, **given)
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """The usage, and what is wrong with what was typed."""
        self.print_usage(self.streams.err)
        self.streams.say(f"命令写得不对：{in_chinese(message)}。请用 --help 查看用法。")
        raise SystemExit(USAGE)


def in_chinese(message: str) -> str:
    """A complaint of the standard library's; one that it does not know as it stands."""
    for pattern, ours in _COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(ours)
    return message
