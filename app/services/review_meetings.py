"""民主评议: a meeting is held about several applications; each case keeps what was said of it.

Needed where the notice brought an objection, or the county asks for it (57号).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain.codes import SCHEME
from app.domain.codes_cases import MEETING_ROLE
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.review_meeting import ReviewMeeting
from app.services import records
from app.services.fields import RecordFile, seen
from app.services.household_list import ENDED
from app.services.naming import whose
from app.services.permitted import needs
from app.services.reach import require_reach, within_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

VILLAGERS: Final = frozenset(("3", "4"))
"""MEETING_ROLE of those who represent the villagers."""
_SETTLED: Final = (*ENDED, "DRAFT", "APPROVED", "ACTIVE", "PAID", "FADE")
_TEXTS: Final = ("told", "opinion")
_COUNTED: Final = {"votes_for": "同意", "votes_against": "不同意", "votes_abstain": "弃权"}


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in a list. ``name``: where it was."""

    id: str
    name: str
    day: date | None
    people: int
    households: int
    village_code: str | None


@dataclass(frozen=True)
class AttendeeLine:
    """Somebody who was there; ``id``: the place in the list."""

    id: str
    name: str
    role_text: str


@dataclass(frozen=True)
class VoteLine:
    """What was said and voted of one application; ``id``: of the case."""

    id: str
    head: str = field(repr=False)
    scheme_text: str
    told: str = field(repr=False)
    votes_for: int
    votes_against: int
    votes_abstain: int
    opinion: str = field(repr=False)


@dataclass(frozen=True)
class MeetingFile:
    """A meeting whole. ``wanting``: what keeps it from being sent, or a quorum, in words; ``cases``: id and name
    of applications that could be spoken about."""

    id: str
    record: RecordFile = field(repr=False)
    name: str
    village_code: str | None
    may_write: bool
    attendees: tuple[AttendeeLine, ...] = field(repr=False)
    votes: tuple[VoteLine, ...] = field(repr=False)
    wanting: tuple[str, ...]
    cases: tuple[tuple[str, str], ...] = field(repr=False)


@needs(Action.CASE_READ)
def list_meetings(work: UnitOfWork) -> tuple[MeetingRow, ...]:
    """Those within reach, the newest first."""
    order = (ReviewMeeting.held_at.desc(), ReviewMeeting.rowid_.desc())
    found = work.find(ReviewMeeting, within_reach(work, ReviewMeeting), order_by=order)
    return tuple(
        MeetingRow(
            each.id,
            each.place or ReviewMeeting.title,
            each.held_at.date() if each.held_at else None,
            len(each.attendees or ()),
            len(each.votes or ()),
            each.village_code,
        )
        for each in found
    )


@needs(Action.CASE_READ)
def meeting_file(work: UnitOfWork, pack: RulePack, meeting_id: str) -> MeetingFile:
    """The meeting as it stands; raises ``Refused`` record_missing, out_of_reach."""
    meeting = work.get(ReviewMeeting, meeting_id)
    require_reach(work, meeting)
    return MeetingFile(
        meeting.id,
        seen(meeting, work.actor.role),
        meeting.place or ReviewMeeting.title,
        meeting.village_code,
        may(work.actor.role, Action.CASE_WRITE),
        tuple(
            AttendeeLine(str(place), each["name"], MEETING_ROLE.label(each["role"]))
            for place, each in enumerate(meeting.attendees or ())
        ),
        tuple(_vote(work, each) for each in meeting.votes or ()),
        tuple(_wanting(pack.on(_day(work, meeting)), meeting)),
        tuple(_open_cases(work, pack, meeting)),
    )


@needs(Action.CASE_WRITE)
def hold(work: UnitOfWork, values: Mapping[str, Any]) -> Saved:
    """A meeting that was held; now where no time is said. Raises ``Refused`` village_missing:
    without its village it is sent to nobody."""
    if not (values.get("village_code") or work.actor.only_village):
        sentence = "没有选村（社区）。请选择是哪个村（社区）的评议会。"
        raise Refused(sentence, code="village_missing", field="village_code")
    return records.write(work, ReviewMeeting, {"held_at": work.now} | dict(values))


@needs(Action.CASE_WRITE)
def set_meeting(work: UnitOfWork, meeting_id: str, values: Mapping[str, Any]) -> Saved:
    """Correct when, where and by whom; the cases that are its own and still open follow."""
    meeting = _meeting(work, meeting_id)
    saved = records.write(work, ReviewMeeting, values, record=meeting)
    require_reach(work, meeting)
    _follow(work, meeting)
    return saved


@needs(Action.CASE_WRITE)
def add_attendee(work: UnitOfWork, meeting_id: str, name: str, role: str) -> Saved:
    """Somebody was there. Raises ``Refused``: attendee_empty, role_unknown, attendee_twice."""
    meeting, called = _meeting(work, meeting_id), name.strip()
    if not called:
        raise Refused("没有填写参会人姓名。请填写后再保存。", code="attendee_empty")
    if role not in MEETING_ROLE:
        raise Refused("没有选择参会人身份。请选择后再保存。", code="role_unknown")
    known = list(meeting.attendees or ())
    if any(each["name"] == called for each in known):
        raise Refused(f"{called}已在参会人员里。请填写其他人。", code="attendee_twice")
    meeting.attendees = [*known, {"name": called, "role": role}]
    _follow(work, meeting)
    return Saved(ReviewMeeting.noun, meeting_id, False)


