"""The fields of the files that a form writes to: what stands there, what will, and what hinders it.

Also an entry of a register that is not there yet: its fields make a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.domain.permissions import TABLE, Action, may
from app.errors import Refused
from app.forms.library import LibraryForm
from app.forms.outcome import ToldAnswer
from app.models import base
from app.models.base import Record
from app.models.columns import FieldNote, Kind
from app.models.household import Member
from app.models.person import Person
from app.models.temporary_relief import TemporaryRelief
from app.services import records
from app.services.answer_values import read_answer
from app.services.fields import masked
from app.services.form_acts import ACTS, ENTERING
from app.services.form_targets import TASK, VISIT, field_of
from app.services.known_facts import canonical
from app.services.outcome_records import Subject, change_id, record_of, relief_case_of, there
from app.services.record_rules import check_record
from app.services.relief import refuse_settled
from app.services.seen import Glimpse, Place, Sight, glimpse
from app.storage.unit_of_work import UnitOfWork

TEXTS: Final = frozenset((Kind.TEXT, Kind.LONG_TEXT))
_ELSEWHERE: Final = frozenset((VISIT, TASK, *ACTS))
"""Nouns that are not fields of a file."""


@dataclass(frozen=True)
class PlannedChange:
    """One thing that finishing changes. ``whose``: 张建国, 家庭, 待办; ``before`` and ``after`` as
    people read them, masked as on a screen.

    ``is_newer``: the files say something else since the draft began, so it is left alone unless
    its ``id`` is among those to overwrite. ``hindrance``: why it is not done at all, or blank.
    ``is_deed``: something that comes about, not a field: 待办 (``label`` says which), 儿童走访.
    ``sight``: what stood there when this was shown, of what would be written over.
    """

    id: str
    noun: str
    whose: str
    label: str
    before: str
    after: str
    is_newer: bool = False
    hindrance: str = ""
    is_deed: bool = False
    sight: Sight = field(default_factory=dict[Place, Glimpse], repr=False)


@dataclass(frozen=True)
class PlannedWrite:
    """A change with what is written: into ``record``, or a new one of ``kind``. ``noun``: what the
    form calls it."""

    planned: PlannedChange
    kind: type[Record]
    record: Record | None
    values: Mapping[str, Any]
    noun: str = ""

    @property
    def is_entering(self) -> bool:
        """Whether it enters somebody in a register."""
        return self.record is None and self.noun in ENTERING and not self.planned.hindrance


def seen_values(work: UnitOfWork, form: LibraryForm, subject: Subject) -> dict[str, str]:
    """The fields that the form writes to as they stand now, by id of the change."""
    found: dict[str, str] = {}
    for target in form.targets:
        known = field_of(target)
        if known is None or target.noun in _ELSEWHERE:
            continue
        for row in [row for row in subject.rows if row.startswith(f"{target.repeat}/")] or [""]:
            record = record_of(work, target.noun, known[0], subject, row)
            if record is not None:
                found[change_id(record, target.field)] = canonical(getattr(record, target.field))
    return found


def field_writes(
    work: UnitOfWork, told: Iterable[ToldAnswer], subject: Subject
) -> Iterator[PlannedWrite]:
    """What the answers change in the files."""
    wanted: dict[str, tuple[ToldAnswer, Record, FieldNote, dict[str, Any]]] = {}
    entering: dict[str, tuple[type[Record], dict[str, FieldNote], dict[str, Any]]] = {}
    for one in told:
        known = field_of(one.target)
        if known is None or one.target.noun in _ELSEWHERE:
            continue
        kind, note = known
        record = record_of(work, one.target.noun, kind, subject, one.row)
        if record is not None:
            name = change_id(record, one.target.field)
            _, _, _, values = wanted.setdefault(name, (one, record, note, {}))
            put(values, note, one)
        elif one.target.noun in ENTERING:
            _, known_notes, values = entering.setdefault(one.target.noun, (kind, {}, {}))
            known_notes[note.name] = note
            put(values, note, one)
        else:
            yield _nowhere(one, kind, note)
    for name, (one, record, note, values) in wanted.items():
        if values and values[note.name] != getattr(record, note.name):
            yield _field_write(work, one.target.noun, name, record, note, values, subject)
    for noun, (kind, known_notes, values) in entering.items():
        if values:
            yield _entering(work, noun, kind, known_notes, values, subject)


def put(values: dict[str, Any], note: FieldNote, told: ToldAnswer) -> None:
    """Take an answer in; several texts to one field are joined, of other values the last counts."""
    if note.kind not in TEXTS:
        value = read_answer(note, told.value)
        if value is not None:
            values[note.name] = value
    elif values.get(note.name):
        values[note.name] += f"；{told.shown}"
    else:
        values[note.name] = told.shown


def in_words(known: Mapping[str, FieldNote], values: Mapping[str, Any]) -> str:
    """Values as people read them: 类别：独居；紧急联系人：王某."""
    return "；".join(
        f"{known[name].label}：{masked(known[name], value)}"
        for name, value in values.items()
        if name in known
    )


def forbidden(work: UnitOfWork, actions: Sequence[Action]) -> str:
    """Why somebody else has to do it; blank where it may be done."""
    for action in actions:
        if not may(work.actor.role, action):
            return f"您的岗位不能“{TABLE[action].label}”，请交给民政办经办更新。"
    return ""


def hindrance(
    work: UnitOfWork, kind: type[Record], record: Record | None, values: Mapping[str, Any]
) -> str:
    """Why these values are not written: not allowed, settled, or no values of the fields."""
    action = records.WRITE.get(kind.noun, Action.CASE_WRITE)
    if sentence := forbidden(work, (action,)):
        return sentence
    now = base.values(record) if record is not None else records.defaults(kind)
    try:
        if isinstance(record, TemporaryRelief):
            _refuse_settled(work, record, values)
        found = check_record(kind, {**now, **values}, set(values), work.today)
    except Refused as refused:
        return refused.sentence
    return next((one.sentence for one in found if one.is_error and one.field in values), "")


def _refuse_settled(work: UnitOfWork, record: TemporaryRelief, values: Mapping[str, Any]) -> None:
    about = Subject(record.household_id, record.person_id, record.case_id, {}, None)
    case = relief_case_of(work, about)
    if case is not None:
        refuse_settled(case, values)


def _field_write(
    work: UnitOfWork,
    noun: str,
    name: str,
    record: Record,
    note: FieldNote,
    values: dict[str, Any],
    subject: Subject,
) -> PlannedWrite:
    before = getattr(record, note.name)
    held = hindrance(work, type(record), record, values)
    planned = PlannedChange(
        name,
        record.noun,
        _whose(work, record),
        note.label,
        masked(note, before),
        masked(note, values[note.name]),
        _is_newer(record, before, subject.seen.get(name), subject.since),
        held,
        sight={} if held else {Place(record.noun, record.id, note.name): glimpse(note, before)},
    )
    return PlannedWrite(planned, type(record), record, values, noun)


def _entering(
    work: UnitOfWork,
    noun: str,
    kind: type[Record],
    known: Mapping[str, FieldNote],
    values: dict[str, Any],
    subject: Subject,
) -> PlannedWrite:
    """A new entry of a register, or a new application for 临时救助."""
    entering = ENTERING[noun]
    found = forbidden(work, entering.actions)
    given = {**values, **entering.ids(subject)}
    planned = PlannedChange(
        f"enter:{noun}",
        noun,
        kind.title,
        "新登记",
        "",
        in_words(known, values),
        hindrance=found or hindrance(work, kind, None, given),
        is_deed=True,
    )
    return PlannedWrite(planned, kind, None, values, noun)


def _nowhere(told: ToldAnswer, kind: type[Record], note: FieldNote) -> PlannedWrite:
    """An answer whose record is not there, or not the only one."""
    planned = PlannedChange(
        f"{told.target.text}:{told.path}",
        told.target.noun,
        kind.title,
        note.label,
        "",
        told.shown,
        hindrance=f"找不到唯一的{kind.title}，请到“人员家庭”里更新。",
    )
    return PlannedWrite(planned, kind, None, {}, told.target.noun)


def _is_newer(record: Record, before: Any, seen: str | None, since: datetime | None) -> bool:
    """Whether something stands there that nobody saw when the draft began."""
    if before in (None, "", []):
        return False
    if seen is not None:
        return canonical(before) != seen
    return since is not None and record.updated_at is not None and record.updated_at > since


def _whose(work: UnitOfWork, record: Record) -> str:
    if isinstance(record, Person):
        return record.name
    if isinstance(record, Member):
        found = there(work, Person, record.person_id)
        return found.name if found else record.title
    return record.title
