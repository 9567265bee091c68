"""The documents say what is so: commands exist, links lead somewhere, decisions are listed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files

DOCUMENTS = [path for path in files() if path.suffix == ".md"]

READMES = ("README.md", "README.zh-CN.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_the_two_commands(name: str):
    assert {"run", "test"} <= set(re.findall(r"^ *make (\w+)", read(name), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_in_a_document_exists(document: Path):
    named = re.findall(r"(?:^ *|`)make (\w+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_in_a_document_leads_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_decision_is_listed():
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    listed = read("docs/adr/README.md")
    assert [path.name for path in decisions if f"({path.name})" not in listed] == []
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))


def test_ci_runs_the_readmes_test_command_and_nothing_else():
    commands = [line for line in read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert commands[-1] == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
