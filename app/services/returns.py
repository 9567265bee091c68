"""返乡人员台账: who came home, entered by the station or the township, until it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.homecoming import Departure, ReturnEntry
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.services import records
from app.services.care_calls import next_return_call
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork


@needs(Action.RETURN_WRITE)
def enter_return(
    work: UnitOfWork,
    pack: RulePack,
    person_id: str | None,
    values: Mapping[str, Any],
    person: Mapping[str, Any] | None = None,
) -> Saved:
    """Somebody came home, who has a file or is new (``person``).

    Raises ``Refused`` return_open while an older entry is not closed.
    """
    if person_id is None:
        person_id = records.write(work, Person, person or {}).id
    return _enter(work, pack, {**values, "person_id": person_id})


@needs(Action.RETURN_WRITE)
def set_return(work: UnitOfWork, entry_id: str, values: Mapping[str, Any]) -> Saved:
    """Add to an entry: what help was arranged, whether the family signed."""
    entry = work.get(ReturnEntry, entry_id)
    require_reach(work, entry)
    return records.write(work, ReturnEntry, values, record=entry)


@needs(Action.RETURN_WRITE)
def close_return(work: UnitOfWork, entry_id: str, reason: str, day: date | None = None) -> Saved:
    """No more calls; the entry stays. Raises ``Refused``: reason_missing, never_called."""
    entry = work.get(ReturnEntry, entry_id)
    require_reach(work, entry)
    if not reason.strip():
        raise Refused("销账要写明原因。请填写原因。", code="reason_missing")
    if not entry.calls_done:
        raise Refused("还没有回访过，不能销账。请先回访。", code="never_called")
    entry.next_call = None
    values = {"closed_on": day or work.today, "closed_reason": reason}
    return records.write(work, ReturnEntry, values, record=entry)


def enter_from_station(
    work: UnitOfWork, pack: RulePack, vagrant: Vagrant, departure: Departure | None
) -> Saved:
    """The entry that a return from the station opens, in the village it says."""
    values: dict[str, Any] = {
        "person_id": vagrant.person_id,
        "vagrant_id": vagrant.id,
        "returned_on": departure.left_at.date() if departure and departure.left_at else work.today,
        "from_station": "县救助管理站",
        "family_receiver": departure.receiver_name if departure else None,
        "is_mental_or_disabled": vagrant.mental_state == "3" or vagrant.intellect_state == "3",
    }
    home = departure.home_addr_code if departure else None
    if home:
        values |= {"org_code": home[:9], "village_code": home if len(home) == 12 else None}
    return _enter(work, pack, values)


def has_been_called_at(work: UnitOfWork, vagrant_id: str) -> bool:
    """Whether somebody who came home from this rescue was called at."""
    entries = work.find(ReturnEntry, ReturnEntry.vagrant_id == vagrant_id)
    return any(each.calls_done for each in entries)


def _enter(work: UnitOfWork, pack: RulePack, values: Mapping[str, Any]) -> Saved:
    person = values["person_id"]
    still = (ReturnEntry.person_id == person, ReturnEntry.closed_on.is_(None))
    if found := work.find(ReturnEntry, *still, limit=1):
        sentence = "这个人在返乡台账里还没有销账。请打开原来的记录。"
        raise Refused(sentence, code="return_open", entry_id=found[0].id)
    saved = records.write(work, ReturnEntry, {"returned_on": work.today, **values})
    entry = work.get(ReturnEntry, saved.id)
    entry.next_call = next_return_call(pack.on(work.today), entry, entry.returned_on or work.today)
    return saved
