"""A new version tried on what is filled in: what would break, and nothing is changed by trying."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import Refused
from app.forms.checking.rehearsal import CHANGED, LOST, WRONG
from app.forms.library import FormFiles, FormLibrary
from app.forms.structure import FormDefinition
from app.models.household import Household
from app.models.local import Draft
from app.models.visit import Visit
from app.services import drafts, visits
from app.services.form_rehearsal import DRAFT, VISIT, FormRehearsal, as_json, rehearse_all
from app.services.visit_around import MET, RESPONDENT, visitor
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.unit.services.written_forms import Question, ask, written
from tests.visits_made import Session

pytest.importorskip("pyxform")
from app.services.form_checking import check

NAME, AGE = ask("text", "hname", "姓名"), ask("text", "age", "${hname}的年龄")
ANSWERS = {"hname": "欧阳龑", "age": "七十"}


def definition(folder: Path, *survey: Question, version: str) -> FormDefinition:
    report = check(written(folder / f"{version}.xlsx", *survey, version=version))
    assert report.definition is not None, [one.line for one in report.problems]
    return report.definition


@pytest.fixture
def library(tmp_path: Path) -> FormLibrary:
    """Version 1 of the form t, in use."""
    report = check(written(tmp_path / "1.xlsx", NAME, AGE))
    return FormLibrary.of([FormFiles("t", report.xml, use={"visit_kind": "9"})])


def begun(store: Store, actor: Actor, library: FormLibrary, **answers: str) -> Session:
    def household_of(work: UnitOfWork) -> str:
        known = work.find(Household)
        return known[0].id if known else a_household(work, 1).id

    household = store.perform(household_of, actor)[0]
    opened = store.perform(lambda work: drafts.start(work, library, "t", household), actor)[0]
    session = Session(store, actor, opened)
    session.answer_all(answers)
    return session


def finished(store: Store, actor: Actor, library: FormLibrary) -> str:
    session = begun(store, actor, library, **ANSWERS)
    session.answer_all({visitor(1): "周经办", MET: "1", RESPONDENT: "本人"})
    return store.perform(
        lambda work: visits.finish(work, library, the_pack(), the_calendar(), session.draft.id),
        actor,
    )[0].visit_id


def told(rehearsal: FormRehearsal, noun: str) -> list[tuple[str, str]]:
    [affected] = [one for one in rehearsal.affected if one.noun == noun]
    return [(one.kind, one.name) for one in affected.findings]


def test_what_would_break_is_listed_for_visits_and_drafts_alike(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    visit = finished(store, clerk, library)
    draft = begun(store, clerk, library, hname="王珍才").draft.id
    new = definition(tmp_path, NAME, ask("text", "phone", "电话", required="yes"), version="2")
    found = do(lambda work: rehearse_all(work, library, new))
    assert (found.visits, found.drafts, found.unread) == (1, 1, ())
    assert {one.id for one in found.affected} == {visit, draft}
    assert told(found, VISIT) == [(LOST, "age"), (WRONG, "phone")]
    assert told(found, DRAFT) == [(WRONG, "phone")]
    assert [(one.kind, one.name, count) for one, count in found.by_question()] == [
        (LOST, "age", 1),
        (WRONG, "phone", 2),
    ]


def test_a_sound_change_breaks_nothing(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    finished(store, clerk, library)
    new = definition(
        tmp_path, ask("text", "who", "姓名", was="hname"), ask("text", "age"), version="2"
    )
    found = do(lambda work: rehearse_all(work, library, new))
    assert (found.visits, found.affected) == (1, ())


def test_an_answer_that_would_not_be_asked_any_more_is_told(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    finished(store, clerk, library)
    hidden = ask("text", "age", "年龄", relevant="${hname} = 'x'")
    found = do(
        lambda work: rehearse_all(work, library, definition(tmp_path, NAME, hidden, version="2"))
    )
    assert told(found, VISIT) == [(CHANGED, "age")]


def test_trying_changes_nothing_and_says_no_answers(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    visit = finished(store, clerk, library)
    draft = begun(store, clerk, library, hname="王珍才")
    before = do(lambda work: work.get(Visit, visit).answers)
    found = do(lambda work: rehearse_all(work, library, definition(tmp_path, NAME, version="2")))
    assert do(lambda work: work.get(Visit, visit).answers) == before
    kept = do(lambda work: work.session.get(Draft, draft.draft.id).state)  # type: ignore[union-attr]
    assert kept == draft.filling.state()
    said = json.dumps(as_json(found), ensure_ascii=False)
    assert "欧阳龑" not in said
    assert "七十" not in said


def test_what_cannot_be_opened_is_told_by_its_id(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    visit = finished(store, clerk, library)
    new = definition(tmp_path, NAME, version="2")
    found = do(lambda work: rehearse_all(work, FormLibrary(()), new))
    assert found.unread == (visit,)


def test_how_far_it_is_is_told_and_other_forms_are_left_alone(
    store: Store, do: Click, clerk: Actor, library: FormLibrary, tmp_path: Path
):
    for _ in range(3):
        begun(store, clerk, library)
    new = definition(tmp_path, NAME, AGE, version="2")
    steps: list[tuple[int, int]] = []
    do(lambda work: rehearse_all(work, library, new, lambda at, of, _: steps.append((at, of))))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    report = check(written(tmp_path / "other.xlsx", NAME, form_id="u"))
    assert report.definition is not None
    form = report.definition
    assert do(lambda work: rehearse_all(work, library, form)).drafts == 0


def test_who_may_not_see_visits_may_not_rehearse(
    store: Store, library: FormLibrary, tmp_path: Path
):
    new = definition(tmp_path, NAME, version="2")
    with pytest.raises(Refused) as refusal:
        store.read(lambda work: rehearse_all(work, library, new), an_actor(role="7"))
    assert refusal.value.code == "not_permitted"
