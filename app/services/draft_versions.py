"""升级草稿: a draft moved to the version of its form that is in use, and back again.

A draft stays on its version until a person says otherwise. Upgrading and going back are steps like
any other: 撤销 takes them back, and nothing that was typed on either side is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.divisions import Divisions
from app.domain.permissions import Action
from app.errors import Refused
from app.forms.carrying_over import Carried, CarriedOver, Orphaned, carry_over
from app.forms.filling import FormFilling
from app.forms.library import FormLibrary, LibraryForm
from app.forms.prefill import KnownAnswer, carry_in
from app.forms.states import Problem
from app.models.household import Household
from app.models.local import Draft
from app.services.drafts import (
    LEFT_BEHIND,
    OLDER,
    ROWS,
    OpenDraft,
    draft_of,
    filling_of,
    newer_version,
    opened,
    take_step,
    tree_of,
)
from app.services.known_facts import known_facts
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

UPGRADE: Final = "@upgrade"
GO_BACK: Final = "@go_back"
"""The paths of these steps."""


@dataclass(frozen=True)
class UpgradeReport:
    """What 升级草稿 would do. ``sha256`` of the new version; ``carried`` how many answers come over
    as they are; ``kinds``: by question name what it asks for, for masks."""

    draft_id: str
    title: str
    old_version: str
    new_version: str
    sha256: str
    carried: int
    changed: tuple[Carried, ...]
    orphaned: tuple[Orphaned, ...]
    newly_wrong: tuple[Problem, ...]
    kinds: Mapping[str, str] = field(repr=False)


@needs(Action.VISIT_WRITE)
def look_ahead(work: UnitOfWork, library: FormLibrary, draft_id: str) -> UpgradeReport:
    """What upgrading would carry, change and leave behind; nothing is written.

    Raises ``Refused``: draft_is_current, form_unknown, form_version_missing, draft_missing.
    """
    draft = draft_of(work, draft_id)
    old, new = _versions(library, draft)
    done = _carried_over(work, draft, old, new)
    return UpgradeReport(
        draft.id,
        new.title,
        draft.form_version,
        new.definition.version,
        new.definition.sha256,
        len(done.carried) - len(done.changed),
        done.changed,
        done.orphaned,
        done.newly_wrong,
        {**old.kinds, **new.kinds},
    )


@needs(Action.VISIT_WRITE)
def upgrade(
    work: UnitOfWork,
    library: FormLibrary,
    draft_id: str,
    sha256: str,
    places: Divisions | None = None,
) -> OpenDraft:
    """Move the draft to the version in use, which must be the one that was looked at.

    How it stood before is kept whole. Raises what ``look_ahead`` raises, and form_changed.
    """
    draft = draft_of(work, draft_id)
    old, new = _versions(library, draft)
    if new.definition.sha256 != sha256:
        sentence = "表单刚刚又换了新版本。请重新查看升级会带来的变化。"
        raise Refused(sentence, code="form_changed")
    done = _carried_over(work, draft, old, new)
    fresh = _known_now(work, draft, new, done, places)
    after = _upgraded(tree_of(draft), done, fresh)
    take_step(work, draft, after, UPGRADE, new.definition.version)
    work.session.flush()
    return opened(work, library, draft)


@needs(Action.VISIT_WRITE)
def go_back(work: UnitOfWork, library: FormLibrary, draft_id: str) -> OpenDraft:
    """Put the form's answers as they stood before the last upgrade; what was filled in around the
    form stays. Raises ``Refused`` no_older_version."""
    draft = draft_of(work, draft_id)
    before = draft.about.get(OLDER)
    if before is None:
        raise Refused("这份草稿没有升级过，不用回到旧版。", code="no_older_version")
    version, sha256 = before["pin"]
    _ = library.pinned(draft.form_id, version, sha256)
    after = {**before, "values": draft.about["values"]}
    take_step(work, draft, after, GO_BACK, version)
    work.session.flush()
    return opened(work, library, draft)


# -- inside ---------------------------------------------------------------------------------------


def _versions(library: FormLibrary, draft: Draft) -> tuple[LibraryForm, LibraryForm]:
    new = library.current(draft.form_id)
    if not newer_version(library, draft):
        raise Refused("这份草稿已经是现在用的版本，不用升级。", code="draft_is_current")
    return library.pinned(draft.form_id, draft.form_version, draft.form_sha256), new


def _carried_over(
    work: UnitOfWork, draft: Draft, old: LibraryForm, new: LibraryForm
) -> CarriedOver:
    return carry_over(
        filling_of(work, old, draft.state),
        new.definition,
        now=work.clock.now,
        username=work.actor.name,
        new_id=work.new_id,
    )


def _known_now(
    work: UnitOfWork,
    draft: Draft,
    new: LibraryForm,
    done: CarriedOver,
    places: Divisions | None,
) -> dict[str, KnownAnswer]:
    """What the records know for questions that the old version did not have."""
    come = set(done.paths.values())
    rules = [rule for rule in new.rules if not rule.repeat and rule.question not in come]
    if not rules or draft.household_id is None:
        return {}
    household = work.get(Household, draft.household_id)
    known = known_facts(work, household, draft.form_id, places)
    return carry_in(done.filling, rules, known.facts)


def _upgraded(
    before: Mapping[str, Any], done: CarriedOver, fresh: Mapping[str, KnownAnswer]
) -> dict[str, Any]:
    filling, around = done.filling, before["around"]
    known = {done.paths[path]: pair for path, pair in around["known"].items() if path in done.paths}
    known |= {path: [one.value, one.source] for path, one in fresh.items()}
    rows = {done.paths[path]: who for path, who in around[ROWS].items() if path in done.paths}
    left = [[one.was.name, one.was.label, one.was.shown, one.reason] for one in done.orphaned]
    return {
        "state": filling.state(),
        "values": before["values"],
        "at_path": _place(filling, before["at_path"], done.paths),
        "count": list(filling.completeness()),
        "pin": [filling.definition.version, filling.definition.sha256],
        "around": {
            **around,
            "known": known,
            ROWS: rows,
            LEFT_BEHIND: [*around.get(LEFT_BEHIND, ()), *left],
            OLDER: dict(before),
        },
    }


def _place(filling: FormFilling, at_path: str, paths: Mapping[str, str]) -> str:
    """The same question, if it is still there."""
    if at_path.startswith("@"):
        return at_path
    there = {live.path for live in filling.root().below()}
    return at_path if (at_path := paths.get(at_path, "")) in there else ""
