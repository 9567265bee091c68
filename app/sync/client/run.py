"""One sync from beginning to end: greet, push and pull in one round trip, again while there is
more, then compare digests. One round trip when nothing changed; one sync in flight a vault (S11).

While there is more, the next exchange is told before an answer is taken in (``Ahead``). It bears the
receipt of that answer, which may not be on disk yet. Should it never get there, the next sync sends
the same operations again under the receipt before it, and is told the same (S4, S13).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.sync.client import pull, push, welcome
from app.sync.client.asking import Ahead, Answers, Questions, Steps
from app.sync.client.desk import Desk, Intake, Standing
from app.sync.client.verify import mend, unexpected
from app.sync.protocol.codec import SQUEEZERS
from app.sync.protocol.messages import (
    Ack,
    Answer,
    Hello,
    Operation,
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
    what the greeting says of the recovery key. ``start``: operations of the first of several pushes:
    the sooner the county has something to do, the sooner all is there."""

    operations: int = 3000
    exchanges: int = 1000
    protocols: tuple[int, ...] = PROTOCOLS
    schema: int = SCHEMA
    recovery: int = 0
    start: int = 1000


_ENDS: Final = {
    "replica_frozen": End.FROZEN,
    "too_old": End.TOO_OLD,
    "expected_seq": End.STUCK,
    "busy": End.BUSY,
}


def sync(desk: Desk, pace: Pace) -> Steps[Ending]:
    """Drive it with the county's answers. Whenever it is dropped, the next one goes on."""
    may_push = True
    foreseen: _Foreseen | None = None
    for _exchange in range(pace.exchanges):
        asked = foreseen.questions if foreseen else _exchange_of(desk, pace, may_push=may_push)
        if not foreseen and _goes_on(asked):
            yield Ahead(asked)
        behind = _read_behind(desk, pace, asked) if foreseen or _goes_on(asked) else None
        answers = yield asked  # the county works while more is read
        may_push = may_push and _may_push(answers)
        foreseen = _foresee(desk, pace, asked, answers, behind if may_push else ())
        if foreseen:
            yield Ahead(foreseen.questions)
        refused = take(desk, asked, answers)
        if foreseen and desk.standing() != foreseen.standing:
            foreseen = None
        if refused and refused.code in _ENDS:
            return Ending(_ENDS[refused.code], refused.retry_after)
        if not _is_last(asked, answers):
            continue
        page = answers[-1]
        assert isinstance(page, Page)
        if page.root != desk.root() and (refused := (yield from mend(desk))):
            return Ending(_ENDS.get(refused.code, End.MORE), refused.retry_after)
        if not desk.waiting(1):
            return Ending(End.LEVEL)
        if not may_push:
            return Ending(End.READ_ONLY)
    return Ending(End.MORE)


def questions(desk: Desk, pace: Pace, *, may_push: bool = True) -> Questions:
    """One exchange by itself: the greeting, what waits, and what is new."""
    standing = desk.standing()
    return _exchange(desk, pace, standing, _batch(desk, pace, standing, may_push=may_push))


def _exchange_of(desk: Desk, pace: Pace, *, may_push: bool) -> Questions:
    """One exchange of several: no digest is asked for while more waits to be sent."""
    standing = desk.standing()
    start = min(pace.start, pace.operations)
    batch = _batch(desk, replace(pace, operations=start), standing, may_push=may_push)
    if len(batch) >= start and not desk.waiting(1, batch[0].seq + pace.operations - 1):
        batch = _batch(desk, pace, standing, may_push=may_push)  # one push holds all
    return _exchange(desk, pace, standing, batch, goes_on=_waits_behind(desk, batch))


def _batch(
    desk: Desk, pace: Pace, standing: Standing, *, may_push: bool, after: int = 0
) -> tuple[Operation, ...]:
    return desk.waiting(pace.operations, after) if may_push and standing.cursor.epoch else ()


