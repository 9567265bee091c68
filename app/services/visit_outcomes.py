"""What finishing a visit moves on: fields of the files and tasks, as its form says (``to``).

Written in the transaction that finishes the visit, by the rules and with the audit of any change,
and shown before. What was changed in the files since the draft began is never overwritten unseen:
it is left alone unless somebody says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.permissions import TABLE, Action, may
from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.library import REPORT, FormLibrary, LibraryForm
from app.forms.outcome import ToldAnswer, told_answers
from app.models import base
from app.models.base import Record
from app.models.columns import FieldNote, Kind
from app.models.household import Household, Member
from app.models.local import Draft
from app.models.person import Person
from app.models.task import Task
from app.services import records
from app.services.answer_values import read_answer
from app.services.drafts import ROWS, draft_of, filling_of
from app.services.fields import masked
from app.services.form_targets import TASK, VISIT, field_of
from app.services.known_facts import canonical
from app.services.outcome_records import SEEN, Subject, change_id, record_of, there
from app.services.permitted import needs
from app.services.record_rules import check_record
from app.storage.unit_of_work import UnitOfWork

OPEN: Final = "1"
_TEXTS: Final = frozenset((Kind.TEXT, Kind.LONG_TEXT))


@dataclass(frozen=True)
class PlannedChange:
    """One thing that finishing changes. ``whose``: 张建国, 家庭, 待办; ``before`` and ``after`` as
    people read them, masked as on a screen.

    ``is_newer``: the files say something else since the draft began, so it is left alone unless
    its ``id`` is among those to overwrite. ``hindrance``: why it is not done at all, or blank.
    """

    id: str
    noun: str
    whose: str
    label: str
    before: str
    after: str
    is_newer: bool = False
    hindrance: str = ""


@dataclass(frozen=True)
class PlannedWrite:
    """A change with what is written: into ``record``, or a new one of ``kind``."""

    planned: PlannedChange
    kind: type[Record]
    record: Record | None
    values: Mapping[str, Any]


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
    draft_id: str,
    *,
    state: Mapping[str, Any] | None = None,
) -> tuple[PlannedChange, ...]:
    """What finishing the draft would change, as it stands on disk or (``state``) in the window."""
    draft = draft_of(work, draft_id)
    form = library.pinned(draft.form_id, draft.form_version, draft.form_sha256)
    filling = filling_of(work, form, draft.state if state is None else state)
    own = _of_visit(filling, form)
    writes = _writes(work, form, filling, subject_of(draft))
    return (*own, *(one.planned for one in writes))


def values_of_visit(filling: FormFilling, form: LibraryForm) -> dict[str, Any]:
    """The visit's own fields that the form writes to; several texts to one field are joined."""
    found: dict[str, Any] = {}
    for told in told_answers(filling, form.targets):
        known = field_of(told.target) if told.target.noun == VISIT else None
        if known is not None:
            _put(found, known[1], told)
    return found


def move_on(
    work: UnitOfWork,
    form: LibraryForm,
    filling: FormFilling,
    subject: Subject,
    overwrite: Collection[str],
) -> tuple[PlannedChange, ...]:
    """Write what the form says; gives what was left alone. For ``visits.finish``, which asked."""
    writes = _writes(work, form, filling, subject)
    held = [one for one in writes if one.planned.hindrance]
    held += [one for one in writes if one.planned.is_newer and one.planned.id not in overwrite]
    for kind, record, values in _together([one for one in writes if one not in held]):
        _ = records.write(work, kind, values, record=record)
    return tuple(one.planned for one in held)


def changes_after(
    work: UnitOfWork, form: LibraryForm, filling: FormFilling, subject: Subject
) -> Iterator[PlannedWrite]:
    """What a finished visit found and did not write, into records unchanged since ``since``."""
    for one in _writes(work, form, filling, subject):
        record = one.record
        if record is None or isinstance(record, Task) or one.planned.hindrance:
            continue
        if not (record.updated_at and subject.since and record.updated_at > subject.since):
            yield one


# -- what is to be written -------------------------------------------------------------------------


def _of_visit(filling: FormFilling, form: LibraryForm) -> Iterator[PlannedChange]:
    """What the visit's own record says of the next one; its long texts are not told twice."""
    values = values_of_visit(filling, form)
    for target in form.targets:
        known = field_of(target) if target.noun == VISIT else None
        if known and target.field in values and known[1].kind not in _TEXTS:
            note, value = known[1], values.pop(target.field)
            yield PlannedChange(target.text, VISIT, "走访", note.label, "", masked(note, value))


def _writes(
    work: UnitOfWork, form: LibraryForm, filling: FormFilling, subject: Subject
) -> list[PlannedWrite]:
    if form.use.sensitivity == REPORT:
        return []
    told = list(told_answers(filling, form.targets))
    fields = [one for one in told if one.target.noun not in (VISIT, TASK)]
    tasks = [one for one in told if one.target.noun == TASK]
    return [*_field_writes(work, fields, subject), *_task_writes(work, tasks, subject)]


