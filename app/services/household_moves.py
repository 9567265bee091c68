"""分户、并户、迁村: a family splits, two become one, a family moves. Each is one act.

Everything that belongs to those who go goes along; what was decided before stays where it was.
``rearranging.undo_rearrangement`` takes an act back until it is sent. The head is changed by
``households.change_head``, which is an act too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from app.domain.permissions import Action
from app.errors import Refused
from app.models.base import Record, notes
from app.models.columns import Kind
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.rearrangement import Rearrangement
from app.models.registry import RECORDS
from app.services import records
from app.services.dependents import OF_PERSONS, goes_along, refuse_open_case
from app.services.field_rules import Finding
from app.services.households import HEAD, free_number
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.rearranging import Act
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

SPLIT, MERGED, MOVED = "1", "2", "3"
"""REARRANGEMENT."""
IN_BENEFIT: Final = frozenset(("1", "2", "3", "4", "5"))
_OWN: Final[Mapping[type[Record], str]] = {
    Income: "person_id",
    Expense: "person_id",
    Asset: "owner_id",
    Obligor: "for_person_id",
}
"""Items of a household that are in somebody's name -> by which field."""


@needs(Action.HOUSEHOLD_WRITE)
def split_household(
    work: UnitOfWork,
    household_id: str,
    person_ids: Collection[str],
    head_id: str,
    *,
    values: Mapping[str, Any] | None = None,
    relations: Mapping[str, str] | None = None,
    reason: str = "",
) -> Saved:
    """``person_ids`` leave and are a household of their own, headed by ``head_id``.

    ``values``: fields of the new household; ``relations``: person -> RELATION to the new head. The
    id returned is the new household's. Raises ``Refused``: not_a_member, head_leaves, nobody_left.
    """
    old = _household(work, household_id)
    leaving = _leaving(work, old, person_ids, head_id)
    village = (values or {}).get("village_code") or old.village_code or ""
    new = {
        "village_code": village,
        "org_code": village[:9],
        "group_name": old.group_name,
        "dibao_area_type": old.dibao_area_type,
        **(values or {}),
        "head_id": head_id,
        "applicant_id": head_id,
        "hh_no": free_number(work, village),
    }
    saved = records.write(work, Household, new)
    household = work.get(Household, saved.id)
    act = Act(work, SPLIT, reason)
    act.made(household)
    _move_members(work, act, leaving, household, relations or {})
    for record, name in _items_of(work, household_id, person_ids):
        act.put(record, **{name: saved.id})
    _ = act.finish(household_id=household_id, other_household_id=saved.id, person_id=head_id)
    return Saved(Household.noun, saved.id, True, (*saved.remarks, *_remarks(old)))


@needs(Action.HOUSEHOLD_WRITE)
def merge_households(
    work: UnitOfWork,
    household_id: str,
    into_id: str,
    *,
    relations: Mapping[str, str] | None = None,
    reason: str = "",
) -> Saved:
    """Everybody and everything of ``household_id`` belongs to ``into_id`` from now on; the file
    that is empty then is 作废 and can be looked at.

    Raises ``Refused``: same_household, case_open (the application has to end first).
    """
    if household_id == into_id:
        raise Refused("是同一户。请选择另一户。", code="same_household")
    old, into = _household(work, household_id), _household(work, into_id)
    refuse_open_case(work, old)
    act = Act(work, MERGED, reason)
    there = {each.person_id for each in _living(work, into_id)}
    leaving = [each for each in _living(work, household_id) if each.person_id not in there]
    _move_members(work, act, leaving, into, relations or {})
    for record, name in _references(work, household_id):
        act.put(record, **{name: into_id})
    act.put(old, is_deleted=True, deleted_reason=f"并入{into.hh_no or '另一户'}")
    _ = act.finish(household_id=into_id, other_household_id=household_id)
    return Saved(Household.noun, into_id, False, _remarks(into))


