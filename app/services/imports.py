"""导入花名册: read a workbook, show what would happen, and do all of it or none.

Doing it twice adds nobody twice; what a person typed is never overwritten unseen; what cannot be
taken in is kept to be mended (``import_kept``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast

from sqlalchemy import select

from app.domain.divisions import Divisions
from app.domain.permissions import Action
from app.excel.reader import Workbook
from app.excel.roster.mending import mended_tables
from app.excel.roster.reader import read_roster
from app.excel.roster.reading import Choices, RosterReading
from app.excel.roster.report import Json, report
from app.models.person import Person
from app.services.choices import choose, chosen
from app.services.import_commit import Commit, Told
from app.services.import_facts import facts_for
from app.services.import_kept import keep
from app.services.import_matching import make_plan
from app.services.import_plan import ImportPlan, taken_keys
from app.services.permitted import needs
from app.services.reach import within_reach
from app.services.seen import Sight, require_sight
from app.storage.unit_of_work import UnitOfWork

COLUMNS: Final = "import.columns"
IMPORTED: Final = "user:roster:import"


@dataclass(frozen=True)
class ImportOutcome:
    """What was done. ``persons``: (sheet, row) -> the person's id; ``kept``: the batch to mend."""

    plan: ImportPlan
    counts: Mapping[str, int]
    persons: Mapping[tuple[str, int], str] = field(repr=False)
    kept: str | None


@needs(Action.ROSTER_IMPORT)
def read(
    work: UnitOfWork,
    workbook: Workbook,
    places: Divisions,
    *,
    columns: Mapping[str, Mapping[str, int]] | None = None,
    villages: Mapping[str, str] | None = None,
) -> RosterReading:
    """What is in ``workbook``; remembered columns are used, ``columns`` and ``villages`` win.

    Raises ``Unreadable`` roster_without_header.
    """
    remembered = cast("Mapping[str, Mapping[str, int]]", chosen(work, COLUMNS, {}))
    choices = Choices({**remembered, **(columns or {})}, villages or {}, work.actor.org_code)
    known = _known_numbers(work)
    return read_roster(workbook, places, work.today, choices, known.get)


@needs(Action.ROSTER_IMPORT)
def remember_columns(work: UnitOfWork, fingerprint: str, columns: Mapping[str, int]) -> None:
    """Read a header with this fingerprint by these columns from now on."""
    remembered = cast("Mapping[str, Any]", chosen(work, COLUMNS, {}))
    choose(work, COLUMNS, {**remembered, fingerprint: dict(columns)})


@needs(Action.ROSTER_IMPORT)
def plan(
    work: UnitOfWork, reading: RosterReading, decisions: Mapping[str, str] | None = None
) -> ImportPlan:
    """What ``commit`` would do. ``decisions`` answer the plan's suggestions, by household key:
    the id of one of the candidates, or ``import_plan.NEW``."""
    return make_plan(reading, facts_for(work, reading), decisions)


@needs(Action.ROSTER_IMPORT)
def commit(
    work: UnitOfWork,
    reading: RosterReading,
    places: Divisions,
    *,
    decisions: Mapping[str, str] | None = None,
    take: Collection[tuple[str, str, str]] | Literal["all"] = (),
    sight: Sight | None = None,
    file_name: str = "",
    told: Told = lambda _done, _total, _text: None,
) -> ImportOutcome:
    """Take in the whole roster: all of it, or nothing if anything is raised.

    ``take``: keys of the plan's differences that shall be written; the others become a task.
    ``sight``: what stood there when somebody chose them. Raises ``Refused`` changed_meanwhile.
    """
    require_sight(work, sight or {})
    made = plan(work, reading, decisions)
    run = Commit(work, made, taken_keys(made.differences, take), told)
    run.run()
    kept = keep(work, made.to_mend, mended_tables(reading, places, made.to_mend), file_name)
    counts = made.counts()
    work.note(IMPORTED, None, None, " ".join(f"{name}={count}" for name, count in counts.items()))
    return ImportOutcome(made, counts, run.persons, kept)


def import_report(made: ImportPlan, persons: Mapping[tuple[str, int], str] | None = None) -> Json:
    """The report of ``excel.roster.report``, with what becomes of each row (docs/import-report.md).

    ``persons`` as in the outcome, for a run that was committed.
    """
    rows = {(each.row.sheet, each.row.row): each for each in made.rows}
    planned = tuple(rows[row.sheet, row.row].row for row in made.reading.rows)
    told = report(replace(made.reading, rows=planned))
    for each in cast("list[dict[str, Any]]", told["rows"]):
        key = (each["sheet"], each["row"])
        each["deed"] = rows[key].deed
        each["person_id"] = (persons or {}).get(key, rows[key].person_id)
        each["differences"] = [
            {"noun": one.noun, "id": one.record_id, "field": one.name, "label": one.label}
            for one in rows[key].differences
        ]
    summary = cast("dict[str, Any]", told["summary"])
    told["summary"] = {**summary, **made.counts(), "is_committed": persons is not None}
    return told


def _known_numbers(work: UnitOfWork) -> Mapping[str, str]:
    """Every ID number within reach with the name of who has it."""
    wanted = select(Person.id_no, Person.name).where(
        Person.id_no.is_not(None), Person.is_deleted.is_(False), within_reach(work, Person)
    )
    return {str(number): str(name) for number, name in work.session.execute(wanted)}
