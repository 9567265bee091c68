"""One request: its questions answered in order within one transaction of the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.sync.county.admitting import Admitting
from app.sync.county.archive import Archive
from app.sync.county.reading import Reading
from app.sync.protocol import versions
from app.sync.protocol.messages import (
    Ack,
    Answer,
    Fetch,
    Hello,
    Pull,
    Push,
    Question,
    Refusal,
    Verify,
    Welcome,
)


@dataclass(frozen=True)
class Registrar:
    """Answers laptops. ``sender`` is who the carrier proved it to be; nothing in a question can
    widen what he may see."""

    archive: Archive
    admitting: Admitting
    reading: Reading
    schema: int = versions.SCHEMA

    def answer(
        self, sender: str, questions: tuple[Question, ...], told: Mapping[str, int] | None = None
    ) -> tuple[Answer, ...]:
        """Answers in the order of the questions: fewer after a refusal, or when the greeting says
        that the laptop must find its place anew first. ``told``: ``told_by`` the answers to what
        was asked before these, in the same request."""
        found: list[Answer] = []
        known = dict(told or {})
        for question in questions:
            is_read_only = any(isinstance(one, Welcome) and not one.may_push for one in found)
            if is_read_only and isinstance(question, Push):
                return (*found, Refusal("read_only"))
            answer = self._answer(sender, question, known)
            found.append(answer)
            known |= told_by(question, answer)
            if isinstance(answer, Refusal) or _is_elsewhere(question, answer):
                break
        return tuple(found)

    def _answer(self, sender: str, question: Question, told: Mapping[str, int]) -> Answer:
        if isinstance(question, Push):
            return self.admitting.push(sender, question)
        replica = self.archive.replica(sender)
        match question:
            case Hello():
                return self._greet(sender, question)
            case Pull():
                return self.reading.pull(replica, question, told)
            case Verify():
                return self.reading.verify(replica.reach, question)
            case Fetch():
                return self.reading.fetch(replica.reach, question)

    def _greet(self, sender: str, hello: Hello) -> Welcome | Refusal:
        protocol = versions.agree(hello.protocols)
        if protocol is None:
            return Refusal("too_old")
        place, replica = self.archive.place(), self.archive.replica(sender)
        return Welcome(
            protocol,
            place.epoch,
            replica.scope_epoch,
            tuple(sorted(replica.reach.scopes)),
            place.horizon,
            versions.may_write(hello.schema, self.schema),
            replica.audit.seq,
            place.checkpoint,
        )


def told_by(question: Question, answer: Answer) -> dict[str, int]:
    """Records that an acknowledgement tells, and of which commit."""
    if not isinstance(question, Push) or not isinstance(answer, Ack):
        return {}
    as_sent = frozenset(answer.as_sent)
    made = {op.record_id: answer.commit for op in question.operations if op.seq in as_sent}
    return made | {row.id: row.rev for row in answer.rows}


def _is_elsewhere(question: Question, answer: Answer) -> bool:
    """A greeting after which the rest would be answered for a place that is not the laptop's."""
    if not isinstance(question, Hello) or not isinstance(answer, Welcome):
        return False
    cursor = question.cursor
    return (cursor.epoch, cursor.scope_epoch) != (answer.epoch, answer.scope_epoch)