@needs(Action.CASE_WRITE)
def put_vote(work: UnitOfWork, pack: RulePack, meeting_id: str, values: Mapping[str, Any]) -> Saved:
    """What was said and voted of one application (``case_id``); where it was there already, what
    ``values`` leave empty stays.

    Raises ``Refused``: case_missing, never_public (of a child there is no meeting), case_settled,
    votes_impossible (more than were there).
    """
    meeting = _meeting(work, meeting_id)
    case_id = values.get("case_id")
    if not case_id:
        raise Refused("没有选择评议哪一份申请。请选择后再保存。", code="case_missing")
    case = work.get(AssistanceCase, case_id)
    require_reach(work, case)
    if not pack.on(work.today).may_post_notice(case.scheme or ""):
        sentence = "儿童类救助不公示、不评议。请由乡镇查验后报县民政局。"
        raise Refused(sentence, code="never_public", case_id=case.id)
    if case.state in _SETTLED:
        raise Refused(
            "这份申请已有结果或还没有提交，不用评议。请选择办理中的申请。", code="case_settled"
        )
    votes = {each["case_id"]: each for each in meeting.votes or ()}
    said = _said(values, votes.pop(case.id, {}))
    _refuse_votes({name: said[name] for name in _COUNTED}, len(meeting.attendees or ()))
    meeting.votes = [*votes.values(), {**said, "case_id": case.id}]
    _follow(work, meeting, case.id)
    return Saved(ReviewMeeting.noun, meeting_id, False)


def votes_of(work: UnitOfWork, meeting: ReviewMeeting) -> tuple[VoteLine, ...]:
    """Of every application that was spoken about."""
    return tuple(_vote(work, each) for each in meeting.votes or ())


def _meeting(work: UnitOfWork, meeting_id: str) -> ReviewMeeting:
    meeting = work.get(ReviewMeeting, meeting_id)
    require_reach(work, meeting)
    return meeting


def _day(work: UnitOfWork, meeting: ReviewMeeting) -> date:
    return meeting.held_at.date() if meeting.held_at else work.today


def _said(values: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The texts and counts of one vote: as given, else as they stood."""
    texts = {name: str(values.get(name) or "").strip() for name in _TEXTS}
    counts = {name: values.get(name) for name in _COUNTED}
    given = {name: text for name, text in texts.items() if text}
    given |= {name: int(count) for name, count in counts.items() if count is not None}
    return dict.fromkeys(_TEXTS, "") | dict.fromkeys(_COUNTED, 0) | dict(earlier) | given


def _refuse_votes(counts: Mapping[str, int], people: int) -> None:
    cast = sum(counts.values())
    if min(counts.values()) < 0 or cast > people:
        each = "、".join(f"{word}{counts[name]}" for name, word in _COUNTED.items())
        sentence = (
            f"投了{cast}票（{each}），参会人员只登记了{people}人。请核对票数，或先登记参会人员。"
        )
        raise Refused(sentence, code="votes_impossible")


def _wanting(pack: RulePack, meeting: ReviewMeeting) -> Iterator[str]:
    """Its village, and what the county's rule of a quorum asks for."""
    if not meeting.village_code:
        yield "没有登记村（社区），县民政局收不到"
    people = meeting.attendees or []
    least, percent = pack.whole("meeting.least_people"), pack.whole("meeting.villager_percent")
    villagers = sum(1 for each in people if each["role"] in VILLAGERS)
    if len(people) < least:
        yield f"参会{len(people)}人，不足{least}人"
    if villagers * 100 < len(people) * percent:
        yield f"村民和党员代表{villagers}人，不足参会人数的{percent}%"


def _open_cases(
    work: UnitOfWork, pack: RulePack, meeting: ReviewMeeting
) -> Iterator[tuple[str, str]]:
    """Applications under way of the meeting's village, where it says one; those objected to first."""
    village = meeting.village_code
    of_village = [AssistanceCase.village_code == village] if village else []
    found = work.find(
        AssistanceCase,
        AssistanceCase.state.not_in(_SETTLED),
        within_reach(work, AssistanceCase),
        *of_village,
    )
    for case in sorted(found, key=lambda each: each.state != "OBJECTION"):
        if pack.may_post_notice(case.scheme or ""):
            yield case.id, f"{whose(work, case)}户　{SCHEME.label(case.scheme)}"


def _vote(work: UnitOfWork, said: Mapping[str, Any]) -> VoteLine:
    case = work.get(AssistanceCase, said["case_id"], with_deleted=True)
    return VoteLine(
        case.id,
        whose(work, case),
        SCHEME.label(case.scheme),
        said["told"],
        said["votes_for"],
        said["votes_against"],
        said["votes_abstain"],
        said["opinion"],
    )


def _follow(work: UnitOfWork, meeting: ReviewMeeting, put_id: str = "") -> None:
    """Each case still open says what its last meeting said of it; ``put_id``: the case whose vote
    was put just now."""
    for said in meeting.votes or ():
        case = work.get(AssistanceCase, said["case_id"], with_deleted=True)
        if case.state in _SETTLED or not _is_told_by(case, meeting, is_put=case.id == put_id):
            continue
        case.review_meeting_id, case.meeting_at = meeting.id, meeting.held_at
        case.meeting_place, case.meeting_chair = meeting.place, meeting.chair
        case.meeting_recorder = meeting.recorder
        case.meeting_people = len(meeting.attendees or ())
        case.meeting_conclusion = said["opinion"] or meeting.conclusion
        for name in _COUNTED:
            setattr(case, name, said[name])


def _is_told_by(case: AssistanceCase, meeting: ReviewMeeting, *, is_put: bool) -> bool:
    """Whether the case is this meeting's, or becomes its own: no later one has spoken of it."""
    if case.review_meeting_id == meeting.id:
        return True
    is_later = case.meeting_at and meeting.held_at and case.meeting_at > meeting.held_at
    return is_put and not is_later
