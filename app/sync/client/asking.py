"""How the steps of a sync ask: ``answers = yield from ask(Hello(...), Pull(cursor))``.

Whoever drives them carries the questions to the county and sends the answers in. Where there is no
answer he throws ``Unavailable`` in, or closes them: nothing was decided that is not on disk.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from app.sync.protocol.messages import Answer, Question

Result = TypeVar("Result")
Questions = tuple[Question, ...]
Answers = tuple[Answer, ...]
Steps = Generator[Questions, Answers, Result]


def ask(*questions: Question) -> Steps[Answers]:
    """One round trip."""
    return (yield questions)
