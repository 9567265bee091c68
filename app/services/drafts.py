"""走访草稿: a visit begun and not finished. Every committed answer is a transaction of its own.

Each step keeps what stood before it, so that 撤销 goes back as far as the draft, also after the
program was killed. A draft is pinned to the version of its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from app.domain import codes
from app.domain.divisions import Divisions
from app.domain.permissions import Action, may, require
from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.library import (
    CHILD,
    HOUSEHOLD,
    OF_CHILD,
    ORDINARY,
    REPORT,
    FormLibrary,
    LibraryForm,
)
from app.forms.prefill import KnownAnswer, Rule, carry_in
from app.models.account import Account
from app.models.household import Household
from app.models.local import Draft, DraftStep
from app.models.person import Person
from app.services.draft_patch import patch_back, patched
from app.services.form_targets import require_targets
from app.services.household_file import place_of
from app.services.known_facts import Known, is_child, known_facts, living
from app.services.outcome_fields import seen_values
from app.services.outcome_records import SEEN, Subject
from app.services.permitted import needs
from app.services.published_forms import media_of
from app.services.reach import require_reach
from app.services.visit_around import STARTED, least_visitors, visitor
from app.storage.unit_of_work import UnitOfWork

KEPT_DAYS: Final = 30
"""How long a discarded draft can be brought back."""
UNDO: Final = "undo"
FORM_ACTION: Final[Mapping[str, Action]] = {
    ORDINARY: Action.VISIT_WRITE,
    OF_CHILD: Action.CHILD_WRITE,
    REPORT: Action.REPORT_CREATE,
}
"""How sensitive a form is -> who may fill it in (domain G.2)."""
ROWS: Final = "rows"
"""Beside a form's answers: row path -> the person whose row was made from the records."""
OLDER: Final = "older"
"""Beside them after 升级草稿: how the draft stood before, as a whole."""
LEFT_BEHIND: Final = "left_behind"
"""And what had no place in the new version: lists of name, label, what people read, reason."""


@dataclass(frozen=True)
class LeftBehind:
    """An answer of an older version that had no place in this one: ``name`` of its question,
    ``shown`` as people read it, ``reason`` why."""

    name: str
    label: str
    shown: str = field(repr=False)
    reason: str


@dataclass(frozen=True)
class OpenDraft:
    """A draft to go on with.

    ``title``: 张建国户; ``place``: 桑坪镇大湾村2组; ``kind_text``: 低保入户调查. ``form`` is the
    version it is pinned to; ``state`` what ``FormFilling`` goes on from; ``values`` the answers
    around the form; ``known`` by path what was carried in; ``at_path`` where the person was;
    ``staff`` names with their account ids. ``can_undo``: whether steps are kept.
    ``newer_version``: what it could be upgraded to, blank for nothing; ``older_version``: what it
    was upgraded from, and ``left_behind`` what did not come along (``draft_versions``). ``media``:
    the pictures and sounds of its form by name.
    """

    id: str
    form: LibraryForm = field(repr=False)
    visit_kind: str
    kind_text: str
    least_visitors: int
    household_id: str
    person_id: str | None
    case_id: str | None
    title: str
    place: str
    state: Mapping[str, Any] = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    known: Mapping[str, KnownAnswer] = field(repr=False)
    at_path: str
    step: int
    answered: int
    asked: int
    started_at: datetime
    updated_at: datetime
    can_undo: bool
    staff: Mapping[str, str] = field(repr=False)
    newer_version: str = ""
    older_version: str = ""
    left_behind: tuple[LeftBehind, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)


@dataclass(frozen=True)
class DraftLine:
    """One draft in the list. ``about``: 低保入户调查 · 桑坪镇大湾村2组."""

    id: str
    title: str
    about: str
    answered: int
    asked: int
    updated_at: datetime
    household_id: str | None
    form_id: str
    discarded_at: datetime | None = None


@dataclass(frozen=True)
class FormOffer:
    """A form that a visit can be started with."""

    form_id: str
    title: str
    note: str
    visit_kind: str
    kind_text: str
    about: str = HOUSEHOLD
    """household, person or child."""


@dataclass(frozen=True)
class Answered:
    """One committed step: ``kind`` is answer, add_row, remove_row or undo; ``path`` and ``value`` of
    the question or row; ``state`` of the form and ``values`` around it after the step."""

    path: str
    value: str
    state: Mapping[str, Any] = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    at_path: str
    answered: int
    asked: int
    kind: str = "answer"


