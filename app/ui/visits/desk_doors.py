"""The doors of a form in the window: its files go to the database's thread, its work beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.domain.clock import today
from app.services import visits
from app.ui.pages import Desk
from app.ui.visits.doors import Doors, Otherwise, Then, ThenBytes


def doors_at(desk: Desk, parent: QObject) -> Doors:
    """Doors whose callbacks come while ``parent`` lives."""

    def store(content: bytes, _kind: str, then: Then, otherwise: Otherwise) -> None:
        kept = desk.operation(parent, partial(visits.store_picture, content=content))
        kept.then(then).otherwise(lambda problem: otherwise(problem.sentence)).start()

    def load(sha256: str, then: ThenBytes, otherwise: Otherwise) -> None:
        read = desk.operation(parent, partial(visits.load_picture, sha256=sha256))
        read.then(then).otherwise(lambda problem: otherwise(problem.sentence)).start()

    def aside(work: Callable[[], bytes], then: ThenBytes, otherwise: Otherwise) -> None:
        done = desk.background(parent, work)
        done.then(then).otherwise(lambda problem: otherwise(problem.sentence)).start()

    return Doors(partial(today, desk.clock), store, load, aside)