def _read_behind(desk: Desk, pace: Pace, asked: Questions) -> tuple[Operation, ...]:
    """What will be sent after the push among ``asked``, as far as it waits already."""
    standing = desk.standing()
    sent = _last_of(asked, standing)
    return _batch(desk, pace, standing, may_push=True, after=sent)


def _last_of(asked: Questions, standing: Standing) -> int:
    """Our number of the last operation among ``asked``; 0: none."""
    pushed = (one.operations[-1].seq for one in asked if isinstance(one, Push))
    return max((seq + standing.offset for seq in pushed), default=0)


def _waits_behind(desk: Desk, batch: tuple[Operation, ...]) -> bool:
    return bool(batch) and bool(desk.waiting(1, batch[-1].seq))


def _exchange(
    desk: Desk,
    pace: Pace,
    standing: Standing,
    batch: tuple[Operation, ...],
    *,
    goes_on: bool = False,
) -> Questions:
    hello = Hello(pace.protocols, pace.schema, standing.cursor, pace.recovery, SQUEEZERS)
    pushed = (push.question(desk, standing, batch),) if batch else ()
    return (hello, *pushed, Pull(standing.cursor, without_root=goes_on))


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """What will be asked next, if the laptop then stands where it should."""

    questions: Questions
    standing: Standing


def _foresee(
    desk: Desk,
    pace: Pace,
    asked: Questions,
    answers: Answers,
    behind: tuple[Operation, ...] | None,
) -> _Foreseen | None:
    """The exchange after this one, before this one is taken in; None if there may be none, or if it
    is not known yet. ``behind``: what it will send, if that was read already. Only reads."""
    if len(answers) != len(asked) or _is_last(asked, answers):
        return None
    standing = desk.standing()
    for question, answer in zip(asked, answers, strict=True):
        match question, answer:
            case Hello(), Welcome() if not welcome.is_elsewhere(standing.cursor, answer):
                witness = welcome.bear_witness(standing, answer)
                standing = witness.standing if witness else standing
            case Push(), Ack():
                standing = push.moved(standing, answer)
            case Pull(), Page():
                standing = pull.moved(standing, answer)
            case _:
                return None
    batch = _read_behind(desk, pace, asked) if behind is None else behind
    goes_on = _waits_behind(desk, batch)
    return _Foreseen(_exchange(desk, pace, standing, batch, goes_on=goes_on), standing)


def _goes_on(asked: Questions) -> bool:
    """Whether more will be sent after it."""
    last = asked[-1]
    return isinstance(last, Pull) and last.without_root


def _is_last(asked: Questions, answers: Answers) -> bool:
    """Whether the county has told all there is, with the digest of it."""
    page = answers[-1]
    if not isinstance(page, Page) or page.has_more:
        return False
    return bool(page.root) or not _goes_on(asked)


def _may_push(answers: Answers) -> bool:
    return all(one.may_push for one in answers if isinstance(one, Welcome))


def take(desk: Desk, asked: Questions, answers: Answers) -> Refusal | None:
    """Each answer in its own transaction, in the order they were given; why the rest was not
    answered, if so."""
    if not answers or len(answers) > len(asked):
        raise unexpected()
    standing = desk.standing()
    for question, answer in zip(asked, answers, strict=False):
        if isinstance(answer, Refusal):
            if answer.code == "start_over":
                desk.take(pull.read_anew(standing))
            return answer
        if intake := _intake(desk, standing, question, answer):
            desk.take(intake)
            standing = intake.standing
    return None


def _intake(desk: Desk, standing: Standing, question: Question, answer: Answer) -> Intake | None:
    match question, answer:
        case Hello(), Welcome():
            if welcome.is_elsewhere(standing.cursor, answer):
                return welcome.settle_in(desk, standing, answer)
            return welcome.bear_witness(standing, answer)
        case Push(), Ack():
            return push.settle(standing, question, answer)
        case Pull(), Page():
            return pull.take_in(standing, answer)
        case _:
            raise unexpected()
