"""打印: which papers a household has, a paper as a PDF, and the log of what was printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from app.domain.permissions import Action, require
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.columns import Sensitivity
from app.models.homecoming import Departure
from app.models.household import Household
from app.models.mandatory_report import MandatoryReport
from app.models.payment import PayRun
from app.models.print_log import PrintLog
from app.models.registers import Referral, Wanderer
from app.models.review_meeting import ReviewMeeting
from app.models.stat_report import StatReport
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.printing.papers import PRINTABLES, paper
from app.printing.papers import render as draw
from app.printing.preview import Preview
from app.printing.recall_list import CODE as RECALLS
from app.printing.sheets import Sheet, digest
from app.printing.visit_plan import CODE as VISIT_PLAN
from app.services import (
    mandatory_reports,
    paper_application,
    paper_approval,
    paper_calculation,
    paper_certificates,
    paper_child_care,
    paper_children,
    paper_economic_check,
    paper_family,
    paper_month,
    paper_notice,
    paper_offers,
    paper_payment,
    paper_recalls,
    paper_register,
    paper_registers,
    paper_relief,
    paper_report,
    paper_rescue,
    paper_review,
    paper_served,
    paper_tekun,
    paper_visit,
    visit_plan,
)
from app.services.paper_offers import PaperOffer
from app.services.paper_reads import require_reading
from app.services.paper_schemes import require_scheme
from app.services.permitted import needs
from app.services.practice_mark import is_practice
from app.services.press import Press
from app.services.reach import require_reach
from app.storage import rows
from app.storage.unit_of_work import UnitOfWork

_MOST_COPIES: Final = 99
_REST: Final = "卡纸后接着打"

_Make = Callable[[UnitOfWork, Press, Any], Sheet]
MAKERS: Final[Mapping[str, tuple[tuple[type[Record], _Make], ...]]] = {
    "E-01": (
        (AssistanceCase, paper_application.application_of_case),
        (Household, paper_application.application_of_household),
    ),
    "E-02": (
        (AssistanceCase, paper_application.authorization_of_case),
        (Household, paper_application.authorization_of_household),
    ),
    "E-03": (
        (AssistanceCase, paper_family.commitment_of_case),
        (Household, paper_family.commitment_of_household),
    ),
    "E-04": (
        (Visit, paper_economic_check.of_visit),
        (Household, paper_economic_check.of_household),
    ),
    "E-05": (
        (ReviewMeeting, paper_family.review_of_meeting),
        (AssistanceCase, paper_family.review_of),
    ),
    "E-06": ((AssistanceCase, paper_served.supplement_of),),
    "E-06-2": ((AssistanceCase, paper_served.accepted_of),),
    "E-06-3": ((AssistanceCase, paper_served.rejected_of),),
    "E-06b": ((AssistanceCase, paper_served.refusal_of),),
    "E-07": ((AssistanceCase, paper_approval.of_case),),
    "E-07-2": ((AssistanceCase, paper_tekun.approval_of),),
    "E-07-3": ((AssistanceCase, paper_approval.of_case),),
    "E-07-4": ((AssistanceCase, paper_approval.of_case),),
    "E-08": ((AssistanceCase, paper_notice.notice_of),),
    "E-08b": ((AssistanceCase, paper_notice.published_of),),
    "E-09": ((AssistanceCase, paper_served.confirm_of),),
    "E-09-2": ((AssistanceCase, paper_certificates.dibao_of),),
    "E-09-3": ((AssistanceCase, paper_certificates.dibao_card_of),),
    "E-10": ((AssistanceCase, paper_certificates.tekun_of),),
    "E-10-2": ((AssistanceCase, paper_certificates.tekun_card_of),),
    "E-18-2": ((AssistanceCase, paper_certificates.child_of),),
    "E-18-3": ((AssistanceCase, paper_certificates.child_card_of),),
    "E-10a": (
        (AssistanceCase, paper_tekun.application_of_case),
        (Household, paper_tekun.application_of_household),
    ),
    "E-11": ((AssistanceCase, paper_tekun.self_care_of),),
    "E-12": ((AssistanceCase, paper_tekun.agreement_of),),
    "E-13": ((AssistanceCase, paper_relief.of_case),),
    "E-14": ((AssistanceCase, paper_family.kin_of),),
    "E-15": ((AssistanceCase, paper_family.minutes_of),),
    "E-16": ((Visit, paper_review.of_visit), (Household, paper_review.of_household)),
    "E-17": ((AssistanceCase, paper_served.change_of),),
    "E-18": ((Child, paper_children.orphan_of),),
    "E-19": ((Child, paper_children.unattended_of),),
    "E-20": ((Child, paper_children.left_behind_of),),
    "E-21": ((EntrustedCare, paper_child_care.agreement_of),),
    "E-21a": ((EntrustedCare, paper_child_care.told_of),),
    "E-22": ((ChildCheckIn, paper_child_care.check_in_of),),
    "E-23": ((GuardianAssessment, paper_child_care.assessment_of),),
    "E-24": ((MandatoryReport, paper_report.report_of),),
    "E-25": ((Vagrant, paper_rescue.registration_of),),
    "E-26": ((Vagrant, paper_rescue.search_of),),
    "E-27": ((Departure, paper_rescue.escort_of),),
    "E-27b-1": ((Vagrant, paper_rescue.refused_of),),
    "E-27b-2": ((Departure, paper_rescue.leaving_of),),
    "E-27b-3": ((Vagrant, paper_rescue.stay_of),),
    "E-27b-4": ((Departure, paper_rescue.ended_of),),
    "E-27b-5": ((Vagrant, paper_rescue.handover_of),),
    "E-28": ((CareCall, paper_registers.return_visit_of),),
    "E-29": ((CareCall, paper_registers.elder_visit_of),),
    "E-30": (
        (Referral, paper_registers.referral_of_entry),
        (Household, paper_registers.referral_of),
    ),
    "E-31": ((PayRun, paper_payment.roster_of),),
    "E-31b": ((PayRun, paper_payment.changes_of),),
    "E-32": ((Wanderer, paper_registers.wanderer_of),),
    "E-33": ((StatReport, paper_month.reported_of), (PayRun, paper_month.dibao_of)),
    "E-33b": ((StatReport, paper_month.reported_of),),
    "E-33c": ((StatReport, paper_month.reported_of),),
    "E-33d": ((StatReport, paper_month.year_of),),
    "E-34": ((Child, paper_children.lost_of),),
    "E-35": ((AssistanceCase, paper_family.request_of),),
    "E-36": (
        (AssistanceCase, paper_calculation.of_case),
        (Household, paper_calculation.of_household),
    ),
    "V-01": ((Visit, paper_visit.of_visit),),
}
"""Paper -> what it is made from, the usual record first."""
LISTS: Final = frozenset((RECALLS, VISIT_PLAN))
"""Papers of the register itself, made from no record."""


@dataclass(frozen=True)
class RenderedPaper:
    """A paper as it will be printed: ``pdf`` is what preview and printer get.

    ``number`` and ``content_hash`` are those of its QR code; both blank on a blank form.
    ``signer``: whose signature is in it; ``mark``: the laptop's range its number is from;
    ``whose``: the record that the number is for: the first of those that share a notice.
    """

    code: str
    title: str
    version: str
    pdf: bytes = field(repr=False)
    number: str
    content_hash: str
    pages: int
    is_draft: bool
    about_noun: str | None = None
    about_id: str | None = None
    household_id: str | None = None
    signer: str = ""
    mark: str = ""
    day: date | None = None
    valid_to: date | None = None
    whose: str = ""
    org_code: str | None = None
    village_code: str | None = None


@dataclass(frozen=True)
class Printing:
    """What was put into the log."""

    log_id: str
    number: str
    content_hash: str


@needs(Action.PAPER_PRINT)
def render(
    work: UnitOfWork,
    press: Press,
    code: str,
    record_id: str | None = None,
    *,
    is_filling: bool = False,
    is_a3: bool = False,
) -> RenderedPaper:
    """The paper of a record, or the blank form; ``is_filling``: 套打, where the paper may be, onto
    one that is printed already; ``is_a3``: on A3, where it may be. Nothing is logged and no number is taken: that is
    ``claim``'s and ``log_print``'s.

    Raises ``Refused``: paper_unknown, record_missing, out_of_reach, paper_not_for_scheme, and what the paper refuses
    (a character no font can show).
    """
    kind = paper(code)
    if record_id is None:
        blank = kind.blank()
        return _rendered(press, code, blank, None, "", is_a3=is_a3)
    is_filling = is_filling and kind.may_fill
    record, make = _maker(work, code, record_id)
    require_reading(work, code, record)
    require_reach(work, record)
    if isinstance(record, AssistanceCase):
        require_scheme(code, record)
    made = paper_register.headed(work, press, code, record, make(work, press, record))
    sheet = replace(made, is_practice=is_practice(work))
    mark = paper_register.own_mark(work, press.signer_key)
    return _rendered(press, code, sheet, record, mark, is_filling=is_filling, is_a3=is_a3)


@needs(Action.PAPER_PRINT)
def render_recalls(work: UnitOfWork, press: Press, *, is_a3: bool = False) -> RenderedPaper:
    """R-01, the recall list as it stands today."""
    made = replace(paper_recalls.sheet(work, press), is_practice=is_practice(work))
    return _rendered(press, RECALLS, made, None, "", is_a3=is_a3)


@needs(Action.PAPER_PRINT)
def render_visit_plan(work: UnitOfWork, press: Press, *, is_a3: bool = False) -> RenderedPaper:
    """W-01, whom to visit, as 今日待办 stands today."""
    made = replace(visit_plan.sheet(work, press), is_practice=is_practice(work))
    return _rendered(press, VISIT_PLAN, made, None, "", is_a3=is_a3)


class RenderList(Protocol):
    """How a paper of no record is made."""

    def __call__(
        self, work: UnitOfWork, /, press: Press, *, is_a3: bool = False
    ) -> RenderedPaper: ...


RENDERED_LISTS: Final[Mapping[str, RenderList]] = {
    RECALLS: render_recalls,
    VISIT_PLAN: render_visit_plan,
}
"""Paper -> how it is made of no record but of all that there is."""


@needs(Action.PAPER_PRINT)
def claim(work: UnitOfWork, rendered: RenderedPaper, *, reason: str = "") -> str:
    """Take the number of a paper before it goes out; the id of its line in the register.

    Raises ``Refused``: number_taken, reprint_reason_missing; printed_already for a 强制报告.
    """
    if _is_report(rendered):
        mandatory_reports.refuse_printed(work, rendered.about_id or "")
    return paper_register.claim(work, rendered, reason)


@needs(Action.PAPER_PRINT)
def log_print(
    work: UnitOfWork,
    rendered: RenderedPaper,
    *,
    copies: int = 1,
    printer: str = "",
    purpose: str = "",
    is_rest: bool = False,
) -> Printing:
    """Put a printing, or the saving of a PDF (``printer`` blank), into the log and the register.

    ``purpose``: also why it goes out again; ``is_rest``: the rest of a printing that a jam stopped,
    whose copies were counted before. Raises ``Refused`` copies_out_of_range, and what
    ``claim`` raises.
    """
    if not 1 <= copies <= _MOST_COPIES:
        sentence = f"份数应为1到{_MOST_COPIES}。请改正份数。"
        raise Refused(sentence, code="copies_out_of_range")
    if not is_rest:
        line = claim(work, rendered, reason=purpose)
        paper_register.count_copies(work, line, copies)
        _note_report(work, rendered, copies)
    log = work.add(
        PrintLog(
            paper=rendered.code,
            paper_version=rendered.version,
            about_noun=rendered.about_noun,
            about_id=rendered.about_id,
            household_id=rendered.household_id,
            number=rendered.number or None,
            content_hash=rendered.content_hash or None,
            pages=rendered.pages,
            copies=copies,
            printer=printer or None,
            printed_at=work.now,
            purpose=(_REST if is_rest else purpose) or None,
            secret_level=int(Sensitivity.SEALED if _is_report(rendered) else Sensitivity.PERSONAL),
        )
    )
    if rendered.about_noun is not None and not _is_report(rendered):
        work.note(f"user:{rendered.about_noun}:print", rendered.about_noun, rendered.about_id)
    return Printing(log.id, rendered.number, rendered.content_hash)


def _is_report(rendered: RenderedPaper) -> bool:
    return rendered.about_noun == MandatoryReport.noun


def _note_report(work: UnitOfWork, rendered: RenderedPaper, copies: int) -> None:
    """A 强制报告 goes out once, in one copy; that it did is sealed like the report."""
    if not _is_report(rendered):
        return
    if copies != 1:
        sentence = "强制报告登记表只打印一份。请把份数改为1。"
        raise Refused(sentence, code="copies_out_of_range")
    _ = mandatory_reports.note_printing(work, rendered.about_id or "")


@needs(Action.PAPER_PRINT)
def papers_of(work: UnitOfWork, household_id: str) -> tuple[PaperOffer, ...]:
    """What can be printed of a household: its cases, its visits, and what to take along."""
    household = work.get(Household, household_id)
    require(work.actor.role, Action.HOUSEHOLD_READ)
    require_reach(work, household)
    return (
        *paper_offers.of_cases(work, household_id),
        *paper_offers.of_visits(work, household_id),
        *paper_offers.of_household(household),
    )


@needs(Action.PAPER_PRINT)
def papers_of_child(work: UnitOfWork, child_id: str) -> tuple[PaperOffer, ...]:
    """What can be printed of a child: its file, its care, its assessments and the calls."""
    child = work.get(Child, child_id)
    require(work.actor.role, Action.CHILD_READ)
    require_reach(work, child)
    return tuple(paper_offers.of_child(work, child))


def blank_papers() -> tuple[PaperOffer, ...]:
    """The forms to be filled in by pen."""
    return tuple(paper_offers.blank(code) for code in PRINTABLES)


def _maker(work: UnitOfWork, code: str, record_id: str) -> tuple[Record, _Make]:
    """The record of that id among those the paper is made from."""
    if code in LISTS:
        sentence = f"“{PRINTABLES[code].title}”只有空白表，用笔填写。请打印空白表。"
        raise Refused(sentence, code="paper_only_blank", paper=code)
    for kind, make in MAKERS[code]:
        record = rows.load(work.session, work.driver, kind, record_id)
        if record is not None and not record.is_deleted:
            return record, make
    wanted = "、".join(kind.title for kind, _ in MAKERS[code])
    sentence = f"“{PRINTABLES[code].title}”要从{wanted}打印，没有找到这条记录。请核对后重新选择。"
    raise Refused(sentence, code="record_missing", paper=code, id=record_id)


def _rendered(
    press: Press,
    code: str,
    sheet: Sheet,
    record: Record | None,
    mark: str,
    *,
    is_filling: bool = False,
    is_a3: bool = False,
) -> RenderedPaper:
    kind = paper(code)
    pdf = draw(code, sheet, press.fonts, signer=press.signer, is_filling=is_filling, is_a3=is_a3)
    with Preview(pdf) as preview:
        pages = preview.page_count
    household_id: str | None = getattr(record, "household_id", None)
    if isinstance(record, Household):
        household_id = record.id
    return RenderedPaper(
        code,
        kind.title_on(sheet),
        kind.version,
        pdf,
        sheet.number,
        "" if sheet.is_blank else digest(code, kind.version, sheet),
        pages,
        sheet.is_draft,
        record.noun if record else None,
        record.id if record else None,
        household_id,
        "" if sheet.is_blank else press.signer_key,
        mark,
        sheet.day,
        getattr(sheet, "valid_to", None),
        (sheet.record or record.id) if record else "",
        record.org_code if record else None,
        record.village_code if record else None,
    )
