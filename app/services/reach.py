"""Whose villages somebody works in: an account may name villages, a township, or the county."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from app.errors import Refused
from app.models.base import Record
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


def require_reach(work: UnitOfWork, record: Record) -> None:
    """Raise ``Refused`` out_of_reach for a record of somebody else's village."""
    if not reaches(work.actor, record.org_code, record.village_code):
        raise Refused(
            "这份档案属于别的村（社区），不归您负责。请与民政办联系。",
            code="out_of_reach",
            noun=record.noun,
        )


def within_reach(work: UnitOfWork, type_: type[Record]) -> ColumnElement[bool]:
    """The condition of a query that keeps to ``actor``'s villages."""
    villages = work.actor.village_codes
    if villages is None:
        return true()
    column: Any = type_.village_code
    return or_(column.is_(None), column.in_(villages))
