"""Who may open a 强制报告 on another vault: the piece keys in letters to those whom the county names.

Whoever holds a piece's key hands it on: the writer when he sends the report, later he or any reader,
to readers that became known since. Nobody hands on to a vault that the county no longer names.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.domain.permissions import Action, may
from app.domain.report_readers import COUNTY, Reader, ReaderList, read_list
from app.errors import Unavailable, Unreadable
from app.models.columns import Sensitivity
from app.models.mandatory_report import MandatoryReport
from app.models.report_key import ReportKey
from app.security.seals import Part, piece_name
from app.services.permitted import needs
from app.services.reach import within_reach
from app.storage import identity
from app.storage.unit_of_work import UnitOfWork

STATE: Final = "report_readers"
WRITING: Final = "1"
"""REPORT_STATE: nothing is handed on before it is sent."""
UNREACHED: Final = (
    "这份报告还没有送到能看的人。请联网同步；等不及的，马上打电话告诉乡镇儿童督导员或县民政局。"
)
Letters = Mapping[str, tuple[str, ...]]
"""Name of a piece -> the letters to this vault with its key."""
_log: Final = logging.getLogger(__name__)


@needs(Action.OWN_DESK)
def accept_readers(work: UnitOfWork, content: bytes) -> None:
    """Keep the list that the county published, in the place of the one before. Raises ``Unreadable``
    reader_list_damaged."""
    found = read_list(content)
    identity.remember(work.driver, STATE, found.written().decode())


@needs(Action.OWN_DESK)
def hand_on_keys(work: UnitOfWork) -> int:
    """Hand on what this person may to whoever became known since; how many letters were written."""
    if not known_readers(work).readers:
        return 0
    return sum(hand_on(work, each) for each in _held(work))


def known_readers(work: UnitOfWork) -> ReaderList:
    """Whom the county named last."""
    kept: str | None = identity.recall(work.driver, STATE)
    return read_list(kept.encode()) if kept else ReaderList()


def hand_on(work: UnitOfWork, report: MandatoryReport) -> int:
    """Letters with the keys of ``report`` to every reader who has none yet; how many."""
    letters, made = letters_to(work, report.id), 0
    there = {(each.piece, each.reader) for each in _rows(work, report.id)}
    for part in report.parts or ():
        piece = piece_name(part)
        for reader in _others(work, report):
            if (piece, reader.name) not in there:
                made += _write(work, report, part, reader, letters.get(piece, ()))
    return made


def is_out_of_reach(work: UnitOfWork, report: MandatoryReport) -> bool:
    """Whether nobody who may read it can open it, as far as is known here."""
    if may(work.actor.role, Action.REPORT_READ):
        return False
    there = {each.reader for each in _rows(work, report.id)}
    return not any(each.name in there for each in _others(work, report) if each.role != COUNTY)


def letters_to(work: UnitOfWork, report_id: str) -> Letters:
    """What was sealed to this vault of one report."""
    found: dict[str, tuple[str, ...]] = {}
    mine = work.seals.reader
    for each in _rows(work, report_id):
        if mine and each.reader == mine and each.letter:
            name = each.piece or ""
            found[name] = (*found.get(name, ()), each.letter)
    return found


def unsealed(work: UnitOfWork, report: MandatoryReport) -> Iterator[dict[str, Any]]:
    """The pieces of a report, opened, in their order. Raises ``Unavailable`` report_key_missing,
    ``Unreadable`` if a piece or its key was altered, ``Refused`` not_permitted."""
    letters = letters_to(work, report.id)
    for part in report.parts or ():
        to_us = letters.get(piece_name(part), ())
        try:
            yield work.unseal(part, report.id, to_us)
        except Unreadable as error:
            if to_us or part.get("by", "") == work.seals.reader:
                raise
            raise _key_missing() from error


def _held(work: UnitOfWork) -> Iterable[MandatoryReport]:
    """The reports whose keys this person may hand on."""
    sent = MandatoryReport.state != WRITING
    if may(work.actor.role, Action.REPORT_READ):
        return work.find(MandatoryReport, sent, within_reach(work, MandatoryReport))
    return work.find(MandatoryReport, sent, MandatoryReport.created_by == work.actor.id)


def _others(work: UnitOfWork, report: MandatoryReport) -> tuple[Reader, ...]:
    place = report.village_code or report.org_code or ""
    found = known_readers(work).of(place)
    return tuple(each for each in found if each.name != work.seals.reader)


def _rows(work: UnitOfWork, report_id: str) -> list[ReportKey]:
    work.session.flush()
    return work.find(ReportKey, ReportKey.report_id == report_id)


def _write(
    work: UnitOfWork,
    report: MandatoryReport,
    part: Part,
    reader: Reader,
    letters: Iterable[str],
) -> int:
    """One letter; none where this vault cannot open the piece, or the key is no key."""
    try:
        letter = work.hand_on(part, report.id, reader.key, letters)
    except Unreadable as trouble:
        _log.info("a report's key is not handed on: %s", trouble.code)
        return 0
    key = ReportKey(report_id=report.id, secret_level=int(Sensitivity.SEALED), letter=letter)
    key.org_code, key.village_code = report.org_code, report.village_code
    key.piece, key.reader = piece_name(part), reader.name
    _ = work.add(key)
    return 1


def _key_missing() -> Unavailable:
    return Unavailable(
        "这份报告的钥匙还没有送到这台电脑。请先同步；还打不开，请让写报告的电脑联网同步一次。"
        "紧急的请直接问当地派出所。",
        code="report_key_missing",
    )
