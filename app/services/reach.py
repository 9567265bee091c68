"""Whose villages somebody works in: an account may name villages, a township, or the county.

And what somebody may see at all of visits: those of children and sealed ones are not everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from app.domain.permissions import Action, may, require
from app.errors import Refused
from app.models.attachment import Attachment
from app.models.base import Record
from app.models.columns import Sensitivity
from app.models.stat_report import StatReport
from app.models.visit import Visit
from app.services.stat_reports import READS
from app.storage.actor import Actor
from app.storage.unit_of_work import UnitOfWork


def reaches(actor: Actor, org_code: str | None, village_code: str | None) -> bool:
    """Whether a record of that township and village is within ``actor``'s reach.

    A record that says no place belongs to whoever has it on the laptop.
    """
    if actor.org_code and org_code and org_code[:9] != actor.org_code[:9]:
        return False
    return (
        actor.village_codes is None or village_code is None or village_code in actor.village_codes
    )


_LEVELS: Final[Mapping[int, Action]] = {
    Sensitivity.SENSITIVE: Action.CHILD_READ,
    Sensitivity.SEALED: Action.REPORT_READ,
}
"""``secret_level`` of a visit and of what belongs to it -> who may see it (domain G.2)."""
_LEVELLED: Final = (Visit, Attachment)
_OF_STATION: Final = frozenset(("vagrant", "family_search", "departure", "resettlement"))


def require_reach(work: UnitOfWork, record: Record) -> None:
    """Raise ``Refused`` out_of_reach for a record of somebody else's village, sealed for a visit
    that is not for this role; not_permitted for a reported table of such records."""
    if isinstance(record, StatReport):
        for action in READS[record.kind or ""]:
            require(work.actor.role, action)
    if is_shut(work, record):
        raise Refused("这份记录已经封存，您的岗位不能查看。请与民政办联系。", code="sealed")
    if not reaches(work.actor, record.org_code, record.village_code):
        raise Refused(
            "这份档案属于别的村（社区），不归您负责。请与民政办联系。",
            code="out_of_reach",
            noun=record.noun,
        )


def is_shut(work: UnitOfWork, record: Record) -> bool:
    """Whether the level of a visit or a file is not for this role; a face of the station is for who
    may see faces, whoever reads reports."""
    if not isinstance(record, _LEVELLED):
        return False
    if isinstance(record, Attachment) and record.owner_noun in _OF_STATION:
        is_face = record.secret_level == Sensitivity.SEALED
        wanted = Action.BIOMETRIC_READ if is_face else Action.VAGRANT_READ
        return not may(work.actor.role, wanted)
    return record.secret_level in _hidden_levels(work)


def within_reach(work: UnitOfWork, type_: type[Record]) -> ColumnElement[bool]:
    """The condition of a query that keeps to ``actor``'s villages, and to what the role may see."""
    seen = seen_levels(work, type_)
    villages = work.actor.village_codes
    if villages is None:
        return seen
    column: Any = type_.village_code
    return and_(or_(column.is_(None), column.in_(villages)), seen)


def seen_levels(work: UnitOfWork, type_: type[Record]) -> ColumnElement[bool]:
    """The condition of a query that leaves out visits and reported tables the role may not see."""
    if issubclass(type_, StatReport):
        return type_.kind.in_([kind for kind in READS if _may_read_table(work, kind)])
    hidden = _hidden_levels(work)
    if not issubclass(type_, _LEVELLED):
        return true()
    seen = type_.secret_level.not_in(hidden) if hidden else true()
    if not issubclass(type_, Attachment):
        return seen
    of_station = func.coalesce(type_.owner_noun, "").in_(_OF_STATION)
    return or_(and_(~of_station, seen), and_(of_station, *_seen_of_station(work, type_)))


def _seen_of_station(work: UnitOfWork, type_: type[Attachment]) -> list[ColumnElement[bool]]:
    role, sealed = work.actor.role, type_.secret_level == Sensitivity.SEALED
    if not may(role, Action.VAGRANT_READ):
        return [false()]
    return [] if may(role, Action.BIOMETRIC_READ) else [~sealed]


def _may_read_table(work: UnitOfWork, kind: str) -> bool:
    return all(may(work.actor.role, action) for action in READS[kind])


def _hidden_levels(work: UnitOfWork) -> list[int]:
    return [level for level, action in _LEVELS.items() if not may(work.actor.role, action)]
