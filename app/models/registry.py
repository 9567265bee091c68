"""Every record type by its noun: one import and one line for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.errors import Refused
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.attachment import Attachment
from app.models.base import Record
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.person import Person
from app.models.print_log import PrintLog
from app.models.task import Task
from app.models.visit import Visit

_TYPES: Final[tuple[type[Record], ...]] = (
    Person,
    Household,
    Member,
    Income,
    Expense,
    Asset,
    Obligor,
    Visit,
    AssistanceCase,
    Attachment,
    Task,
    Account,
    PrintLog,
)

RECORDS: Final[Mapping[str, type[Record]]] = {each.noun: each for each in _TYPES}
"""Noun -> record type, in the order people think of them."""


def record_type(noun: str) -> type[Record]:
    """The type called ``noun``; raises ``Refused`` when there is none."""
    if noun not in RECORDS:
        raise Refused(
            f"没有“{noun}”这种记录。可用的有：{'、'.join(RECORDS)}。", code="record_type_unknown"
        )
    return RECORDS[noun]
