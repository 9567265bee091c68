"""An icon that is named in a window is there: a missing one is found while painting, too late."""

from __future__ import annotations

import re
from pathlib import Path

from app import resources

_NAMED = re.compile(r"""\bicon(?:=|\()["']([a-z-]+)["']""")
_UI = Path(__file__).parents[2] / "app" / "ui"


def test_every_icon_that_a_window_names_is_in_the_folder():
    there = {each.stem for each in resources.path("icons").glob("*.svg")}
    named = {
        (name, path.name)
        for path in _UI.rglob("*.py")
        for name in _NAMED.findall(path.read_text("utf-8"))
    }
    assert len(named) > 20
    assert [each for each in sorted(named) if each[0] not in there] == []
