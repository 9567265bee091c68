"""How the steps of a sync ask: ``answers = yield from ask(Hello(...), Pull(cursor))``.

Whoever drives them carries the questions to the county and sends the answers in. Where there is no
answer he throws ``Unavailable`` in, or closes them: nothing was decided that is not on disk.

Before they take in an answer, the steps may tell what they will ask next (``Ahead``). Whoever drives
them may send that at once, and go on with nothing; the county then works while the laptop writes. What
comes back is handed in when the very same questions are asked, and dropped if they are not.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from app.sync.protocol.messages import Answer, Question

Result = TypeVar("Result")
Questions = tuple[Question, ...]
Answers = tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will be asked next, unless something comes between."""

    questions: Questions


Steps = Generator[Questions | Ahead, Answers, Result]
"""Only questions are answered: an ``Ahead`` is sent ``()``."""


def ask(*questions: Question) -> Steps[Answers]:
    """One round trip."""
    return (yield questions)
