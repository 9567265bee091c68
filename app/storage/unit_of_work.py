"""One action of one person: what a service verb is handed, and everything it may do to records.

Everything done through it is one transaction; the verb never commits (design, "one click, one
transaction"). It lives as long as its action; records read in it are not for keeping.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.clock import Clock, today
from app.domain.permissions import Action, require
from app.errors import Refused, Unreadable
from app.models.base import Record
from app.models.local import BlobFile
from app.security.seals import Seals
from app.storage import driver, rows, search_rows
from app.storage.actor import Actor
from app.storage.attachments import BlobStore, StoredBlob
from app.storage.recording import Recorder
from app.storage.search_index import Match, find

R = TypeVar("R", bound=Record)

Order = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class UnitOfWork:
    """``session`` for questions that ``find`` cannot ask; ``driver`` is the connection under it.
    ``blobs`` keeps attachments."""

    session: Session
    driver: driver.Connection
    actor: Actor
    clock: Clock
    blobs: BlobStore
    new_id: Callable[[], str]
    recorder: Recorder
    seals: Seals

    @property
    def now(self) -> datetime:
        """Wall time in China."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The civil date in China."""
        return today(self.clock)

    def add(self, record: R) -> R:
        """Take in a new record: gives it its id, its township and village, its author."""
        record.id = record.id or self.new_id()
        record.org_code = record.org_code or self.actor.org_code
        record.village_code = record.village_code or self.actor.only_village
        record.created_by = self.actor.id
        record.created_at = self.now
        self.session.add(record)
        return record

    def get(self, type_: type[R], id: str, *, with_deleted: bool = False) -> R:
        """The record called ``id``; ``Refused`` (record_missing) if there is none to be seen."""
        record = rows.load(self.session, self.driver, type_, id)
        if record is None or (record.is_deleted and not with_deleted):
            raise Refused(
                f"找不到这条{type_.title}记录，可能已经作废。请刷新列表后重新选择。",
                code="record_missing",
                noun=type_.noun,
                id=id,
            )
        return record

    def find(
        self,
        type_: type[R],
        *conditions: ColumnElement[bool],
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
    ) -> list[R]:
        """The records that are not 已作废 and meet all ``conditions``."""
        order = order_by if isinstance(order_by, Sequence) else (order_by,)
        wanted = select(type_).where(type_.is_deleted.is_(False), *conditions)
        return list(self.session.scalars(wanted.order_by(*order).limit(limit)))

    def remove(self, record: Record, reason: str) -> None:
        """Mark ``record`` as 已作废; it stays, and so does its history."""
        if not reason.strip():
            raise Refused("作废要写明原因。请填写作废原因。", code="reason_missing")
        record.is_deleted = True
        record.deleted_reason = reason.strip()

    def note(
        self, action: str, noun: str | None = None, record_id: str | None = None, detail: str = ""
    ) -> None:
        """An audit entry for what changes no record: looking, printing, exporting (A2).

        ``action`` is ``source:subject:action``; ``detail`` holds no values of records.
        """
        self.recorder.note(action, noun, record_id, detail)

    def touch(self, noun: str, id: str) -> None:
        """Tell windows of a change to what is no record and is not sent anywhere."""
        self.recorder.changed.setdefault(noun, set()).add(id)

    def search(
        self,
        text: str,
        *,
        village: str | None = None,
        limit: int = 50,
        places: Mapping[str, str] | None = None,
    ) -> list[Match]:
        """People by name, pinyin, initials, tail of ID or phone, group or address; with
        ``places`` (code -> name) also by village or township. Raises ``search_rows.DueError``: the
        store indexes whom it put off, and runs the verb again."""
        self.session.flush()
        if search_rows.is_due(self.driver):
            raise search_rows.DueError
        return find(self.session, text, village=village, limit=limit, places=places)

    def seal(self, values: Mapping[str, Any], about: str) -> dict[str, str]:
        """``values`` sealed for the record ``about``, for a column to keep (level 4)."""
        return self.seals.close(values, about)

    def unseal(
        self, part: Mapping[str, str], about: str, letters: Iterable[str] = ()
    ) -> dict[str, Any]:
        """What was sealed, by this vault's key or ``letters`` to it; ``Refused`` (not_permitted) for
        whom a report is not to be read."""
        require(self.actor.role, Action.REPORT_READ)
        return self.seals.open(part, about, letters)

    def hand_on(
        self, part: Mapping[str, str], about: str, reader: bytes, letters: Iterable[str] = ()
    ) -> str:
        """The key of a sealed piece in a letter to the public key ``reader``: also by whoever wrote
        it and may not read it again."""
        return self.seals.hand_on(part, about, reader, letters)

    def put_blob(self, content: bytes) -> StoredBlob:
        """Keep the content of an attachment, once however often it comes; its row goes with this
        action. ``Refused`` (attachment_empty, attachment_too_large)."""
        known = self.session.get(BlobFile, hashlib.sha256(content).hexdigest())
        if known is not None and known.is_complete and self.blobs.is_there(known.sha256):
            return StoredBlob(known.sha256, known.size, known.sealed_key)
        stored = self.blobs.put(content)
        row = known or BlobFile(sha256=stored.sha256)
        row.size, row.sealed_key, row.is_complete = stored.size, stored.sealed_key, True
        self.session.add(row)
        return stored

    def get_blob(self, sha256: str) -> bytes:
        """The content of an attachment; ``Unreadable`` if its file is missing or damaged."""
        row = self.session.get(BlobFile, sha256)
        if row is None:
            raise Unreadable(
                "这个附件的内容不在这台电脑上。请联网同步后再看。", code="attachment_missing"
            )
        return self.blobs.read(sha256, row.sealed_key)
