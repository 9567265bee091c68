"""A visit from the first question to the record that nobody rewrites."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from app.domain.divisions import Divisions
from app.errors import Refused
from app.forms.prefill import Fact, rows_of_last
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.local import Draft, DraftStep
from app.models.person import Person
from app.models.visit import Visit
from app.services import drafts, records, visit_changes, visit_list, visits
from app.services.known_facts import known_facts
from app.services.visit_around import MET, STARTED, visitor
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_household, a_visit
from tests.stores import NOW
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.visits_made import Session, begin, complete, go_on, the_forms


@pytest.fixture
def household(do: Click) -> str:
    return do(lambda work: a_household(work, 3).id)


@pytest.fixture
def session(store: Store, clerk: Actor, household: str, places: Divisions) -> Session:
    return begin(store, clerk, household, places=places)


def finish(session: Session) -> visits.Finished:
    return session.store.perform(
        lambda work: visits.finish(work, the_forms(), the_pack(), the_calendar(), session.draft.id),
        session.actor,
    )[0]


def test_what_the_records_know_is_filled_in_already(do: Click, session: Session):
    head = do(lambda work: work.find(Person, order_by=(Person.rowid_,))[0])
    value = {path: session.filling.node(path).value for path in session.draft.known}
    assert value["head/hname"] == head.name
    assert value["head/hid"] == head.id_no
    assert value["head/phone"] == "13900000001"
    assert value["loc/visit_date"] == "2026-11-23"
    assert len(session.filling.rows("member")) == 3
    assert session.values[visitor(1)] == session.actor.name
    assert session.draft.place.endswith("村3组")


def test_a_draft_goes_on_where_it_was(store: Store, clerk: Actor, session: Session):
    session.answer("need/needs", "poor ill")
    again = go_on(store, clerk, session.draft.id)
    assert again.draft.at_path == "need/needs"
    assert again.filling.node("need/needs").value == "poor ill"
    assert again.filling.state() == session.filling.state()


def test_undo_goes_back_as_far_as_the_draft_also_in_another_window(
    store: Store, clerk: Actor, session: Session
):
    states = [session.filling.state()]
    for value in ("poor", "poor ill", "none"):
        session.answer("need/needs", value)
        states.append(session.filling.state())
    session.answer(visitor(2), "陈副手")
    for expected in (states[3], states[2], states[1], states[0]):
        opened, _ = store.perform(
            lambda work: drafts.undo_step(work, the_forms(), session.draft.id), clerk
        )
        assert opened.state == expected
    assert (opened.step, opened.can_undo) == (0, False)
    assert visitor(2) not in opened.values
    with pytest.raises(Refused) as refused:
        store.perform(lambda work: drafts.undo_step(work, the_forms(), session.draft.id), clerk)
    assert refused.value.code == "nothing_to_undo"


def test_rows_come_and_go_and_come_back(store: Store, clerk: Actor, session: Session):
    first = session.filling.state()
    row = session.filling.add_row("member")
    session.commit(row, "", kind="add_row")
    session.answer(f"{row}/mname", "新成员")
    with_row = session.filling.state()
    session.filling.remove_row(row)
    session.commit(row, "", kind="remove_row")
    undo = [
        store.perform(lambda work: drafts.undo_step(work, the_forms(), session.draft.id), clerk)[
            0
        ].state
        for _ in range(3)
    ]
    assert undo[0] == with_row
    assert undo[2] == first


def test_an_undo_in_the_window_takes_the_kept_step_back_too(do: Click, session: Session):
    session.answer("need/needs", "poor")
    session.answer("need/needs", "ill")
    assert session.undo().step == 1
    assert do(lambda work: work.session.scalar(select(func.count()).select_from(DraftStep))) == 1
    assert session.answer("need/needs", "edu").step == 2


def test_a_step_keeps_little(do: Click, session: Session):
    for value in ("poor", "ill", "edu"):
        session.answer("need/needs", value)
    steps = do(lambda work: list(work.session.scalars(select(DraftStep))))
    assert max(len(str(step.before)) for step in steps) < 600


def test_a_visit_that_is_not_complete_is_not_finished(session: Session):
    with pytest.raises(Refused, match="还没有填完") as refused:
        finish(session)
    assert "need/needs" in refused.value.facts["paths"]  # type: ignore[operator]


def test_a_survey_needs_two_visitors(session: Session):
    complete(session, {visitor(2): ""})
    with pytest.raises(Refused, match="至少要2名走访人"):
        finish(session)
    session.answer(visitor(2), session.actor.name)
    with pytest.raises(Refused, match="同一个人"):
        finish(session)
    session.answer(visitor(2), "陈副手")
    assert finish(session).visit_id


@pytest.mark.parametrize("moment", ["昨天", "2026-11-23T09:00", "2026-11-23T23:00:00+08:00"])
def test_a_visit_begins_at_a_moment_that_has_been(session: Session, moment: str):
    complete(session, {STARTED: moment})
    with pytest.raises(Refused, match="走访时间"):
        finish(session)


def test_a_finished_visit_is_a_record_and_its_draft_is_gone(do: Click, session: Session):
    complete(session)
    done = finish(session)
    visit = do(lambda work: work.get(Visit, done.visit_id))
    assert (visit.visit_kind, visit.met, visit.ended_at) == ("1", "1", NOW)
    assert [each["name"] for each in visit.visitors or ()] == [session.actor.name, "陈副手"]
    assert (visit.visitors or [{}])[0]["user_id"] == session.actor.id
    assert visit.form_sha256 == session.draft.form.definition.sha256
    assert (visit.answers or {})["answers"]["need"]["needs"] == "poor"
    assert "共3人" in (visit.findings or "")
    assert do(lambda work: work.session.scalar(select(func.count()).select_from(Draft))) == 0
    assert do(lambda work: work.session.scalar(select(func.count()).select_from(DraftStep))) == 0


def test_the_next_visit_knows_what_was_answered_about_each_member(
    do: Click, household: str, session: Session
):
    row = session.filling.rows("member")[1]
    session.answer(f"{row}/minc", "1200")
    complete(session)
    finish(session)
    known = do(
        lambda work: known_facts(
            work, work.get(Household, household), session.draft.form.form_id, None
        )
    )
    people = do(lambda work: [one.name for one in work.find(Person, order_by=(Person.rowid_,))])
    rows = known.facts.rows[rows_of_last("member")]
    assert [one["last.mname"].value for one in rows] == people
    assert rows[1]["last.minc"] == Fact("1200", "上次走访")


def test_a_finished_visit_cannot_be_changed_or_removed(do: Click, session: Session):
    complete(session)
    visit_id = finish(session).visit_id
    with pytest.raises(Refused, match="已经完成"):
        do(lambda work: records.put(work, "visit", {"findings": "改过的"}, visit_id))
    with pytest.raises(Refused, match="已经完成"):
        do(lambda work: records.remove(work, "visit", visit_id, "写错了"))


def test_a_visit_is_read_as_it_was_written(do: Click, session: Session):
    complete(session)
    visit_id = finish(session).visit_id
    file = do(lambda work: visits.open_visit(work, the_forms(), visit_id))
    assert file.visitors == (session.actor.name, "陈副手")
    assert file.form is not None
    assert file.state["answers"] == session.filling.state()["answers"]


def test_a_survey_for_a_case_is_known_to_it(
    do: Click, store: Store, clerk: Actor, household: str, places: Divisions
):
    def case_for(work: UnitOfWork) -> str:
        return a_case(work, work.get(Household, household)).id

    case_id = do(case_for)
    session = complete(begin(store, clerk, household, case_id=case_id, places=places))
    visit_id = finish(session).visit_id
    case = do(lambda work: work.get(AssistanceCase, case_id))
    assert case.survey_visit_id == visit_id


@pytest.mark.parametrize(
    ("scheme", "state", "is_told"),
    [
        ("1", "SURVEY", True),
        ("2", "ACCEPTED", True),
        ("5", "PAPERWORK", True),
        ("1", "APPLIED", False),
        ("1", "ACTIVE", False),
    ],
)
def test_a_survey_of_a_household_is_that_of_each_application_that_waits_for_one(
    do: Click, session: Session, household: str, scheme: str, state: str, is_told: bool
):
    def case_for(work: UnitOfWork) -> str:
        home = work.get(Household, household)
        return a_case(work, home, scheme=scheme, state=state).id

    case_id = do(case_for)
    done = finish(complete(session))
    case, visit = do(
        lambda work: (work.get(AssistanceCase, case_id), work.get(Visit, done.visit_id))
    )
    assert (case.survey_visit_id == visit.id, visit.case_id == case.id) == (is_told, is_told)
    assert any("申请的入户调查" in one for one in done.remarks) is is_told


@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize(
    ("met", "before", "is_survey"),
    [("2", None, False), ("3", None, False), ("4", None, True), ("1", "1", True),
     ("2", "1", False), ("3", "1", False), ("4", "1", False), ("4", "3", True)],
)  # fmt: skip
def test_who_was_not_met_was_not_surveyed_and_the_survey_there_was_stands(
    do: Click, store: Store, clerk: Actor, household: str, places: Divisions, met: str,
    before: str | None, is_survey: bool, is_named: bool,
):  # fmt: skip
    def case_for(work: UnitOfWork) -> tuple[str, str | None]:
        home = work.get(Household, household)
        case = a_case(work, home, state="SURVEY")
        if before is not None:
            case.survey_visit_id = a_visit(work, home, met=before).id
        return case.id, case.survey_visit_id

    case_id, survey_id = do(case_for)
    named = case_id if is_named else None
    session = begin(store, clerk, household, case_id=named, places=places)
    done = finish(complete(session, {MET: met}))
    found = do(lambda work: work.get(AssistanceCase, case_id))
    assert found.survey_visit_id == (done.visit_id if is_survey else survey_id)
    is_met = met in {"1", "4"}
    assert any("没有见到本人，这次不算" in one for one in done.remarks) is not is_met


def test_a_planned_visit_is_the_one_that_comes_about(do: Click, household: str, session: Session):
    def plan(work: UnitOfWork) -> str:
        return records.put(
            work,
            "visit",
            {"visit_kind": "1", "household_id": household, "plan_date": date(2026, 11, 24)},
        ).id

    planned = do(plan)
    complete(session)
    assert finish(session).visit_id == planned


def test_what_the_visit_found_is_offered_and_taken_over_only_when_said(do: Click, session: Session):
    complete(session, {"head/phone": "13912345678"})
    visit_id = finish(session).visit_id
    offered = do(lambda work: visit_changes.offered_changes(work, the_forms(), visit_id))
    (phone,) = [one for one in offered if one.field == "phone"]
    assert (phone.label, phone.before, phone.after) == ("联系电话", "*******0001", "*******5678")
    person = do(lambda work: work.get(Person, phone.record_id))
    assert person.phone == "13900000001"
    do(lambda work: visit_changes.apply_changes(work, the_forms(), visit_id, [phone.id]))
    assert do(lambda work: work.get(Person, phone.record_id)).phone == "13912345678"
    again = do(lambda work: visit_changes.offered_changes(work, the_forms(), visit_id))
    assert phone.id not in {one.id for one in again}


def test_an_offered_change_is_not_taken_over_what_stands_there_since(do: Click, session: Session):
    complete(session, {"head/phone": "13912345678"})
    visit_id = finish(session).visit_id
    offered = do(lambda work: visit_changes.offered_changes(work, the_forms(), visit_id))
    (phone,) = [one for one in offered if one.field == "phone"]
    do(lambda work: setattr(work.get(Person, phone.record_id), "phone", "13900990001"))
    with pytest.raises(Refused) as caught:
        do(
            lambda work: visit_changes.apply_changes(
                work, the_forms(), visit_id, [phone.id], phone.sight
            )
        )
    assert caught.value.code == "changed_meanwhile"
    assert do(lambda work: work.get(Person, phone.record_id)).phone == "13900990001"


def test_an_answer_in_a_member_s_row_belongs_to_that_member(do: Click, session: Session):
    row = session.filling.rows("member")[1]
    rows = do(lambda work: drafts.draft_of(work, session.draft.id)).about["rows"]
    complete(session, {f"{row}/mname": "李更名"})
    visit_id = finish(session).visit_id
    offered = do(lambda work: visit_changes.offered_changes(work, the_forms(), visit_id))
    (name,) = [one for one in offered if one.field == "name"]
    assert (name.record_id, name.after) == (rows[row], "李更名")


def test_a_discarded_draft_can_be_brought_back(do: Click, session: Session):
    draft_id = session.draft.id
    do(lambda work: drafts.discard(work, draft_id))
    assert do(lambda work: drafts.list_drafts(work)) == ()
    with pytest.raises(Refused) as refused:
        session.answer("need/needs", "poor")
    assert refused.value.code == "draft_discarded"
    (line,) = do(lambda work: drafts.list_discarded(work))
    do(lambda work: drafts.restore(work, line.id))
    (line,) = do(lambda work: drafts.list_drafts(work))
    assert line.id == draft_id
    assert line.title.endswith("户")
    assert line.about.startswith("低保入户调查 · ")


def test_a_draft_of_a_form_that_is_not_here_says_so(do: Click, session: Session):
    def other_version(work: UnitOfWork) -> None:
        drafts.draft_of(work, session.draft.id).form_sha256 = "0" * 64

    do(other_version)
    with pytest.raises(Refused, match="表单"):
        do(lambda work: drafts.resume(work, the_forms(), session.draft.id))


def test_finished_visits_are_listed_the_last_one_first(
    do: Click, store: Store, clerk: Actor, places: Divisions
):
    done: list[str] = []
    for size in (2, 3):
        household = do(lambda work, size=size: a_household(work, size, number=size).id)
        session = complete(begin(store, clerk, household, places=places))
        done.append(finish(session).visit_id)
    begin(store, clerk, household, places=places)
    listed = do(lambda work: visit_list.list_visits(work, places))
    assert [one.id for one in listed] == done[::-1]
    assert listed[0].household_id == household
    assert listed[0].visitors == f"{clerk.name}、陈副手"
    assert listed[0].day == NOW.date()


def test_finished_visits_of_somebody_elses_village_are_not_listed(
    do: Click, store: Store, clerk: Actor, household: str, session: Session
):
    finish(complete(session))
    elsewhere = replace(clerk, role="4", village_codes=("500231102299",))
    assert store.read(visit_list.list_visits, clerk)
    assert store.read(visit_list.list_visits, elsewhere) == ()
