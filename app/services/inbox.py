"""收件箱: what the county refused, and what came or went without anybody here asking for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.errors import Refused
from app.models import codec
from app.models.base import notes
from app.models.columns import Kind
from app.models.local import InboxEntry
from app.models.registry import RECORDS
from app.services import county_words
from app.services.fields import HIDDEN, is_hidden, masked
from app.services.naming import called, named
from app.services.permitted import needs
from app.services.records import READ
from app.storage.unit_of_work import UnitOfWork

REFUSED: Final = "refused"
TITLES: Final[Mapping[str, str]] = {
    REFUSED: "县里没有接受",
    "moved": "转走了",
    "gained": "新归您负责",
    "lost": "不再归您负责",
    "recovered": "找回过密码",
}


@dataclass(frozen=True)
class Letter:
    """One entry. ``why`` ends in a next step; ``values``: label and value of what was refused, as
    on a screen; ``made_at``: when it had been saved here."""

    id: str
    kind: str
    title: str
    what: str
    why: str
    code: str
    noun: str | None
    record_id: str | None
    values: tuple[tuple[str, str], ...]
    made_at: datetime | None
    arrived_at: datetime | None
    read_at: datetime | None


@needs(Action.OWN_DESK)
def count_unread(work: UnitOfWork) -> int:
    """How many nobody has acknowledged."""
    return work.session.scalar(select(func.count()).where(InboxEntry.read_at.is_(None))) or 0


@needs(Action.OWN_DESK)
def list_inbox(
    work: UnitOfWork, *, with_read: bool = False, places: Divisions | None = None
) -> tuple[Letter, ...]:
    """Those that nobody has acknowledged, or all, the newest first."""
    wanted = select(InboxEntry).order_by(InboxEntry.id.desc())
    if not with_read:
        wanted = wanted.where(InboxEntry.read_at.is_(None))
    return tuple(_letter(work, one, places) for one in work.session.scalars(wanted))


@needs(Action.OWN_DESK)
def acknowledge(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Somebody has seen them; they stay and are exported. Raises ``Refused`` letter_missing."""
    count = 0
    for each in ids:
        found = work.session.get(InboxEntry, each)
        if found is None:
            raise Refused("找不到这条消息。请刷新列表后重新选择。", code="letter_missing")
        if found.read_at is None:
            found.read_at, found.read_by = work.now, work.actor.id
            count += 1
    return count


def _letter(work: UnitOfWork, entry: InboxEntry, places: Divisions | None) -> Letter:
    made_at = entry.about.get("made_at")
    is_refused = entry.kind == REFUSED
    return Letter(
        entry.id,
        entry.kind,
        TITLES.get(entry.kind, entry.kind),
        _what(work, entry, places),
        county_words.reason(entry.code) if is_refused else _SAID.get(entry.kind, ""),
        entry.code,
        entry.noun,
        entry.record_id,
        _values(work, entry, places) if is_refused else (),
        datetime.fromisoformat(made_at) if made_at else None,
        entry.arrived_at,
        entry.read_at,
    )


_SAID: Final = {
    "moved": county_words.MOVED,
    "gained": county_words.GAINED,
    "lost": county_words.LOST,
    "recovered": county_words.RECOVERED,
}


def _what(work: UnitOfWork, entry: InboxEntry, places: Divisions | None) -> str:
    codes: list[str] = entry.about.get("places", [])
    if codes:
        named = (places.full_name(code) if places else code for code in codes)
        return "、".join(dict.fromkeys(named))
    if entry.noun is None or entry.record_id is None:
        return ""
    return called(work, entry.noun, entry.record_id)


def _values(
    work: UnitOfWork, entry: InboxEntry, places: Divisions | None
) -> tuple[tuple[str, str], ...]:
    """What was refused, of a kind of record that the person may look at."""
    kind = RECORDS.get(entry.noun or "")
    action = READ.get(entry.noun or "")
    if kind is None or action is None or not may(work.actor.role, action):
        return ()
    known = notes(kind)
    changes: Mapping[str, Any] = entry.about.get("changes", {})
    found: list[tuple[str, str]] = []
    for name, value in changes.items():
        note = known.get(name)
        if note is None or value is None:
            continue
        if is_hidden(kind.noun, name, work.actor.role):
            found.append((note.label, HIDDEN))
            continue
        if note.kind is Kind.REF:
            found.append((note.label, named(work, note, value)))
            continue
        try:
            read = codec.decode(kind, {name: value})[name]
            found.append((note.label, masked(note, read, places)))
        except Refused:
            found.append((note.label, str(value)))
    return tuple(found)
