"""What a person chose and the program remembers on this laptop: columns of a roster, a filter."""

from __future__ import annotations

from typing import Any

from app.domain.permissions import Action
from app.models.local import Choice
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@needs(Action.OWN_DESK)
def chosen(work: UnitOfWork, name: str, default: Any = None) -> Any:
    """What was chosen under ``name`` (a JSON value), or ``default``."""
    found = work.session.get(Choice, name)
    return default if found is None else found.value


@needs(Action.OWN_DESK)
def choose(work: UnitOfWork, name: str, value: Any) -> None:
    """Remember ``value`` (a JSON value) under ``name``; None forgets it."""
    found = work.session.get(Choice, name)
    if found is None:
        if value is not None:
            work.session.add(Choice(name=name, value=value))
    elif value is None:
        work.session.delete(found)
    else:
        found.value = value
