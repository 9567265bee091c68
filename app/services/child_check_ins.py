"""儿童走访: a call at a child's, whether it met the child, and what follows from it.

A call that met nobody counts up; from a number of them on somebody above has to act (C.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.child_cadence import Standing, is_counted, standing
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare
from app.services import records
from app.services.children import open_child, plan_next, put_risk
from app.services.field_rules import Finding
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CheckedIn:
    """A call as it was written. ``must_report``: signs of harm, so 强制报告 comes next."""

    id: str
    child_id: str
    counts: bool
    standing: Standing
    must_report: bool
    remarks: tuple[Finding, ...]


@needs(Action.CHILD_WRITE)
def log_check_in(
    work: UnitOfWork,
    pack: RulePack,
    child_id: str,
    values: Mapping[str, Any],
    *,
    by: date | None = None,
) -> CheckedIn:
    """Write down a call: also one that met nobody (``met`` 2, 3), which needs no more than that.
    ``by``: the day agreed for the next one; it counts where it is before the cadence's own.

    Raises ``Refused``: way_missing, met_missing, child_closed, and what the rules say.
    """
    pack = pack.on(work.today)
    child = open_child(work, child_id)
    _refuse_empty(values)
    given = {"called_at": work.now, "visitors": [work.actor.name], **values, "child_id": child_id}
    saved = records.write(work, ChildCheckIn, given)
    call = work.get(ChildCheckIn, saved.id)
    call.counts = is_counted(call.way, call.met, call.guardian_words)
    call.risk_before = child.risk_level
    _follow(work, pack, child, call)
    child.next_visit = min((day for day in (child.next_visit, by) if day), default=None)
    call.next_date = child.next_visit
    due = child.next_visit or work.today
    return CheckedIn(
        call.id,
        child_id,
        bool(call.counts),
        standing(pack, due, child.missed or 0, work.today),
        bool(call.harm_signs),
        (*saved.remarks, *_remarks(call)),
    )


def _follow(work: UnitOfWork, pack: RulePack, child: Child, call: ChildCheckIn) -> None:
    """What a call changes of the child: when it was seen, how often not, its risk."""
    if call.counts:
        day = call.called_at.date() if call.called_at else work.today
        child.last_seen = max(day, child.last_seen or day)
        child.missed = 0
        plan_next(work, pack, child)
    elif call.met != "1":
        child.missed = (child.missed or 0) + 1
    if call.risk_after and call.risk_after != child.risk_level:
        put_risk(work, pack, child, call.risk_after, "走访后调整")
    if call.contacts_week:
        _heard_from_parents(work, child)


def _heard_from_parents(work: UnitOfWork, child: Child) -> None:
    current = (EntrustedCare.child_id == child.id, EntrustedCare.ended_on.is_(None))
    for care in work.find(EntrustedCare, *current):
        care.last_contact = work.today


def _refuse_empty(values: Mapping[str, Any]) -> None:
    if not values.get("way"):
        raise Refused("没有选择走访方式。请选择上门、视频、电话或到校。", code="way_missing")
    if not values.get("met"):
        raise Refused("没有填写是否见到儿童。请选择后再保存。", code="met_missing")


def _remarks(call: ChildCheckIn) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if call.met == "1" and not call.counts:
        sentence = "没有记录照护人谈话，这次走访不计为有效走访。请补记谈话另存一次。"
        found.append(Finding("guardian_words", "not_counted", sentence, is_error=False))
    if call.harm_signs:
        sentence = "发现疑似受侵害迹象，必须立即报告公安机关（110）。请登记强制报告。"
        found.append(Finding("harm_signs", "must_report", sentence, is_error=False))
    if call.contacts_week == 0:
        sentence = "近一周父母没有联系儿童，不符合每周至少联系一次的规定。请提醒父母。"
        found.append(Finding("contacts_week", "parents_silent", sentence, is_error=False))
    return tuple(found)
