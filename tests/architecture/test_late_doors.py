"""Libraries that are imported by name, and so in no import contract, have one door all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from tests.architecture.tree import ROOT, modules

DOORS: Final[Mapping[str, str]] = {
    "pyhanko": "app/security/",
    "pyhanko_certvalidator": "app/security/",
    "asn1crypto": "app/security/",
}
"""Library -> the folder whose files alone may name it in an import."""


@pytest.mark.parametrize("library", DOORS)
def test_only_its_door_imports_a_library_that_comes_late(library: str):
    named = [
        path.relative_to(ROOT).as_posix()
        for path in modules("app")
        for line in path.read_text("utf-8").splitlines()
        if _imports(line, library)
    ]
    assert named
    assert [each for each in named if not each.startswith(DOORS[library])] == []


def _imports(line: str, library: str) -> bool:
    """Whether a line imports it, at the top or by name."""
    words = (f"import {library}", f"from {library}", f'import_module("{library}')
    return any(word in line for word in words)
