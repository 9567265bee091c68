"""临时救助 (C.4): a need is taken down, an amount proposed; the steps are those of every case.

Three ways, all rows of the rule pack: the ordinary one with 核对 and 公示, the petty one that a
township pays out of its 备用金, and first the money, then the papers in an emergency.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from app.domain.deadlines import due_at
from app.domain.money import ZERO
from app.domain.permissions import Action
from app.domain.relief_amount import may_township_approve
from app.domain.rule_pack import RulePack
from app.domain.steps import Step
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.temporary_relief import TemporaryRelief
from app.services import aid_cases, records
from app.services.fields import RecordFile, seen
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.services.relief_fund import balance_of
from app.services.relief_guards import CARD, EMERGENCY, earlier, find_relief, proposed
from app.storage.unit_of_work import UnitOfWork

SCHEME: Final = "5"
_OPEN: Final = frozenset(
    ("DRAFT", "APPLIED", "ACCEPTED", "CHECKING", "SURVEY", "OPINION1", "OBJECTION")
)
_BEFORE_PAY: Final = frozenset(("NOTICE", "SUBMITTED", "APPROVED"))
_PAY_FIELDS: Final = frozenset(("pay_way", "receipt", "witnesses"))


@dataclass(frozen=True)
class Before:
    """Relief that was paid before for the same cause."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class ReliefFile:
    """A case of 临时救助 with what is behind it. ``amount``: by the rules, None while it cannot be
    worked out (``trouble`` says why). ``pay_by``: until when an emergency is to be paid."""

    case_id: str
    record: RecordFile | None
    amount: Decimal | None
    steps: tuple[Step, ...]
    trouble: str
    before: tuple[Before, ...]
    is_petty: bool
    balance: Decimal
    pay_by: datetime | None
    is_late: bool


@needs(Action.CASE_WRITE)
def open_relief(
    work: UnitOfWork,
    pack: RulePack,
    household_id: str,
    values: Mapping[str, Any],
    *,
    person_id: str | None = None,
) -> Saved:
    """A new case of 临时救助 with its need; ``Saved.id`` is the case's.

    Raises ``Refused`` as ``aid_cases.open_case`` and what the rules say of ``values``.
    """
    saved = aid_cases.open_case(work, pack, household_id, scheme=SCHEME, person_id=person_id)
    given: dict[str, Any] = {"clue_at": work.now} | dict(values)
    remarks = _write(work, work.get(AssistanceCase, saved.id), given).remarks
    return Saved(saved.noun, saved.id, saved.is_new, (*saved.remarks, *remarks))


@needs(Action.CASE_WRITE)
def set_relief(work: UnitOfWork, case_id: str, values: Mapping[str, Any]) -> Saved:
    """Change what is known of the need, or how it is paid.

    After the first opinion only how it is paid may change; after the payment nothing. Raises
    ``Refused``: not_relief, relief_settled, and what the rules say.
    """
    case = _case(work, case_id)
    refuse_settled(case, values)
    return _write(work, case, values)


def refuse_settled(case: AssistanceCase, fields: Collection[str]) -> None:
    """``Refused`` relief_settled where these fields may not be changed any more."""
    state = case.state or "DRAFT"
    may_pay = state in _BEFORE_PAY and not set(fields) - _PAY_FIELDS
    if state not in _OPEN and not may_pay:
        sentence = "救助内容已经审核，不能再改。确需更改的，请退回补充调查。"
        raise Refused(sentence, code="relief_settled", state=state)


@needs(Action.CASE_WRITE)
def note_receipt(
    work: UnitOfWork, case_id: str, way: str, receiver: str, witnesses: Sequence[str] = ()
) -> Saved:
    """How it is handed over, who signs for it, and, for cash, who saw it (C.4).

    Raises ``Refused``: receiver_missing, witness_twice, and as ``set_relief``.
    """
    signed, seen_by = receiver.strip(), [each.strip() for each in witnesses if each.strip()]
    if way != CARD and not signed:
        sentence = "发现金、实物要有签收人。请填写签收人。"
        raise Refused(sentence, code="receiver_missing", field="receiver")
    if len({signed, *seen_by}) <= len(seen_by) and seen_by:
        sentence = "签收人和见证人不能是同一个人，见证人也不能重复。请核对后再填。"
        raise Refused(sentence, code="witness_twice", field="witnesses")
    receipt = {"name": signed, "on": work.today.isoformat(), "by": work.actor.name}
    given: dict[str, Any] = {"pay_way": way, "witnesses": seen_by or None}
    return set_relief(work, case_id, given | {"receipt": receipt if signed else None})


@needs(Action.CASE_READ)
def relief_file(work: UnitOfWork, pack: RulePack, case_id: str) -> ReliefFile:
    """The need behind a case, what the rules make of it, what was given before."""
    case = _case(work, case_id)
    relief = find_relief(work, case)
    looked = relief or TemporaryRelief(case_id=case.id)
    household = work.get(Household, case.household_id or "")
    amount, steps, trouble = _worked(work, pack, household, looked)
    pay_by = _pay_by(pack, looked)
    return ReliefFile(
        case.id,
        seen(relief, work.actor.role) if relief else None,
        amount,
        steps,
        trouble,
        tuple(
            Before(each.pay_date or work.today, each.amount or ZERO)
            for each in earlier(work, pack, case, looked)
        ),
        may_township_approve(pack, looked.amount or ZERO),
        balance_of(work, case.org_code),
        pay_by,
        pay_by is not None and looked.first_pay_at is None and work.now > pay_by,
    )


def _worked(
    work: UnitOfWork, pack: RulePack, household: Household, relief: TemporaryRelief
) -> tuple[Decimal | None, tuple[Step, ...], str]:
    try:
        found = proposed(work, pack, household, relief)
    except Refused as refused:
        return None, (), refused.sentence
    return found.amount, found.steps, ""


def _pay_by(pack: RulePack, relief: TemporaryRelief) -> datetime | None:
    if relief.kind != EMERGENCY or relief.clue_at is None:
        return None
    return due_at(pack.deadline("TR-FIRSTPAY", relief.clue_at.date()), relief.clue_at)


def _write(work: UnitOfWork, case: AssistanceCase, values: Mapping[str, Any]) -> Saved:
    given = {
        **values,
        "case_id": case.id,
        "household_id": case.household_id,
        "person_id": case.person_id,
    }
    return records.write(work, TemporaryRelief, given, record=find_relief(work, case))


def _case(work: UnitOfWork, case_id: str) -> AssistanceCase:
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    if case.scheme != SCHEME:
        sentence = "这不是临时救助申请。请从临时救助的申请进入。"
        raise Refused(sentence, code="not_relief")
    return case
