"""What the command line says of itself: help and complaints in Chinese, exit codes in the guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.commands import COMMANDS
from app.cli.parser import in_chinese
from tests.unit.test_cli import USAGE, ZERO, Line, a_line

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "command-line.md"
ENGLISH = re.compile(r"usage|arguments|options|show this|message and exit")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return a_line(tmp_path_factory.mktemp("help"))


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_helps_in_chinese_and_describes_each_argument(
    line: Line, capsys: pytest.CaptureFixture[str], words: str
):
    line.run(*words.split(), "--help")
    told = capsys.readouterr().out
    assert line.code == ZERO
    assert COMMANDS[words].help in told
    assert ENGLISH.search(told) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("bundle write", "缺少 --out"),
        ("bundle write --out", "--out 后面要写值"),
        ("bundle read", "缺少 file"),
        ("enrol", "缺少 ticket"),
        ("sync now", "不认识 now"),
        ("status --all", "不认识 --all"),
        ("conflicts list --all=yes", "--all 后面不写值"),
        ("conflicts resolve x --all ours", "--all 不能是 'ours'，可以是 'mine', 'theirs'"),
        ("search 于 --limit few", "--limit 应为整数"),
    ],
)
def test_a_command_that_is_written_wrongly_is_told_in_chinese(line: Line, typed: str, said: str):
    line.run(*typed.split())
    assert line.code == USAGE
    assert said in line.err
    assert "用法：" in line.err


def test_a_complaint_that_nobody_translated_is_told_as_it_stands():
    assert in_chinese("something new") == "something new"


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_is_in_the_guide(words: str):
    guide = GUIDE.read_text(encoding="utf-8").replace("\\|", "|")
    named = re.findall(r"[`\n](?:python main\.py )?([a-z\- |]+)", guide)
    told = {one for each in named for one in spelt(each)}
    assert words in told


def spelt(text: str) -> set[str]:
    """``conflicts list|resolve`` is two commands."""
    words = text.split()
    firsts = words[:1]
    pairs = [f"{words[0]} {each}" for each in words[1].split("|")] if len(words) > 1 else []
    return {*firsts, *pairs}