@dataclass(frozen=True)
class StepSaved:
    """A step that is on disk once the action is through."""

    draft_id: str
    step: int
    at: datetime


def offered_forms(library: FormLibrary, role: str = "") -> tuple[FormOffer, ...]:
    """The forms for somebody to choose from; those of nobody in particular without a role."""
    return tuple(
        FormOffer(
            files.folder,
            files.title,
            files.visit_use.note,
            files.visit_use.visit_kind,
            codes.VISIT_KIND.label(files.visit_use.visit_kind),
            files.visit_use.about,
        )
        for files in library.listed()
        if not role or may(role, FORM_ACTION[files.visit_use.sensitivity])
    )


@needs(Action.VISIT_WRITE)
def start(
    work: UnitOfWork,
    library: FormLibrary,
    form_id: str,
    household_id: str,
    *,
    places: Divisions | None = None,
    person_id: str | None = None,
    case_id: str | None = None,
) -> OpenDraft:
    """A new draft, filled in with what the records know. It is on disk before it is shown."""
    household = work.get(Household, household_id)
    require_reach(work, household)
    form = library.current(form_id)
    require_targets(form)
    require(work.actor.role, FORM_ACTION[form.use.sensitivity])
    _refuse_without_person(work, form, household_id, person_id)
    filling = FormFilling(
        form.definition, now=work.clock.now, username=work.actor.name, new_id=work.new_id
    )
    known = known_facts(work, household, form_id, places, person_id)
    taken = carry_in(filling, form.rules, known.facts)
    rows = _rows(filling, form.rules, known)
    subject = Subject(household_id, person_id, case_id, rows, work.now)
    answered, asked = filling.completeness()
    draft = Draft(
        id=work.new_id(),
        form_id=form.form_id,
        form_version=form.definition.version,
        form_sha256=form.definition.sha256,
        household_id=household_id,
        person_id=person_id,
        about={
            "visit_kind": form.use.visit_kind,
            "case_id": case_id,
            "title": _title(work, household_id, person_id),
            "place": place_of(household, places),
            "values": _first_values(work),
            "known": {path: [one.value, one.source] for path, one in taken.items()},
            ROWS: rows,
            SEEN: seen_values(work, form, subject),
        },
        state=filling.state(),
        at_path="",
        step=0,
        answered=answered,
        asked=asked,
        owner_id=work.actor.id,
        started_at=work.now,
        updated_at=work.now,
    )
    work.session.add(draft)
    work.session.flush()
    return opened(work, library, draft)


@needs(Action.VISIT_WRITE)
def resume(work: UnitOfWork, library: FormLibrary, draft_id: str) -> OpenDraft:
    """A draft as it was left, on the question where it was. Raises ``Refused``: draft_missing,
    draft_discarded, form_version_missing."""
    return opened(work, library, draft_of(work, draft_id))


@needs(Action.VISIT_WRITE)
def commit_answer(work: UnitOfWork, draft_id: str, answered: Answered) -> StepSaved:
    """Put one step on disk. An ``undo`` that takes back the last kept step drops it."""
    draft = draft_of(work, draft_id)
    before = tree_of(draft)
    after = {**before, **_tree_of(answered)}
    last = _step(work, draft)
    if answered.kind == UNDO and last is not None and _same(_undone(before, last), after):
        work.session.delete(last)
        draft.step -= 1
        _put(work, draft, after)
    else:
        take_step(work, draft, after, answered.path, answered.value)
    return StepSaved(draft.id, draft.step, work.now)


@needs(Action.VISIT_WRITE)
def note_place(work: UnitOfWork, draft_id: str, at_path: str) -> None:
    """Remember which question the person is at."""
    draft_of(work, draft_id).at_path = at_path


@needs(Action.VISIT_WRITE)
def undo_step(work: UnitOfWork, library: FormLibrary, draft_id: str) -> OpenDraft:
    """Take back the last step that is kept, however long ago; raises ``Refused`` nothing_to_undo."""
    draft = draft_of(work, draft_id)
    last = _step(work, draft)
    if last is None:
        raise Refused("没有可以撤销的填写了。请直接改答案。", code="nothing_to_undo")
    _put(work, draft, _undone(tree_of(draft), last))
    draft.step -= 1
    work.session.delete(last)
    work.session.flush()
    return opened(work, library, draft)


@needs(Action.VISIT_WRITE)
def list_drafts(work: UnitOfWork, household_id: str | None = None) -> tuple[DraftLine, ...]:
    """The drafts that can be gone on with, the newest first."""
    wanted = select(Draft).where(Draft.discarded_at.is_(None))
    if household_id is not None:
        wanted = wanted.where(Draft.household_id == household_id)
    return _lines(work, wanted)


