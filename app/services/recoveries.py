"""找回密码: what the owner is told, and what stays in the audit, after the county opened the vault."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.domain.permissions import Action
from app.models.local import InboxEntry
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

RECOVERED: Final = "recovered"
"""Kind of the letter in the inbox."""


@needs(Action.OWN_DESK)
def note_recovery(work: UnitOfWork, request: str) -> bool:
    """The recovery of that number has opened this vault: an audit entry, and a letter for the owner;
    whether it was not noted before."""
    known = select(InboxEntry.id).where(InboxEntry.op_id == request)
    if work.session.scalar(known) is not None:
        return False
    work.note("county:vault:recover", detail=request)
    work.session.add(
        InboxEntry(
            id=work.new_id(),
            kind=RECOVERED,
            code=RECOVERED,
            op_id=request,
            about={},
            arrived_at=work.now,
        )
    )
    return True
