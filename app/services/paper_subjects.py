"""What there is to print of any record that windows point at: family, child, helped person, run.

A window says ``Target("paper", id)`` and need not know which papers there are; this module does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import Departure, ReturnEntry
from app.models.household import Household
from app.models.mandatory_report import MandatoryReport
from app.models.payment import PayRun
from app.models.print_log import PrintLog
from app.models.registers import Elder, Referral, Wanderer
from app.models.review_meeting import ReviewMeeting
from app.models.stat_report import StatReport
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.printing.papers import PRINTABLES
from app.services import paper_month, paper_rescue, papers
from app.services.household_file import PaperLine
from app.services.naming import whose
from app.services.paper_offers import PaperOffer
from app.services.paper_reads import require_reading
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage import rows
from app.storage.unit_of_work import UnitOfWork

_Offers = Callable[[UnitOfWork, Record], Iterable[PaperOffer]]
VISIT_RECORD: Final = "V-01"
"""The form as it was filled in."""
_NAMELESS: Final = "姓名不详"


@dataclass(frozen=True)
class PaperSubject:
    """``id``: what was asked for; ``title``: whose papers these are; ``log``: what went out."""

    id: str
    title: str
    offers: tuple[PaperOffer, ...]
    log: tuple[PaperLine, ...]


@needs(Action.PAPER_PRINT)
def subject(work: UnitOfWork, record_id: str, places: Divisions) -> PaperSubject:
    """The papers of a record, and how often each went out.

    Raises ``Refused`` record_missing, out_of_reach, not_permitted.
    """
    record = _record(work, record_id)
    offers = tuple(_OFFERS[type(record)](work, record))
    about = {one.record_id for one in offers if one.record_id} | {record.id}
    return PaperSubject(record_id, _title(work, record, places), offers, _log(work, about))


def _record(work: UnitOfWork, record_id: str) -> Record:
    for kind in _OFFERS:
        found = rows.load(work.session, work.driver, kind, record_id)
        if found is not None and not found.is_deleted:
            return found
    sentence = "没有找到要打印的记录，可能已经作废。请刷新后重新选择。"
    raise Refused(sentence, code="record_missing", id=record_id)


def _title(work: UnitOfWork, record: Record, places: Divisions) -> str:
    """于邦户　沙坪镇毕桥村."""
    place = places.full_name(record.village_code or record.org_code)
    if isinstance(record, Vagrant):
        return f"{record.claimed_name or _NAMELESS}　{record.reg_no or ''}".rstrip("　")
    if isinstance(record, MandatoryReport):
        return record.title
    if isinstance(record, PayRun):
        month = f"{record.month.year}年{record.month.month}月" if record.month else ""
        return f"{month}{record.title}　{place}"
    name = whose(work, record)
    if isinstance(record, Household):
        name = f"{name}户"
    return f"{name}　{place}".strip("　")


def _log(work: UnitOfWork, about: set[str]) -> tuple[PaperLine, ...]:
    found = work.find(PrintLog, PrintLog.about_id.in_(about), order_by=(PrintLog.rowid_.desc(),))
    return tuple(
        PaperLine(
            each.id,
            each.paper,
            each.number or "",
            each.printed_at,
            each.copies or 0,
            each.purpose or "",
            each.about_noun,
            each.about_id,
        )
        for each in found
    )


# -- which papers --------------------------------------------------------------------------------


def _of_household(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    return papers.papers_of(work, record.id)


def _of_visit(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    """Those of its household; without one, or for whom that is not to be read, its own record."""
    visit = work.get(Visit, record.id)
    if visit.household_id and may(work.actor.role, Action.HOUSEHOLD_READ):
        return papers.papers_of(work, visit.household_id)
    return _offered(work, visit, (VISIT_RECORD,))


def _of_child(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    return papers.papers_of_child(work, record.id)


def _through(field: str, offers: Callable[[UnitOfWork, str], Iterable[PaperOffer]]) -> _Offers:
    """The papers of the record that ``field`` names."""

    def of(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
        above: str | None = getattr(record, field)
        return offers(work, above) if above else ()

    return of


def _of_vagrant(work: UnitOfWork, record: Record) -> Iterator[PaperOffer]:
    who = work.get(Vagrant, record.id)
    yield from _offered(work, who, paper_rescue.papers_of_stay(who))
    found = work.find(
        Departure, Departure.vagrant_id == who.id, order_by=(Departure.rowid_.desc(),)
    )
    for left in found:
        yield from _of_departure(work, left)


def _of_departure(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    left = work.get(Departure, record.id)
    offers = _offered(work, left, paper_rescue.papers_of_leaving(left))
    day = left.left_at.date() if left.left_at else None
    return tuple(replace(one, day=day) for one in offers)


_CALL_PAPERS: Final[Mapping[str, str]] = {ReturnEntry.noun: "E-28", Elder.noun: "E-29"}


def _of_call(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    call = work.get(CareCall, record.id)
    code = _CALL_PAPERS.get(call.about_noun or "")
    offers = _offered(work, call, (code,) if code else ())
    return tuple(replace(one, day=call.day) for one in offers)


def _of_entry(*codes: str) -> _Offers:
    """The papers of an entry of a register, and those of the calls about it, the newest first."""

    def of(work: UnitOfWork, record: Record) -> Iterator[PaperOffer]:
        yield from _offered(work, record, codes)
        calls = work.find(
            CareCall, CareCall.about_id == record.id, order_by=(CareCall.rowid_.desc(),)
        )
        for call in calls:
            yield from _of_call(work, call)

    return of


def _of_run(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    run = work.get(PayRun, record.id)
    codes = ("E-31", "E-31b", *(("E-33",) if run.scheme == "1" else ()))
    return tuple(replace(one, day=run.drawn_on) for one in _offered(work, run, codes))


def _of_report(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    report = work.get(StatReport, record.id)
    codes = (paper_month.CODES[report.kind or ""],)
    return tuple(replace(one, day=report.reported_on) for one in _offered(work, report, codes))


def _of_mandatory_report(work: UnitOfWork, record: Record) -> Iterable[PaperOffer]:
    """E-24, until it went out."""
    report = work.get(MandatoryReport, record.id)
    offers = _offered(work, report, ("E-24",))
    return () if report.printed_on else offers


def _offered(work: UnitOfWork, record: Record, codes: Iterable[str]) -> list[PaperOffer]:
    """Those of ``codes`` that this person may read; none is offered that would be refused."""
    require_reach(work, record)
    found: list[PaperOffer] = []
    for code in codes:
        require_reading(work, code, record)
        title, about = PRINTABLES[code].title, record.title
        found.append(PaperOffer(code, title, about, record.noun, record.id, None, is_draft=False))
    return found


_OFFERS: Final[Mapping[type[Record], _Offers]] = {
    Household: _of_household,
    Child: _of_child,
    AssistanceCase: _through("household_id", papers.papers_of),
    Visit: _of_visit,
    EntrustedCare: _through("child_id", papers.papers_of_child),
    GuardianAssessment: _through("child_id", papers.papers_of_child),
    ChildCheckIn: _through("child_id", papers.papers_of_child),
    Vagrant: _of_vagrant,
    Departure: _of_departure,
    Wanderer: _of_entry("E-32"),
    Referral: _of_entry("E-30"),
    ReviewMeeting: _of_entry("E-05"),
    ReturnEntry: _of_entry(),
    Elder: _of_entry(),
    CareCall: _of_call,
    PayRun: _of_run,
    StatReport: _of_report,
    MandatoryReport: _of_mandatory_report,
}
"""What windows point at -> its papers, the usual one first."""
