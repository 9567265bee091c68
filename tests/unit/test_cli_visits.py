"""visits export, as an office's technician types it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.cli import opening
from app.services import visits
from tests.factories import a_household
from tests.unit.services.conftest import the_calendar, the_pack
from tests.unit.test_cli import REFUSED, USAGE, ZERO, Line, a_line
from tests.visits_made import begin, complete, the_forms


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """A vault with one finished visit in it."""
    made = a_line(tmp_path)
    made.run("vault", "create", "--name", "周经办", "--township", "500231102", "--role", "2")
    with opening.opened(made.vault, made.around()) as vault:
        household = vault.do(lambda work: a_household(work, 2).id)
        session = complete(begin(vault.store, vault.owner.actor, household))
        vault.do(
            lambda work: visits.finish(
                work, the_forms(), the_pack(), the_calendar(), session.draft.id
            )
        )
    return made


def test_visits_are_exported_and_found_by_form_and_day(line: Line, tmp_path: Path):
    out = tmp_path / "走访.zip"
    told = line.run("visits", "export", "--form", "ruhu", "--since", "2026-11-01", "--out", out)
    assert (line.code, told["visits"], told["absent"]) == (ZERO, 1, 0)
    with zipfile.ZipFile(out) as archive:
        ends = {name.rpartition(".")[2] for name in archive.namelist()}
    assert ends >= {"pdf", "csv", "xml", "txt"}
    assert out.stat().st_mode & 0o077 == 0


def test_nothing_to_export_leaves_no_file(line: Line, tmp_path: Path):
    out = tmp_path / "走访.zip"
    line.run("visits", "export", "--until", "2020-01-01", "--out", out)
    assert (line.code, "visits_none" in line.err) == (REFUSED, True)
    assert not list(tmp_path.glob("*.zip*"))
    line.run("visits", "export", "--since", "昨天", "--out", out)
    assert line.code == USAGE
