"""儿童主任: every village with its own, when appointed and trained; who is missing (A126, A409)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain.divisions import VILLAGE, Divisions
from app.domain.permissions import Action
from app.errors import Refused
from app.models.account import Account
from app.services import records
from app.services.fields import RecordFile, seen
from app.services.indicator_looks import DIRECTOR
from app.services.permitted import needs
from app.services.reach import require_reach, within_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

_TOWNSHIP: Final = 9


@dataclass(frozen=True)
class DirectorRow:
    """A village and its 儿童主任. ``id``: of the account, of the village where there is none."""

    id: str
    name: str
    village_code: str
    appointed_on: date | None
    trained_on: date | None
    is_missing: bool


@dataclass(frozen=True)
class DirectorFile:
    """``record`` None: the village has none."""

    id: str
    village_code: str
    record: RecordFile | None = field(default=None, repr=False)


@needs(Action.ACCOUNT_READ)
def list_directors(work: UnitOfWork, places: Divisions) -> tuple[DirectorRow, ...]:
    """Every village of one's own township (the county: of all), those without first."""
    own = (work.actor.org_code or "")[:_TOWNSHIP]
    rows = [
        DirectorRow(each.id, each.name, village, each.appointed_on, each.trained_on, False)
        for each in _directors(work)
        for village in each.villages or ()
    ]
    served = {each.village_code for each in rows}
    rows += [
        DirectorRow(each.code, "没有儿童主任", each.code, None, None, is_missing=True)
        for each in places.by_code.values()
        if each.level == VILLAGE and each.code.startswith(own) and each.code not in served
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_missing, row.village_code)))


@needs(Action.ACCOUNT_READ)
def director_file(work: UnitOfWork, row_id: str) -> DirectorFile:
    """One 儿童主任, or a village without."""
    found = next((each for each in _directors(work) if each.id == row_id), None)
    if found is None:
        return DirectorFile(row_id, row_id)
    return DirectorFile(found.id, (found.villages or [""])[0], seen(found, work.actor.role))


@needs(Action.ACCOUNT_WRITE)
def appoint(work: UnitOfWork, village: str, values: Mapping[str, Any]) -> Saved:
    """A 儿童主任 for a village. Raises ``Refused`` village_missing, and what the rules say."""
    if len(village) <= _TOWNSHIP:
        raise Refused("没有选择村（社区）。请选择儿童主任负责的村。", code="village_missing")
    own = {"role": DIRECTOR, "villages": [village], "org_code": village[:_TOWNSHIP]}
    return records.write(work, Account, {**values, **own})


@needs(Action.ACCOUNT_WRITE)
def put(work: UnitOfWork, account_id: str, values: Mapping[str, Any]) -> Saved:
    """Change what is kept of one: name, telephone, appointment, training."""
    account = work.get(Account, account_id)
    require_reach(work, account)
    return records.write(work, Account, values, record=account)


@needs(Action.ACCOUNT_WRITE)
def dismiss(work: UnitOfWork, account_id: str, reason: str) -> None:
    """No longer 儿童主任 of the village. Raises ``Refused`` reason_missing."""
    account = work.get(Account, account_id)
    require_reach(work, account)
    work.remove(account, reason)


def _directors(work: UnitOfWork) -> list[Account]:
    wanted = (Account.role == DIRECTOR, within_reach(work, Account))
    return work.find(Account, *wanted, order_by=Account.rowid_)
