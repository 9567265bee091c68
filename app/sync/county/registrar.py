"""One request: its questions answered in order within one transaction of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from app.sync.county.admitting import Admitting
from app.sync.county.archive import Archive
from app.sync.county.reading import Reading
from app.sync.protocol import versions
from app.sync.protocol.messages import (
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

    def answer(self, sender: str, questions: tuple[Question, ...]) -> tuple[Answer, ...]:
        """Answers in the order of the questions: fewer after a refusal, or when the greeting says
        that the laptop must find its place anew first."""
        found: list[Answer] = []
        for question in questions:
            is_read_only = any(isinstance(one, Welcome) and not one.may_push for one in found)
            if is_read_only and isinstance(question, Push):
                return (*found, Refusal("read_only"))
            answer = self._answer(sender, question)
            found.append(answer)
            if isinstance(answer, Refusal) or _is_elsewhere(question, answer):
                break
        return tuple(found)

    def _answer(self, sender: str, question: Question) -> Answer:
        if isinstance(question, Push):
            return self.admitting.push(sender, question)
        replica = self.archive.replica(sender)
        match question:
            case Hello():
                return self._greet(sender, question)
            case Pull():
                return self.reading.pull(replica, question.cursor)
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


def _is_elsewhere(question: Question, answer: Answer) -> bool:
    """A greeting after which the rest would be answered for a place that is not the laptop's."""
    if not isinstance(question, Hello) or not isinstance(answer, Welcome):
        return False
    cursor = question.cursor
    return (cursor.epoch, cursor.scope_epoch) != (answer.epoch, answer.scope_epoch)
