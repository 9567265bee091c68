"""What belongs to what: a household's parts move and go with it, and what must stay stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import or_, select

from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import ReturnEntry
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.person import Person
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Referral,
    Wanderer,
)
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.services.household_list import ENDED
from app.storage.unit_of_work import UnitOfWork

PARTS: Final[tuple[type[Record], ...]] = (Member, Income, Expense, Asset, Obligor)
"""What is nothing without its household."""
OF_PERSONS: Final[tuple[type[Record], ...]] = (
    Child, ReturnEntry, Wanderer, Elder, DisabilitySubsidy, LeftBehindWoman,
)  # fmt: skip
"""Files in a register that live where their person lives."""
OF_CHILDREN: Final[tuple[type[Record], ...]] = (
    ParentSituation, EntrustedCare, GuardianAssessment, ChildCheckIn,
)  # fmt: skip

_OWNERS: Final[Mapping[str, type[Record]]] = {
    "household_id": Household,
    "child_id": Child,
    "person_id": Person,
    "vagrant_id": Vagrant,
    "case_id": AssistanceCase,
}
"""Field -> what a record belongs to, and so where; the first that is known counts."""


def place(work: UnitOfWork, record: Record) -> None:
    """Give a new record the township and village of what it belongs to, or its village's township."""
    for name, kind in _OWNERS.items():
        owner_id: str | None = getattr(record, name, None)
        if owner_id and record.village_code is None:
            found = work.session.scalar(select(kind).where(kind.id == owner_id))
            if found:
                record.org_code = record.org_code or found.org_code
                record.village_code = found.village_code
    if record.village_code and len(record.village_code) == 12:
        record.org_code = record.org_code or record.village_code[:9]


def parts_of(work: UnitOfWork, record: Record) -> Iterator[Record]:
    """What goes with ``record``: members, items of a household."""
    if isinstance(record, Household):
        for kind in PARTS:
            column: Any = kind.__table__.c.household_id
            yield from work.find(kind, column == record.id)


def move_parts(work: UnitOfWork, record: Record) -> None:
    """A household that moved to another village takes its parts, and who lives in it, along."""
    if isinstance(record, Household):
        for each in goes_along(work, record):
            each.org_code, each.village_code = record.org_code, record.village_code


def goes_along(work: UnitOfWork, household: Household) -> Iterator[Record]:
    """What moves with a household: its parts, who lives in it, and their files in the registers."""
    living = select(Member.person_id).where(
        Member.household_id == household.id, Member.is_deleted.is_(False), Member.left.is_(None)
    )
    yield from parts_of(work, household)
    yield from work.find(Person, Person.id.in_(living))
    for kind in OF_PERSONS:
        yield from work.find(kind, kind.__table__.c.person_id.in_(living))
    children = select(Child.id).where(Child.person_id.in_(living))
    for kind in OF_CHILDREN:
        yield from work.find(kind, kind.__table__.c.child_id.in_(children))
    yield from work.find(MonitoredHousehold, MonitoredHousehold.household_id == household.id)
    yield from work.find(Referral, Referral.household_id == household.id)


def refuse_removal(work: UnitOfWork, record: Record) -> None:
    """Raise ``Refused`` while ``record`` is still needed: still_member, case_open, visit_finished."""
    if isinstance(record, Person) and _is_member(work, record.id):
        raise Refused("这个人还是家庭成员。请先在家庭档案里移出，再作废人员。", code="still_member")
    if isinstance(record, Household):
        refuse_open_case(work, record)
    if isinstance(record, Visit) and record.ended_at is not None:
        raise Refused("走访已经完成，要留档，不能作废。请另记一次走访说明。", code="visit_finished")


def refuse_open_case(work: UnitOfWork, household: Household) -> None:
    """Raise ``Refused`` case_open while an application of the household has not ended."""
    if _has_open_case(work, household.id):
        raise Refused("这户还有未办结的救助申请。请先办结或撤回申请。", code="case_open")


def _is_member(work: UnitOfWork, person_id: str) -> bool:
    belongs = or_(
        Household.head_id == person_id,
        Household.id.in_(
            select(Member.household_id).where(
                Member.person_id == person_id, Member.is_deleted.is_(False), Member.left.is_(None)
            )
        ),
    )
    return bool(work.find(Household, belongs, limit=1))


def _has_open_case(work: UnitOfWork, household_id: str) -> bool:
    return bool(
        work.find(
            AssistanceCase,
            AssistanceCase.household_id == household_id,
            or_(AssistanceCase.state.is_(None), AssistanceCase.state.not_in(ENDED)),
            limit=1,
        )
    )
