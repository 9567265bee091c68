"""What to call a record in a list: whose it is and what it is, without opening it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.models.account import Account
from app.models.base import Record
from app.models.columns import FieldNote
from app.models.household import Household
from app.models.person import Person
from app.models.registry import RECORDS
from app.storage.unit_of_work import UnitOfWork

_THROUGH: Final = (("person_id", "person"), ("head_id", "person"), ("household_id", "household"))
"""Fields that lead to somebody's name, the nearest first."""


def called(work: UnitOfWork, noun: str, record_id: str) -> str:
    """E.g. 于邦：收入; the type alone where the record or the name is not here."""
    kind = RECORDS.get(noun)
    if kind is None:
        return noun
    record = work.session.scalar(select(kind).where(kind.id == record_id))
    name = whose(work, record) if record is not None else ""
    return f"{name}：{kind.title}" if name else kind.title


def named(work: UnitOfWork, note: FieldNote, record_id: object) -> str:
    """Whom or what a field names: 于邦, never its id."""
    kind = RECORDS.get(note.refers)
    wanted = select(kind).where(kind.id == str(record_id)) if kind is not None else None
    record = work.session.scalar(wanted) if wanted is not None else None
    if record is None:
        return "（不在本机）"
    name = record.name if isinstance(record, Account) else whose(work, record)
    return name or record.title


def whose(work: UnitOfWork, record: Record | None) -> str:
    """The name of the person that a record is about, or of the head of its household."""
    if record is None:
        return ""
    if isinstance(record, Person):
        return record.name
    for field, noun in _THROUGH:
        target: str | None = getattr(record, field, None)
        if target is not None:
            kind: type[Record] = Person if noun == "person" else Household
            found = work.session.scalar(select(kind).where(kind.id == target))
            return whose(work, found)
    return ""
