"""An act on several files at once, written down as it is done, so that it can be undone.

Every household act and the joining of two files of a person go through it: one verb, one
transaction, one record of 档案变动. It can be undone while it waits to go to the county and nobody
has changed the same fields since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import or_, select

from app.domain.permissions import Action
from app.errors import Refused
from app.models import codec
from app.models.base import Record
from app.models.local import OutboxOperation
from app.models.rearrangement import Rearrangement
from app.models.registry import record_type
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

UNDONE: Final = "撤销档案变动"


class Act:
    """One act under way: ``put`` changes fields, ``made`` tells of a new record, ``finish`` writes
    what was done."""

    def __init__(self, work: UnitOfWork, kind: str, reason: str = "") -> None:
        self._work = work
        self._kind = kind
        self._reason = reason.strip()
        self._changes: list[dict[str, Any]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed yet."""
        return not self._changes

    def put(self, record: Record, **values: Any) -> None:
        """Set fields, and remember what they were."""
        known = codec.fields(type(record))
        for name, value in values.items():
            old = getattr(record, name)
            if old == value:
                continue
            field = known[name]
            self._changes.append(
                {
                    "noun": record.noun,
                    "id": record.id,
                    "field": name,
                    "old": field.encode(old),
                    "new": field.encode(value),
                }
            )
            setattr(record, name, value)

    def made(self, record: Record) -> None:
        """``record`` came about by this act."""
        self._changes.append({"noun": record.noun, "id": record.id, "field": ""})

    def finish(self, **about: str | None) -> Saved:
        """Write the act down; ``about``: household_id, other_household_id, person_id, ….

        Raises ``Refused`` nothing_changed.
        """
        if not self._changes:
            raise Refused("没有需要变动的内容。请检查选择。", code="nothing_changed")
        first = self._changes[0]
        owner = self._work.get(record_type(first["noun"]), first["id"], with_deleted=True)
        act = self._work.add(
            Rearrangement(
                kind=self._kind,
                day=self._work.today,
                reason=self._reason or None,
                changes=self._changes,
                org_code=owner.org_code,
                village_code=owner.village_code,
                **about,
            )
        )
        return Saved(Rearrangement.noun, act.id, is_new=True)


@needs(Action.HOUSEHOLD_WRITE)
def undo_rearrangement(work: UnitOfWork, act_id: str) -> Saved:
    """Put everything back as it was before the act; the act stays, marked as undone.

    Raises ``Refused``: already_undone, already_sent, changed_since.
    """
    act = work.get(Rearrangement, act_id)
    require_reach(work, act)
    if act.undone_on is not None:
        raise Refused("这次变动已经撤销。请刷新后查看。", code="already_undone")
    waiting = select(OutboxOperation.seq).where(OutboxOperation.record_id == act_id).limit(1)
    if work.session.scalar(waiting) is None:
        sentence = "这次变动已经上传，不能撤销。请按实际情况再办一次变动。"
        raise Refused(sentence, code="already_sent")
    for change in reversed(act.changes or []):
        _take_back(work, change)
    act.undone_on = work.today
    return Saved(Rearrangement.noun, act_id, is_new=False)


@needs(Action.HOUSEHOLD_WRITE)
def undo_last(work: UnitOfWork, household_id: str) -> Saved:
    """Undo the newest act that names the household. Raises as ``undo_rearrangement``; nothing_done
    where there is none."""
    names = or_(
        Rearrangement.household_id == household_id,
        Rearrangement.other_household_id == household_id,
    )
    still = (names, Rearrangement.undone_on.is_(None))
    found = work.find(Rearrangement, *still, order_by=(Rearrangement.rowid_.desc(),), limit=1)
    if not found:
        raise Refused("这一户没有可以撤销的变动。请刷新后查看。", code="nothing_done")
    return undo_rearrangement(work, found[0].id)


def _take_back(work: UnitOfWork, change: Mapping[str, Any]) -> None:
    record = work.get(record_type(change["noun"]), change["id"], with_deleted=True)
    if not change["field"]:
        if not record.is_deleted:
            work.remove(record, UNDONE)
        return
    field = codec.fields(type(record))[change["field"]]
    if field.encode(getattr(record, field.name)) != change["new"]:
        sentence = f"变动以后“{field.label}”又改过，不能撤销。请直接更正现在的内容。"
        raise Refused(sentence, code="changed_since", noun=record.noun, field=field.name)
    setattr(record, field.name, field.decode(change["old"]))
