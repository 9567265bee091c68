"""Runs one command and says how it ended, in the exit code and, if it went wrong, in a sentence."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Final

from app.cli.commands import parser_for, run_of
from app.cli.surroundings import Surroundings, real_surroundings
from app.errors import Trouble
from app.log import open_log
from app.security.process import harden
from app.storage.files import trouble_of

BUG: Final = 70
BUG_SENTENCE: Final = (
    "程序出了意外的错误，这个命令没有完成；已经保存的内容都还在。"
    "请再试一次；如果还不行，请把错误编号 {reference} 告诉管理员。"
)
_log: Final = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """The command line of this process; returns the exit code."""
    harden()
    around = real_surroundings()
    open_log(around.settings.data_folder)
    return run(arguments, around)


def run(arguments: Sequence[str], around: Surroundings) -> int:
    """One command in the given surroundings; returns the exit code."""
    try:
        parsed = parser_for(around, arguments).parse_args(arguments)
        around.show(run_of(parsed.words)(parsed, around))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except Trouble as trouble:
        return _told(trouble, around)
    except OSError as error:
        return _told(trouble_of(error), around)
    except Exception as error:  # noqa: BLE001 - a bug ends in words and a number
        return _bug(error, around)
    return 0


def _told(trouble: Trouble, around: Surroundings) -> int:
    around.say(f"{trouble.sentence}（{trouble.code}）")
    return trouble.exit_code


def _bug(error: Exception, around: Surroundings) -> int:
    """The log gets the places in the code and the error's type, not its words: they may name people."""
    reference = around.chance(4).hex()
    steps = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{step.name}:{step.lineno}" for step in reversed(steps))
    _log.error("bug %s: %s at %s", reference, type(error).__name__, places)
    around.say(BUG_SENTENCE.format(reference=reference))
    return BUG
