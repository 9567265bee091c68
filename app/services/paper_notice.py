"""E-08 公示 and E-08b 公布 out of the records: all households of a village noticed together.

A 公示 masks names where the county wants it (``notice.mask_names``); a 公布 never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement

from app.domain import codes
from app.domain.months import age_on
from app.domain.privacy import mask_name
from app.domain.public_words import require_public
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.printing.public_notice import NoticedHousehold, PublicNoticeSheet
from app.services.aid_facts import ADULT, HouseholdData, read_household
from app.services.paper_approval import applicant_of, payable_of, worked_of
from app.services.paper_schemes import SCHEME_NAMES, not_for_scheme
from app.services.press import Press, joined, paper_number
from app.services.reach import within_reach
from app.storage.unit_of_work import UnitOfWork

NOTICE: Final = "E-08"
PUBLISHED: Final = "E-08b"
POSTED: Final = frozenset(("NOTICE", "OBJECTION", "SUBMITTED", "CONFIRM"))
"""States of a case whose household is, or was, proposed and noticed."""
DECIDED_FOR: Final = frozenset(("APPROVED", "ACTIVE", "INCREASE", "DECREASE", "FADE"))
_CHANGES: Final = frozenset(("3", "4", "5", "7", "8"))
_SUPPORTED: Final[Mapping[str, frozenset[str]]] = {NOTICE: POSTED, PUBLISHED: DECIDED_FOR}


def notice_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> PublicNoticeSheet:
    """The 公示 that the case is part of: those of its village that begin on the same day.

    Raises ``Refused`` notice_forbidden, notice_without_dates, notice_private.
    """
    _require_public(press, NOTICE, case)
    if case.notice_from is None or case.notice_to is None:
        sentence = "这件申请还没有公示的起止日期。请先填写公示日期再打印公示。"
        raise Refused(sentence, code="notice_without_dates")
    together = _together(work, case, NOTICE, AssistanceCase.notice_from == case.notice_from)
    return _sheet(work, press, NOTICE, case, together)


def published_of(work: UnitOfWork, press: Press, case: AssistanceCase) -> PublicNoticeSheet:
    """The 公布 that the case is part of: those of its village that were decided on the same day.

    Raises ``Refused`` notice_forbidden, notice_undecided, notice_private.
    """
    _require_public(press, PUBLISHED, case)
    if case.decision_date is None or case.state not in DECIDED_FOR:
        sentence = "这件申请还没有确认，不能公布。请在审核确认后再打印公布。"
        raise Refused(sentence, code="notice_undecided")
    together = _together(work, case, PUBLISHED, AssistanceCase.decision_date == case.decision_date)
    return _sheet(work, press, PUBLISHED, case, together)


def _require_public(press: Press, code: str, case: AssistanceCase) -> None:
    scheme = case.scheme or ""
    if not press.pack.may_post_notice(scheme):
        name = codes.SCHEME.label(scheme)
        sentence = f"“{name}”不公示，以保护儿童隐私。请按规定直接送审。"
        raise Refused(sentence, code="notice_forbidden", scheme=scheme)
    if scheme not in SCHEME_NAMES:
        raise not_for_scheme(code, case)


def _together(
    work: UnitOfWork, case: AssistanceCase, code: str, same_day: ColumnElement[bool]
) -> Sequence[AssistanceCase]:
    found = work.find(
        AssistanceCase,
        same_day,
        AssistanceCase.scheme == case.scheme,
        AssistanceCase.village_code == case.village_code,
        AssistanceCase.org_code == case.org_code,
        AssistanceCase.state.in_(_SUPPORTED[code]),
        within_reach(work, AssistanceCase),
        order_by=(AssistanceCase.rowid_,),
    )
    mine = [each for each in found if _is_change(each) == _is_change(case)]
    return mine if case in mine else [case]


def _is_change(case: AssistanceCase) -> bool:
    return case.case_kind in _CHANGES


def _sheet(
    work: UnitOfWork,
    press: Press,
    code: str,
    case: AssistanceCase,
    together: Sequence[AssistanceCase],
) -> PublicNoticeSheet:
    is_notice = code == NOTICE
    day = (case.notice_from if is_notice else case.decision_date) or work.today
    first = min(each.id for each in together)
    place = case.village_code or case.org_code
    households = tuple(_noticed(work, press, each, is_notice=is_notice) for each in together)
    return PublicNoticeSheet(
        number=paper_number(code, case.org_code, first, day),
        day=day,
        office=press.office(place),
        record=first,
        made_at=work.now,
        is_draft=case.state not in _SUPPORTED[code],
        scheme=SCHEME_NAMES[case.scheme or ""],
        is_change=is_notice and _is_change(case),
        households=households,
        posted_on=case.notice_from if is_notice else None,
        until=case.notice_to if is_notice else None,
        place=joined(_board(press.office(place)), _board(press.village(place)), by="、"),
        complaints=f"{press.office(place)}民政办公室",
    )


def _board(whose: str) -> str:
    return f"{whose}公示栏" if whose else ""


def _noticed(
    work: UnitOfWork, press: Press, case: AssistanceCase, *, is_notice: bool
) -> NoticedHousehold:
    data = read_household(work, case.household_id or "")
    household = data.household
    applicant = applicant_of(work, case, household)
    worked = worked_of(work, press, case, data)
    *_, total = payable_of(case, worked)
    name = applicant.name if applicant else ""
    children = tuple(_children(work, data))
    require_public({}, names=(name,), children=children)
    village = press.village(household.village_code or household.org_code)
    is_masked = is_notice and press.pack.flag("notice.mask_names")
    return NoticedHousehold(
        applicant=mask_name(name) if is_masked else name,
        member_count=sum(member.counted is not False for member, _ in data.people),
        protected_count=worked.protected_count if worked and is_notice else None,
        amount=total,
        group=f"{village}{household.group_name or ''}" if is_notice else "",
    )


def _children(work: UnitOfWork, data: HouseholdData) -> Iterator[str]:
    for _, person in data.people:
        if person.birth_date and age_on(person.birth_date, work.today) < ADULT:
            yield person.name
