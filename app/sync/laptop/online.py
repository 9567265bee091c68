"""The county at the other end of a line, as the steps of a sync ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeVar, cast, get_args

from app.errors import Unreadable
from app.security.signed_messages import Answer as HttpAnswer
from app.sync.client.asking import Ahead, Steps
from app.sync.laptop import collecting
from app.sync.laptop.line import Line, Waiting, trouble_of, wait_of
from app.sync.protocol import codec
from app.sync.protocol.bundles import SYNC
from app.sync.protocol.messages import Answer, Message, Question, Refusal
from app.sync.protocol.published import LAST

Result = TypeVar("Result")
_OK: Final = 200
_ANSWERS: Final = get_args(Answer)


@dataclass(frozen=True)
class Begun:
    """Questions that were sent before they were asked, and how to wait for their answer."""

    questions: tuple[Question, ...]
    waiting: Waiting


@dataclass
class Dialect:
    """How the county is spoken to: ``squeezer`` is the best way to compress that it has used itself,
    so that an older one is sent nothing that it cannot read (S19)."""

    squeezer: int = codec.ZLIB

    def learn(self, body: bytes) -> None:
        """From an answer of the county."""
        self.squeezer = max(self.squeezer, codec.squeezer_of(body))


@dataclass
class OnlineCounty:
    """A ``County``: one signed request for the questions of one exchange. ``published``: the number
    of the last form or rule pack there, as of the last answer.

    What will be asked next may be begun: the county works while the laptop writes.
    """

    line: Line
    dialect: Dialect = field(default_factory=Dialect)
    published: int = 0
    _begun: Begun | None = field(default=None, repr=False)

    def begin(self, questions: tuple[Question, ...]) -> None:
        """Send what will be asked next, and go on."""
        waiting = self.line.begin("POST", SYNC, self._encoded(questions))
        self._begun = Begun(questions, waiting)

    def answer(self, sender: str, questions: tuple[Question, ...]) -> tuple[Answer, ...]:
        """Raises what ``Line.call`` raises; ``Refused`` for what the county does not take."""
        if sender != self.line.replica:
            raise ValueError("asked in another's name")
        answer = self._asked(questions)
        if (wait := wait_of(answer)) is not None:
            return (Refusal("busy", retry_after=wait),)
        if answer.status_code != _OK:
            raise trouble_of(answer)
        told = answer.headers.get(LAST, "")
        self.published = int(told) if told.isascii() and told.isdigit() else self.published
        found = answers_in(codec.decode(answer.body))
        self.dialect.learn(answer.body)
        return found

    def _asked(self, questions: tuple[Question, ...]) -> HttpAnswer:
        begun, self._begun = self._begun, None
        if begun and begun.questions is questions:
            return begun.waiting()
        return self.line.call("POST", SYNC, self._encoded(questions))

    def _encoded(self, questions: tuple[Question, ...]) -> bytes:
        return codec.encode(questions, (self.dialect.squeezer,))


def answers_in(messages: tuple[Message, ...]) -> tuple[Answer, ...]:
    """``messages`` if they are answers. Raises ``Unreadable`` sync_answer_unexpected."""
    if not all(isinstance(one, _ANSWERS) for one in messages):
        raise Unreadable(
            "县里的回答不是所问的内容，没有采用。请再同步一次；仍不行，请升级本程序。",
            code="sync_answer_unexpected",
        )
    return cast("tuple[Answer, ...]", messages)


@collecting.put_off()
def drive(steps: Steps[Result], county: OnlineCounty, sender: str) -> Result:
    """Ask the county what the steps ask, until they end. Whatever is raised, nothing is lost: all
    that was decided is on disk."""
    try:
        asked = next(steps)
        while True:
            if isinstance(asked, Ahead):
                county.begin(asked.questions)
                asked = steps.send(())
            else:
                asked = steps.send(county.answer(sender, asked))
    except StopIteration as end:
        return cast("Result", end.value)
    finally:
        steps.close()
