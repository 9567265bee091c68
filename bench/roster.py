"""A workbook of 5,000 rows: read, planned and taken in, as the window does it; and brought again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.excel.reader import read_bytes
from app.services import imports
from app.services.shipped import divisions
from bench.figures import Figure, timed
from tests.stores import a_store, an_actor
from tests.unit.excel.rosters_made import a_large_file

ROWS = 5_000
GATE = 6_000.0


def figures() -> list[Figure]:
    """The first import, and the same workbook once more."""
    places = divisions()
    file = a_large_file(ROWS)
    actor = an_actor(role="2", village_codes=None, org_code=None)
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))

        def bring_in() -> None:
            store.perform(
                lambda work: imports.commit(
                    work, imports.read(work, read_bytes(file), places), places
                ),
                actor,
            )

        first, again = timed(bring_in, 2)
        store.close()
    beside = f"{ROWS} rows"
    return [
        Figure("import of a workbook", first, "ms", GATE, beside),
        Figure("the same workbook again", again, "ms", GATE, beside),
    ]