@needs(Action.HOUSEHOLD_WRITE)
def move_household(
    work: UnitOfWork,
    household_id: str,
    village_code: str,
    *,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Saved:
    """The household lives in another village, with its people and their files in the registers.

    ``values``: its new group and address. Raises ``Refused``: village_missing, out_of_reach.
    """
    household = _household(work, household_id)
    if not (len(village_code) == 12 and village_code.isascii() and village_code.isdigit()):
        sentence = "没有选迁往的村（社区）。请从列表里选择。"
        raise Refused(sentence, code="village_missing", field="village_code")
    place = {"org_code": village_code[:9], "village_code": village_code}
    act = Act(work, MOVED, reason)
    for each in list(goes_along(work, household)):
        act.put(each, **place)
    act.put(household, **place, **(values or {}))
    _ = act.finish(household_id=household_id)
    return Saved(Household.noun, household_id, False, _remarks(household))


def _household(work: UnitOfWork, household_id: str) -> Household:
    household = work.get(Household, household_id)
    require_reach(work, household)
    return household


def _living(work: UnitOfWork, household_id: str) -> list[Member]:
    now = (Member.household_id == household_id, Member.left.is_(None))
    return work.find(Member, *now, order_by=(Member.place_in_list,))


def _leaving(
    work: UnitOfWork, household: Household, person_ids: Collection[str], head_id: str
) -> list[Member]:
    members = _living(work, household.id)
    leaving = [each for each in members if each.person_id in person_ids]
    if head_id not in person_ids or len(leaving) != len(set(person_ids)):
        sentence = "要分出的人和新户主都必须是本户成员。请重新选择。"
        raise Refused(sentence, code="not_a_member")
    if len(leaving) == len(members):
        raise Refused("不能把全部成员都分出去。请至少留一人。", code="nobody_left")
    if household.head_id in person_ids:
        raise Refused("户主不能直接分出。请先更换户主，再分户。", code="head_leaves")
    return leaving


def _move_members(
    work: UnitOfWork,
    act: Act,
    leaving: list[Member],
    household: Household,
    relations: Mapping[str, str],
) -> None:
    """The old membership ends today, a new one begins; person and register files go along."""
    place = {"org_code": household.org_code, "village_code": household.village_code}
    first = len(_living(work, household.id)) + 1
    for at, each in enumerate(leaving):
        act.put(each, left=work.today)
        relation = HEAD if each.person_id == household.head_id else relations.get(each.person_id)
        given = {
            "household_id": household.id,
            "person_id": each.person_id,
            "relation": relation,
            "joined": work.today,
            "place_in_list": first + at,
            "counted": each.counted,
            "exclude_reason": each.exclude_reason,
            "protected": each.protected,
        }
        act.made(work.get(Member, records.write(work, Member, given).id))
        for file in _files_of(work, each.person_id):
            act.put(file, **place)
            if getattr(file, "household_id", None) == each.household_id:
                act.put(file, household_id=household.id)


def _files_of(work: UnitOfWork, person_id: str) -> Iterator[Record]:
    """The person, and its files in the registers."""
    person: type[Record] = RECORDS["person"]
    yield work.get(person, person_id)
    for kind in OF_PERSONS:
        yield from work.find(kind, kind.__table__.c.person_id == person_id)


def _items_of(
    work: UnitOfWork, household_id: str, person_ids: Collection[str]
) -> Iterator[tuple[Record, str]]:
    for kind, owner in _OWN.items():
        columns: Any = kind.__table__.c
        of = (columns.household_id == household_id, columns[owner].in_(person_ids))
        for record in work.find(kind, *of):
            yield record, "household_id"


def _references(work: UnitOfWork, household_id: str) -> Iterator[tuple[Record, str]]:
    """Every record that names the household, but memberships, which end, and acts of before."""
    for kind in RECORDS.values():
        if kind in {Member, Rearrangement}:
            continue
        columns: Any = kind.__table__.c
        for name, note in notes(kind).items():
            if note.kind is Kind.REF and note.refers == Household.noun:
                for record in work.find(kind, columns[name] == household_id):
                    yield record, name


def _remarks(household: Household) -> tuple[Finding, ...]:
    if household.class_now not in IN_BENEFIT:
        return ()
    sentence = "这户正在享受保障，家庭情况已变。请办理变更，重新核算。"
    return (Finding("class_now", "review_needed", sentence, is_error=False),)
