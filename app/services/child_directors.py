"""儿童主任: every village with its own, when appointed and trained; who is missing (A126, A409)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from app.services.townships import DIGITS
from app.storage.unit_of_work import UnitOfWork

DISMISSED: Final = "user:account:dismiss"
"""The audit's word for one village fewer; its detail is the reason given."""


@dataclass(frozen=True)
class DirectorRow:
    """A village and its 儿童主任. ``id``: account/village, the village where there is none."""

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
    own = (work.actor.org_code or "")[:DIGITS]
    rows = [
        DirectorRow(
            _row_id(each.id, village), each.name, village, each.appointed_on, each.trained_on, False
        )
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
    """A village's 儿童主任, or a village without: also one that has lost its own since."""
    account_id, _, village = row_id.rpartition("/")
    found = next((each for each in _directors(work) if each.id == account_id), None)
    if found is None or village not in (found.villages or ()):
        return DirectorFile(village, village)
    return DirectorFile(row_id, village, seen(found, work.actor.role))


@needs(Action.ACCOUNT_WRITE)
def appoint(work: UnitOfWork, village: str, values: Mapping[str, Any]) -> Saved:
    """A 儿童主任 for a village; the id is the row's. Raises ``Refused`` village_missing, and what
    the rules say."""
    if len(village) <= DIGITS:
        raise Refused("没有选择村（社区）。请选择儿童主任负责的村。", code="village_missing")
    own = {"role": DIRECTOR, "villages": [village], "org_code": village[:DIGITS]}
    saved = records.write(work, Account, {**values, **own})
    return replace(saved, id=_row_id(saved.id, village))


@needs(Action.ACCOUNT_WRITE)
def put(work: UnitOfWork, row_id: str, values: Mapping[str, Any]) -> Saved:
    """Change what is kept of one: name, telephone, appointment, training. Raises ``Refused``
    not_director, out_of_reach, and what the rules say."""
    account = _director(work, row_id)
    return records.write(work, Account, values, record=account)


@needs(Action.ACCOUNT_WRITE)
def dismiss(work: UnitOfWork, row_id: str, reason: str) -> None:
    """No longer 儿童主任 of the village; who has no other village left is none any more.

    Why is kept with the account that goes, or in the audit where the account stays.

    Raises ``Refused`` reason_missing, not_director, out_of_reach.
    """
    account, village = _director(work, row_id), row_id.partition("/")[2]
    others = [each for each in account.villages or () if each != village]
    if not village or not others:
        work.remove(account, reason)
        return
    if not reason.strip():
        raise Refused("没有填写不再担任的原因。请填写后再登记。", code="reason_missing")
    _ = records.write(work, Account, {"villages": others}, record=account)
    work.note(DISMISSED, Account.noun, account.id, reason.strip())


def _director(work: UnitOfWork, row_id: str) -> Account:
    account = work.get(Account, row_id.partition("/")[0])
    require_reach(work, account)
    if account.role != DIRECTOR:
        sentence = "这位使用人员不是儿童主任，不能在这里办理。请从儿童主任列表里重新选择。"
        raise Refused(sentence, code="not_director")
    return account


def _row_id(account_id: str, village: str) -> str:
    return f"{account_id}/{village}"


def _directors(work: UnitOfWork) -> list[Account]:
    wanted = (Account.role == DIRECTOR, within_reach(work, Account))
    return work.find(Account, *wanted, order_by=Account.rowid_)
