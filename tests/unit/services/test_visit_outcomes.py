"""What finishing a visit moves on: as the form says, shown before, never over something newer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from app.errors import Refused
from app.forms.library import FormFiles, FormLibrary
from app.models.audit import AuditEntry
from app.models.household import Household
from app.models.local import OutboxOperation
from app.models.person import Person
from app.models.task import Task
from app.models.visit import Visit
from app.services import drafts, household_file, records, visit_changes, visit_list, visits
from app.services.form_targets import target_problems
from app.services.outcome_fields import PlannedChange
from app.services.published_forms import library_with
from app.services.seen import Sight
from app.services.visit_around import MET, RESPONDENT, visitor
from app.services.visit_outcomes import planned_changes
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_case, a_household, members_of
from tests.stores import an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.visits_made import Session, the_forms

ASSESSED = {
    "who/trigger": "3", "who/place": "家中", "who/assessor2": "陈副手", "items/eat": "0",
    "items/dress": "1", "items/bed": "1", "items/toilet": "1", "items/walk": "1", "items/bath": "0",
    "result/agrees": "1",
}  # fmt: skip
AROUND = {visitor(2): "陈副手", MET: "1", RESPONDENT: "本人"}


def begin(store: Store, actor: Actor, form_id: str, household: str, person: str | None) -> Session:
    return begin_in(the_forms(), store, actor, form_id, household, person)


def begin_in(
    library: FormLibrary,
    store: Store,
    actor: Actor,
    form_id: str,
    household: str,
    person: str | None,
) -> Session:
    opened, _ = store.perform(
        lambda work: drafts.start(work, library, form_id, household, person_id=person), actor
    )
    session = Session(store, actor, opened)
    session.values |= AROUND
    return session


def fill(session: Session, answers: Mapping[str, str]) -> Session:
    for path, value in answers.items():
        session.filling.answer(path, value)
    session.commit("", "")
    return session


def plan(session: Session) -> tuple[PlannedChange, ...]:
    return session.store.read(
        lambda work: planned_changes(work, the_forms(), the_calendar(), session.draft.id),
        session.actor,
    )


def finish(session: Session, *overwrite: str, sight: Sight | None = None) -> visits.Finished:
    return session.store.perform(
        lambda work: visits.finish(
            work,
            the_forms(),
            the_pack(),
            the_calendar(),
            session.draft.id,
            overwrite=overwrite,
            sight=sight,
        ),
        session.actor,
    )[0]


@pytest.fixture
def household(do: Click) -> str:
    return do(lambda work: a_household(work, 3).id)


@pytest.fixture
def head(do: Click, household: str) -> str:
    return do(lambda work: work.get(Household, household).head_id or "")


@pytest.fixture
def assessed(store: Store, clerk: Actor, do: Click, household: str, head: str) -> Session:
    """自理能力评估 with two of six failed; the person was 全自理, and has a 特困 case."""
    do(lambda work: setattr(work.get(Person, head), "self_care", "1"))
    do(lambda work: a_case(work, work.get(Household, household), scheme="2", person_id=head))
    return fill(begin(store, clerk, "tekun_zili", household, head), ASSESSED)


def test_what_will_change_is_told_before(assessed: Session):
    told = [(one.whose, one.label, one.before, one.after, one.hindrance) for one in plan(assessed)]
    name = assessed.filling.node("who/name").value
    assert ("救助申请", "自理评估不能项数", "", "2", "") in told
    assert (name, "生活自理能力", "具备生活自理能力（全自理）", "部分丧失（半护理）", "") in told
    assert ("待办", "按新的自理等级调整照料护理标准", "", "2026年12月7日前", "") in told


def test_finishing_moves_on_what_was_told_in_one_transaction(
    do: Click, assessed: Session, head: str
):
    done = finish(assessed)
    assert done.left_alone == ()
    assert do(lambda work: work.get(Person, head).self_care) == "2"
    case = do(lambda work: records.list_json(work, "assistance_case"))[0]
    assert case["self_care_fails"] == 2
    task = do(lambda work: work.find(Task))[0]
    assert (task.due_date, task.about_id, task.state) == (date(2026, 12, 7), head, "1")
    operations = do(lambda work: list(work.session.query(OutboxOperation)))
    together = {one.transaction for one in operations if one.noun in ("task", "visit")}
    assert len(together) == 1
    audit = do(lambda work: list(work.session.query(AuditEntry)))
    assert any(one.record_id == head and "self_care" in (one.detail or "") for one in audit)


def test_nothing_moves_when_the_visit_is_not_complete(do: Click, assessed: Session, head: str):
    fill(assessed, {"result/agrees": ""})
    with pytest.raises(Refused, match="还没有填完"):
        finish(assessed)
    assert do(lambda work: work.get(Person, head).self_care) == "1"
    assert do(lambda work: work.find(Task)) == []


def test_what_the_files_say_since_is_shown_and_left_alone(do: Click, assessed: Session, head: str):
    do(lambda work: setattr(work.get(Person, head), "self_care", "3"))
    planned = next(one for one in plan(assessed) if one.noun == "person")
    assert (planned.before, planned.is_newer) == ("完全丧失（全护理）", True)
    done = finish(assessed)
    assert [one.id for one in done.left_alone] == [planned.id]
    assert do(lambda work: work.get(Person, head).self_care) == "3"


def test_what_is_newer_is_overwritten_when_somebody_says_so(
    do: Click, assessed: Session, head: str
):
    do(lambda work: setattr(work.get(Person, head), "self_care", "3"))
    planned = next(one for one in plan(assessed) if one.noun == "person")
    assert finish(assessed, planned.id).left_alone == ()
    assert do(lambda work: work.get(Person, head).self_care) == "2"


def test_what_changed_after_it_was_shown_is_not_overwritten(
    do: Click, assessed: Session, head: str
):
    do(lambda work: setattr(work.get(Person, head), "self_care", "3"))
    planned = next(one for one in plan(assessed) if one.noun == "person")
    do(lambda work: setattr(work.get(Person, head), "self_care", "1"))
    with pytest.raises(Refused) as caught:
        finish(assessed, planned.id, sight=planned.sight)
    assert caught.value.code == "changed_meanwhile"
    again = next(one for one in plan(assessed) if one.noun == "person")
    assert finish(assessed, again.id, sight=again.sight).left_alone == ()
    assert do(lambda work: work.get(Person, head).self_care) == "2"


def test_another_field_that_changed_since_is_no_matter(do: Click, assessed: Session, head: str):
    do(lambda work: setattr(work.get(Person, head), "phone", "13900000009"))
    assert not any(one.is_newer for one in plan(assessed))


def test_without_the_permission_it_is_told_and_left_to_others(
    store: Store, do: Click, household: str, head: str
):
    third = an_actor(role="8", village_codes=None)
    session = fill(begin(store, third, "tekun_zili", household, head), ASSESSED)
    held = [one for one in plan(session) if one.hindrance]
    assert any("您的岗位不能" in one.hindrance for one in held if one.noun == "person")
    done = finish(session)
    assert done.left_alone
    assert do(lambda work: work.get(Person, head).self_care) is None
    offered = do(lambda work: visit_changes.offered_changes(work, the_forms(), done.visit_id))
    grade = next(one for one in offered if one.field == "self_care")
    do(lambda work: visit_changes.apply_changes(work, the_forms(), done.visit_id, [grade.id]))
    assert do(lambda work: work.get(Person, head).self_care) == "2"


def test_what_was_changed_after_the_visit_is_not_offered_again(
    store: Store, do: Click, household: str, head: str
):
    third = an_actor(role="8", village_codes=None)
    session = fill(begin(store, third, "tekun_zili", household, head), ASSESSED)
    done = finish(session)
    store.clock.advance(3600)  # type: ignore[attr-defined]
    do(lambda work: setattr(work.get(Person, head), "self_care", "3"))
    offered = do(lambda work: visit_changes.offered_changes(work, the_forms(), done.visit_id))
    assert "self_care" not in {one.field for one in offered}


def test_no_case_or_more_than_one_is_told(store: Store, clerk: Actor, household: str, head: str):
    session = fill(begin(store, clerk, "tekun_zili", household, head), ASSESSED)
    held = next(one for one in plan(session) if one.noun == "assistance_case")
    assert "找不到唯一的救助申请" in held.hindrance


def test_an_open_task_of_the_same_kind_is_put_off_not_doubled(
    store: Store, clerk: Actor, do: Click, household: str, head: str
):
    answers = {
        "who/supply": "1", "life/way": "1", "life/food": "1", "life/clothes": "1",
        "life/room": "1", "life/spirit": "1", "life/health": "20", "life/hazards": "0",
        "care/has_agreement": "1", "care/carer": "王某", "care/care_done": "1",
        "change/selfcare_changed": "1", "change/money_in": "1", "result/risk": "2",
        "result/told": "好",
    }  # fmt: skip
    for day in ("2026-11-10", "2026-11-20"):
        given = {"who/visit_date": day, **answers}
        finish(fill(begin(store, clerk, "tekun_tanfang", household, head), given))
    tasks = do(lambda work: work.find(Task))
    assert [(one.kind, one.due_date) for one in tasks] == [
        ("重新评估生活自理能力", date(2026, 12, 4))
    ]
    visit = do(lambda work: work.find(Visit, order_by=(Visit.rowid_.desc(),))[0])
    assert (visit.risk_now, visit.next_date) == ("2", date(2026, 12, 20))
    assert visit.findings == "好"


def test_rows_make_a_task_each(store: Store, clerk: Actor, do: Click, household: str):
    session = begin(store, clerk, "kunnan_paicha", household, None)
    fill(session, {
        "base/source": "1", "base/income": "900", "trouble/has_trouble": "1",
        "trouble/hardship": "1 3", "trouble/trouble_note": "透析", "trouble/urgent": "0",
        "trouble/needs": "2", "result/outcome": "3", "result/told": "透析三年",
        "actions/n_action": "2",
    })  # fmt: skip
    for number, row in enumerate(session.filling.rows("actions/action"), 1):
        fill(session, {f"{row}/matter": f"事{number}", f"{row}/due": f"2026-12-0{number}"})
    finish(session)
    tasks = do(lambda work: work.find(Task, order_by=(Task.due_date,)))
    assert [one.kind for one in tasks] == ["协助申请社会救助", "事1", "事2"]
    home = do(lambda work: work.get(Household, household))
    assert (home.hardship, home.hardship_note) == (["1", "3"], "透析")


# -- whom a form is about, and who may see it ------------------------------------------------------


def test_a_form_about_one_person_is_begun_with_one_of_the_household(
    store: Store, clerk: Actor, do: Click, household: str
):
    other = do(lambda work: work.get(Household, a_household(work, 1, number=9).id).head_id)
    for person in (None, other):
        with pytest.raises(Refused) as refused:
            begin(store, clerk, "tekun_zili", household, person)
        assert refused.value.code == "person_missing"


def a_child(do: Click, household: str) -> str:
    def make(work: Any) -> str:
        person = work.get(Person, members_of(work, work.get(Household, household))[2].person_id)
        person.birth_date = date(2016, 5, 1)
        return person.id

    return do(make)


def test_a_childs_form_is_for_children_and_for_those_who_look_after_them(
    store: Store, clerk: Actor, do: Click, household: str, head: str
):
    director = an_actor(role="6", village_codes=None)
    child = a_child(do, household)
    with pytest.raises(Refused) as refused:
        begin(store, director, "ertong_zoufang", household, head)
    assert refused.value.code == "person_not_child"
    with pytest.raises(Refused) as refused:
        begin(store, clerk, "ertong_zoufang", household, child)
    assert refused.value.code == "not_permitted"
    assert begin(store, director, "ertong_zoufang", household, child).draft.person_id == child


REPORTED = {
    "found/found_dt": "2026-11-23T08:30:00.000+08:00", "found/found_place": "学校",
    "found/unit": "村委会", "found/reporter_phone": "13900000001", "minor/known": "1",
    "minor/name": "张小明", "minor/sex": "1", "minor/age": "10", "case/situation": "4",
    "case/course": "淤伤", "case/suspect_known": "0", "case/evidence": "0",
    "police/told_police": "1", "police/police_dt": "2026-11-23T08:40:00.000+08:00",
    "police/police_unit": "派出所", "action/emergency": "1", "action/next_visit": "2026-11-30",
    "action/secret": "OK",
}  # fmt: skip


def test_a_mandatory_report_is_sealed_and_shows_up_nowhere(
    store: Store, clerk: Actor, do: Click, household: str
):
    director, supervisor = (an_actor(role=role, village_codes=None) for role in ("6", "5"))
    done = finish(fill(begin(store, director, "qiangzhi_baogao", household, None), REPORTED))
    assert done.is_sealed
    assert do(lambda work: work.get(Visit, done.visit_id).secret_level) == 4
    for actor in (director, clerk):
        assert store.read(visit_list.list_visits, actor) == ()
        with pytest.raises(Refused) as refused:
            store.read(lambda work: visits.visit_file(work, the_forms(), done.visit_id), actor)
        assert refused.value.code == "sealed"
    assert do(lambda work: household_file.household_file(work, household).visits) == ()
    assert do(lambda work: records.list_json(work, "visit")) == ()
    with pytest.raises(Refused):
        do(lambda work: visit_changes.offered_changes(work, the_forms(), done.visit_id))
    with pytest.raises(Refused):
        do(lambda work: records.show_json(work, "visit", done.visit_id))
    file = store.read(lambda work: visits.visit_file(work, the_forms(), done.visit_id), supervisor)
    assert file.kind_text == "强制报告"
    assert do(lambda work: work.find(Task)) == []


def test_everybody_is_offered_the_forms_of_their_work(clerk: Actor):
    def offered(role: str) -> set[str]:
        return {one.form_id for one in drafts.offered_forms(the_forms(), role)}

    children = {"ertong_zoufang", "jianhu_pinggu"}
    assert not offered("2") & {*children, "qiangzhi_baogao"}
    assert children <= offered("6")
    assert "qiangzhi_baogao" in offered("4")
    assert "dibao_ruhu" in offered(clerk.role)
    assert [one.about for one in drafts.offered_forms(the_forms()) if one.form_id in children] == [
        "child",
        "child",
    ]


# -- what a form may write to ----------------------------------------------------------------------


def form_with(to: str, *, repeat: bool = False, sensitivity: str = "ordinary") -> FormFiles:
    inner = "<a/>" if not repeat else "<r><a/></r>"
    at = "/data/a" if not repeat else "/data/r/a"
    control = f'<input ref="{at}"><label>甲</label></input>'
    if repeat:
        control = f'<group ref="/data/r"><label>行</label><repeat nodeset="/data/r">{control}</repeat></group>'
    xml = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:ruhu="urn:ruhu"><h:head><h:title>试</h:title><model><instance>'
        f'<data id="t" version="1">{inner}</data></instance>'
        f'<bind nodeset="{at}" type="string" ruhu:to="{to}"/></model></h:head>'
        f"<h:body>{control}</h:body></h:html>"
    )
    return FormFiles("t", xml.encode(), use={"visit_kind": "9", "sensitivity": sensitivity})


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("person.self_care", ""),
        ("visit.risk_now task.kind", ""),
        ("nobody.self_care", "target_unknown"),
        ("person.selfcare", "target_unknown"),
        ("person", "target_unknown"),
        ("person.id_no", "target_unknown"),
        ("person.bank_no", "target_unknown"),
        ("household.head_id", "target_unknown"),
        ("household.org_code", "target_unknown"),
        ("assistance_case.state", "target_unknown"),
        ("assistance_case.decision", "target_unknown"),
        ("visit.ended_at", "target_unknown"),
        ("task.state", "target_unknown"),
        ("member.health", "target_misplaced"),
    ],
)
def test_a_form_writes_only_to_what_a_form_may_write_to(to: str, code: str):
    form = form_with(to).form
    assert {one.code for one in target_problems(form.targets)} == ({code} if code else set())


def test_a_misspelt_target_is_told_what_it_may_be():
    problem = next(target_problems(form_with("person.selfcare").form.targets))
    assert "self_care" in problem.sentence


def test_members_are_written_to_in_rows_and_nothing_else_is():
    rows = {
        to: form_with(to, repeat=True).form.targets for to in ("member.health", "person.health")
    }
    assert not list(target_problems(rows["member.health"]))
    assert [one.code for one in target_problems(rows["person.health"])] == ["target_misplaced"]


def test_a_sealed_form_writes_to_its_visit_alone():
    targets = form_with("visit.risk_now task.kind").form.targets
    assert [one.code for one in target_problems(targets, "report")] == ["target_leaks"]


def test_no_visit_is_begun_with_a_form_that_writes_to_what_there_is_not(
    store: Store, clerk: Actor, household: str
):
    library = FormLibrary.of([form_with("child.risk_level_of_later")])
    with pytest.raises(Refused) as refused:
        begin_in(library, store, clerk, "t", household, None)
    assert refused.value.code == "target_unknown"


@pytest.mark.parametrize("files", the_forms().versions, ids=lambda one: one.folder)
def test_the_forms_that_ship_write_only_to_what_there_is(files: FormFiles):
    assert list(target_problems(files.form.targets, files.visit_use.sensitivity)) == []


def test_a_list_of_forms_does_not_read_them():
    fresh = FormLibrary.of(
        FormFiles(each.folder, each.xml, use=each.use) for each in the_forms().versions
    )
    offered = drafts.offered_forms(fresh)
    assert not any("form" in vars(each) for each in fresh.versions)
    assert "低保入户调查" in {one.title for one in offered}
    assert all(each.title == each.form.title for each in fresh.versions)


def test_the_limits_in_the_assessment_are_those_of_the_rule_pack():
    form = the_forms().current("jianhu_pinggu").definition
    logic = next(one.bind.calculate for one in form.elements.values() if one.name == "level")
    assert logic is not None
    for limit in ("guardian_scale.high", "guardian_scale.medium"):
        assert f">= {the_pack().whole(limit)}" in logic.source


def test_a_newly_published_version_is_as_sealed_as_the_one_before():
    before = next(one for one in the_forms().versions if one.folder == "qiangzhi_baogao")
    changed = before.xml.replace(b'version="2026112502"', b'version="2026112503"')
    library = library_with(
        the_forms(), [FormFiles(before.folder, changed, use={"visit_kind": "52"})]
    )
    form = library.current("qiangzhi_baogao")
    assert (form.definition.version, form.use.sensitivity) == ("2026112503", "report")


@pytest.mark.parametrize(
    ("to", "sensitivity", "code"),
    [
        ("elder_call.risk", "", ""),
        ("guardian_assessment.items.C1", "", ""),
        ("guardian_assessment.items.C9", "", "target_unknown"),
        ("child_check_in.counts", "", "target_unknown"),
        ("wanderer.end_reason", "", "target_unknown"),
        ("temporary_relief.first_pay_at", "", "target_unknown"),
        ("task.working_days", "", ""),
        ("mandatory_report.place", "report", ""),
        ("mandatory_report.place", "ordinary", "target_leaks"),
        ("elder_call.risk", "report", "target_leaks"),
    ],
)
def test_a_register_is_written_to_in_what_its_verb_takes(to: str, sensitivity: str, code: str):
    targets = form_with(to).form.targets
    assert {one.code for one in target_problems(targets, sensitivity)} == (
        {code} if code else set()
    )


def with_choices(to: str, *codes: str) -> FormFiles:
    """A form with one question, its choices by ``codes``."""
    items = "".join(f"<item><label>{one}</label><value>{one}</value></item>" for one in codes)
    files = form_with(to)
    xml = files.xml.replace(b"<input ", b"<select1 ").replace(
        b"</label></input>", f"</label>{items}</select1>".encode()
    )
    return FormFiles("t", xml, use=files.use)


def test_choices_that_are_no_codes_of_the_field_are_told_with_the_right_ones():
    form = with_choices("child_check_in.way", "1", "7", "0").form
    problem = next(target_problems(form.targets, "", form.definition))
    assert problem.code == "target_codes"
    assert "选项值7不是“走访方式”的代码" in problem.sentence
    assert "2 视频" in problem.sentence


def test_an_answer_of_another_kind_than_the_field_is_told():
    files = form_with("elder_call.day")
    xml = files.xml.replace(b'type="string"', b'type="int"')
    form = FormFiles("t", xml, use=files.use).form
    assert [one.code for one in target_problems(form.targets, "", form.definition)] == [
        "target_type"
    ]
    assert (
        list(target_problems(form_with("elder_call.day").form.targets, "", form.definition)) == []
    )


@pytest.mark.parametrize("files", the_forms().versions, ids=lambda one: one.folder)
def test_the_choices_of_the_forms_that_ship_are_the_registers_codes(files: FormFiles):
    form = files.form
    assert list(target_problems(form.targets, form.use.sensitivity, form.definition)) == []
