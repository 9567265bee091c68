"""What finishing a visit moves on: files, registers and tasks, as its form says (``to``).

Written in the transaction that finishes the visit, by the rules and with the audit of any change,
and shown before. What was changed in the files since the draft began is never overwritten unseen:
it is left alone unless somebody says so. A register's verb that refuses stops the finishing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.forms.filling import FormFilling
from app.forms.library import REPORT, FormLibrary, LibraryForm
from app.forms.outcome import told_answers
from app.models.local import Draft
from app.services import form_acts, records
from app.services.calendars import in_force
from app.services.drafts import ROWS, draft_of, filling_of
from app.services.fields import masked
from app.services.form_acts import ENTERING, SETTING, Occasion, Remarks
from app.services.form_targets import VISIT, field_of
from app.services.outcome_acts import PlannedAct, act_plans, do_act
from app.services.outcome_fields import TEXTS, PlannedChange, PlannedWrite, field_writes, put
from app.services.outcome_records import SEEN, Subject
from app.services.outcome_tasks import task_writes
from app.services.permitted import needs
from app.services.visit_around import read_around
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class MovedOn:
    """What came of it: what was left alone, and what the registers' verbs remark."""

    left_alone: tuple[PlannedChange, ...]
    remarks: Remarks


def subject_of(draft: Draft) -> Subject:
    """Whom a draft is about."""
    about = draft.about
    return Subject(
        draft.household_id,
        draft.person_id,
        about.get("case_id"),
        about.get(ROWS) or {},
        draft.started_at,
        about.get(SEEN) or {},
    )


@needs(Action.VISIT_WRITE)
def planned_changes(
    work: UnitOfWork,
    library: FormLibrary,
    calendar: WorkingCalendar,
    draft_id: str,
    *,
    state: Mapping[str, Any] | None = None,
    values: Mapping[str, str] | None = None,
) -> tuple[PlannedChange, ...]:
    """What finishing the draft would change, as it stands on disk or (``state``, ``values``) in the
    window. Raises ``Refused`` visit_time_unreadable."""
    draft = draft_of(work, draft_id)
    form = library.pinned(draft.form_id, draft.form_version, draft.form_sha256)
    filling = filling_of(work, form, draft.state if state is None else state)
    around = read_around(draft.about["values"] if values is None else values)
    occasion = Occasion(around.started_at or work.now, around.visitors, around.met)
    writes, acts = _plan(work, calendar, form, filling, subject_of(draft), occasion)
    own = _of_visit(filling, form)
    return (*own, *(one.planned for one in (*writes, *acts)))


def values_of_visit(filling: FormFilling, form: LibraryForm) -> dict[str, Any]:
    """The visit's own fields that the form writes to; several texts to one field are joined."""
    found: dict[str, Any] = {}
    for told in told_answers(filling, form.targets):
        known = field_of(told.target) if told.target.noun == VISIT else None
        if known is not None:
            put(found, known[1], told)
    return found


def move_on(
    work: UnitOfWork,
    pack: RulePack,
    calendar: WorkingCalendar,
    form: LibraryForm,
    filling: FormFilling,
    subject: Subject,
    occasion: Occasion,
    overwrite: Collection[str],
) -> MovedOn:
    """Do what the form says: files first, then the registers. For ``visits.finish``, which asked.

    Raises ``Refused`` as the registers' verbs do; nothing is written then.
    """
    writes, acts = _plan(work, calendar, form, filling, subject, occasion)
    held = [one.planned for one in (*writes, *acts) if one.planned.hindrance]
    newer = [one for one in writes if one.planned.is_newer and one.planned.id not in overwrite]
    held += [one.planned for one in newer if one.planned not in held]
    sure = [one for one in writes if one.planned not in held]
    remarks: list[Any] = []
    for one in _together([one for one in sure if not one.is_entering]):
        remarks += _write(work, one)
    for one in sure:
        if one.is_entering:
            remarks += ENTERING[one.noun].enter(work, pack, subject, dict(one.values))
    for one in acts:
        if one.planned not in held:
            remarks += do_act(work, pack, one, subject, occasion)
    return MovedOn(tuple(held), tuple(remarks))


def changes_after(
    work: UnitOfWork, form: LibraryForm, filling: FormFilling, subject: Subject
) -> Iterator[PlannedWrite]:
    """What a finished visit found and did not write, into records unchanged since ``since``: fields
    that are written by hand."""
    if form.use.sensitivity == REPORT:
        return
    for one in field_writes(work, list(told_answers(filling, form.targets)), subject):
        record = one.record
        if record is None or record.noun not in records.WRITE or one.planned.hindrance:
            continue
        if not (record.updated_at and subject.since and record.updated_at > subject.since):
            yield one


# -- inside ---------------------------------------------------------------------------------------


def _of_visit(filling: FormFilling, form: LibraryForm) -> Iterator[PlannedChange]:
    """What the visit's own record says of the next one; its long texts are not told twice."""
    values = values_of_visit(filling, form)
    for target in form.targets:
        known = field_of(target) if target.noun == VISIT else None
        if known and target.field in values and known[1].kind not in TEXTS:
            note, value = known[1], values.pop(target.field)
            yield PlannedChange(target.text, VISIT, "走访", note.label, "", masked(note, value))


def _plan(
    work: UnitOfWork,
    calendar: WorkingCalendar,
    form: LibraryForm,
    filling: FormFilling,
    subject: Subject,
    occasion: Occasion,
) -> tuple[list[PlannedWrite], list[PlannedAct]]:
    """Of a mandatory report nothing but the report itself is written."""
    told = list(told_answers(filling, form.targets))
    if form.use.sensitivity == REPORT:
        own = [one for one in told if one.target.noun == form_acts.REPORT]
        return [], list(act_plans(work, own, subject, (), occasion))
    told = [one for one in told if one.target.noun != form_acts.REPORT]
    writes = list(field_writes(work, told, subject))
    entered = {one.noun for one in writes if one.is_entering}
    acts = list(act_plans(work, told, subject, entered, occasion))
    known = in_force(work, calendar)
    return [*writes, *task_writes(work, told, subject, known, occasion.day)], acts


def _write(work: UnitOfWork, one: PlannedWrite) -> Remarks:
    setting = SETTING.get(one.kind.noun)
    if setting is not None and one.record is not None:
        return setting(work, one.record, dict(one.values))
    return records.write(work, one.kind, one.values, record=one.record).remarks


def _together(writes: Sequence[PlannedWrite]) -> Iterator[PlannedWrite]:
    """Fields of one record are written at once."""
    found: dict[str, tuple[PlannedWrite, dict[str, Any]]] = {}
    for one in writes:
        key = one.record.id if one.record is not None else one.planned.id
        _, values = found.setdefault(key, (one, {}))
        values.update(one.values)
    for one, values in found.values():
        yield PlannedWrite(one.planned, one.kind, one.record, values, one.noun)
