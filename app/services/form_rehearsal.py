"""预演: a new version of a form tried on every finished visit and draft of it on this laptop.

Nothing is changed: finished visits are never rewritten, drafts stay on their version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from app.domain.permissions import Action
from app.errors import Refused, Unreadable
from app.forms.checking.rehearsal import KINDS, Finding, Rehearsal
from app.forms.library import FormLibrary
from app.forms.structure import FormDefinition
from app.models.local import Draft
from app.models.visit import Visit
from app.services.drafts import filling_of, household_title
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

VISIT, DRAFT = "visit", "draft"
NOUNS: Final = {VISIT: "已完成的走访", DRAFT: "草稿"}
Report = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Affected:
    """A visit or draft to which something would happen. ``title``: whose household it is."""

    noun: str
    id: str
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class FormRehearsal:
    """``visits`` and ``drafts``: how many were tried; ``unread``: ids of those whose own version is
    not here or that cannot be opened."""

    visits: int
    drafts: int
    affected: tuple[Affected, ...]
    unread: tuple[str, ...]

    def by_question(self) -> tuple[tuple[Finding, int], ...]:
        """Each thing that would happen and to how many, the gravest first."""
        found = Counter(one for each in self.affected for one in each.findings)
        order = list(KINDS)
        return tuple(sorted(found.items(), key=lambda pair: (order.index(pair[0].kind), -pair[1])))


class _Tried(NamedTuple):
    noun: str
    id: str
    household_id: str | None
    version: str
    sha256: str
    state: Mapping[str, Any]


@needs(Action.FORM_CHECK)
def rehearse_all(
    work: UnitOfWork,
    library: FormLibrary,
    definition: FormDefinition,
    report: Report | None = None,
) -> FormRehearsal:
    """What ``definition`` would do to each filling of its form that is within reach."""
    every = [*_visits(work, definition.form_id), *_drafts(work, definition.form_id)]
    rehearsal = Rehearsal(definition, now=work.clock.now, new_id=work.new_id)
    affected: list[Affected] = []
    unread: list[str] = []
    for number, one in enumerate(every, 1):
        try:
            findings = _findings(work, library, definition, rehearsal, one)
        except (Refused, Unreadable):
            unread.append(one.id)
            continue
        if findings:
            title = household_title(work, one.household_id)
            affected.append(Affected(one.noun, one.id, title, findings))
        if report is not None:
            report(number, len(every), "正在预演")
    nouns = Counter(one.noun for one in every)
    return FormRehearsal(nouns[VISIT], nouns[DRAFT], tuple(affected), tuple(unread))


def as_json(rehearsal: FormRehearsal) -> dict[str, Any]:
    """The rehearsal for programs: records by id, no names and no answers."""
    return {
        "visits": rehearsal.visits,
        "drafts": rehearsal.drafts,
        "unread": list(rehearsal.unread),
        "questions": [
            {**_finding(one), "fillings": count} for one, count in rehearsal.by_question()
        ],
        "affected": [
            {"noun": one.noun, "id": one.id, "findings": [_finding(each) for each in one.findings]}
            for one in rehearsal.affected
        ],
    }


def _finding(one: Finding) -> dict[str, str]:
    return {"kind": one.kind, "question": one.name, "label": one.label, "why": one.why}


def _findings(
    work: UnitOfWork,
    library: FormLibrary,
    definition: FormDefinition,
    rehearsal: Rehearsal,
    one: _Tried,
) -> tuple[Finding, ...]:
    old = library.pinned(definition.form_id, one.version, one.sha256)
    if one.sha256 == definition.sha256:
        return ()
    return rehearsal.rehearse(filling_of(work, old, one.state))


def _visits(work: UnitOfWork, form_id: str) -> Iterator[_Tried]:
    wanted = select(
        Visit.id, Visit.household_id, Visit.form_version, Visit.form_sha256, Visit.answers
    ).where(
        Visit.form_id == form_id,
        Visit.ended_at.is_not(None),
        Visit.is_deleted.is_(False),
        within_reach(work, Visit),
    )
    for visit_id, household_id, version, sha256, answers in work.session.execute(wanted):
        yield _Tried(VISIT, visit_id, household_id, version or "", sha256 or "", answers or {})


def _drafts(work: UnitOfWork, form_id: str) -> Iterator[_Tried]:
    wanted = select(Draft).where(Draft.form_id == form_id, Draft.discarded_at.is_(None))
    for draft in work.session.scalars(wanted):
        yield _Tried(
            DRAFT, draft.id, draft.household_id, draft.form_version, draft.form_sha256, draft.state
        )
