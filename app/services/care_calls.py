"""回访探访: a call at somebody in a register is written down, and the next one planned.

A call counts when the person was met, or on the phone or by video; a refusal never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.domain.half_years import round_of
from app.domain.months import months_later
from app.domain.permissions import Action, require
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.homecoming import ReturnEntry
from app.models.registers import Elder, LeftBehindWoman, MonitoredHousehold, Wanderer
from app.services import records
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import WRITE
from app.storage.unit_of_work import UnitOfWork

KIND_OF: Final[Mapping[type[Record], str]] = {
    ReturnEntry: "6",
    Wanderer: "7",
    Elder: "8",
    LeftBehindWoman: "10",
    MonitoredHousehold: "11",
}
"""Register -> CARE_CALL_KIND."""
_TYPES: Final = {kind.noun: kind for kind in KIND_OF}
MET: Final = frozenset(("1", "4"))


@dataclass(frozen=True)
class Called:
    """A call as it was written; ``next_date`` None where none follows."""

    id: str
    counts: bool
    next_date: date | None


@needs(Action.TASK_WRITE)
def log_call(
    work: UnitOfWork,
    pack: RulePack,
    noun: str,
    entry_id: str,
    values: Mapping[str, Any],
    *,
    by: date | None = None,
) -> Called:
    """A call for the entry ``entry_id`` of the register ``noun``. ``by``: the day agreed for the
    next one; it counts where it is before the cadence's own.

    Raises ``Refused``: register_unknown, not_permitted, met_missing, and what the rules say.
    """
    pack = pack.on(work.today)
    kind = _TYPES.get(noun)
    if kind is None:
        raise Refused("这个名册不记回访。请从名册进入。", code="register_unknown", noun=noun)
    require(work.actor.role, WRITE[noun])
    entry: Any = work.get(kind, entry_id)
    require_reach(work, entry)
    if not values.get("met"):
        raise Refused("没有填写是否见到本人。请选择后再保存。", code="met_missing")
    saved = records.write(work, CareCall, _given(work, kind, entry, values))
    call = work.get(CareCall, saved.id)
    call.counts = call.met in MET
    if call.counts:
        _follow(pack, entry, call, work.today)
    _agree(entry, by)
    call.next_date = getattr(entry, "next_call", None)
    return Called(call.id, bool(call.counts), call.next_date)


def _given(
    work: UnitOfWork, kind: type[Record], entry: Any, values: Mapping[str, Any]
) -> dict[str, Any]:
    day = values.get("day") or work.today
    return {
        "day": day,
        "callers": [work.actor.name],
        "round": round_of(day),
        **values,
        "kind": KIND_OF[kind],
        "about_noun": kind.noun,
        "about_id": entry.id,
        "person_id": getattr(entry, "person_id", None),
        "household_id": getattr(entry, "household_id", None),
        "village_code": entry.village_code,
        "org_code": entry.org_code,
    }


def _follow(pack: RulePack, entry: Any, call: CareCall, today: date) -> None:
    """What a call that counts changes of its entry."""
    day = call.day or today
    if isinstance(entry, ReturnEntry):
        entry.calls_done = (entry.calls_done or 0) + 1
        entry.last_call, entry.risk = day, call.risk or entry.risk
        entry.next_call = next_return_call(pack, entry, day)
    elif isinstance(entry, Elder):
        entry.last_call = day
        entry.next_call = day + timedelta(days=pack.whole("elder_visit_days"))
        entry.risk = call.risk or entry.risk
    elif isinstance(entry, Wanderer):
        entry.survey_round, entry.surveyed_on = call.round, day
        entry.surveyor = "、".join(call.callers or ())[:50]
    elif isinstance(entry, MonitoredHousehold) and call.measures:
        entry.handled, entry.handled_on = call.measures, day


def _agree(entry: Any, by: date | None) -> None:
    if by is not None and isinstance(entry, (ReturnEntry, Elder)):
        entry.next_call = min(by, entry.next_call or by)


def next_return_call(pack: RulePack, entry: ReturnEntry, last: date) -> date:
    """After the return 30 days, then 90, then each January and July (C.7)."""
    home, done = entry.returned_on or last, entry.calls_done or 0
    for count, key in enumerate(("return_visit.first", "return_visit.second")):
        due = home + timedelta(days=pack.whole(key))
        if done <= count and due > last:
            return due
    months = sorted(int(each) for each in pack.codes("wanderer_months"))
    after = months_later(last.replace(day=1), 1)
    return next(day for ahead in range(12) if (day := months_later(after, ahead)).month in months)
