"""Whether a vault is for practice: it says so itself, whoever opens it and by whatever door.

Papers of a practice vault are marked 练习; its people are invented.
"""

from __future__ import annotations

from typing import Final

from app.domain.permissions import Action
from app.models.local import SyncState
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

_NAME: Final = "practice"


@needs(Action.HOUSEHOLD_WRITE)
def mark(work: UnitOfWork) -> None:
    """From now on, and for good, this vault is for practice."""
    if not is_practice(work):
        work.session.add(SyncState(name=_NAME, value=True))


def is_practice(work: UnitOfWork) -> bool:
    """Whether the vault was marked."""
    return work.session.get(SyncState, _NAME) is not None
