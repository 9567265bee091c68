"""The county on its own database: a request in, its answers out, whatever carried it.

What is pushed is decided and committed first; then all reading happens in one snapshot, so that the
digest is of what was told (S18). Two pushes that collide are judged anew, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from app.server import audit, glance
from app.server.admitted import put
from app.server.archive import SqlArchive, Unseen, last_link, lock
from app.server.database import Database, busy
from app.server.digests import Digests
from app.server.glance import Glance
from app.server.people import Standing, StandingOf
from app.server.policy import may_write, placing
from app.server.tables import LINE
from app.sync.county.admitting import Admitting
from app.sync.county.archive import Replica
from app.sync.county.policy import Policy
from app.sync.county.reading import Reading
from app.sync.county.registrar import Registrar, told_by
from app.sync.county.schema import Schema
from app.sync.protocol.messages import Answer, Pull, Push, Question, Refusal

TRIES: Final = 3
PAGE: Final = 5000

Beside = Callable[[SqlArchive], object]


def _nothing_beside(_archive: SqlArchive) -> None:
    """Only the answers."""


@dataclass(frozen=True)
class RoleAdmitting(Admitting):
    """Judges with the writer's reach: somebody may make what he may not have afterwards."""

    def writer(self, replica: Replica) -> Replica:
        return replace(replica, reach=placing(replica.reach))


@dataclass
class LocalCounty:
    """A ``County``. ``now`` gives the moment in ISO form, ``draw`` receipts nobody can guess."""

    database: Database
    schema: Schema
    standing_of: StandingOf
    draw: Callable[[], str]
    now: Callable[[], str]
    policy: Policy = may_write
    page: int = PAGE
    digests: Digests = field(default_factory=Digests)

    def answer(
        self,
        sender: str,
        questions: tuple[Question, ...],
        beside: Beside = _nothing_beside,
        seen: Glance | None = None,
    ) -> tuple[Answer, ...]:
        """Answers in the order of the questions, fewer if one is refused. ``beside`` is run where
        they are read, in the same snapshot; not at all if nothing is read. ``seen``: what was seen as
        the sender was let in; if it is enough, nothing else is asked of the database."""
        pushes = [at for at, one in enumerate(questions) if isinstance(one, Push)]
        if not pushes:
            answers = self._told_at_a_glance(questions, beside, seen) if seen else None
            return answers or self._told(sender, questions, {}, beside)
        until = pushes[-1] + 1
        answers = self._pushed(sender, questions[:until], questions[until:])
        if len(answers) < until or isinstance(answers[-1], Refusal):
            return answers
        known: dict[str, int] = {}
        for question, answer in zip(questions[:until], answers, strict=True):
            known |= told_by(question, answer)
        return (*answers, *self._told(sender, questions[until:], known, beside))

    def _pushed(
        self, sender: str, questions: tuple[Question, ...], following: tuple[Question, ...]
    ) -> tuple[Answer, ...]:
        for _try in range(TRIES):
            try:
                with self.database.writing() as connection:
                    lock(connection, sender)  # places are given under it: all that follows agrees
                    registrar, archive = self._registrar(
                        connection, glance.take(connection, sender)
                    )
                    archive.is_locked = True
                    answers = registrar.answer(sender, questions)
                    self._write_down(archive)
                    if archive.admitted:
                        _note_beforehand(archive, following)
                return answers
            except IntegrityError:
                continue
        raise busy()

    def _told_at_a_glance(
        self, questions: tuple[Question, ...], beside: Beside, seen: Glance
    ) -> tuple[Answer, ...] | None:
        registrar, archive = self._registrar(None, seen)
        try:
            answers = registrar.answer(seen.replica, questions)
        except Unseen:
            return None
        beside(archive)
        self._note(archive.read, archive.epoch, archive.cursor)
        return answers

    def _told(
        self,
        sender: str,
        questions: tuple[Question, ...],
        known: Mapping[str, int],
        beside: Beside,
    ) -> tuple[Answer, ...]:
        if not questions:
            return ()
        with self.database.reading() as connection:
            registrar, archive = self._registrar(connection, glance.take(connection, sender))
            answers = registrar.answer(sender, questions, known)
            epoch, cursor = archive.epoch, archive.cursor
            beside(archive)
        self._note(archive.read, epoch, cursor)
        return answers

    def standing(self, connection: Connection, sender: str) -> Standing:
        """Of a vault, within a transaction. Raises ``KeyError``: there is none."""
        return self.standing_of(glance.take(connection, sender))

    def _registrar(
        self, connection: Connection | None, seen: Glance
    ) -> tuple[Registrar, SqlArchive]:
        archive = SqlArchive(connection, self.standing_of(seen), self.digests, seen)
        admitting = RoleAdmitting(archive, self.schema, self.policy, self.draw)
        return Registrar(archive, admitting, Reading(archive, self.page)), archive

    def _note(self, read: Mapping[str, int], epoch: int, cursor: int | None) -> None:
        """How far it has read, if that is news."""
        for replica, seq in read.items():
            if cursor != seq:
                with self.database.noting() as connection:
                    if cursor is None or not _moved_cursor(connection, replica, epoch, seq):
                        _put_cursor(connection, replica, epoch, seq)

    def _write_down(self, archive: SqlArchive) -> None:
        lines = [audit.Line(one, "server:device:freeze") for one in archive.froze]
        for one in archive.admitted:
            seqs = [judged.operation.seq for judged in one.judged]
            about = f"{seqs[0]}-{seqs[-1]}"
            lines.append(audit.Line(one.replica, "device:records:push", str(one.commit), about))
        if lines:
            audit.append(archive.connection, lines, self.now())


def _note_beforehand(archive: SqlArchive, following: tuple[Question, ...]) -> None:
    """How far it has read, as the questions that come next will say: a transaction less."""
    for one in following:
        if isinstance(one, Pull) and one.cursor.after is None:
            own = archive.standing.replica, archive.epoch, one.cursor.seq
            _moved_cursor(archive.connection, *own)


def _moved_cursor(connection: Connection, replica: str, epoch: int, seq: int) -> bool:
    own = (LINE.c.replica == replica) & (LINE.c.epoch == epoch)
    return connection.execute(update(LINE).where(own).values(cursor=seq)).rowcount > 0


def _put_cursor(connection: Connection, replica: str, epoch: int, seq: int) -> None:
    link = last_link(connection, replica)
    values = {"replica": replica, "epoch": epoch, "next_seq": 1, "cursor": seq}
    values |= {"audit_seq": link.seq, "audit_hash": link.hash}
    put(connection, LINE, [values], ("next_seq", "audit_seq", "audit_hash"))