@needs(Action.VISIT_WRITE)
def list_discarded(work: UnitOfWork) -> tuple[DraftLine, ...]:
    """The drafts that were discarded and can still be brought back."""
    since = work.now - timedelta(days=KEPT_DAYS)
    lines = _lines(work, select(Draft).where(Draft.discarded_at.is_not(None)))
    return tuple(line for line in lines if line.discarded_at and line.discarded_at > since)


@needs(Action.VISIT_WRITE)
def discard(work: UnitOfWork, draft_id: str) -> None:
    """作废 a draft: it leaves the list and can be brought back for ``KEPT_DAYS``."""
    draft = draft_of(work, draft_id)
    draft.discarded_at = work.now
    _drop_long_discarded(work)


@needs(Action.VISIT_WRITE)
def restore(work: UnitOfWork, draft_id: str) -> None:
    """Bring a discarded draft back into the list."""
    draft = work.session.get(Draft, draft_id)
    if draft is None:
        raise _missing()
    draft.discarded_at = None


def draft_of(work: UnitOfWork, draft_id: str) -> Draft:
    """The draft; raises ``Refused`` draft_missing, draft_discarded."""
    draft = work.session.get(Draft, draft_id)
    if draft is None:
        raise _missing()
    if draft.discarded_at is not None:
        raise Refused("这份草稿已经作废。请先恢复，再接着填。", code="draft_discarded")
    return draft


def drop(work: UnitOfWork, draft: Draft) -> None:
    """Take a draft off the disk, with its steps: it has become a visit, or was given up long ago."""
    work.session.execute(delete(DraftStep).where(DraftStep.draft_id == draft.id))
    work.session.delete(draft)


def tree_of(draft: Draft) -> dict[str, Any]:
    """All that a step may change, as one JSON tree: ``state`` of the form, ``values`` around it,
    ``at_path``, ``count`` of answers, ``pin`` (version and hash of the form), ``around`` the rest."""
    around = {name: value for name, value in draft.about.items() if name != "values"}
    return {
        "state": draft.state,
        "values": draft.about["values"],
        "at_path": draft.at_path,
        "count": [draft.answered, draft.asked],
        "pin": [draft.form_version, draft.form_sha256],
        "around": around,
    }


def take_step(
    work: UnitOfWork, draft: Draft, after: Mapping[str, Any], path: str, value: str
) -> None:
    """Put the draft as ``after`` says, and keep how it stood before, for 撤销."""
    draft.step += 1
    work.session.add(
        DraftStep(
            draft_id=draft.id,
            step=draft.step,
            path=path,
            value=value,
            before={"patch": patch_back(after, tree_of(draft))},
            at=work.now,
        )
    )
    _put(work, draft, after)


def opened(work: UnitOfWork, library: FormLibrary, draft: Draft) -> OpenDraft:
    """The draft as a window goes on with it; raises ``Refused`` form_version_missing."""
    about, kind = draft.about, draft.about["visit_kind"]
    started = draft.started_at or work.now
    form = library.pinned(draft.form_id, draft.form_version, draft.form_sha256)
    return OpenDraft(
        draft.id,
        form,
        kind,
        codes.VISIT_KIND.label(kind),
        least_visitors(kind),
        draft.household_id or "",
        draft.person_id,
        about.get("case_id"),
        about["title"],
        about["place"],
        draft.state,
        about["values"],
        {path: KnownAnswer(*pair) for path, pair in about["known"].items()},
        draft.at_path,
        draft.step,
        draft.answered,
        draft.asked,
        started,
        draft.updated_at or started,
        draft.step > 0,
        _staff(work),
        newer_version(library, draft),
        about.get(OLDER, {}).get("pin", [""])[0],
        tuple(LeftBehind(*one) for one in about.get(LEFT_BEHIND, ())),
        media_of(work, form.definition),
    )


def newer_version(library: FormLibrary, draft: Draft) -> str:
    """The version in use of the draft's form, where that is another; else blank."""
    current = library.in_use(draft.form_id)
    if current is None or current.definition.sha256 == draft.form_sha256:
        return ""
    return current.definition.version


def filling_of(work: UnitOfWork, form: LibraryForm, state: Mapping[str, Any]) -> FormFilling:
    """A filling that stands as ``state`` says."""
    return FormFilling(
        form.definition,
        now=work.clock.now,
        username=work.actor.name,
        new_id=work.new_id,
        state=state,
    )


