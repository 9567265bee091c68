"""家庭: a household comes about with its head, gets its number, is changed, and changes its head."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from app.domain.permissions import Action
from app.errors import Refused
from app.models.base import Record
from app.models.household import Household, Member
from app.models.person import Person
from app.services import records
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.rearranging import Act
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

COUNTY: Final = "500231"
HEAD: Final = "02"
"""RELATION of a head."""
HEAD_CHANGED: Final = "4"
"""REARRANGEMENT."""
_SEQUENCES: Final = 10**8


@needs(Action.HOUSEHOLD_WRITE)
def add_household(
    work: UnitOfWork,
    values: Mapping[str, Any],
    *,
    head: Mapping[str, Any] | None = None,
    head_id: str | None = None,
) -> Saved:
    """A new household with its head: a new person (``head``), or one there is (``head_id``).

    ``values`` name at least the village. Raises ``Refused``: village_missing, id_duplicate (with
    the ``person_id`` to offer), and what the rules say.
    """
    village = values.get("village_code") or work.actor.only_village
    if not village:
        sentence = "没有选村（社区）。请先选择家庭所在的村。"
        raise Refused(sentence, code="village_missing", field="village_code")
    placed = {**values, "village_code": village, "org_code": village[:9]}
    found = _head(work, placed, head, head_id)
    placed |= {"head_id": found.id, "applicant_id": values.get("applicant_id") or found.id}
    placed["hh_no"] = values.get("hh_no") or free_number(work, village)
    saved = records.write(work, Household, placed)
    member = {"household_id": saved.id, "person_id": found.id, "relation": HEAD, "place_in_list": 1}
    _ = records.write(work, Member, member)
    return Saved(saved.noun, saved.id, saved.is_new, (*found.remarks, *saved.remarks))


@needs(Action.HOUSEHOLD_WRITE)
def set_household(work: UnitOfWork, household_id: str, values: Mapping[str, Any]) -> Saved:
    """Change fields of a household; a new village takes its people along."""
    household = work.get(Household, household_id)
    placed = dict(values)
    if village := placed.get("village_code"):
        placed["org_code"] = village[:9]
    return records.write(work, Household, placed, record=household)


@needs(Action.HOUSEHOLD_WRITE)
def change_head(work: UnitOfWork, household_id: str, person_id: str) -> Saved:
    """Make a member the head. The others' relations are to the old head and are asked for anew.

    Raises ``Refused`` not_a_member.
    """
    household = work.get(Household, household_id)
    require_reach(work, household)
    members = _living(work, household_id)
    if person_id not in {each.person_id for each in members}:
        sentence = "新户主不是本户成员。请先把他（她）加为家庭成员。"
        raise Refused(sentence, code="not_a_member", person_id=person_id)
    act = Act(work, HEAD_CHANGED)
    for each in members:
        if each.person_id == person_id:
            act.put(each, relation=HEAD)
        elif household.head_id != person_id:
            act.put(each, relation=None)
    act.put(household, head_id=person_id)
    if not act.is_empty:
        _ = act.finish(household_id=household_id, person_id=person_id)
    return Saved(Household.noun, household_id, is_new=False)


def free_number(work: UnitOfWork, place_code: str) -> str:
    """A household number nobody here has: 500231, three digits of the township, eight of chance.

    Chance comes from a fresh id, so that laptops without network seldom meet (1 in 10⁸ for two
    households); what meets all the same is a duplicate number under two ids, and shows in 今日待办.
    """
    start = int(uuid.UUID(work.new_id())) % _SEQUENCES
    prefix = COUNTY + (place_code[6:9] or "000")
    for step in range(_SEQUENCES):
        number = f"{prefix}{(start + step) % _SEQUENCES:08d}"
        if work.session.scalar(select(Household.rowid_).where(Household.hh_no == number)) is None:
            return number
    raise Refused("家庭编号已经用完。请与县民政局联系。", code="numbers_used_up")


def _head(
    work: UnitOfWork,
    placed: Mapping[str, Any],
    head: Mapping[str, Any] | None,
    head_id: str | None,
) -> Saved:
    if head_id is not None:
        person: Record = work.get(Person, head_id)
        require_reach(work, person)
        return Saved(Person.noun, person.id, is_new=False)
    place = {name: placed.get(name) for name in ("village_code", "org_code")}
    return records.write(work, Person, {**place, **(head or {})})


def _living(work: UnitOfWork, household_id: str) -> list[Member]:
    return work.find(Member, Member.household_id == household_id, Member.left.is_(None))
