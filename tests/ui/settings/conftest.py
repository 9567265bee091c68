"""Over a real store that has an owner, and what keeps it written down by the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import accounts
from app.services.accounts import FOUNDING
from tests.stores import VILLAGE
from tests.ui.real_store import RealStore, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path) as found:
        owner, _ = found.store.perform(
            lambda work: accounts.found(
                work, name="周小兰", role="4", org_code=VILLAGE[:9], village_codes=[VILLAGE]
            ),
            FOUNDING,
        )
        yield RealStore(found.store, owner.actor)
