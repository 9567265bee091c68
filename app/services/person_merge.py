"""归并人员: two files turn out to be one person's. Neither is lost: what referred to the one refers
to the other from now on, and the first says whose it is (domain H.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from app.domain.permissions import Action
from app.errors import Refused
from app.models.base import Record, notes
from app.models.columns import Kind
from app.models.household import Member
from app.models.person import Person
from app.models.rearrangement import Rearrangement
from app.models.registry import RECORDS
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.rearranging import Act
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

MERGED: Final = "5"
"""REARRANGEMENT."""
_NOT_FOLLOWED: Final = frozenset((Person.noun, Rearrangement.noun))


@needs(Action.HOUSEHOLD_WRITE)
def merge_persons(work: UnitOfWork, person_id: str, into_id: str, reason: str = "") -> Saved:
    """The file ``person_id`` is of the same person as ``into_id``, which is kept in use.

    Raises ``Refused``: same_file, already_merged, ids_differ (both have a number and they differ),
    member_of_both.
    """
    return join_files(work, person_id, into_id, reason)


def join_files(work: UnitOfWork, person_id: str, into_id: str, reason: str) -> Saved:
    """As ``merge_persons``, for verbs that asked."""
    if person_id == into_id:
        raise Refused("两份是同一份档案。请选择另一份。", code="same_file")
    person, into = work.get(Person, person_id), work.get(Person, into_id)
    require_reach(work, person)
    require_reach(work, into)
    if person.same_as_id or into.same_as_id:
        raise Refused("其中一份档案已经归并。请打开归并后的档案。", code="already_merged")
    if person.id_no and into.id_no and person.id_no != into.id_no:
        sentence = "两份档案的证件号不同，不是同一个人。请核对证件。"
        raise Refused(sentence, code="ids_differ")
    _refuse_both_members(work, person_id, into_id)
    act = Act(work, MERGED, reason)
    for record, name in _references(work, person_id):
        act.put(record, **{name: into_id})
    act.put(person, same_as_id=into_id)
    return act.finish(person_id=into_id, other_person_id=person_id)


def _references(work: UnitOfWork, person_id: str) -> Iterator[tuple[Record, str]]:
    """Every record that names the person, and by which field; 作废 ones too."""
    for noun, kind in RECORDS.items():
        if noun in _NOT_FOLLOWED:
            continue
        columns: Any = kind.__table__.c
        for name, note in notes(kind).items():
            if note.kind is Kind.REF and note.refers == Person.noun:
                for record in work.find(kind, columns[name] == person_id):
                    yield record, name


def _refuse_both_members(work: UnitOfWork, person_id: str, into_id: str) -> None:
    homes = [
        {
            each.household_id
            for each in work.find(Member, Member.person_id == one, Member.left.is_(None))
        }
        for one in (person_id, into_id)
    ]
    if homes[0] & homes[1]:
        sentence = "两份档案都是同一户的成员。请先移出重复的成员，再归并。"
        raise Refused(sentence, code="member_of_both")
