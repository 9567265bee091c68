"""Over a real store, as a clerk of the township that the rosters are of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.real_store import RealStore, opened
from tests.unit.excel.rosters_made import LINJIANG


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", org_code=LINJIANG[:9] + "000", village_codes=None) as found:
        yield found
