"""E-03, E-05, E-14, E-15 and E-35 out of the records: what goes with a family's application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.domain import codes
from app.domain.codes_cases import MEETING_ROLE
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.person import Person
from app.models.review_meeting import ReviewMeeting
from app.printing.case_minutes import MinutesSheet
from app.printing.check_request import CheckedPerson, CheckRequestSheet
from app.printing.commitment import CommitmentSheet
from app.printing.kin_filing import KinFilingSheet
from app.printing.village_review import Attendant, ReviewedHousehold, VillageReviewSheet
from app.printing.wording import figures
from app.services.aid_facts import HouseholdData, read_household
from app.services.aid_result import AidResult
from app.services.paper_approval import applicant_of, worked_of
from app.services.paper_head import head_of
from app.services.press import Press, joined, listed, relation_of
from app.services.review_meetings import votes_of
from app.storage.unit_of_work import UnitOfWork

COMMITMENT: Final = "E-03"
REVIEW: Final = "E-05"
KIN: Final = "E-14"
MINUTES: Final = "E-15"
REQUEST: Final = "E-35"
SCHEME_WORDS: Final[Mapping[str, str]] = {
    "1": "最低生活保障",
    "2": "特困人员",
    "3": "低保边缘家庭",
    "4": "刚性支出困难家庭",
    "5": "临时救助",
}
"""SCHEME -> its word on papers where one of them is ticked."""


# -- E-03 ----------------------------------------------------------------------------------------


def commitment_of_case(work: UnitOfWork, press: Press, case: AssistanceCase) -> CommitmentSheet:
    """What the applicant of a case stands by."""
    return _commitment(work, press, read_household(work, case.household_id or ""), case)


def commitment_of_household(
    work: UnitOfWork, press: Press, household: Household
) -> CommitmentSheet:
    """The same, to be signed before there is a case."""
    return _commitment(work, press, read_household(work, household.id), None)


def _commitment(
    work: UnitOfWork, press: Press, data: HouseholdData, case: AssistanceCase | None
) -> CommitmentSheet:
    household = data.household
    about = case or household
    who = applicant(work, household, case)
    return CommitmentSheet(
        **head_of(work, press, COMMITMENT, about, case.apply_date if case else None),
        addressee=press.office(household.village_code or household.org_code),
        scheme=SCHEME_WORDS.get((case.scheme if case else None) or "", ""),
        applicant=who.name if who else "",
        id_no=(who.id_no if who else None) or "",
        phone=(who.phone if who else None) or "",
        home_address=press.address(household),
        members=listed(
            person.name for _, person in data.people if who is None or person.id != who.id
        ),
    )


def applicant(work: UnitOfWork, household: Household, case: AssistanceCase | None) -> Person | None:
    """Who applies: as the case says, before there is one as the family's file does."""
    if case is not None:
        return applicant_of(work, case, household)
    person_id = household.applicant_id or household.head_id
    return work.get(Person, person_id, with_deleted=True) if person_id else None


# -- E-05 ----------------------------------------------------------------------------------------


def review_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> VillageReviewSheet:
    """The record of a meeting about one family; who met and how they voted is for the pen."""
    data = read_household(work, case.household_id or "")
    who = applicant_of(work, case, data.household)
    home = ReviewedHousehold(
        head=who.name if who else "",
        summary=_summary(data, worked_of(work, press, case, data)),
        agree=case.votes_for,
        against=case.votes_against,
        abstain=case.votes_abstain,
    )
    return VillageReviewSheet(
        **head_of(work, press, REVIEW, case, work.today),
        met_at=case.meeting_at,
        place=case.meeting_place or "",
        chair=case.meeting_chair or "",
        recorder=case.meeting_recorder or "",
        attendance=case.meeting_people,
        reason=case.notice_objection or "",
        households=(home,),
        discussion=case.meeting_conclusion or "",
    )


def review_of_meeting(work: UnitOfWork, press: Press, meeting: ReviewMeeting) -> VillageReviewSheet:
    """The record of a meeting about several families, with who was there."""
    return VillageReviewSheet(
        **head_of(
            work, press, REVIEW, meeting, meeting.held_at.date() if meeting.held_at else None
        ),
        met_at=meeting.held_at,
        place=meeting.place or "",
        chair=meeting.chair or "",
        recorder=meeting.recorder or "",
        attendance=len(meeting.attendees or ()) or None,
        reason=meeting.why or "",
        households=tuple(
            ReviewedHousehold(
                head=each.head,
                summary=joined(each.told, each.opinion),
                agree=each.votes_for,
                against=each.votes_against,
                abstain=each.votes_abstain,
            )
            for each in votes_of(work, meeting)
        ),
        discussion=meeting.conclusion or "",
        people=tuple(
            Attendant(name=each["name"], role=MEETING_ROLE.label(each["role"]))
            for each in meeting.attendees or ()
        ),
    )


def _summary(data: HouseholdData, worked: AidResult | None) -> str:
    income = f"月人均收入{figures(worked.per_capita)}元" if worked else ""
    hardship = listed(codes.HARDSHIP.label(each) for each in data.household.hardship or ())
    return joined(f"{len(data.people)}口人", income, hardship, by="，")


# -- E-14 ----------------------------------------------------------------------------------------


def kin_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> KinFilingSheet:
    """The applicant's half; who of the officials it is kin of is for the pen."""
    data = read_household(work, case.household_id or "")
    who = applicant_of(work, case, data.household)
    return KinFilingSheet(
        **head_of(work, press, KIN, case, case.apply_date),
        applicant=who.name if who else "",
        id_no=(who.id_no if who else None) or "",
        home_address=press.address(data.household),
        member_count=sum(member.counted is not False for member, _ in data.people),
        state="已享受" if data.household.benefit_month else "正在申请",
        applied_on=case.apply_date,
        amount=figures(data.household.benefit_month),
    )


# -- E-15 ----------------------------------------------------------------------------------------


def minutes_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> MinutesSheet:
    """The subject; what was said and agreed is for the pen."""
    household = work.get(Household, case.household_id or "")
    who = applicant_of(work, case, household)
    village = press.village(household.village_code)
    return MinutesSheet(
        **head_of(work, press, MINUTES, case, work.today),
        subject=joined(
            who.name if who else "",
            f"{village}{household.group_name or ''}",
            codes.SCHEME.label(case.scheme),
            by="，",
        ),
        hardship=joined(
            listed(codes.HARDSHIP.label(each) for each in household.hardship or ()),
            household.hardship_note,
            by="：",
        ),
    )


# -- E-35 ----------------------------------------------------------------------------------------


def request_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> CheckRequestSheet:
    """Everybody who has to be looked up: who lives there, and who must support them."""
    data = read_household(work, case.household_id or "")
    return CheckRequestSheet(
        **head_of(work, press, REQUEST, case, case.check_request_date),
        centre=f"{press.county(case.org_code)}社会救助家庭经济状况核查认定中心",
        scheme=SCHEME_WORDS.get(case.scheme or "", ""),
        case_no=case.case_no or "",
        people=tuple(_looked_up(data)),
        requested_on=case.check_request_date,
        returned_on=case.check_return_date,
    )


def _looked_up(data: HouseholdData) -> Iterator[CheckedPerson]:
    for member, person in data.people:
        relation = relation_of(member, person, data.household)
        yield CheckedPerson(name=person.name, id_no=person.id_no or "", relation=relation)
    for each in data.obligors:
        relation = listed((codes.RELATION.label(each.relation), "义务人"))
        yield CheckedPerson(name=each.name or "", id_no=each.id_no or "", relation=relation)
