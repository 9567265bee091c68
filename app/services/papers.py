"""打印: which papers a household has, a paper as a PDF, and the log of what was printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain import codes
from app.domain.permissions import Action
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Household
from app.models.print_log import PrintLog
from app.models.visit import Visit
from app.printing.papers import PRINTABLES, paper
from app.printing.papers import render as draw
from app.printing.preview import Preview
from app.printing.sheets import Sheet, digest
from app.services import paper_approval, paper_economic_check
from app.services.permitted import needs
from app.services.press import Press
from app.services.reach import require_reach
from app.storage import rows
from app.storage.unit_of_work import UnitOfWork

_MOST_COPIES: Final = 99
_CHECKED: Final = frozenset(("1", "2"))
"""VISIT_KIND of visits in which a household is checked."""

_Make = Callable[[UnitOfWork, Press, Any], Sheet]
MAKERS: Final[Mapping[str, tuple[tuple[type[Record], _Make], ...]]] = {
    "E-04": (
        (Visit, paper_economic_check.of_visit),
        (Household, paper_economic_check.of_household),
    ),
    "E-07": ((AssistanceCase, paper_approval.of_case),),
}
"""Paper -> what it is made from, the usual record first."""


@dataclass(frozen=True)
class RenderedPaper:
    """A paper as it will be printed: ``pdf`` is what preview and printer get.

    ``number`` and ``content_hash`` are those of its QR code; both blank on a blank form.
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


@dataclass(frozen=True)
class PaperOffer:
    """A paper that can be printed now. ``about``: 入户调查 2026年11月20日; ``record_id`` None: blank."""

    code: str
    title: str
    about: str
    record_noun: str | None
    record_id: str | None
    day: date | None
    is_draft: bool


@dataclass(frozen=True)
class Printing:
    """What was put into the log."""

    log_id: str
    number: str
    content_hash: str


@needs(Action.PAPER_PRINT)
def render(
    work: UnitOfWork, press: Press, code: str, record_id: str | None = None
) -> RenderedPaper:
    """The paper of a record, or the blank form. Nothing is logged: that is ``log_print``'s.

    Raises ``Refused``: paper_unknown, record_missing, out_of_reach, and what the paper refuses
    (a character no font can show).
    """
    kind = paper(code)
    if record_id is None:
        blank = kind.blank()
        return _rendered(press, code, blank, None)
    record, make = _maker(work, code, record_id)
    require_reach(work, record)
    return _rendered(press, code, make(work, press, record), record)


@needs(Action.PAPER_PRINT)
def log_print(
    work: UnitOfWork,
    rendered: RenderedPaper,
    *,
    copies: int = 1,
    printer: str = "",
    purpose: str = "",
) -> Printing:
    """Put a printing, or the saving of a PDF (``printer`` blank), into the log."""
    if not 1 <= copies <= _MOST_COPIES:
        sentence = f"份数应为1到{_MOST_COPIES}。请改正份数。"
        raise Refused(sentence, code="copies_out_of_range")
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
            purpose=purpose or None,
        )
    )
    if rendered.about_noun is not None:
        work.note(f"user:{rendered.about_noun}:print", rendered.about_noun, rendered.about_id)
    return Printing(log.id, rendered.number, rendered.content_hash)


@needs(Action.PAPER_PRINT)
def papers_of(work: UnitOfWork, household_id: str) -> tuple[PaperOffer, ...]:
    """What can be printed of a household: its cases, its visits, and what to take along."""
    household = work.get(Household, household_id)
    require_reach(work, household)
    offers = [*_of_cases(work, household_id), *_of_visits(work, household_id)]
    take_along = PaperOffer(
        "E-04",
        PRINTABLES["E-04"].title,
        "按现有档案",
        "household",
        household_id,
        None,
        is_draft=True,
    )
    return (*offers, take_along)


def blank_papers() -> tuple[PaperOffer, ...]:
    """The forms to be filled in by pen."""
    return tuple(
        PaperOffer(each.code, each.title, "空白表", None, None, None, is_draft=False)
        for each in PRINTABLES.values()
    )


def _of_cases(work: UnitOfWork, household_id: str) -> list[PaperOffer]:
    found = work.find(
        AssistanceCase,
        AssistanceCase.household_id == household_id,
        AssistanceCase.scheme.in_(paper_approval.SCHEMES),
        order_by=(AssistanceCase.rowid_.desc(),),
    )
    return [
        PaperOffer(
            "E-07",
            PRINTABLES["E-07"].title,
            f"{codes.SCHEME.label(each.scheme)}（{codes.CASE_KIND.label(each.case_kind)}）",
            AssistanceCase.noun,
            each.id,
            each.apply_date,
            is_draft=each.state not in paper_approval.DECIDED,
        )
        for each in found
    ]


def _of_visits(work: UnitOfWork, household_id: str) -> list[PaperOffer]:
    found = work.find(
        Visit,
        Visit.household_id == household_id,
        Visit.ended_at.is_not(None),
        Visit.visit_kind.in_(_CHECKED),
        order_by=(Visit.rowid_.desc(),),
    )
    return [
        PaperOffer(
            "E-04",
            PRINTABLES["E-04"].title,
            codes.VISIT_KIND.label(each.visit_kind),
            Visit.noun,
            each.id,
            each.started_at.date() if each.started_at else None,
            is_draft=False,
        )
        for each in found
    ]


def _maker(work: UnitOfWork, code: str, record_id: str) -> tuple[Record, _Make]:
    """The record of that id among those the paper is made from."""
    for kind, make in MAKERS[code]:
        record = rows.load(work.session, work.driver, kind, record_id)
        if record is not None and not record.is_deleted:
            return record, make
    wanted = "、".join(kind.title for kind, _ in MAKERS[code])
    sentence = f"“{PRINTABLES[code].title}”要从{wanted}打印，没有找到这条记录。请核对后重新选择。"
    raise Refused(sentence, code="record_missing", paper=code, id=record_id)


def _rendered(press: Press, code: str, sheet: Sheet, record: Record | None) -> RenderedPaper:
    kind = paper(code)
    pdf = draw(code, sheet, press.fonts)
    with Preview(pdf) as preview:
        pages = preview.page_count
    household_id: str | None = getattr(record, "household_id", None)
    if isinstance(record, Household):
        household_id = record.id
    return RenderedPaper(
        code,
        kind.title,
        kind.version,
        pdf,
        sheet.number,
        "" if sheet.is_blank else digest(code, kind.version, sheet),
        pages,
        sheet.is_draft,
        record.noun if record else None,
        record.id if record else None,
        household_id,
    )
