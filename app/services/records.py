"""Any record by its noun: show, list, put, remove, as the columns' notes and the V-rules say.

The topic verbs (households, members, people) go through ``write`` too, so that no rule is kept in
two places. JSON is spelt by ``models.codec``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.permissions import Action, may, require
from app.errors import Refused
from app.models import base, codec
from app.models.base import Record, notes
from app.models.columns import FieldNote
from app.models.registry import RECORDS, record_type
from app.services import dependents
from app.services.field_rules import Finding, refuse_errors
from app.services.fields import BANK, RecordFile, is_hidden, seen
from app.services.permitted import needs_by_noun
from app.services.reach import require_reach, within_reach
from app.services.record_rules import check_record
from app.services.store_rules import check_against_store
from app.storage.unit_of_work import UnitOfWork

_HOUSEHOLD_NOUNS: Final = (
    "person", "household", "member", "income", "expense", "asset", "obligor",
)  # fmt: skip

_CHILD_NOUNS: Final = (
    "child", "parent_situation", "entrusted_care", "guardian_assessment", "child_check_in",
)  # fmt: skip
_RESCUE_NOUNS: Final = ("vagrant", "family_search", "departure", "resettlement")
_RETURN_NOUNS: Final = ("return_entry", "wanderer")
_REGISTER_NOUNS: Final = (
    "monitored_household", "elder", "disability_subsidy", "left_behind_woman", "referral",
)  # fmt: skip

READ: Final[Mapping[str, Action]] = {
    **dict.fromkeys(_HOUSEHOLD_NOUNS, Action.HOUSEHOLD_READ),
    "visit": Action.VISIT_READ,
    **dict.fromkeys(("assistance_case", "review_meeting"), Action.CASE_READ),
    "attachment": Action.VISIT_READ,
    "task": Action.TASK_READ,
    "account": Action.ACCOUNT_READ,
    **dict.fromkeys(("print_log", "issued_paper", "seal_log"), Action.CASE_READ),
    **dict.fromkeys(_CHILD_NOUNS, Action.CHILD_READ),
    **dict.fromkeys(_RESCUE_NOUNS, Action.VAGRANT_READ),
    **dict.fromkeys((*_RETURN_NOUNS, "care_call"), Action.RETURN_READ),
    **dict.fromkeys(_REGISTER_NOUNS, Action.REGISTER_READ),
    **dict.fromkeys(("mandatory_report", "report_key"), Action.REPORT_READ),
    "temporary_relief": Action.CASE_READ,
    **dict.fromkeys(("fund_entry", "fund_check", "pay_run", "pay_line"), Action.PAYMENT_READ),
    "stat_report": Action.FIGURES_READ,
    "rearrangement": Action.HOUSEHOLD_READ,
}
"""Noun -> who may look."""

WRITE: Final[Mapping[str, Action]] = {
    **dict.fromkeys(_HOUSEHOLD_NOUNS, Action.HOUSEHOLD_WRITE),
    "visit": Action.VISIT_WRITE,
    "assistance_case": Action.CASE_WRITE,
    "task": Action.TASK_WRITE,
    "account": Action.ACCOUNT_WRITE,
    **dict.fromkeys(_CHILD_NOUNS, Action.CHILD_WRITE),
    **dict.fromkeys(_RESCUE_NOUNS, Action.VAGRANT_WRITE),
    **dict.fromkeys(_RETURN_NOUNS, Action.RETURN_WRITE),
    **dict.fromkeys(_REGISTER_NOUNS, Action.REGISTER_WRITE),
}
"""Noun -> who may write by hand. Attachments, printings, calls, emergencies, lines of the ledger and
what households went through come about by verbs of their own."""

REVEALED: Final = "user:{noun}:reveal"
LISTED: Final = "user:{noun}:list"

KEPT_BY_STEPS: Final[Mapping[str, frozenset[str]]] = {
    "assistance_case": frozenset(
        note.name for note in notes(RECORDS["assistance_case"]).values() if note.group == "decision"
    )
}
"""Fields that only a workflow's steps may write: nobody enters an approved case (C.2 G1)."""


@dataclass(frozen=True)
class Saved:
    """What was written: its id, and remarks to show (nothing was wrong enough to stop it)."""

    noun: str
    id: str
    is_new: bool
    remarks: tuple[Finding, ...] = ()


