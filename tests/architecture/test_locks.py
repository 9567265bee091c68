"""The locks: everything asked for is in them, and everything in them has a hash."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT

NAMES = ("run", "server", "test", "prove", "build")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return {plain(found[0]) for line in lines if (found := re.match(r"[A-Za-z][\w.-]*", line))}


def locked(name: str) -> dict[str, str]:
    """Each locked package with the lines of its entry."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    return {plain(entry.split("==")[0]): entry for entry in entries}


@pytest.mark.parametrize("name", NAMES)
def test_everything_asked_for_is_locked(name: str):
    assert asked_for(name) - set(locked(name)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_an_exact_version_and_a_hash(name: str):
    loose = [package for package, entry in locked(name).items() if "--hash=sha256:" not in entry]
    assert loose == []
    assert all(re.search(r"==[\d.]+", entry) for entry in locked(name).values())
