"""What is shown when something did not work: a sentence, and a reference number if it is a bug."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Trouble

_log = logging.getLogger(__name__)

BUG_SENTENCE = (
    "程序出了意外的错误，刚才这一步没有完成；已经显示“已保存”的内容都还在。"
    "请再试一次；如果还不行，请把错误编号告诉管理员。"
)


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong, in words for a person.

    ``code``: stable, for programs. ``reference``: only for a bug; the log has the same number.
    ``field``: the name of the field it is about, to be said beside it. ``wait``: seconds after which
    it may be tried again, 0: nothing was said.
    """

    sentence: str
    code: str = ""
    reference: str = ""
    field: str = ""
    wait: float = 0.0

    @property
    def is_bug(self) -> bool:
        return bool(self.reference)


def problem_of(error: BaseException, new_reference: Callable[[], str]) -> Problem:
    """The problem to show for ``error``. A bug is logged under a new reference number.

    The log gets the places in the code and the error's type, not its words: they may name people.
    """
    if isinstance(error, Trouble):
        field, wait = error.facts.get("field", ""), error.facts.get("retry_after")
        seconds = wait if isinstance(wait, float) else 0.0
        return Problem(error.sentence, error.code, field=str(field), wait=seconds)
    reference = new_reference()
    steps = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{step.name}:{step.lineno}" for step in reversed(steps))
    _log.error("bug %s: %s at %s", reference, type(error).__name__, places)
    return Problem(BUG_SENTENCE, "bug", reference)
