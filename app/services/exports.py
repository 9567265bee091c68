"""导出: everything in the vault as JSON lines: records, their history, drafts.

It leaves the encrypted store, so it goes into the audit with how much was taken out and why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select

from app.domain.permissions import Action, may
from app.models.attachment import Attachment
from app.models.audit import AuditEntry
from app.models.base import Record, notes
from app.models.local import (
    Acknowledged,
    BaseRow,
    Conflict,
    Draft,
    DraftStep,
    InboxEntry,
    LocalBase,
    OutboxOperation,
)
from app.models.registry import RECORDS
from app.models.visit import Visit
from app.services.fields import is_hidden
from app.services.permitted import needs
from app.services.reach import seen_levels
from app.services.records import READ, json_of
from app.storage.unit_of_work import UnitOfWork

FORMAT: Final = 1
"""Of the JSON lines: only ever added to."""
EXPORTED: Final = "user:records:export"

Write = Callable[[str], object]
Line = Mapping[str, Any]


@needs(Action.RECORDS_EXPORT)
def export_lines(work: UnitOfWork, write: Write, reason: str = "") -> Mapping[str, int]:
    """Everything in the vault, a JSON object a line, handed to ``write``; how many of each kind.

    ``line`` says what each is. The first says which fields were withheld: those that the person may
    not see. Then all records (also 已作废), unsent operations, history (what was sent), audit, drafts
    with every step, conflicts with both values, the inbox with what the county refused, base rows: every
    value that was ever saved here is in one of them.
    """
    withheld = _withheld(work)
    head = {"line": "ruhu-export", "format": FORMAT, "made_at": _moment(work)}
    _line(write, {**head, "by": work.actor.id, "withheld": sorted(withheld)})
    counts: dict[str, int] = {}
    for name, lines in _everything(work, withheld):
        counts[name] = 0
        for each in lines:
            _line(write, each)
            counts[name] += 1
    detail = " ".join(f"{name}={count}" for name, count in counts.items() if count)
    work.note(EXPORTED, None, None, f"{reason} {detail}".strip())
    return counts


def _everything(work: UnitOfWork, withheld: frozenset[str]) -> Iterator[tuple[str, Iterable[Line]]]:
    for noun, kind in RECORDS.items():
        if _may_read(work, noun):
            yield noun, _records(work, kind)
    yield "operation", _operations(work, OutboxOperation, "operation", withheld)
    yield "history", _operations(work, Acknowledged, "history", withheld)
    yield "audit", _audit(work)
    yield "draft", _local(work, Draft, "draft")
    yield "draft_step", _local(work, DraftStep, "draft_step")
    yield "conflict", _conflicts(work, withheld)
    yield "inbox", _letters(work, withheld)
    yield "base", _bases(work, withheld)


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


def _operations(
    work: UnitOfWork,
    kind: type[OutboxOperation | Acknowledged],
    line: str,
    withheld: frozenset[str],
) -> Iterator[Line]:
    shut = _shut(work)
    for each in work.session.scalars(select(kind).order_by(kind.seq)):
        if _may_read(work, each.noun) and each.record_id not in shut:
            changes, before = (
                _open(each.noun, values, withheld) for values in (each.changes, each.before)
            )
            yield {**_row(each), "line": line, "changes": changes, "before": before or {}}


def _conflicts(work: UnitOfWork, withheld: frozenset[str]) -> Iterator[Line]:
    shut = _shut(work)
    for each in work.session.scalars(select(Conflict).order_by(Conflict.id)):
        if _may_read(work, each.noun) and each.record_id not in shut:
            sides = {
                name: _open(each.noun, getattr(each, name), withheld)
                for name in ("base", "mine", "theirs")
            }
            about = {**(each.about or {})}
            if "chosen" in about:
                about["chosen"] = _open(each.noun, about["chosen"], withheld)
            yield {**_row(each), **sides, "about": about, "line": "conflict"}


def _letters(work: UnitOfWork, withheld: frozenset[str]) -> Iterator[Line]:
    shut = _shut(work)
    for each in work.session.scalars(select(InboxEntry).order_by(InboxEntry.id)):
        noun = each.noun or ""
        if (noun and not _may_read(work, noun)) or each.record_id in shut:
            continue
        about = {
            name: _open(noun, value, withheld) if name in _VALUES else value
            for name, value in each.about.items()
        }
        yield {**_row(each), "about": about, "line": "inbox"}


def _bases(work: UnitOfWork, withheld: frozenset[str]) -> Iterator[Line]:
    """The county's version under unsent changes, and what only a newer program can show."""
    wanted = select(BaseRow).where(BaseRow.fields.is_not(None)).order_by(BaseRow.id)
    shut = _shut(work)
    for each in work.session.scalars(wanted):
        if _may_read(work, each.noun) and each.id not in shut:
            fields = _open(each.noun, each.fields, withheld)
            yield {**_row(each), "hash": each.hash.hex(), "fields": fields, "line": "base"}


_VALUES: Final = ("changes", "before")


def _open(
    noun: str, values: Mapping[str, Any] | None, withheld: frozenset[str]
) -> dict[str, Any] | None:
    """``values`` without the fields of ``noun`` that are withheld."""
    if values is None:
        return None
    return {name: value for name, value in values.items() if f"{noun}.{name}" not in withheld}


def _audit(work: UnitOfWork) -> Iterator[Line]:
    for each in work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
        links = {"prev_hash": each.prev_hash.hex(), "hash": each.hash.hex()}
        yield {**_row(each), **links, "line": "audit"}


def _local(work: UnitOfWork, kind: type[LocalBase], name: str) -> Iterator[Line]:
    for each in work.session.scalars(select(kind)):
        yield {**_row(each), "line": name}


def _row(row: Any) -> dict[str, Any]:
    return {column.key: _plain(getattr(row, column.key)) for column in row.__table__.columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _moment(work: UnitOfWork) -> str:
    return work.now.isoformat(timespec="milliseconds")


def _line(write: Write, value: Mapping[str, Any]) -> None:
    _ = write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
