"""A county and two enrolled laptops of one village."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, a_county


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def laptop(made: MadeCounty, tmp_path: Path) -> Laptop:
    found = Laptop(made, tmp_path / "one")
    found.enrol()
    return found


@pytest.fixture
def other(made: MadeCounty, tmp_path: Path) -> Laptop:
    found = Laptop(made, tmp_path / "two")
    found.enrol()
    return found
