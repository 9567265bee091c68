"""导出: everything in the vault as JSON lines: records, their history, conflicts, drafts.

It leaves the encrypted store, so it goes into the audit with how much was taken out and why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select

from app.domain.permissions import Action, may
from app.models.attachment import Attachment
from app.models.audit import AuditEntry
from app.models.base import Record, notes
from app.models.local import Draft, DraftStep, LocalBase
from app.models.registry import RECORDS
from app.models.visit import Visit
from app.services.export_values import Line, row_of, value_lines
from app.services.fields import is_hidden
from app.services.permitted import needs
from app.services.reach import seen_levels
from app.services.records import READ, json_of
from app.storage.unit_of_work import UnitOfWork

FORMAT: Final = 2
"""Of the JSON lines. 2: a value stands in one line only; the unsent is history that ``waits``."""
EXPORTED: Final = "user:records:export"

Write = Callable[[str], object]


@needs(Action.RECORDS_EXPORT)
def export_lines(work: UnitOfWork, write: Write, reason: str = "") -> Mapping[str, int]:
    """Everything in the vault, a JSON object a line, handed to ``write``; how many of each kind.

    ``line`` says what each is. The first says which fields were withheld: those that the person may
    not see. Then all records (also 已作废), the audit, drafts with every step, and, record by record:
    ``base`` (what the county holds where that is not what stands here), ``history`` (every change
    made here, sent or not), ``conflict``, ``inbox`` (what the county refused). Every value that was
    ever saved here, or replaced by one who saved here, is in exactly one record, ``base``, history,
    conflict or inbox line (``value_places``); ``elsewhere`` says where a line's other values are.
    """
    withheld = _withheld(work)
    head = {"line": "ruhu-export", "format": FORMAT, "made_at": _moment(work)}
    _line(write, {**head, "by": work.actor.id, "withheld": sorted(withheld)})
    counts: dict[str, int] = {}
    for each in _everything(work, withheld):
        _line(write, each)
        name = str(each["noun"] if each["line"] == "record" else each["line"])
        counts[name] = counts.get(name, 0) + 1
    detail = " ".join(f"{name}={count}" for name, count in counts.items())
    work.note(EXPORTED, None, None, f"{reason} {detail}".strip())
    return counts


def _everything(work: UnitOfWork, withheld: frozenset[str]) -> Iterator[Line]:
    for noun, kind in RECORDS.items():
        if _may_read(work, noun):
            yield from _records(work, kind)
    yield from _audit(work)
    yield from _local(work, Draft, "draft")
    yield from _local(work, DraftStep, "draft_step")
    yield from value_lines(
        work, lambda noun, values: _open(work, noun, values, withheld), _shut(work)
    )


def _records(work: UnitOfWork, kind: type[Record]) -> Iterator[Line]:
    for record in work.session.scalars(
        select(kind).where(seen_levels(work, kind)).order_by(kind.rowid_)
    ):
        yield {"line": "record", **json_of(work, record)}


def _withheld(work: UnitOfWork) -> frozenset[str]:
    role = work.actor.role
    reveals = may(role, Action.NUMBER_REVEAL)
    barred = frozenset(f"{noun}.*" for noun in RECORDS if not _may_read(work, noun))
    return barred | frozenset(
        f"{noun}.{name}"
        for noun, kind in RECORDS.items()
        if _may_read(work, noun)
        for name, note in notes(kind).items()
        if is_hidden(noun, name, role) or (note.mask and not reveals)
    )


def _may_read(work: UnitOfWork, noun: str) -> bool:
    """Nobody takes out what they may not look at: children's files, the station's."""
    return noun not in READ or may(work.actor.role, READ[noun])


def _shut(work: UnitOfWork) -> frozenset[str]:
    """Visits and files whose level is not for this person: nor is what was written into them."""
    return frozenset(
        str(one)
        for kind in (Visit, Attachment)
        for one in work.session.scalars(select(kind.id).where(~seen_levels(work, kind)))
    )


def _open(
    work: UnitOfWork, noun: str, values: Mapping[str, Any] | None, withheld: frozenset[str]
) -> Mapping[str, Any] | None:
    """``values`` without the fields of ``noun`` that are withheld; None if all of it is."""
    if values is None or (noun and not _may_read(work, noun)):
        return None
    return {name: value for name, value in values.items() if f"{noun}.{name}" not in withheld}


def _audit(work: UnitOfWork) -> Iterator[Line]:
    for each in work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
        yield {**row_of(each), "line": "audit"}


def _local(work: UnitOfWork, kind: type[LocalBase], name: str) -> Iterator[Line]:
    for each in work.session.scalars(select(kind)):
        yield {**row_of(each), "line": name}


def _moment(work: UnitOfWork) -> str:
    return work.now.isoformat(timespec="milliseconds")


def _line(write: Write, value: Mapping[str, Any]) -> None:
    _ = write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