def field_notes(noun: str) -> tuple[FieldNote, ...]:
    """What is said about each field of a record type, in the order of its columns."""
    return tuple(notes(record_type(noun)).values())


@needs_by_noun(READ)
def show(work: UnitOfWork, noun: str, record_id: str) -> RecordFile:
    """One record, masked as for a screen; also one that is 已作废."""
    record = work.get(record_type(noun), record_id, with_deleted=True)
    require_reach(work, record)
    return seen(record, work.actor.role)


@needs_by_noun(READ)
def show_json(work: UnitOfWork, noun: str, record_id: str) -> dict[str, Any]:
    """One record as JSON with its numbers in full, which goes into the audit as a reading."""
    record = work.get(record_type(noun), record_id, with_deleted=True)
    require_reach(work, record)
    _note_reading(work, noun, record_id, "")
    return json_of(work, record)


@needs_by_noun(READ)
def list_json(
    work: UnitOfWork,
    noun: str,
    where: Mapping[str, Any] | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[dict[str, Any], ...]:
    """Records whose fields equal ``where`` (JSON values), oldest first, as JSON."""
    kind = record_type(noun)
    _refuse_unknown(kind, where or {})
    columns: Any = kind.__table__.c
    conditions = [columns[name] == value for name, value in codec.decode(kind, where or {}).items()]
    wanted = select(kind).where(kind.is_deleted.is_(False), within_reach(work, kind), *conditions)
    found = work.session.scalars(wanted.order_by(kind.rowid_).offset(offset).limit(limit)).all()
    _note_reading(work, noun, None, f"{len(found)} rows")
    return tuple(json_of(work, each) for each in found)


@needs_by_noun(READ)
def count(work: UnitOfWork, noun: str) -> int:
    """How many records of a type there are, without those 已作废."""
    kind = record_type(noun)
    wanted = select(func.count()).where(kind.is_deleted.is_(False), within_reach(work, kind))
    return work.session.scalar(wanted) or 0


@needs_by_noun(WRITE)
def put_json(work: UnitOfWork, noun: str, values: Mapping[str, Any]) -> Saved:
    """Create a record, or change the one ``values["id"]`` names; fields not named stay.

    Raises ``Refused``: field_unknown, field_unreadable, and what the rules say.
    """
    kind = record_type(noun)
    _refuse_unknown(kind, values)
    record_id = _id_in(values)
    given = {name: value for name, value in values.items() if name not in _PASSED_OVER}
    return put(work, noun, codec.decode(kind, given), record_id)


@needs_by_noun(WRITE)
def put(
    work: UnitOfWork, noun: str, values: Mapping[str, Any], record_id: str | None = None
) -> Saved:
    """As ``put_json`` with typed values; an id that is not there yet becomes the new record's."""
    kind = record_type(noun)
    found = _existing(work, kind, record_id) if record_id else None
    _refuse_fields_of_others(work, kind, found, values)
    return write(work, kind, values, record=found, record_id=record_id)


@needs_by_noun(WRITE)
def remove(work: UnitOfWork, noun: str, record_id: str, reason: str) -> None:
    """作废: the record and what is part of it stay, and count no more.

    Raises ``Refused``: reason_missing, still_member, case_open, visit_finished.
    """
    record = work.get(record_type(noun), record_id)
    require_reach(work, record)
    dependents.refuse_removal(work, record)
    for each in (record, *dependents.parts_of(work, record)):
        work.remove(each, reason)


def write(
    work: UnitOfWork,
    kind: type[Record],
    values: Mapping[str, Any],
    *,
    record: Record | None = None,
    record_id: str | None = None,
    secret_level: int | None = None,
) -> Saved:
    """Check ``values`` by every rule and write them: into ``record``, or a new one.

    For verbs of services, which have asked for the permission and for the fields that are theirs.
    """
    now = base.values(record) if record else defaults(kind)
    derived = {name for name, note in notes(kind).items() if note.is_derived}
    given = {name: value for name, value in values.items() if name not in derived}
    wanted = now | given
    changed = {name for name in wanted if record is None or wanted[name] != now[name]}
    findings = check_record(kind, wanted, changed, work.today)
    findings += check_against_store(work, kind, wanted, changed, record.id if record else None)
    remarks = refuse_errors(findings)
    _refuse_derived(kind, values, (now, wanted))
    is_new = record is None
    if record is None:
        record = kind(**wanted)
        record.id = record_id or work.new_id()
        dependents.place(work, record)
        require_reach(work, record)
        work.add(record)
    else:
        require_reach(work, record)
        for name, value in wanted.items():
            if value != now.get(name):
                setattr(record, name, value)
        if not changed.isdisjoint(("org_code", "village_code")):
            dependents.move_parts(work, record)
    if secret_level is not None:
        record.secret_level = secret_level
    return Saved(kind.noun, record.id, is_new, remarks)


def defaults(kind: type[Record]) -> dict[str, Any]:
    """Every field of a new record: its column's default, or None."""
    columns: Any = kind.__table__.c
    found: dict[str, Any] = {}
    for name in notes(kind):
        default = columns[name].default
        found[name] = default.arg if default is not None else None
    return found


def json_of(work: UnitOfWork, record: Record) -> dict[str, Any]:
    """A record as JSON, without the fields its reader may not see."""
    noun, role = record.noun, work.actor.role
    full = may(role, Action.NUMBER_REVEAL)
    known = notes(type(record))
    return {
        name: value
        for name, value in codec.to_json(record).items()
        if name not in known or not (is_hidden(noun, name, role) or (known[name].mask and not full))
    }


_PASSED_OVER: Final = frozenset(("noun", "id", "is_deleted", "secret_level", *codec.STAMPS))
"""What a shown record carries and a put one may carry too, to no effect."""


def _existing(work: UnitOfWork, kind: type[Record], record_id: str) -> Record | None:
    found = work.session.scalar(select(kind).where(kind.id == record_id))
    if found is not None and found.is_deleted:
        sentence = f"这条{kind.title}记录已经作废，不能再改。请另建一条。"
        raise Refused(sentence, code="record_removed", id=record_id)
    return found


def _id_in(values: Mapping[str, Any]) -> str | None:
    if values.get("is_deleted"):
        raise Refused("作废记录请用“作废”并写明原因。请不要直接改标记。", code="use_delete")
    if values.get("id") is None:
        return None
    try:
        return str(uuid.UUID(values["id"]))
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused(
            "id 应为 UUID。请照抄“show”显示的 id，新建时不填。", code="field_unreadable", field="id"
        ) from error


def _refuse_unknown(kind: type[Record], values: Mapping[str, Any]) -> None:
    unknown = sorted(set(values) - set(notes(kind)) - _PASSED_OVER)
    if unknown:
        raise Refused(
            f"{kind.title}没有这些字段：{'、'.join(unknown)}。请用“records show”查看字段名称。",
            code="field_unknown",
            fields=tuple(unknown),
        )


def _refuse_derived(
    kind: type[Record], values: Mapping[str, Any], right: tuple[Mapping[str, Any], ...]
) -> None:
    """What is worked out may be given as it stood or as it comes out, and not otherwise."""
    for name, note in notes(kind).items():
        if note.is_derived and name in values and values[name] not in [one[name] for one in right]:
            sentence = f"{note.label}由程序算出，不能直接填写。请改填据以计算的各项。"
            raise Refused(sentence, code="field_derived", field=name)


def _refuse_fields_of_others(
    work: UnitOfWork, kind: type[Record], record: Record | None, values: Mapping[str, Any]
) -> None:
    """Fields that are the bank's, a step's, or a finished visit's."""
    now = base.values(record) if record else defaults(kind)
    changed = {name for name, value in values.items() if value != now.get(name)}
    if kind.noun == "person" and not BANK.isdisjoint(changed):
        require(work.actor.role, Action.BANK_WRITE)
    steps = changed & KEPT_BY_STEPS.get(kind.noun, frozenset())
    if steps:
        label = notes(kind)[min(steps)].label
        sentence = f"{label}由办理步骤写入，不能直接填写。请在“救助申请”里办理。"
        raise Refused(sentence, code="field_by_steps", field=min(steps))
    if changed & {"deleted_reason"}:
        raise Refused("作废记录请用“作废”并写明原因。请不要直接填原因。", code="use_delete")
    if kind.noun == "visit" and changed and record is not None and now["ended_at"]:
        raise Refused("走访已经完成，不能再改。请另记一次走访。", code="visit_finished")


def _note_reading(work: UnitOfWork, noun: str, record_id: str | None, detail: str) -> None:
    if any(note.mask for note in notes(record_type(noun)).values()):
        action = (REVEALED if record_id else LISTED).format(noun=noun)
        work.note(action, noun, record_id, detail)
