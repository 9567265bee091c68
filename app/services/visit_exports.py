"""导出走访: finished visits as papers (PDF), tables (CSV) and ODK instances (XML), photos with them.

It leaves the encrypted store, so every visit goes into the audit.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from sqlalchemy import select

from app.domain.permissions import Action, require
from app.errors import Refused
from app.forms.library import FormLibrary
from app.models.visit import Visit
from app.services.permitted import needs
from app.services.press import Press
from app.services.reach import require_reach, within_reach
from app.services.visit_archive import Archive
from app.storage.unit_of_work import UnitOfWork

PDF, CSV, XML = "pdf", "csv", "xml"
FORMATS: Final[Mapping[str, str]] = {
    PDF: "走访记录表（PDF）",
    CSV: "数据表（CSV）",
    XML: "ODK 实例（XML）",
}
"""Format -> what people call it."""
EXPORTED: Final = "user:visit:export"
MOST: Final = 2_000
"""Visits in one file."""
Report = Callable[[int, int, str], object]


@dataclass(frozen=True)
class VisitFilter:
    """Which visits: of one form, of one household, begun ``since`` and ``until`` (both included)."""

    form_id: str = ""
    household_id: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class VisitsExported:
    """What went into the zip. ``absent``: photos and files that are not on this laptop."""

    visits: int
    files: int
    absent: int


@needs(Action.RECORDS_EXPORT)
def find_visits(work: UnitOfWork, wanted: VisitFilter) -> tuple[str, ...]:
    """The ids of the finished visits within reach that fit, the first one first."""
    require(work.actor.role, Action.VISIT_READ)
    found = select(Visit.id, Visit.started_at).where(
        Visit.ended_at.is_not(None), Visit.is_deleted.is_(False), within_reach(work, Visit)
    )
    if wanted.form_id:
        found = found.where(Visit.form_id == wanted.form_id)
    if wanted.household_id:
        found = found.where(Visit.household_id == wanted.household_id)
    rows = work.session.execute(found.order_by(Visit.started_at, Visit.rowid_))
    return tuple(
        str(one) for one, begun in rows if _is_between(begun.date() if begun else None, wanted)
    )


@needs(Action.RECORDS_EXPORT)
def export_visits(
    work: UnitOfWork,
    library: FormLibrary,
    make_press: Callable[[], Press],
    visit_ids: Sequence[str],
    out: BinaryIO,
    *,
    formats: Collection[str] = tuple(FORMATS),
    reason: str = "",
    report: Report | None = None,
) -> VisitsExported:
    """Write the zip of these visits to ``out``.

    Raises ``Refused``: visits_none, visits_too_many, format_unknown, out_of_reach,
    form_version_missing, and what papers refuse.
    """
    require(work.actor.role, Action.VISIT_READ)
    _check(visit_ids, formats)
    with zipfile.ZipFile(out, "w") as archive:
        writing = Archive(work, library, archive, frozenset(formats))
        press = make_press() if PDF in formats else None
        for place, visit_id in enumerate(visit_ids, 1):
            writing.put_visit(_finished(work, visit_id), press)
            work.note(EXPORTED, Visit.noun, visit_id, reason)
            if report is not None:
                report(place, len(visit_ids), f"第 {place} 次，共 {len(visit_ids)} 次")
        writing.put_tables()
        writing.put_readme(len(visit_ids))
    return VisitsExported(len(visit_ids), writing.files, len(writing.absent))


# -- inside ---------------------------------------------------------------------------------------


def _check(visit_ids: Sequence[str], formats: Collection[str]) -> None:
    if not visit_ids:
        raise Refused("没有选走访记录。请先选一次走访，再导出。", code="visits_none")
    if len(visit_ids) > MOST:
        sentence = f"一次最多导出{MOST}次走访。请缩小范围，分几次导出。"
        raise Refused(sentence, code="visits_too_many")
    if unknown := sorted(set(formats) - FORMATS.keys()):
        known = "、".join(FORMATS)
        sentence = f"没有“{'、'.join(unknown)}”这种格式。可以选：{known}。"
        raise Refused(sentence, code="format_unknown")


def _is_between(day: date | None, wanted: VisitFilter) -> bool:
    is_late = wanted.since is None or (day is not None and day >= wanted.since)
    return is_late and (wanted.until is None or (day is not None and day <= wanted.until))


def _finished(work: UnitOfWork, visit_id: str) -> Visit:
    visit = work.get(Visit, visit_id)
    require_reach(work, visit)
    if visit.ended_at is None:
        sentence = "这次走访还没有完成，不能导出。请先完成走访。"
        raise Refused(sentence, code="visit_unfinished")
    return visit
