"""House rules that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from tests.architecture.tree import ROOT, files, modules, texts

CODE = ("app", "tools", "installer", "bench", "tests", "main.py")

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}

UNWANTED = {
    "a package registry's address": r"pypi[.]|pythonhosted[.]|npmjs[.]|deb[.]debian[.]|--index[-]url"
    r"|--extra[-]index|--find[-]links",
    "a path of the machine it was written on": r"(?<![\w./)-])/(work|home/\w+|root)/|/[.]library\b",
    "work left undone": r"\b(TO[D]O|FIX[M]E|XX[X])\b",
}

IMPORTABLE = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in modules("app")
    if path.stem != "__main__" and "versions" not in path.parts
]


def test_a_name_says_what_is_in_the_file():
    assert [path for path in files() if path.stem.lower() in NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_contains(what: str):
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(UNWANTED[what], line)
    ]
    assert found == []


def test_every_module_says_what_it_is():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules(*CODE)
        if not path.name.startswith("test_")  # their names are sentences
        and (text := path.read_text(encoding="utf-8"))
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_test_data_from_beside_the_project_comes_through_one_door():
    door = re.compile(r"[.][.]/shared|\bRUHU_SHARED\b|/ *['\"]shared['\"]")
    named = [name for name, text in texts().items() if name.endswith(".py") and door.search(text)]
    assert set(named) <= {"tests/shared_data.py", "tests/architecture/test_house_rules.py"}


@pytest.mark.parametrize("name", IMPORTABLE)
def test_every_module_can_be_imported(name: str):
    assert importlib.import_module(name).__name__ == name