def _field_writes(
    work: UnitOfWork, told: Sequence[ToldAnswer], subject: Subject
) -> Iterator[PlannedWrite]:
    wanted: dict[str, tuple[Record, FieldNote, dict[str, Any]]] = {}
    for one in told:
        known = field_of(one.target)
        if known is None:
            continue
        record = record_of(work, one.target, known[0], subject, one.row)
        if record is None:
            yield _nowhere(one, known[1])
            continue
        name = change_id(record, one.target.field)
        _, _, values = wanted.setdefault(name, (record, known[1], {}))
        _put(values, known[1], one)
    for name, (record, note, values) in wanted.items():
        if values and values[note.name] != getattr(record, note.name):
            yield _field_write(work, name, record, note, values, subject)


def _field_write(
    work: UnitOfWork,
    name: str,
    record: Record,
    note: FieldNote,
    values: dict[str, Any],
    subject: Subject,
) -> PlannedWrite:
    before = getattr(record, note.name)
    planned = PlannedChange(
        name,
        record.noun,
        _whose(work, record),
        note.label,
        masked(note, before),
        masked(note, values[note.name]),
        _is_newer(record, before, subject.seen.get(name), subject.since),
        _hindrance(work, type(record), record, values),
    )
    return PlannedWrite(planned, type(record), record, values)


def _task_writes(
    work: UnitOfWork, told: Sequence[ToldAnswer], subject: Subject
) -> Iterator[PlannedWrite]:
    groups: dict[str, dict[str, Any]] = {}
    for one in told:
        known = field_of(one.target)
        if known is not None:
            _put(groups.setdefault(one.group, {}), known[1], one)
    for group, values in groups.items():
        if values.get("kind"):
            yield _task_write(work, group, values, subject)


def _task_write(
    work: UnitOfWork, group: str, values: dict[str, Any], subject: Subject
) -> PlannedWrite:
    """One task; one of the same kind about the same that is still open is put off instead."""
    is_of_person = subject.person_id is not None
    about = {
        "household_id": subject.household_id,
        "about_noun": Person.noun if is_of_person else Household.noun,
        "about_id": subject.person_id or subject.household_id,
    }
    found = work.find(
        Task,
        Task.kind == values["kind"],
        Task.household_id == subject.household_id,
        Task.about_id == about["about_id"],
        Task.state == OPEN,
        limit=1,
    )
    task = found[0] if found else None
    given = values if task else {**values, **about, "owner_id": work.actor.id}
    planned = PlannedChange(
        f"{TASK}:{group}",
        Task.noun,
        Task.title,
        values["kind"],
        _due(task.due_date) if task else "",
        _due(values.get("due_date")) or "不限期",
        False,
        _hindrance(work, Task, task, given),
    )
    return PlannedWrite(planned, Task, task, given)


def _together(
    writes: Sequence[PlannedWrite],
) -> Iterator[tuple[type[Record], Record | None, dict[str, Any]]]:
    """Fields of one record are written at once."""
    found: dict[str, tuple[type[Record], Record | None, dict[str, Any]]] = {}
    for one in writes:
        key = one.record.id if one.record is not None else one.planned.id
        _, _, values = found.setdefault(key, (one.kind, one.record, {}))
        values.update(one.values)
    yield from found.values()


# -- what it looks like ----------------------------------------------------------------------------


def _put(values: dict[str, Any], note: FieldNote, told: ToldAnswer) -> None:
    """Take an answer in; several texts to one field are joined, of other values the last counts."""
    if note.kind not in _TEXTS:
        value = read_answer(note, told.value)
        if value is not None:
            values[note.name] = value
    elif values.get(note.name):
        values[note.name] += f"；{told.shown}"
    else:
        values[note.name] = told.shown


def _is_newer(record: Record, before: Any, seen: str | None, since: datetime | None) -> bool:
    """Whether something stands there that nobody saw when the draft began."""
    if before in (None, "", []):
        return False
    if seen is not None:
        return canonical(before) != seen
    return since is not None and record.updated_at is not None and record.updated_at > since


def _hindrance(
    work: UnitOfWork, kind: type[Record], record: Record | None, values: Mapping[str, Any]
) -> str:
    action = records.WRITE[kind.noun]
    if not may(work.actor.role, action):
        return f"您的岗位不能“{TABLE[action].label}”，请交给民政办经办更新。"
    now = base.values(record) if record is not None else records.defaults(kind)
    try:
        found = check_record(kind, {**now, **values}, set(values), work.today)
    except Refused as refused:
        return refused.sentence
    return next((one.sentence for one in found if one.is_error and one.field in values), "")


def _nowhere(told: ToldAnswer, note: FieldNote) -> PlannedWrite:
    """An answer whose record is not there, or not the only one."""
    known = field_of(told.target)
    title = known[0].title if known else told.target.noun
    planned = PlannedChange(
        f"{told.target.text}:{told.path}",
        told.target.noun,
        title,
        note.label,
        "",
        told.shown,
        hindrance=f"找不到唯一的{title}，请到“人员家庭”里更新。",
    )
    return PlannedWrite(planned, Record, None, {})


def _whose(work: UnitOfWork, record: Record) -> str:
    if isinstance(record, Person):
        return record.name
    if isinstance(record, Member):
        found = there(work, Person, record.person_id)
        return found.name if found else record.title
    return record.title


def _due(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日前" if day else ""
