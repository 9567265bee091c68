"""A store and an actor for each test of the storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.actor import Actor
from app.storage.store import Store
from tests.stores import a_store, an_actor


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def actor() -> Actor:
    return an_actor()
