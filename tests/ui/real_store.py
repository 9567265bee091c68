"""A real encrypted store behind the window, for tests of pages that show what services say."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app.storage.actor import Actor
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import a_store, an_actor

T = TypeVar("T")
Verb = Callable[[UnitOfWork], T]


class RealStore:
    """Runs verbs as one person does, the way ``Workspace.perform`` runs them."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self.store = store
        self.actor = actor

    def perform(self, verb: Verb[T], /) -> tuple[T, ChangeSet]:
        return self.store.perform(verb, self.actor)

    def do(self, verb: Verb[T]) -> T:
        """Run ``verb`` and give its result: what a test prepares or looks up."""
        return self.perform(verb)[0]


@contextmanager
def opened(folder: Path, **actor: object) -> Generator[RealStore]:
    """An empty store in ``folder``, as the person that ``actor`` says; closed at the end."""
    store = a_store(folder)
    try:
        yield RealStore(store, an_actor(**actor))
    finally:
        store.close()
