"""What every sheet of values has in common: its number and date, and a digest of its content.

A sheet is plain values that a service fills in; a paper never looks anything up itself.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

_NOT_CONTENT = ("made_at", "is_practice", "is_unconfirmed")
"""When a paper was printed, that it is for practice and whether the county has what it is made
from do not change what it says."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """``number``: 编号; ``day``: 填表日期; ``office``: 填报单位; ``record``: whose paper it is.

    ``made_at`` is the moment of printing, from the caller's clock. ``is_draft`` until the state of
    the case allows; ``is_practice`` with invented people; ``is_unconfirmed`` while the county has
    not got, or has not taken, what it is made from.
    """

    number: str = ""
    day: date | None = None
    office: str = ""
    record: str = ""
    made_at: datetime | None = None
    is_draft: bool = False
    is_practice: bool = False
    is_unconfirmed: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is a form to be filled in by pen."""
        empty = type(self)()
        return all(
            getattr(self, field.name) == getattr(empty, field.name)
            for field in fields(self)
            if field.name not in _NOT_CONTENT
        )


def digest(code: str, version: str, sheet: Sheet) -> str:
    """32 hex digits (half a SHA-256) of all that a paper says, in the order of its fields.

    Never change how a published version of a paper is written down here: old papers are checked
    against it.
    """
    content = {
        field.name: _plain(getattr(sheet, field.name))
        for field in fields(sheet)
        if field.name not in _NOT_CONTENT
    }
    said = json.dumps([code, version, content], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in cast("tuple[object, ...]", value)]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
