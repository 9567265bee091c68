"""民主评议: one meeting about several families; each case keeps what was said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.review_meeting import ReviewMeeting
from app.services import paper_family, review_meetings, shipped
from app.services.review_meetings import MeetingFile
from app.storage.store import Store
from tests.factories import a_case, a_family
from tests.stores import NOW, VILLAGE, an_actor
from tests.unit.services.conftest import Click, the_pack

PACK = the_pack()


@pytest.fixture
def meeting(do: Click) -> str:
    """Seven were there, five of them for the villagers."""

    def held(work: Any) -> str:
        values = {
            "village_code": VILLAGE,
            "place": "顺昌社区会议室",
            "chair": "吴主任",
            "recorder": "陈副手",
            "why": "公示有异议",
        }
        found = review_meetings.hold(work, values).id
        for place, role in enumerate("2233344"):
            review_meetings.add_attendee(work, found, f"代表{place}", role)
        return found

    return do(held)


def a_case_in(do: Click, state: str, scheme: str = "1") -> str:
    return do(lambda work: a_case(work, a_family(work), state=state, scheme=scheme).id)


def vote(do: Click, meeting: str, case: str, **counts: int) -> None:
    said = {"case_id": case, "told": "月收入约600元", "opinion": "情况属实", **counts}
    do(lambda work: review_meetings.put_vote(work, PACK, meeting, said))


def file_of(do: Click, meeting: str) -> MeetingFile:
    return do(lambda work: review_meetings.meeting_file(work, PACK, meeting))


def test_a_meeting_about_two_families_is_told_in_both_cases(do: Click, meeting: str):
    one, other = a_case_in(do, "OBJECTION"), a_case_in(do, "SURVEY")
    vote(do, meeting, one, votes_for=5, votes_against=1, votes_abstain=1)
    vote(do, meeting, other, votes_for=7)
    vote(do, meeting, one, votes_for=6, votes_abstain=0)  # counted anew
    case = do(lambda work: work.get(AssistanceCase, one))
    assert (case.review_meeting_id, case.meeting_at, case.meeting_people) == (meeting, NOW, 7)
    assert (case.votes_for, case.votes_against, case.votes_abstain) == (6, 1, 0)
    assert case.meeting_conclusion == "情况属实"
    file = file_of(do, meeting)
    assert {(line.id, line.votes_for) for line in file.votes} == {(one, 6), (other, 7)}
    assert file.wanting == ()


def test_what_is_corrected_of_the_meeting_the_cases_follow(do: Click, meeting: str):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=5)
    do(lambda work: review_meetings.set_meeting(work, meeting, {"place": "村小学"}))
    assert do(lambda work: work.get(AssistanceCase, case).meeting_place) == "村小学"


def another_meeting(do: Click, day: datetime) -> str:
    def held(work: Any) -> str:
        place = {"village_code": VILLAGE, "place": "村小学"}
        values = {**place, "recorder": "另一人", "held_at": day}
        found = review_meetings.hold(work, values).id
        for place in range(7):
            review_meetings.add_attendee(work, found, f"代表{place}", "3")
        return found

    return do(held)


def told_in(do: Click, case: str) -> tuple[str | None, int | None, int | None, str | None]:
    one = do(lambda work: work.get(AssistanceCase, case))
    return one.review_meeting_id, one.votes_for, one.votes_against, one.meeting_recorder


@pytest.mark.parametrize("state", ["OBJECTION", "ACTIVE"])
def test_what_a_later_meeting_said_stays_when_an_earlier_one_is_corrected(
    do: Click, meeting: str, state: str
):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=2, votes_against=5)
    later = another_meeting(do, NOW + timedelta(days=3))
    vote(do, later, case, votes_for=7, votes_against=0)
    do(lambda work: setattr(work.get(AssistanceCase, case), "state", state))
    do(lambda work: review_meetings.set_meeting(work, meeting, {"recorder": "改过的人"}))
    do(lambda work: review_meetings.add_attendee(work, meeting, "后补的人", "3"))
    vote(do, meeting, a_case_in(do, "SURVEY"), votes_for=1)
    assert told_in(do, case) == (later, 7, 0, "另一人")


def test_a_vote_put_into_an_earlier_meeting_leaves_what_the_later_one_said(do: Click, meeting: str):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=2, votes_against=5)
    later = another_meeting(do, NOW + timedelta(days=3))
    vote(do, later, case, votes_for=7, votes_against=0)
    vote(do, meeting, case, votes_for=3, votes_against=4)
    assert told_in(do, case) == (later, 7, 0, "另一人")
    assert [line.votes_for for line in file_of(do, meeting).votes] == [3]


def test_what_was_decided_is_left_by_its_own_meeting_too(do: Click, meeting: str):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=7)
    do(lambda work: setattr(work.get(AssistanceCase, case), "state", "ACTIVE"))
    do(lambda work: review_meetings.set_meeting(work, meeting, {"recorder": "改过的人"}))
    assert told_in(do, case)[3] == "陈副手"
    with pytest.raises(Refused) as refused:
        vote(do, meeting, case, votes_for=1)
    assert refused.value.code == "case_settled"


def test_correcting_one_count_keeps_the_rest_of_the_vote(do: Click, meeting: str):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=4, votes_against=2, votes_abstain=1)
    typed = {"case_id": case, "votes_against": 1, "votes_abstain": None, "opinion": " "}
    do(lambda work: review_meetings.put_vote(work, PACK, meeting, typed))
    [line] = file_of(do, meeting).votes
    assert (line.votes_for, line.votes_against, line.votes_abstain) == (4, 1, 1)
    assert (line.told, line.opinion) == ("月收入约600元", "情况属实")
    too_many = {"case_id": case, "votes_for": 6}
    with pytest.raises(
        Refused, match="投了8票（同意6、不同意1、弃权1）"
    ):  # counted with what stands already
        do(lambda work: review_meetings.put_vote(work, PACK, meeting, too_many))
    to_none = {"case_id": case, "votes_abstain": 0}
    do(lambda work: review_meetings.put_vote(work, PACK, meeting, to_none))
    assert file_of(do, meeting).votes[0].votes_abstain == 0


OTHER = "500231102202"


@pytest.mark.parametrize("villages", [None, (VILLAGE, OTHER)])
def test_a_meeting_says_its_village_where_the_person_has_more_than_one(
    store: Store, villages: tuple[str, ...] | None
):
    actor = an_actor(role="4", village_codes=villages)
    with pytest.raises(Refused) as refused:
        store.perform(lambda work: review_meetings.hold(work, {"place": "会议室"}), actor)
    assert (refused.value.code, refused.value.facts["field"]) == ("village_missing", "village_code")
    values = {"place": "会议室", "village_code": OTHER}
    held = store.perform(lambda work: review_meetings.hold(work, values), actor)[0].id
    assert store.read(lambda work: work.get(ReviewMeeting, held).village_code, actor) == OTHER


def test_a_meeting_of_an_assistant_of_one_village_is_of_that_village(store: Store):
    actor = an_actor(role="4")
    held = store.perform(lambda work: review_meetings.hold(work, {"place": "会议室"}), actor)[0].id
    assert store.read(lambda work: work.get(ReviewMeeting, held).village_code, actor) == VILLAGE


def test_a_meeting_without_a_village_is_told_and_given_one_within_reach(store: Store):
    actor = an_actor(role="4", village_codes=(VILLAGE, OTHER))
    held = store.perform(lambda work: work.add(ReviewMeeting(place="会议室")).id, actor)[0]

    def put(village: str) -> tuple[str, ...]:
        values = {"village_code": village}
        store.perform(lambda work: review_meetings.set_meeting(work, held, values), actor)
        return store.read(
            lambda work: review_meetings.meeting_file(work, PACK, held), actor
        ).wanting

    before = store.read(lambda work: review_meetings.meeting_file(work, PACK, held), actor).wanting
    assert before[0] == "没有登记村（社区），县民政局收不到"
    with pytest.raises(Refused) as refused:
        put("500231102203")
    assert refused.value.code == "out_of_reach"
    assert before[1:] == put(OTHER)


def test_too_few_people_and_too_few_villagers_are_told(do: Click):
    values = {"village_code": VILLAGE, "place": "会议室"}
    held = do(lambda work: review_meetings.hold(work, values).id)
    do(lambda work: review_meetings.add_attendee(work, held, "吴主任", "2"))
    do(lambda work: review_meetings.add_attendee(work, held, "李代表", "3"))
    assert file_of(do, held).wanting == (
        "参会2人，不足7人",
        "村民和党员代表1人，不足参会人数的66%",
    )


@pytest.mark.parametrize(
    ("state", "scheme", "counts", "code"),
    [
        ("OBJECTION", "1", {"votes_for": 8}, "votes_impossible"),
        ("OBJECTION", "1", {"votes_for": -1}, "votes_impossible"),
        ("ACTIVE", "1", {"votes_for": 5}, "case_settled"),
        ("APPLIED", "6", {"votes_for": 5}, "never_public"),
    ],
)
def test_no_vote_that_cannot_be_none_of_a_child_and_none_of_what_is_settled(
    do: Click, meeting: str, state: str, scheme: str, counts: dict[str, int], code: str
):
    case = a_case_in(do, state, scheme)
    with pytest.raises(Refused) as refused:
        vote(do, meeting, case, **counts)
    assert refused.value.code == code
    assert file_of(do, meeting).votes == ()


@pytest.mark.parametrize(
    ("name", "role", "code"),
    [
        (" ", "3", "attendee_empty"),
        ("李代表", "9", "role_unknown"),
        ("代表0", "3", "attendee_twice"),
    ],
)
def test_who_was_there_has_a_name_and_a_place_and_is_there_once(
    do: Click, meeting: str, name: str, role: str, code: str
):
    with pytest.raises(Refused) as refused:
        do(lambda work: review_meetings.add_attendee(work, meeting, name, role))
    assert refused.value.code == code


def test_the_record_of_the_meeting_prints_every_family_and_who_was_there(do: Click, meeting: str):
    case = a_case_in(do, "OBJECTION")
    vote(do, meeting, case, votes_for=5)
    sheet = do(
        lambda work: paper_family.review_of_meeting(
            work, shipped.press(NOW.date()), work.get(ReviewMeeting, meeting)
        )
    )
    assert [home.agree for home in sheet.households] == [5]
    assert (len(sheet.people), sheet.people[-1].role, sheet.attendance) == (7, "党员代表", 7)
