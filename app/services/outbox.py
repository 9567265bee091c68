"""待上传: what the county has not acknowledged yet."""

from __future__ import annotations

from sqlalchemy import func, select

from app.domain.permissions import Action
from app.models.local import OutboxOperation
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@needs(Action.OWN_DESK)
def count_waiting(work: UnitOfWork) -> int:
    """How many records have changes that wait to go to the county."""
    counted = select(func.count(func.distinct(OutboxOperation.record_id)))
    return work.session.scalars(counted).one()
