"""Rules that ask the store: nobody twice (V-DUP), nothing that refers to what is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.errors import Refused
from app.models.account import Account
from app.models.base import Record, notes
from app.models.columns import Kind
from app.models.household import Member
from app.models.person import Person
from app.models.registry import RECORDS
from app.services.field_rules import Finding
from app.storage.unit_of_work import UnitOfWork


def check_against_store(
    work: UnitOfWork,
    kind: type[Record],
    values: Mapping[str, Any],
    changed: Collection[str],
    record_id: str | None,
) -> list[Finding]:
    """What is wrong with ``values`` beside what the store holds already.

    Raises ``Refused`` id_duplicate with the ``person_id`` that has the number, so that a window
    can offer that person instead.
    """
    if kind is Person and "id_no" in changed and values.get("id_no"):
        _refuse_duplicate(work, values["id_no"], record_id)
    found = list(_missing_references(work, kind, values, changed))
    if kind is Member and not found and not {"household_id", "person_id"}.isdisjoint(changed):
        found += _member_twice(work, values, record_id)
    return found


def person_with(work: UnitOfWork, id_no: str) -> Person | None:
    """The living person, not 已作废, who has this number; None if nobody has."""
    found = work.find(Person, Person.id_no == id_no, Person.death_date.is_(None), limit=1)
    return found[0] if found else None


def _refuse_duplicate(work: UnitOfWork, id_no: str, record_id: str | None) -> None:
    other = person_with(work, id_no)
    if other is not None and other.id != record_id:
        raise Refused(
            f"这个证件号已有档案：{other.name}。请打开该档案，或核对证件号。",
            code="id_duplicate",
            field="id_no",
            person_id=other.id,
        )


def _missing_references(
    work: UnitOfWork, kind: type[Record], values: Mapping[str, Any], changed: Collection[str]
) -> Iterator[Finding]:
    """Accounts aside: this laptop need not know its colleagues."""
    for name, note in notes(kind).items():
        value = values.get(name)
        if note.kind is not Kind.REF or name not in changed or not value:
            continue
        other = RECORDS.get(note.refers)
        if other is None or other is Account:
            continue
        wanted = select(other.rowid_).where(other.id == value, other.is_deleted.is_(False))
        if work.session.scalar(wanted) is None:
            sentence = f"{note.label}指向的{other.title}不存在。请重新选择。"
            yield Finding(name, "reference_missing", sentence)


def _member_twice(
    work: UnitOfWork, values: Mapping[str, Any], record_id: str | None
) -> Iterator[Finding]:
    same = work.find(
        Member,
        Member.household_id == values["household_id"],
        Member.person_id == values["person_id"],
        Member.left.is_(None),
    )
    if values.get("left") is None and any(each.id != record_id for each in same):
        sentence = "这个人已经是本户成员。请不要重复添加。"
        yield Finding("person_id", "member_twice", sentence)
