"""收入、支出、财产、义务人: the items of a household; what follows from them is worked out on saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.permissions import Action
from app.errors import Refused
from app.models.base import Record
from app.models.household import Asset, Expense, Household, Income, Obligor
from app.services import records
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

ITEMS: Final[Mapping[str, type[Record]]] = {
    each.noun: each for each in (Income, Expense, Asset, Obligor)
}
"""Noun -> type of item."""


@needs(Action.HOUSEHOLD_WRITE)
def add_item(work: UnitOfWork, noun: str, household_id: str, values: Mapping[str, Any]) -> Saved:
    """A new income, expense, asset or obligor; monthly shares and the like are worked out."""
    household = work.get(Household, household_id)
    require_reach(work, household)
    return records.write(work, _kind(noun), {**values, "household_id": household_id})


@needs(Action.HOUSEHOLD_WRITE)
def set_item(work: UnitOfWork, noun: str, item_id: str, values: Mapping[str, Any]) -> Saved:
    """Change fields of an item."""
    kind = _kind(noun)
    return records.write(work, kind, values, record=work.get(kind, item_id))


@needs(Action.HOUSEHOLD_WRITE)
def remove_item(work: UnitOfWork, noun: str, item_id: str, reason: str) -> None:
    """作废 an item, with the reason."""
    item = work.get(_kind(noun), item_id)
    require_reach(work, item)
    work.remove(item, reason)


def _kind(noun: str) -> type[Record]:
    if noun not in ITEMS:
        raise Refused(
            "只有收入、支出、财产、义务人可以这样登记。请换一页办理。", code="not_an_item"
        )
    return ITEMS[noun]
