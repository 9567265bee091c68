"""Everything that can be printed. Values in, the bytes of a PDF out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.errors import Refused
from app.printing import (
    application_form,
    approval_form,
    calculation_sheet,
    care_agreement,
    care_visits,
    case_minutes,
    certificates,
    change_notice,
    check_authorization,
    check_request,
    child_allowance,
    child_check_in,
    commitment,
    confirm_notice,
    economic_check,
    entrusted_care,
    family_search_notice,
    filled_form,
    guardian_assessment,
    homecoming,
    intake_notice,
    kin_filing,
    left_behind_child,
    lost_contact,
    mandatory_report,
    month_tables,
    payment_changes,
    payment_roster,
    public_notice,
    recall_list,
    refusal_notice,
    relief_approval,
    rescue_registration,
    review_check,
    self_care,
    station_forms,
    tekun_application,
    tekun_approval,
    village_review,
    visit_plan,
    year_table,
)
from app.printing.fonts import Fonts
from app.printing.layout.frames import Surround, open_frame, surround_pages
from app.printing.layout.pages import Facts, Pages
from app.printing.layout.trace import Trace
from app.printing.paper import Paper
from app.printing.qr_seal import UNCONFIRMED, Seal, seal_text
from app.printing.seal_reading import BETWEEN, signed_pdf
from app.printing.sheets import Sheet, digest
from app.printing.signer import Signer
from app.printing.wording import written_date

_ALL: Final[Sequence[Paper]] = (
    application_form.PAPER,
    check_authorization.PAPER,
    commitment.PAPER,
    economic_check.PAPER,
    village_review.PAPER,
    *intake_notice.PAPERS,
    refusal_notice.PAPER,
    *approval_form.PAPERS,
    tekun_approval.PAPER,
    *public_notice.PAPERS,
    confirm_notice.PAPER,
    *certificates.PAPERS,
    tekun_application.PAPER,
    self_care.PAPER,
    care_agreement.PAPER,
    relief_approval.PAPER,
    kin_filing.PAPER,
    case_minutes.PAPER,
    review_check.PAPER,
    change_notice.PAPER,
    *child_allowance.PAPERS,
    left_behind_child.PAPER,
    *entrusted_care.PAPERS,
    child_check_in.PAPER,
    guardian_assessment.PAPER,
    mandatory_report.PAPER,
    rescue_registration.PAPER,
    family_search_notice.PAPER,
    *homecoming.PAPERS,
    *station_forms.PAPERS,
    *care_visits.PAPERS,
    payment_roster.PAPER,
    payment_changes.PAPER,
    *month_tables.PAPERS,
    year_table.PAPER,
    lost_contact.PAPER,
    check_request.PAPER,
    calculation_sheet.PAPER,
    filled_form.PAPER,
    recall_list.PAPER,
    visit_plan.PAPER,
)
PRINTABLES: Final[Mapping[str, Paper]] = {
    each.code: each for each in sorted(_ALL, key=lambda each: each.code)
}
"""Code -> paper, in the order of their codes."""


def paper(code: str) -> Paper:
    """The paper called ``code``; raises ``Refused`` when there is none."""
    if code not in PRINTABLES:
        known = "、".join(PRINTABLES)
        raise Refused(f"没有编号为“{code}”的表。可以打印的有：{known}。", code="paper_unknown")
    return PRINTABLES[code]


def render(
    code: str,
    sheet: Sheet,
    fonts: Fonts,
    *,
    trace: Trace | None = None,
    signer: Signer | None = None,
    is_filling: bool = False,
    is_a3: bool = False,
) -> bytes:
    """The PDF of one sheet; the same sheet and signer give the same bytes.

    ``is_filling``: 套打, only what is filled in, for paper on which the form is printed already; ``is_a3``: where the paper may be on A3.
    Raises ``Refused`` for characters no font can show and amounts that cannot be written,
    ``Unreadable`` for a damaged signature.
    """
    return render_batch(
        code, [sheet], fonts, trace=trace, signer=signer, is_filling=is_filling, is_a3=is_a3
    )


def render_batch(
    code: str,
    sheets: Sequence[Sheet],
    fonts: Fonts,
    *,
    trace: Trace | None = None,
    signer: Signer | None = None,
    is_filling: bool = False,
    is_a3: bool = False,
) -> bytes:
    """One PDF of many sheets, each with its own page numbers; raises what ``render`` raises.

    Faster and much smaller than one file a sheet: the fonts are put in once. With a ``signer`` the
    codes are signed, and so is the file.
    """
    kind = paper(code)
    size, enlarged = kind.laid_out(is_a3=is_a3)
    pages = Pages(fonts, size, trace=trace, is_filling=is_filling, enlarged=enlarged)
    drawn = [
        _draw(kind, pages, sheet, signer, is_first=not place) for place, sheet in enumerate(sheets)
    ]
    title = kind.title_on(sheets[0])
    subject, made_at = (sheets[0].number, sheets[0].made_at) if len(sheets) == 1 else ("", None)
    seal = " ".join(each.digest for each in drawn)
    codes = [each.code for each in drawn if each.code]
    if signer is None or not codes:
        return pages.save(Facts(title, subject=subject, made_at=made_at, seal=seal))
    keywords = BETWEEN.join(codes)
    facts = Facts(title, subject=subject, made_at=made_at, seal=seal, keywords=keywords)
    return signed_pdf(pages.save(facts), signer)


def _draw(
    kind: Paper, pages: Pages, sheet: Sheet, signer: Signer | None, *, is_first: bool
) -> Surround:
    """Draw one sheet behind those that are there; gives what stands around it."""
    if not isinstance(sheet, kind.sheet):
        raise TypeError(f"{kind.code} is drawn from {kind.sheet.__name__}")
    if not is_first:
        pages.turn()
        pages.whose = f"编号{sheet.number}的"
    first = pages.count
    surround = _surround(kind, sheet, signer)
    kind.draw(pages, sheet, open_frame(pages, surround))
    surround_pages(pages, surround, first)
    return surround


def _surround(kind: Paper, sheet: Sheet, signer: Signer | None) -> Surround:
    office, day = kind.below
    below = (
        (office, f"{office}：{sheet.office}"),
        (day, f"{day}：{written_date(sheet.day)}"),
    )
    title, marks = kind.title_on(sheet), kind.watermarks(sheet)
    if sheet.is_blank:
        return Surround(title, "", below, kind.version, watermarks=marks, setting=kind.setting)
    seal = digest(kind.code, kind.version, sheet)
    standing = UNCONFIRMED if sheet.is_unconfirmed else ""
    code = seal_text(Seal(sheet.number, title, sheet.day, seal, standing), signer)
    said = (title, sheet.number, below, kind.version, seal, code, marks, standing)
    return Surround(*said, kind.setting)
