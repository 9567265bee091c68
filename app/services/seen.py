"""看到的: what a person saw before he changed it. A pull may have brought another value meanwhile; it
is not overwritten unseen (I4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.errors import Refused
from app.models import codec
from app.models.base import notes
from app.models.local import Acknowledged, Conflict, OutboxOperation
from app.models.registry import record_type
from app.services.fields import Mark
from app.services.history import names_of
from app.services.permitted import needs_by_noun
from app.services.reach import require_reach
from app.services.records import READ, WRITE
from app.storage.unit_of_work import UnitOfWork

CHANGED: Final = "changed_meanwhile"
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], ())


@needs_by_noun(READ)
def require_seen(
    work: UnitOfWork,
    noun: str,
    record_id: str,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any] | None = None,
) -> None:
    """Raise ``Refused`` changed_meanwhile if a field of ``seen`` (``Field.seen``) holds another value
    now, and not the ``wanted`` one either. Called in the transaction that writes."""
    record = work.get(record_type(noun), record_id, with_deleted=True)
    for name, before in seen.items():
        now = getattr(record, name)
        if _is_same(now, before) or (wanted is not None and _is_same(now, wanted.get(name))):
            continue
        label = notes(type(record))[name].label
        raise Refused(
            f"“{label}”刚刚在别处改过，您填的没有存。请比较两边，选一个。",
            code=CHANGED,
            field=name,
        )


@needs_by_noun(WRITE)
def keep_apart(
    work: UnitOfWork, noun: str, record_id: str, name: str, value: Any, seen: Any
) -> None:
    """Somebody typed ``value`` over what changed meanwhile, and is gone from the form: keep both as a
    conflict, to be decided like any other."""
    kind = record_type(noun)
    record = work.get(kind, record_id, with_deleted=True)
    require_reach(work, record)
    base = None if isinstance(seen, Mark) else codec.encode(kind, {name: seen})
    theirs = codec.encode(kind, {name: getattr(record, name)})
    work.session.add(
        Conflict(
            id=work.new_id(),
            noun=noun,
            record_id=record_id,
            field_group=name,
            base=base,
            mine=codec.encode(kind, {name: value}),
            theirs=theirs,
            about={
                "made_by": work.actor.id,
                "made_at": _stamp(work.now),
                **_last_hand(work, record_id, theirs),
            },
        )
    )


def _last_hand(work: UnitOfWork, record_id: str, wrote: Mapping[str, Any]) -> dict[str, Any]:
    """Who wrote this here last, and when; nothing where it came from the county."""
    for kind in (OutboxOperation, Acknowledged):
        asked = select(kind).where(kind.record_id == record_id).order_by(kind.seq.desc())
        for op in work.session.scalars(asked):
            if all(name in op.changes and op.changes[name] == wrote[name] for name in wrote):
                name = names_of(work, [op.made_by]).get(op.made_by) if op.made_by else None
                at = _stamp(op.made_at) if op.made_at else ""
                return {"theirs_name": name or "", "theirs_at": at}
    return {}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _is_same(now: Any, before: Any) -> bool:
    if isinstance(before, Mark):
        return before == Mark.of(now)
    return now == before or (now in _NOTHING and before in _NOTHING)