def household_title(work: UnitOfWork, household_id: str | None) -> str:
    """Whose household it is: 张建国户; blank for none."""
    if household_id is None:
        return ""
    heads = select(Person.name).join(Household, Household.head_id == Person.id)
    head = work.session.scalar(heads.where(Household.id == household_id))
    return f"{head or '（无户主）'}户"


# -- inside ---------------------------------------------------------------------------------------


def _missing() -> Refused:
    sentence = "找不到这份草稿，可能已经完成或作废。请刷新草稿列表。"
    return Refused(sentence, code="draft_missing")


def _refuse_without_person(
    work: UnitOfWork, form: LibraryForm, household_id: str, person_id: str | None
) -> None:
    """A form about one person is begun with one who lives there; a child's with a child."""
    if form.use.about == HOUSEHOLD and person_id is None:
        return
    found = [person for _, person in living(work, household_id) if person.id == person_id]
    if not found:
        sentence = f"“{form.title}”是给一个人填的。请先选择走访谁，再开始。"
        raise Refused(sentence, code="person_missing")
    if form.use.about == CHILD and not is_child(found[0], work.today):
        sentence = f"“{form.title}”是走访未成年人用的，{found[0].name}不是。请另选一个人。"
        raise Refused(sentence, code="person_not_child")


def _title(work: UnitOfWork, household_id: str, person_id: str | None) -> str:
    """Whose visit it is: 张建国户, or 张建国户 张小明."""
    name = work.get(Person, person_id).name if person_id else ""
    return f"{household_title(work, household_id)} {name}".strip()


def _staff(work: UnitOfWork) -> dict[str, str]:
    accounts = work.find(Account, order_by=(Account.rowid_,))
    return {work.actor.name: work.actor.id} | {each.name: each.id for each in accounts}


def _first_values(work: UnitOfWork) -> dict[str, str]:
    return {
        visitor(1): work.actor.name,
        STARTED: work.now.isoformat(timespec="milliseconds"),
    }


def _rows(filling: FormFilling, rules: tuple[Rule, ...], known: Known) -> dict[str, str]:
    """Whose each row is: row path -> person, for rows that were made from the records."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.repeat and rule.noun in known.persons:
            pairs = zip(filling.rows(rule.repeat), known.persons[rule.noun], strict=False)
            found |= dict(pairs)
    return found


def _tree_of(answered: Answered) -> dict[str, Any]:
    return {
        "state": dict(answered.state),
        "values": dict(answered.values),
        "at_path": answered.at_path,
        "count": [answered.answered, answered.asked],
    }


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the answers are the same; where the person was does not matter."""
    return all(one[name] == other[name] for name in ("state", "values"))


def _put(work: UnitOfWork, draft: Draft, tree: Mapping[str, Any]) -> None:
    draft.form_version, draft.form_sha256 = tree["pin"]
    draft.state = tree["state"]
    draft.about = {**tree["around"], "values": tree["values"]}
    draft.at_path = tree["at_path"]
    draft.answered, draft.asked = tree["count"]
    draft.updated_at = work.now


def _undone(tree: dict[str, Any], step: DraftStep) -> dict[str, Any]:
    """How a draft stood before its last step."""
    return patched(tree, (step.before or {}).get("patch", []))


def _step(work: UnitOfWork, draft: Draft) -> DraftStep | None:
    wanted = select(DraftStep).where(DraftStep.draft_id == draft.id, DraftStep.step == draft.step)
    return work.session.scalar(wanted)


def _lines(work: UnitOfWork, wanted: Any) -> tuple[DraftLine, ...]:
    found: list[Draft] = list(work.session.scalars(wanted))
    lines = [
        DraftLine(
            draft.id,
            draft.about["title"],
            f"{codes.VISIT_KIND.label(draft.about['visit_kind'])} · {draft.about['place']}",
            draft.answered,
            draft.asked,
            draft.updated_at or work.now,
            draft.household_id,
            draft.form_id,
            draft.discarded_at,
        )
        for draft in found
    ]
    return tuple(sorted(lines, key=lambda line: line.updated_at, reverse=True))


def _drop_long_discarded(work: UnitOfWork) -> None:
    since = work.now - timedelta(days=KEPT_DAYS)
    for draft in work.session.scalars(select(Draft).where(Draft.discarded_at.is_not(None))):
        if draft.discarded_at is not None and draft.discarded_at <= since:
            drop(work, draft)
