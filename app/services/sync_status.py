"""同步情况: what waits here, and how far each record has come: 在本机 → 已到县 → 已处理."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from app.domain.months import month_of
from app.domain.permissions import Action
from app.models.household import Household, Member
from app.models.local import Acknowledged, BaseRow, BlobFile, Conflict, InboxEntry, OutboxOperation
from app.models.payment import PayLine
from app.models.person import Person
from app.models.registry import RECORDS
from app.models.temporary_relief import FundEntry, TemporaryRelief
from app.services.conflicts import count_conflicts
from app.services.county_words import reason
from app.services.fund_months import month_id
from app.services.inbox import REFUSED, count_unread
from app.services.permitted import needs, needs_by_noun
from app.services.records import READ
from app.storage.unit_of_work import UnitOfWork


class Stage(StrEnum):
    """How far a record has come."""

    HERE = "here"
    """Saved on this laptop; the county does not have it, or not the last of it."""
    COUNTY = "county"
    """The county has it."""
    DONE = "done"
    """The county has it in a backup: nothing more can happen to it."""
    STUCK = "stuck"
    """It needs somebody: a conflict, or the county refused."""


STAGES: Final = {
    Stage.HERE: "在本机",
    Stage.COUNTY: "已到县",
    Stage.DONE: "已处理",
    Stage.STUCK: "要处理",
}


@dataclass(frozen=True)
class Waiting:
    """What waits: operations, the records they change, files to send; conflicts, unread letters."""

    operations: int
    records: int
    files: int
    conflicts: int
    letters: int


@dataclass(frozen=True)
class RecordStage:
    """How far one record has come. ``why`` if it needs somebody, with the conflict or the letter to
    open."""

    stage: Stage
    text: str
    why: str = ""
    conflict_id: str | None = None
    letter_id: str | None = None


@needs(Action.OWN_DESK)
def waiting(work: UnitOfWork) -> Waiting:
    """What waits here."""
    operations, records = work.session.execute(
        select(func.count(), func.count(func.distinct(OutboxOperation.record_id)))
    ).one()
    files = select(func.count()).where(BlobFile.sent_at.is_(None), BlobFile.is_complete)
    return Waiting(
        operations,
        records,
        work.session.scalar(files) or 0,
        count_conflicts(work),
        count_unread(work),
    )


@needs_by_noun(READ)
def record_stage(work: UnitOfWork, noun: str, record_id: str) -> RecordStage:
    """How far this record has come."""
    del noun
    return _stage_of(work, (record_id,))


@needs_by_noun(READ)
def file_stage(work: UnitOfWork, noun: str, record_ids: Iterable[str]) -> RecordStage:
    """How far a file of several records has come: as far as the one that is farthest behind."""
    del noun
    return _stage_of(work, tuple(record_ids))


@needs(Action.OWN_DESK)
def household_of(work: UnitOfWork, noun: str, record_id: str) -> str | None:
    """In whose file a record is to be looked at: the household's id, if there is one here."""
    kind = RECORDS.get(noun)
    record = work.session.scalar(select(kind).where(kind.id == record_id)) if kind else None
    if record is None or noun == Household.noun:
        return None if record is None else record_id
    if household := getattr(record, "household_id", None):
        return str(household)
    person = record_id if noun == Person.noun else getattr(record, "person_id", None)
    if person is None:
        return None
    wanted = select(Member.household_id).where(Member.person_id == person, Member.left.is_(None))
    return work.session.scalar(wanted.order_by(Member.rowid_.desc()).limit(1))


@needs(Action.OWN_DESK)
def entry_of(work: UnitOfWork, noun: str, record_id: str) -> tuple[str, str] | None:
    """Under which id, and with which part, its page opens a record, if it is here: a need by its
    case, a line of a roster by itself in its run, a line of the fund by its month."""
    kind = RECORDS.get(noun)
    record = work.session.scalar(select(kind).where(kind.id == record_id)) if kind else None
    if isinstance(record, TemporaryRelief):
        return record.case_id, ""
    if isinstance(record, PayLine):
        return record.id, record.run_id
    if isinstance(record, FundEntry):
        return month_id(record.org_code or "", month_of(record.day or work.today)), ""
    return None if record is None else (record_id, "")


def _stage_of(work: UnitOfWork, ids: Sequence[str]) -> RecordStage:
    about = Conflict.record_id.in_(ids), Conflict.decided_at.is_(None)
    conflict = work.session.scalar(select(Conflict).where(*about).limit(1))
    if conflict is not None:
        why = "与别人的改动有冲突，两边的内容都保存着。请在“同步”页处理。"
        return _stage(Stage.STUCK, why, conflict_id=conflict.id)
    letter = work.session.scalar(
        select(InboxEntry)
        .where(
            InboxEntry.record_id.in_(ids),
            InboxEntry.read_at.is_(None),
            InboxEntry.kind == REFUSED,
        )
        .limit(1)
    )
    if letter is not None:
        return _stage(Stage.STUCK, reason(letter.code), letter_id=letter.id)
    return _stage(_plain_stage(work, ids))


def _plain_stage(work: UnitOfWork, ids: Sequence[str]) -> Stage:
    pending = select(OutboxOperation.seq).where(OutboxOperation.record_id.in_(ids)).limit(1)
    if work.session.scalar(pending) is not None:
        return Stage.HERE
    known = select(func.count()).select_from(BaseRow).where(BaseRow.id.in_(ids))
    if (work.session.scalar(known) or 0) < len(set(ids)):
        return Stage.HERE
    kept = (
        select(Acknowledged.seq)
        .where(Acknowledged.record_id.in_(ids), Acknowledged.is_backed_up.is_(False))
        .limit(1)
    )
    return Stage.DONE if work.session.scalar(kept) is None else Stage.COUNTY


def _stage(
    stage: Stage, why: str = "", *, conflict_id: str | None = None, letter_id: str | None = None
) -> RecordStage:
    return RecordStage(stage, STAGES[stage], why, conflict_id, letter_id)
