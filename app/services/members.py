"""家庭成员: who joins a household, leaves it, or moves to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.permissions import Action
from app.errors import Refused
from app.models.household import Household, Member
from app.models.person import Person
from app.services import records
from app.services.field_rules import Finding
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork


@needs(Action.HOUSEHOLD_WRITE)
def add_member(
    work: UnitOfWork,
    household_id: str,
    values: Mapping[str, Any],
    *,
    person: Mapping[str, Any] | None = None,
    person_id: str | None = None,
) -> Saved:
    """A new member: a new ``person``, or one there is. The id returned is the membership's.

    Raises ``Refused``: id_duplicate (with the ``person_id`` to offer), member_twice, and so on.
    """
    household = work.get(Household, household_id)
    require_reach(work, household)
    remarks: tuple[Finding, ...] = ()
    if person_id is None:
        place = {"village_code": household.village_code, "org_code": household.org_code}
        saved = records.write(work, Person, {**place, **(person or {})})
        person_id, remarks = saved.id, saved.remarks
    else:
        remarks = _lives_elsewhere(work, person_id, household_id)
    member = {
        "joined": work.today,
        "place_in_list": _last_place(work, household_id) + 1,
        **values,
        "household_id": household_id,
        "person_id": person_id,
    }
    saved = records.write(work, Member, member)
    return Saved(saved.noun, saved.id, is_new=True, remarks=(*remarks, *saved.remarks))


@needs(Action.HOUSEHOLD_WRITE)
def set_member(work: UnitOfWork, member_id: str, values: Mapping[str, Any]) -> Saved:
    """Change a place in a household: relation, counted or not and why, protected or not."""
    return records.write(work, Member, values, record=work.get(Member, member_id))


@needs(Action.HOUSEHOLD_WRITE)
def let_member_leave(work: UnitOfWork, member_id: str, day: date | None = None) -> Saved:
    """The member no longer belongs to the household, from ``day`` (today) on.

    Raises ``Refused`` head_leaves while the member is the head.
    """
    member = work.get(Member, member_id)
    _refuse_head(work, member)
    return records.write(work, Member, {"left": day or work.today}, record=member)


@needs(Action.HOUSEHOLD_WRITE)
def remove_member(work: UnitOfWork, member_id: str, reason: str) -> None:
    """A membership that was entered by mistake is 作废; the person's file stays."""
    member = work.get(Member, member_id)
    require_reach(work, member)
    _refuse_head(work, member)
    work.remove(member, reason)


@needs(Action.HOUSEHOLD_WRITE)
def move_member(
    work: UnitOfWork, member_id: str, to_household_id: str, relation: str | None = None
) -> Saved:
    """From one household to another on one day; the person moves to its village."""
    member = work.get(Member, member_id)
    target = work.get(Household, to_household_id)
    if member.household_id == to_household_id:
        raise Refused("成员已经在这一户。请选择另一户。", code="same_household")
    _ = let_member_leave(work, member_id)
    person = work.get(Person, member.person_id)
    place = {"village_code": target.village_code, "org_code": target.org_code}
    _ = records.write(work, Person, place, record=person)
    return add_member(work, to_household_id, {"relation": relation}, person_id=person.id)


@needs(Action.HOUSEHOLD_WRITE)
def move_back(work: UnitOfWork, member_id: str, moved_id: str) -> Saved:
    """Undo of ``move_member``: the new place (``moved_id``) is 作废, the old one as it was."""
    moved = work.get(Member, moved_id)
    require_reach(work, moved)
    work.remove(moved, "撤销移到另一户")
    member = work.get(Member, member_id)
    home = work.get(Household, member.household_id)
    place = {"village_code": home.village_code, "org_code": home.org_code}
    _ = records.write(work, Person, place, record=work.get(Person, member.person_id))
    return records.write(work, Member, {"left": None}, record=member)


def _refuse_head(work: UnitOfWork, member: Member) -> None:
    household = work.get(Household, member.household_id)
    if household.head_id == member.person_id:
        raise Refused("户主不能直接移出。请先更换户主，再移出成员。", code="head_leaves")


def _lives_elsewhere(work: UnitOfWork, person_id: str, household_id: str) -> tuple[Finding, ...]:
    homes = work.find(
        Member,
        Member.person_id == person_id,
        Member.household_id != household_id,
        Member.left.is_(None),
    )
    if not homes:
        return ()
    sentence = "这个人还登记在另一户。请核实；如已迁来，请用“移到另一户”。"
    return (Finding("person_id", "member_elsewhere", sentence, is_error=False),)


def _last_place(work: UnitOfWork, household_id: str) -> int:
    members = work.find(Member, Member.household_id == household_id)
    return max((each.place_in_list or 0 for each in members), default=0)
