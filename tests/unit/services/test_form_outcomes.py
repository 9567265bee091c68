"""Every form that ships, finished as a person would: then the register is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.child_cadence import standing
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.child_care import ChildCheckIn, GuardianAssessment
from app.models.homecoming import ReturnEntry
from app.models.household import Household
from app.models.local import OutboxOperation
from app.models.mandatory_report import MandatoryReport
from app.models.person import Person
from app.models.registers import Elder, MonitoredHousehold, Wanderer
from app.models.task import Task
from app.models.temporary_relief import TemporaryRelief
from app.models.visit import Visit
from app.services import light_registers, mandatory_reports, relief, returns, today, visits
from app.services.visit_around import MET, RESPONDENT, visitor
from app.services.visit_outcomes import PlannedChange, planned_changes
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_household, members_of
from tests.stores import NOW, an_actor
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.unit.services.test_visit_outcomes import begin
from tests.visits_made import Session, the_forms

PACK = the_pack()
TODAY = NOW.date()
AROUND = {visitor(2): "陈副手", MET: "1", RESPONDENT: "本人"}
DIRECTOR = an_actor(role="6", village_codes=None)

SEEN = {
    "who/child_kind": "3", "who/way": "1", "who/saw_child": "1", "who/alone": "1",
    "who/carer": "张大山", "who/carer_relation": "2", "life/food": "1", "life/danger": "1 5",
    "guardian/guardian_present": "1", "guardian/attitude": "1",
    "guardian/guardian_words": "爷爷说一切都好", "health/health_now": "10",
    "school/stage": "2", "school/trend": "2", "mind/emotion": "1", "mind/behaviour": "0",
    "parents/week_calls": "2", "parents/month_calls": "8", "harm_group/harm": "0",
    "result/risk": "3", "result/needs": "4 5", "result/told": "成绩平稳",
    "result/handled": "联系学校",
}  # fmt: skip
LOCKED = {
    "who/child_kind": "3", "who/way": "1", "who/saw_child": "2", "who/carer": "张大山",
    "who/carer_relation": "2", "result/risk": "2", "result/told": "门锁着",
}  # fmt: skip


def filled(session: Session, answers: Mapping[str, str], **around: str) -> Session:
    session.answer_all(AROUND, answers, around)
    return session


def finish(session: Session) -> visits.Finished:
    return session.store.perform(
        lambda work: visits.finish(work, the_forms(), PACK, the_calendar(), session.draft.id),
        session.actor,
    )[0]


def plan(session: Session) -> list[PlannedChange]:
    return list(
        session.store.read(
            lambda work: planned_changes(work, the_forms(), the_calendar(), session.draft.id),
            session.actor,
        )
    )


Begun = Callable[..., Session]


@pytest.fixture
def household(do: Click) -> str:
    return do(lambda work: a_household(work, 3).id)


@pytest.fixture
def head(do: Click, household: str) -> str:
    return do(lambda work: work.get(Household, household).head_id or "")


@pytest.fixture
def begun(store: Store, clerk: Actor, household: str, head: str) -> Begun:
    """A form begun for the head, or for the household."""

    def of(form_id: str, answers: Mapping[str, str], *, person: bool = True) -> Session:
        return filled(begin(store, clerk, form_id, household, head if person else None), answers)

    return of


def only(do: Click, kind: Any) -> Any:
    found = do(lambda work: work.find(kind))
    assert len(found) == 1, found
    return found[0]


# -- 儿童走访, 监护评估 ------------------------------------------------------------------------------


@pytest.fixture
def child(do: Click, household: str) -> Child:
    """A child of ten in the registers, of medium risk, who lives with the household."""

    def make(work: UnitOfWork) -> Child:
        person = work.get(Person, members_of(work, work.get(Household, household))[2].person_id)
        person.birth_date = date(2016, 5, 1)
        return a_child(work, person_id=person.id, household_id=household, risk_level="2")

    return do(make)


def call(store: Store, child: Child, answers: Mapping[str, str], **around: str) -> Session:
    home, person = child.household_id or "", child.person_id
    return filled(begin(store, DIRECTOR, "ertong_zoufang", home, person), answers, **around)


def test_a_childs_visit_is_its_check_in_with_risk_and_next_date(
    store: Store, do: Click, child: Child
):
    done = finish(call(store, child, SEEN))
    logged, now = only(do, ChildCheckIn), do(lambda work: work.get(Child, child.id))
    assert done.left_alone == ()
    assert (logged.visit_id, logged.counts, logged.way, logged.met) == (
        done.visit_id,
        True,
        "1",
        "1",
    )
    assert (logged.home_risks, logged.needs, logged.behaviour) == (["1", "5"], ["4", "5"], None)
    assert (logged.visitors, logged.contacts_week) == (["周经办", "陈副手"], 2)
    assert (logged.risk_before, logged.risk_after, now.risk_level) == ("2", "3", "3")
    assert (now.last_seen, now.missed) == (TODAY, 0)
    assert now.next_visit == logged.next_date == TODAY + timedelta(days=7)
    visit = do(lambda work: work.get(Visit, done.visit_id))
    assert (visit.risk_now, visit.next_date) == ("3", now.next_visit)


def test_visit_and_check_in_are_one_transaction(store: Store, do: Click, child: Child):
    finish(call(store, child, SEEN))
    operations = do(lambda work: list(work.session.query(OutboxOperation)))
    assert (
        len({one.transaction for one in operations if one.noun in ("visit", "child_check_in")}) == 1
    )


def test_finishing_twice_logs_once(store: Store, do: Click, child: Child):
    session = call(store, child, SEEN)
    finish(session)
    with pytest.raises(Refused):
        finish(session)
    assert only(do, ChildCheckIn).child_id == child.id


def test_who_is_not_met_twice_goes_to_the_supervisor(store: Store, do: Click, child: Child):
    for _ in range(2):
        finish(call(store, child, LOCKED, **{MET: "2"}))
    now = do(lambda work: work.get(Child, child.id))
    assert (now.missed, now.last_seen, now.risk_level) == (2, None, "2")
    told = standing(PACK, now.next_visit or TODAY, now.missed or 0, TODAY)
    assert told.why == "连续2次没有见到儿童，报儿童督导员"
    assert [one.counts for one in do(lambda work: work.find(ChildCheckIn))] == [False, False]
    assert only(do, Task).kind == "再次走访儿童"


def test_an_earlier_day_agreed_in_the_form_is_kept(store: Store, do: Click, child: Child):
    sooner = TODAY + timedelta(days=2)
    finish(call(store, child, SEEN | {"result/next_visit": sooner.isoformat()}))
    assert do(lambda work: work.get(Child, child.id).next_visit) == sooner


def test_without_the_guardians_words_it_does_not_count_and_that_is_said(
    store: Store, do: Click, child: Child
):
    done = finish(call(store, child, SEEN | {"guardian/guardian_words": ""}))
    assert any("没有记录照护人谈话" in one for one in done.remarks)
    assert only(do, ChildCheckIn).counts is False


def test_signs_of_harm_go_into_the_register_in_its_codes(store: Store, do: Click, child: Child):
    done = finish(call(store, child, SEEN | {"harm_group/harm": "1 6"}))
    logged = only(do, ChildCheckIn)
    assert (logged.harm_signs, logged.health_event) == (["1", "99"], "长期无人照料或被遗弃；")
    assert any("110" in one for one in done.remarks)


def test_what_finishing_does_in_the_register_is_told_in_plain_words_before(
    store: Store, child: Child
):
    told = next(one for one in plan(call(store, child, SEEN)) if one.is_deed)
    assert (told.whose, told.label, told.hindrance) == ("儿童走访", "记入儿童台账", "")
    assert (
        told.after == "走访方式：上门；是否见到儿童：见到；走访后风险：高；下次走访：2026年11月30日"
    )


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_child_without_a_file_is_told_and_the_visit_stands(
    store: Store, do: Click, child: Child, is_closed: bool
):
    do(lambda work: setattr(work.get(Child, child.id), "state", "2" if is_closed else "1"))
    if not is_closed:
        do(lambda work: work.remove(work.get(Child, child.id), "登记错了"))
    session = call(store, child, SEEN)
    done = finish(session)
    assert ["请先在“儿童”里建档" in one.hindrance for one in done.left_alone] == [True]
    assert do(lambda work: work.find(ChildCheckIn)) == []


ASSESSED = {
    "who/guardian": "张大山", "who/guardian_relation": "2", "who/trigger": "3",
    "who/assessor2": "陈副手",
    **{
        f"{group}/{name}": points
        for group, points, names in (
            ("child_items", "3", "c_age c_ill c_school c_mood c_past c_alone"),
            ("guardian_items", "1", "g_old g_mind g_vice g_beat g_refuse g_talk"),
            ("family_items", "0", "f_house f_money f_contact f_violent f_mixed f_lonely"),
            ("safeguard_items", "0", "s_ins s_hukou"),
        )
        for name in names.split()
    },
    "lines/red": "0", "result/opinion": "照护吃力", "result/measures": "邻里帮带",
}  # fmt: skip


def assess(store: Store, child: Child, **answers: str) -> Session:
    home, person = child.household_id or "", child.person_id
    return filled(begin(store, DIRECTOR, "jianhu_pinggu", home, person), ASSESSED, **answers)


def test_an_assessment_sets_level_score_and_next_one(store: Store, do: Click, child: Child):
    session = assess(store, child)
    finish(session)
    found, now = only(do, GuardianAssessment), do(lambda work: work.get(Child, child.id))
    assert (found.total, found.level, found.trigger) == (24, "2", "3")
    assert (found.items["C1"], found.items["G6"], len(found.items)) == (3, 1, 20)
    assert found.assessors == ["周经办", "陈副手"]
    assert found.next_date == date(2028, 11, 23)
    assert (now.risk_level, now.risk_score, now.guardianship_level) == ("2", 24, "2")
    assert session.filling.node("result/scores").label.endswith("合计 24 分（满分60）")


def test_a_red_line_is_high_risk_and_a_visit_within_a_week(store: Store, do: Click, child: Child):
    finish(assess(store, child, **{"lines/red": "2"}))
    now = do(lambda work: work.get(Child, child.id))
    assert (now.risk_level, now.next_visit) == ("3", TODAY + timedelta(days=7))
    assert only(do, GuardianAssessment).red_lines == ["2"]


def test_one_assessor_is_refused_and_nothing_is_written_at_all(
    store: Store, do: Click, child: Child
):
    session = assess(store, child, **{"who/assessor2": "周经办", visitor(2): ""})
    with pytest.raises(Refused, match="至少要有两名评估人") as refused:
        finish(session)
    assert refused.value.code == "assessors_missing"
    for kind in (GuardianAssessment, Visit, Task):
        assert do(lambda work, one=kind: work.find(one)) == []
    assert do(lambda work: work.get(Child, child.id).risk_level) == "2"
    session.answer_all({visitor(2): "陈副手"})
    finish(session)
    assert only(do, GuardianAssessment).total == 24


# -- 强制报告 ---------------------------------------------------------------------------------------

REPORTED = {
    "found/found_dt": "2026-11-23T08:30:00.000+08:00", "found/found_place": "大湾村小学",
    "found/unit": "村委会", "found/reporter_phone": "13900000001", "minor/known": "1",
    "minor/name": "张小明", "minor/sex": "1", "minor/age": "10", "case/situation": "4 6",
    "case/course": "手臂多处淤伤", "case/suspect_known": "1", "case/suspect": "1",
    "case/evidence": "0", "police/told_police": "1",
    "police/police_dt": "2026-11-23T08:40:00.000+08:00", "police/police_unit": "桑坪派出所",
    "action/also_told": "1", "action/emergency": "1", "action/next_visit": "2026-11-30",
    "action/secret": "OK",
}  # fmt: skip


def report(store: Store, household: str, **answers: str) -> Session:
    session = begin(store, DIRECTOR, "qiangzhi_baogao", household, None)
    return filled(session, REPORTED, **answers)


def test_a_report_goes_sealed_to_those_who_may_know(store: Store, do: Click, household: str):
    finish(report(store, household))
    supervisor = an_actor(role="5", village_codes=None)
    line = store.read(mandatory_reports.report_list, supervisor)[0]
    assert line.state_text == "已报告"
    file, _ = store.perform(lambda work: mandatory_reports.open_report(work, line.id), supervisor)
    assert file.values["situations"] == ["4", "6"]
    assert file.texts["suspect_relation"] == "父母"
    assert (file.texts["child_description"], file.minutes) == ("张小明，男，10岁", 10)
    kept = only(do, MandatoryReport)
    assert kept.secret_level == 4
    assert "淤伤" not in str(kept.parts)
    with pytest.raises(Refused):
        store.read(mandatory_reports.report_list, DIRECTOR)


def test_without_a_call_to_the_police_no_report_is_finished(
    store: Store, do: Click, household: str
):
    session = report(store, household, **{"police/told_police": "0"})
    with pytest.raises(Refused, match="拨打110"):
        finish(session)
    assert do(lambda work: work.find(MandatoryReport)) == do(lambda work: work.find(Visit)) == []


# -- 返乡, 易流浪走失, 老年人 -------------------------------------------------------------------------

HOME = {
    "who/return_date": "2026-11-13", "who/station": "县救助管理站", "who/way": "1",
    "who/at_home": "1", "guardian/guardian_name": "陈大某", "guardian/duty_signed": "1",
    "guardian/mental": "1", "guardian/device": "0", "guardian/living": "2",
    "guardian/medical": "1", "guardian/housing": "1", "guardian/aid": "1 4",
    "result/risk": "2", "result/told": "在家", "result/trouble": "缺药", "result/handled": "送药",
}  # fmt: skip


def test_a_call_at_who_came_home_is_counted_and_the_next_one_set(
    do: Click, begun: Begun, head: str
):
    entered = {"returned_on": date(2026, 11, 13)}
    entry = do(lambda work: returns.enter_return(work, PACK, head, entered)).id
    finish(begun("fanxiang_huifang", HOME))
    now, logged = do(lambda work: work.get(ReturnEntry, entry)), only(do, CareCall)
    assert (now.calls_done, now.last_call, now.risk) == (1, TODAY, "2")
    assert (now.aid_linked, now.duty_signed, now.has_lost_device) == (["1", "4"], True, False)
    assert now.next_call == date(2026, 12, 13)
    assert (logged.way, logged.at_home, logged.living) == ("1", True, "一般")
    assert (logged.difficulties, logged.measures) == ("缺药", "送药")


def test_who_came_home_without_an_entry_is_entered_with_the_first_call(
    do: Click, begun: Begun, head: str
):
    session = begun("fanxiang_huifang", HOME)
    assert [one.whose for one in plan(session) if one.is_deed] == ["返乡人员台账", "返乡回访"]
    assert finish(session).left_alone == ()
    entry = only(do, ReturnEntry)
    assert (entry.person_id, entry.returned_on, entry.calls_done) == (head, date(2026, 11, 13), 1)
    assert (entry.from_station, entry.family_receiver) == ("县救助管理站", "陈大某")


STRAYS = {
    "who/mode": "1", "who/category": "1 7", "who/guardian": "陈大某", "who/responsible": "周支书",
    "features/marks": "左眉有疤", "features/why": "病情不稳", "past/times": "1",
    "past/last_day": "2026-06-01", "now/at_home": "1", "now/measure": "1 2", "now/carer_ok": "1",
    "result/risk": "2", "result/told": "在家",
}  # fmt: skip


def test_who_may_stray_is_registered_and_surveyed_by_one_form(do: Click, begun: Begun, head: str):
    finish(begun("yiliulang", STRAYS))
    entry, logged = only(do, Wanderer), only(do, CareCall)
    assert (entry.person_id, entry.categories, entry.guardian_name) == (head, ["1", "7"], "陈大某")
    assert (entry.features, entry.measures) == ("左眉有疤", "手环或定位卡、联系卡")
    assert "走失1次" in (entry.past_losses or "")
    assert (entry.survey_round, entry.surveyed_on) == ("2026H2", TODAY)
    assert (logged.kind, logged.risk, logged.guardian) == ("7", "2", "照料人看护到位")


def test_a_second_call_goes_to_the_same_entry(do: Click, begun: Begun):
    finish(begun("yiliulang", STRAYS))
    again = STRAYS | {"who/mode": "2", "now/lost_since": "0", "now/measure": "4"}
    finish(begun("yiliulang", again))
    assert only(do, Wanderer).measures == "专人照料"
    assert len(do(lambda work: work.find(CareCall))) == 2
    assert do(light_registers.survey_progress).percent == Decimal(100)


ELDER = {
    "who/elder_kind": "1 7", "who/way": "1", "who/contact": "赵某",
    "who/contact_phone": "13900000001", "check/body": "2", "check/spirit": "1",
    "check/care": "1", "check/hazards": "1", "check/relatives": "2", "result/risk": "2",
    "result/told": "都好",
}  # fmt: skip


def test_an_elder_is_visited_and_the_next_month_is_set(do: Click, begun: Begun, head: str):
    values = {"person_id": head, "categories": ["1"]}
    entry = do(lambda work: light_registers.enter(work, "elder", PACK, values)).id
    finish(begun("laonian_tanfang", ELDER))
    now = do(lambda work: work.get(Elder, entry))
    assert (now.last_call, now.next_call) == (TODAY, TODAY + timedelta(days=30))
    assert (now.risk, now.categories, now.emergency_name) == ("2", ["1", "7"], "赵某")
    assert do(light_registers.elder_visit_rate).done == 1
    assert only(do, Task).kind == "消除居家安全隐患"


def test_the_next_visit_is_on_todays_list_once(store: Store, do: Click, begun: Begun, clerk: Actor):
    finish(begun("laonian_tanfang", ELDER))
    store.clock.advance(30 * 86400)  # type: ignore[attr-defined]
    tasks = store.read(lambda work: today.today(work, PACK, the_calendar()), clerk).tasks
    assert [one.title for one in tasks if "探访" in one.title] == ["老年人探访"]


def test_who_is_visited_by_a_third_party_is_left_to_the_clerk(
    store: Store, do: Click, household: str, head: str
):
    third = an_actor(role="8", village_codes=None)
    done = finish(filled(begin(store, third, "laonian_tanfang", household, head), ELDER))
    assert {one.whose for one in done.left_alone} == {"特殊困难老年人", "老年人探访"}
    assert do(lambda work: work.find(Elder)) == []


# -- 临时救助, 困难排查 -------------------------------------------------------------------------------

FIRE = {
    "base/relief_type": "1", "base/object_type": "1", "base/residence": "1",
    "trouble/cause": "1", "trouble/incident_date": "2026-11-20",
    "trouble/incident_place": "大湾村", "trouble/size": "3", "trouble/income": "1200",
    "first/first_pay": "1", "first/first_dt": "2026-11-21T10:00:00.000+08:00",
    "first/first_amount": "500", "first/first_source": "1", "result/verified": "1",
    "result/told": "火灾烧毁房屋", "result/proposal": "1", "result/aid_form": "1",
    "result/amount": "3000",
}  # fmt: skip


def test_what_was_verified_stands_in_the_application(do: Click, begun: Begun, household: str):
    case = do(lambda work: relief.open_relief(work, PACK, household, {"kind": "2"})).id
    finish(begun("linshi_heshi", FIRE, person=False))
    found = only(do, TemporaryRelief)
    assert (found.case_id, found.kind, found.cause, found.amount) == (case, "1", "1", Decimal(3000))
    assert (found.situation, found.incident_date) == ("火灾烧毁房屋", date(2026, 11, 20))
    assert found.aid_forms == ["1"]


def test_papers_wanting_are_due_after_ten_working_days(do: Click, begun: Begun):
    finish(begun("linshi_heshi", FIRE, person=False))
    task = only(do, Task)
    assert (task.kind, task.due_date, task.due_rule) == (
        "补齐先行救助手续", date(2026, 12, 7), "10个工作日",
    )  # fmt: skip
    assert only(do, AssistanceCase).scheme == "5"


def test_a_settled_application_is_left_alone_and_that_is_told(
    do: Click, begun: Begun, household: str
):
    case = do(lambda work: relief.open_relief(work, PACK, household, {"kind": "2"})).id
    do(lambda work: setattr(work.get(AssistanceCase, case), "state", "PAID"))
    done = finish(begun("linshi_heshi", FIRE, person=False))
    assert done.left_alone
    assert all("已经审核" in one.hindrance for one in done.left_alone)
    assert only(do, TemporaryRelief).kind == "2"


POOR = {
    "base/source": "1", "base/size": "3", "base/income": "900", "trouble/has_trouble": "1",
    "trouble/hardship": "1", "trouble/trouble_note": "透析", "trouble/urgent": "0",
    "trouble/needs": "2", "result/outcome": "3", "result/told": "透析三年",
}  # fmt: skip


def test_a_clue_of_an_urgent_need_opens_an_emergency_application(
    do: Click, begun: Begun, household: str
):
    finish(
        begun("kunnan_paicha", POOR | {"trouble/urgent": "1", "result/outcome": "4"}, person=False)
    )
    case, found = only(do, AssistanceCase), only(do, TemporaryRelief)
    assert (case.household_id, case.scheme, found.kind) == (household, "5", "1")
    assert (found.situation, found.clue_at) == ("透析", NOW)
    assert only(do, Task).kind == "先行救助"


def test_a_monitored_household_hears_of_its_visit_and_no_other_does(
    do: Click, begun: Begun, household: str
):
    finish(begun("kunnan_paicha", POOR, person=False))
    assert do(lambda work: work.find(CareCall)) == []
    values = {"household_id": household, "flag": "3"}
    entry = do(lambda work: light_registers.enter(work, "monitored_household", PACK, values)).id
    finish(begun("kunnan_paicha", POOR, person=False))
    now = do(lambda work: work.get(MonitoredHousehold, entry))
    assert (now.handled, now.handled_on) == ("协助申请救助", TODAY)
    assert only(do, Task).due_date == date(2026, 11, 30)


# -- 低保, 定期核查, 特困 -----------------------------------------------------------------------------


def test_a_regular_review_sets_the_next_one_and_a_change_is_due(
    do: Click, begun: Begun, household: str
):
    session = begun("dingqi_hecha", {
        "base/cycle": "6", "money/inc_now": "900", "money/size_now": "3",
        "money/asset_changed": "0", "money/spend_changed": "0", "result/proposal": "3",
        "result/why": "长子就业",
    }, person=False)  # fmt: skip
    for row in session.filling.rows("member"):
        session.answer(f"{row}/mchange", "0")
    finish(session)
    home = do(lambda work: work.get(Household, household))
    assert (home.review_cycle, home.next_review) == ("6", date(2027, 5, 23))
    assert (only(do, Task).due_date, only(do, Task).due_rule) == (date(2026, 12, 7), "10个工作日")


def test_a_visit_at_a_destitute_person_sets_risk_next_date_and_a_new_assessment(
    do: Click, begun: Begun
):
    done = finish(begun("tekun_tanfang", {
        "who/supply": "1", "life/way": "1", "life/food": "1", "life/clothes": "1",
        "life/room": "1", "life/spirit": "1", "life/health": "20", "life/hazards": "0",
        "care/has_agreement": "1", "care/carer": "王某", "care/care_done": "1",
        "change/selfcare_changed": "1", "change/money_in": "1", "result/risk": "3",
        "result/told": "好",
    }))  # fmt: skip
    visit = do(lambda work: work.get(Visit, done.visit_id))
    assert (visit.risk_now, visit.next_date) == ("3", TODAY + timedelta(days=7))
    assert only(do, Task).due_date == date(2026, 12, 7)


def test_the_grade_of_self_care_goes_to_person_and_case(
    do: Click, begun: Begun, household: str, head: str
):
    do(lambda work: a_case(work, work.get(Household, household), scheme="2", person_id=head))
    able = dict.fromkeys(("items/dress", "items/bed", "items/toilet", "items/walk"), "0")
    finish(begun("tekun_zili", {
        "who/trigger": "3", "who/place": "家中", "who/assessor2": "陈副手", "items/eat": "1",
        "items/bath": "1", "result/agrees": "1", **able,
    }))  # fmt: skip
    assert do(lambda work: work.get(Person, head).self_care) == "3"
    assert only(do, AssistanceCase).self_care_fails == 4


def test_a_survey_that_doubts_asks_for_more(do: Click, begun: Begun, household: str):
    session = begun("dibao_ruhu", {
        "base/area_kind": "2", "obligors/n_obligor": "0", "house/hkind": "1",
        "neighbours/n_neighbour": "0", "result/hardship": "1 9", "result/conclusion": "3",
        "result/reason": "存款说不清",
    }, person=False)  # fmt: skip
    session.answer("neighbours/n_neighbour", "1")
    neighbour = session.filling.rows("neighbours/neighbour")[0]
    session.answer_all({f"{neighbour}/nname": "邻居甲", f"{neighbour}/nview": "1"})
    for row in session.filling.rows("member"):
        session.answer(f"{row}/mhealth", "10")
    done = finish(session)
    assert do(lambda work: work.get(Household, household).hardship) == ["1", "9"]
    assert "存款说不清" in (do(lambda work: work.get(Visit, done.visit_id).findings) or "")
    assert only(do, Task).kind == "补充核实家庭经济状况"


# -- working days of a year nobody knows yet ---------------------------------------------------------


def test_a_deadline_in_an_unknown_year_says_that_it_is_an_estimate(
    store: Store, do: Click, begun: Begun
):
    store.clock.advance(40 * 86400)  # type: ignore[attr-defined]
    session = begun("linshi_heshi", FIRE, person=False)
    told = next(one for one in plan(session) if one.noun == "task")
    assert told.after.endswith("2027年节假日表缺失，按周一至周五估算")
    finish(session)
    assert "2027年节假日表缺失" in (only(do, Task).note or "")
