"""强制报告 for the county itself: what its own key opens where no reader's vault is left (level 4).

Only what was handed on to the county's key can be opened; who did it, which and why stand in the chain
before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from app.domain.codes_reports import REPORT_STATE
from app.domain.ids import is_id
from app.domain.report_readers import reader_name
from app.errors import Refused
from app.security.seals import Seals, piece_name
from app.security.signatures import DeviceKeys
from app.server import audit
from app.server.stored import key, to_text, unpack
from app.server.tables import RECORD
from app.sync.protocol.messages import IS_DELETED, scope_of

NOUN: Final = "mandatory_report"
KEY_NOUN: Final = "report_key"

_Letters = Mapping[tuple[str, str], tuple[str, ...]]
"""(report, name of a piece) -> letters to the county with its key."""


def listed(connection: Connection, keys: DeviceKeys) -> list[dict[str, Any]]:
    """All that are here, without what is in them. ``opens``: whether the county's key opens it."""
    letters = _letters(connection, keys)
    asked = select(RECORD.c.id, RECORD.c.body).where(RECORD.c.noun == NOUN)
    found = ((to_text(row.id), unpack(row.body)) for row in connection.execute(asked))
    told = [
        {
            "report": report,
            "state": REPORT_STATE.label(fields.get("state")),
            "place": scope_of(fields),
            "submitted_on": fields.get("submitted_on") or "",
            "opens": bool(_parts(fields)) and not _missing(report, fields, letters),
        }
        for report, fields in found
        if not fields.get(IS_DELETED)
    ]
    return sorted(told, key=lambda one: (one["submitted_on"], one["report"]))


def opened(
    connection: Connection, report: str, keys: DeviceKeys, reason: str, at: str
) -> dict[str, Any]:
    """The pieces laid over each other, by name of field; what followed under ``follow_ups``.

    Raises ``Refused`` reason_missing, report_missing, report_not_for_county; ``Unreadable``
    sealed_altered, letter_altered.
    """
    if not reason.strip():
        raise Refused("请用 --reason 写明为什么要打开。", code="reason_missing")
    fields, letters = _fields(connection, report), _letters(connection, keys)
    parts = _parts(fields)
    if _missing(report, fields, letters):
        raise Refused(
            "这份报告没有封给县里的钥匙，这里打不开。请由能看的人在他的电脑上打开；他同步一次以后，"
            "这里也就能打开了。",
            code="report_not_for_county",
        )
    audit.append(connection, [audit.Line("server", f"server:{NOUN}:open", report, reason)], at)
    seals, values = Seals(b"", keys.private_bytes()), dict[str, Any]()
    follow_ups: list[Any] = []
    for part in parts:
        said = seals.open(part, report, letters[report, piece_name(part)])
        if more := said.pop("follow_up", None):
            follow_ups.append(more)
        values |= said
    return {**values, "follow_ups": follow_ups}


def _fields(connection: Connection, report: str) -> Mapping[str, Any]:
    asked = select(RECORD.c.body).where(RECORD.c.noun == NOUN, RECORD.c.id == key(report))
    body = connection.execute(asked).scalar() if is_id(report) else None
    if body is None:
        raise Refused("没有这份报告。请用 report list 核对编号。", code="report_missing")
    return unpack(body)


def _parts(fields: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    return tuple(fields.get("parts") or ())


def _missing(report: str, fields: Mapping[str, Any], letters: _Letters) -> bool:
    return any((report, piece_name(part)) not in letters for part in _parts(fields))


def _letters(connection: Connection, keys: DeviceKeys) -> _Letters:
    own, found = reader_name(keys.agreement_public), dict[tuple[str, str], tuple[str, ...]]()
    for each in _keys(connection):
        if each.get("reader") == own and each.get("letter"):
            about = str(each.get("report_id")), str(each.get("piece"))
            found[about] = (*found.get(about, ()), str(each["letter"]))
    return found


def _keys(connection: Connection) -> Iterator[Mapping[str, Any]]:
    asked = select(RECORD.c.body).where(RECORD.c.noun == KEY_NOUN)
    return map(unpack, connection.execute(asked).scalars())
