"""What a visit found that the files do not say: offered as a list, applied when a person says so.

Only answers that were carried in from a record's field, and came back otherwise: the form says
which in the same place (``forms.prefill``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.permissions import Action, may
from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.library import FormLibrary, LibraryForm
from app.forms.prefill import Rule
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind
from app.models.household import Household, Member
from app.models.person import Person
from app.models.visit import Visit
from app.services import records
from app.services.answer_values import read_answer
from app.services.drafts import ROWS, filling_of
from app.services.fields import BANK, masked
from app.services.known_facts import canonical, living
from app.services.outcome_records import Subject
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.seen import Place, Sight, glimpse, require_sight
from app.services.visit_outcomes import changes_after
from app.storage.unit_of_work import UnitOfWork

Rows = Mapping[str, str]
"""Row path -> person."""
People = list[tuple[Member, Person]]

_HEAD: Final = "head"
_PERSONS: Final = ("member", "child")


@dataclass(frozen=True)
class OfferedChange:
    """One field that a visit found otherwise. ``id`` names it when it is applied; ``before`` and
    ``after`` as people read them, masked as on a screen; ``sight``: what stood there then."""

    id: str
    noun: str
    record_id: str
    whose: str
    field: str
    label: str
    before: str
    after: str
    value: Any
    sight: Sight


@needs(Action.VISIT_READ)
def offered_changes(
    work: UnitOfWork, library: FormLibrary, visit_id: str
) -> tuple[OfferedChange, ...]:
    """What could be taken over into the files from a finished visit; nothing for whom the files
    are not to be changed."""
    if not may(work.actor.role, Action.HOUSEHOLD_WRITE):
        return ()
    visit = work.get(Visit, visit_id)
    require_reach(work, visit)
    if not (visit.form_id and visit.form_sha256 and visit.answers and visit.household_id):
        return ()
    form = library.pinned(visit.form_id, visit.form_version or "", visit.form_sha256)
    filling = filling_of(work, form, visit.answers)
    rows: Rows = visit.answers.get(ROWS) or {}
    changes = [*_changes(work, visit, form, filling, rows)]
    known = {one.id for one in changes}
    later = _outcomes(work, visit, form, filling, rows)
    return (*changes, *(one for one in later if one.id not in known))


@needs(Action.HOUSEHOLD_WRITE)
def apply_changes(
    work: UnitOfWork,
    library: FormLibrary,
    visit_id: str,
    chosen: Collection[str],
    sight: Sight | None = None,
) -> int:
    """Take the chosen changes over into the files; gives how many. ``sight``: what stood there when
    they were shown. Raises what the rules say, and ``Refused`` changed_meanwhile, or change_unknown
    for one that is not offered (any more)."""
    require_sight(work, sight or {})
    offered = {one.id: one for one in offered_changes(work, library, visit_id)}
    unknown = [one for one in chosen if one not in offered]
    if unknown:
        sentence = "档案在这之后又改过，有的更新已不适用。请重新打开这次走访。"
        raise Refused(sentence, code="change_unknown")
    by_record: dict[tuple[str, str], dict[str, Any]] = {}
    for one in (offered[each] for each in chosen):
        by_record.setdefault((one.noun, one.record_id), {})[one.field] = one.value
    for (noun, record_id), values in by_record.items():
        _ = records.put(work, noun, values, record_id)
    return len(chosen)


@dataclass(frozen=True)
class _Spot:
    """Where an answer stands, and the record it was taken from."""

    path: str
    record: Record
    whose: str


def _changes(
    work: UnitOfWork, visit: Visit, form: LibraryForm, filling: FormFilling, rows: Rows
) -> Iterator[OfferedChange]:
    household = work.get(Household, visit.household_id or "")
    people = living(work, household.id)
    told: set[str] = set()
    for rule in form.rules:
        for spot in _spots(rule, filling, household, people, rows, visit.person_id):
            change = _change(filling, rule, spot)
            if change is not None and change.id not in told:
                told.add(change.id)
                yield change


def _outcomes(
    work: UnitOfWork, visit: Visit, form: LibraryForm, filling: FormFilling, rows: Rows
) -> Iterator[OfferedChange]:
    """What the form moves on and finishing did not: nobody was allowed to, or left it alone."""
    subject = Subject(visit.household_id, visit.person_id, visit.case_id, rows, visit.ended_at)
    for one in changes_after(work, form, filling, subject):
        planned = one.planned
        for name, value in one.values.items():
            if one.record is not None:
                yield OfferedChange(
                    planned.id,
                    planned.noun,
                    one.record.id,
                    planned.whose,
                    name,
                    planned.label,
                    planned.before,
                    planned.after,
                    value,
                    planned.sight,
                )


def _spots(
    rule: Rule,
    filling: FormFilling,
    household: Household,
    people: People,
    rows: Rows,
    person_id: str | None,
) -> Iterator[_Spot]:
    name = rule.origin.partition(".")[2]
    if rule.noun == Person.noun:
        about = [person for _, person in people if person.id == person_id]
        yield from (_Spot(rule.question, person, person.name) for person in about)
    elif rule.noun == _HEAD:
        heads = [person for _, person in people if person.id == household.head_id]
        yield from (_Spot(rule.question, person, person.name) for person in heads)
    elif rule.noun == Household.noun:
        yield _Spot(rule.question, household, "家庭")
    elif rule.repeat and rule.noun in _PERSONS:
        below = rule.question[len(rule.repeat) + 1 :]
        pairs = {person.id: (member, person) for member, person in people}
        for row in filling.rows(rule.repeat):
            if rows.get(row) in pairs:
                member, person = pairs[rows[row]]
                record = member if name in notes(Member) else person
                yield _Spot(f"{row}/{below}", record, person.name)


def _change(filling: FormFilling, rule: Rule, spot: _Spot) -> OfferedChange | None:
    record, name = spot.record, rule.origin.partition(".")[2]
    note = notes(type(record)).get(name)
    if note is None or note.is_derived or name in BANK or note.kind in {Kind.REF, Kind.TREE}:
        return None
    state = filling.node(spot.path)
    before = getattr(record, name)
    if not state.relevant or not state.value or state.readonly:
        return None
    told = rule.values.get(canonical(before), canonical(before))
    if state.value == told:
        return None
    value = _value(note, state.value, rule)
    if value is None or value == before:
        return None
    return OfferedChange(
        f"{record.noun}:{record.id}:{name}",
        record.noun,
        record.id,
        spot.whose,
        name,
        note.label,
        masked(note, before),
        masked(note, value),
        value,
        {Place(record.noun, record.id, name): glimpse(note, before)},
    )


def _value(note: FieldNote, answer: str, rule: Rule) -> Any:
    """What the record would hold; None where an answer stands for several of its values."""
    sources = [known for known, shown in rule.values.items() if shown == answer]
    if rule.values and len(sources) != 1:
        return None
    return read_answer(note, sources[0] if rule.values else answer)
