"""One sync from beginning to end: greet, push and pull in one round trip, again while there is
more, then compare digests. One round trip when nothing changed; one sync in flight a vault (S11).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.sync.client import pull, push, welcome
from app.sync.client.asking import Answers, Questions, Steps, ask
from app.sync.client.desk import Desk
from app.sync.client.verify import mend, unexpected
from app.sync.protocol.messages import (
    Ack,
    Answer,
    Hello,
    Page,
    Pull,
    Push,
    Question,
    Refusal,
    Welcome,
)
from app.sync.protocol.versions import PROTOCOLS, SCHEMA


class End(StrEnum):
    """How a sync ended."""

    LEVEL = "level"
    """Nothing waits, everything is here, and the digests agree."""
    MORE = "more"
    """There is more, but this one was long enough."""
    FROZEN = "frozen"
    """A copy of this laptop writes under its identity: enrol again, then ``welcome.renew``."""
    TOO_OLD = "too_old"
    """No version in common: this program must be upgraded. Saving goes on."""
    READ_ONLY = "read_only"
    """Everything is here, but what waits can only be sent after an upgrade."""
    STUCK = "stuck"
    """The county misses operations that are no longer here."""
    BUSY = "busy"
    """Ask again after ``retry_after`` seconds."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a sync ended, and how long to wait if the county was busy."""

    end: End
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How much at once: operations a push, round trips a sync; the protocols and schema spoken, and
    what the greeting says of the recovery key."""

    operations: int = 4000
    exchanges: int = 1000
    protocols: tuple[int, ...] = PROTOCOLS
    schema: int = SCHEMA
    recovery: int = 0


_ENDS: Final = {
    "replica_frozen": End.FROZEN,
    "too_old": End.TOO_OLD,
    "expected_seq": End.STUCK,
    "busy": End.BUSY,
}


def sync(desk: Desk, pace: Pace) -> Steps[Ending]:
    """Drive it with the county's answers. Whenever it is dropped, the next one goes on."""
    may_push = True
    for _exchange in range(pace.exchanges):
        asked = questions(desk, pace, may_push=may_push)
        answers = yield from ask(*asked)
        may_push = may_push and _may_push(answers)
        refused = take(desk, asked, answers)
        if refused and refused.code in _ENDS:
            return Ending(_ENDS[refused.code], refused.retry_after)
        page = answers[-1]
        if not isinstance(page, Page) or page.has_more:
            continue
        if page.root != desk.root() and (refused := (yield from mend(desk))):
            return Ending(_ENDS.get(refused.code, End.MORE), refused.retry_after)
        if not desk.waiting(1):
            return Ending(End.LEVEL)
        if not may_push:
            return Ending(End.READ_ONLY)
    return Ending(End.MORE)


def questions(desk: Desk, pace: Pace, *, may_push: bool = True) -> Questions:
    """One exchange: the greeting, what waits, and what is new."""
    standing = desk.standing()
    hello = Hello(pace.protocols, pace.schema, standing.cursor, pace.recovery)
    batch = desk.waiting(pace.operations) if may_push and standing.cursor.epoch else ()
    pushed = (push.question(desk, standing, batch),) if batch else ()
    return (hello, *pushed, Pull(standing.cursor))


def _may_push(answers: Answers) -> bool:
    return all(one.may_push for one in answers if isinstance(one, Welcome))


def take(desk: Desk, asked: Questions, answers: Answers) -> Refusal | None:
    """Each answer in its own transaction, in the order they were given; why the rest was not
    answered, if so."""
    if not answers or len(answers) > len(asked):
        raise unexpected()
    for question, answer in zip(asked, answers, strict=False):
        if isinstance(answer, Refusal):
            if answer.code == "start_over":
                desk.take(pull.read_anew(desk.standing()))
            return answer
        _take_one(desk, question, answer)
    return None


def _take_one(desk: Desk, question: Question, answer: Answer) -> None:
    standing = desk.standing()
    match question, answer:
        case Hello(), Welcome():
            if welcome.is_elsewhere(standing.cursor, answer):
                desk.take(welcome.settle_in(desk, standing, answer))
            elif witness := welcome.bear_witness(standing, answer):
                desk.take(witness)
        case Push(), Ack():
            desk.take(push.settle(standing, question, answer))
        case Pull(), Page():
            desk.take(pull.take_in(standing, answer))
        case _:
            raise unexpected()
