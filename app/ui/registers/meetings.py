"""民主评议: the meetings that were held, who was there, and what was voted of each application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from app.domain.codes_cases import MEETING_ROLE
from app.domain.months import day_text
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import review_meetings
from app.services.records import Saved
from app.services.review_meetings import MeetingFile
from app.ui.filing.acts import Act, Verb, printing
from app.ui.filing.asking import Asking
from app.ui.filing.fields_shown import Spot, village_choices
from app.ui.filing.register import Filter, Listed
from app.ui.filing.shown import Card, Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

NOUN: Final = "review_meeting"
PAPER: Final = "E-05"
FIELDS: Final = ("held_at", "place", "chair", "recorder", "why", "conclusion")
PEOPLE: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("role", "身份", lambda row: row.role_text, "村（居）民代表"),
)
VOTES: Final = (
    Column("head", "户主", lambda row: row.head, "买买提·艾力"),
    Column("scheme", "救助项目", lambda row: row.scheme_text, "刚性支出困难"),
    Column("for", "同意", lambda row: str(row.votes_for), "12", is_number=True),
    Column("against", "不同意", lambda row: str(row.votes_against), "12", is_number=True),
    Column("abstain", "弃权", lambda row: str(row.votes_abstain), "12", is_number=True),
    Column("opinion", "评议意见", lambda row: row.opinion, "情况属实，同意纳入"),
)
REMARK: Final = "更正已登记的票数，只填要改的；空着的保持原来登记的。"


class MeetingRegister:
    """As ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    noun = NOUN
    title = "民主评议"
    empty = "还没有登记过民主评议。公示有异议的，评议后在这里登记。"
    has_closed = False
    touched = frozenset((NOUN, "assistance_case", "person", "household"))

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._pack = pack
        self._asking = Asking(desk.divisions)
        self._may_write = may(role, Action.CASE_WRITE)
        self._may_print = may(role, Action.PAPER_PRINT)
        village = self._asking.village_name
        self.columns = (
            Column("name", "地点", lambda row: row.name, "顺昌社区居委会会议室"),
            Column(
                "day",
                "日期",
                lambda row: day_text(row.day),
                "2026年11月23日",
                order=lambda row: row.day or date.min,
            ),
            Column("homes", "评议户数", lambda row: str(row.households), "12", is_number=True),
            Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"),
        )
        self.filters = (
            Filter("村社区", "按村（社区）筛选", self._asking.village_picks(),
                   lambda row: (row.village_code or "",)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The meetings, the newest first."""
        del is_closed
        return Listed(review_meetings.list_meetings(work))

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> MeetingFile:
        """One of them."""
        del is_click
        return review_meetings.meeting_file(work, self._pack, entry_id)

    def records(self, file: MeetingFile) -> Mapping[str, Any]:
        """What can be typed into."""
        return {file.id: file.record}

    def people(self, file: MeetingFile) -> tuple[Choice, ...]:
        """Nobody is chosen from a list."""
        del file
        return ()

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value."""
        return review_meetings.set_meeting(work, spot.id, {spot.name: value})

    def adds(self) -> tuple[Act, ...]:
        """A meeting that was held."""
        if not self._may_write:
            return ()
        fields = self._asking.fields(NOUN, FIELDS[:-1], needed=("held_at", "place"))
        return (
            Act(
                "登记民主评议",
                lambda typed: partial(review_meetings.hold, values=typed),
                (self._village(), *fields),
                button="登记这次评议",
                icon="add",
                is_primary=True,
                said="已登记；请接着登记参会人员和票数",
                opens=True,
            ),
        )

    def shown(self, file: MeetingFile) -> Shown:
        """The meeting with what may be done now."""
        marks = tuple((words, "warn") for words in file.wanting)
        place = self._asking.village_name(file.village_code)
        return Shown(file.id, file.name, place, marks, tuple(self._acts(file)), self._cards(file))

    def _acts(self, file: MeetingFile) -> Iterator[Act]:
        if file.may_write and not file.village_code:
            yield Act(
                "登记村（社区）",
                lambda typed: partial(
                    review_meetings.set_meeting, meeting_id=file.id, values=typed
                ),
                (self._village(),),
                button="登记评议会的村（社区）",
                icon="edit",
                said="已登记村（社区）",
            )
        if self._may_print:
            yield printing(self._desk, "打印评议记录", Target("paper", file.id, PAPER))

    def _cards(self, file: MeetingFile) -> tuple[Card, ...]:
        edits = file.may_write
        facts = facts_of(file.record, FIELDS, asked=("chair", "recorder", "conclusion"))
        return (
            Facts("评议会", facts, file.record, FIELDS if edits else ()),
            Lines("参会人员", PEOPLE, file.attendees, "还没有登记参会人员。",
                  (_attend(file),) if edits else ()),
            Lines("评议对象", VOTES, file.votes, "还没有登记评议了哪几户。",
                  (self._vote(file),) if edits else ()),
        )  # fmt: skip

    def _village(self) -> FieldDescription:
        choices = village_choices(self._desk.divisions)
        return FieldDescription("village_code", "村（社区）", Kind.PLACE, choices, is_required=True)

    def _vote(self, file: MeetingFile) -> Act:
        cases = tuple(Choice(code, words) for code, words in file.cases)
        counts = (
            ("votes_for", "同意票"),
            ("votes_against", "不同意票"),
            ("votes_abstain", "弃权票"),
        )
        fields = (
            FieldDescription("case_id", "评议的申请", Kind.CODE, cases, is_required=True),
            FieldDescription("told", "介绍的家庭收入情况", most=300),
            *(FieldDescription(name, words, Kind.NUMBER, unit="票") for name, words in counts),
            FieldDescription("opinion", "评议意见", most=300),
        )

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(
                review_meetings.put_vote, pack=self._pack, meeting_id=file.id, values=typed
            )

        why_not = "" if cases else "没有办理中的申请可以评议"
        return Act("登记票数", verb, fields, button="登记这一户的票数", icon="check",
                   remark=REMARK if file.votes else "", why_not=why_not)  # fmt: skip


def _attend(file: MeetingFile) -> Act:
    fields = (
        FieldDescription("name", "姓名", most=50, is_required=True),
        FieldDescription("role", MEETING_ROLE.title, Kind.CODE, choices_of(MEETING_ROLE),
                         is_required=True),
    )  # fmt: skip
    return Act(
        "添加参会人",
        lambda typed: partial(
            review_meetings.add_attendee,
            meeting_id=file.id,
            name=typed.get("name") or "",
            role=typed.get("role") or "",
        ),
        fields,
        button="添加这名参会人",
        icon="add",
    )
