"""Every rule of the sync's specification is named by a test: A1–A5, E1–E7, S1–S25, I1–I11.

A test names a rule in its name (``test_s14_…``) or in its docstring (``I2: …``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, modules

RULES = [
    f"{letter}{number}"
    for letter, last in (("A", 5), ("E", 7), ("S", 25), ("I", 11))
    for number in range(1, last + 1)
]
IN_TEXT = re.compile(r"\b([AEIS]\d{1,2})\b")
IN_NAME = re.compile(r"(?<=_)([aeis]\d{1,2})(?=_)")


def named() -> Iterator[tuple[str, str]]:
    """(rule, the test that names it)."""
    for path in modules("tests"):
        if not path.name.startswith("test_") or path.parent.name == "architecture":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                place = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                rules = {one.upper() for one in IN_NAME.findall(node.name)}
                rules |= set(IN_TEXT.findall(ast.get_docstring(node) or ""))
                yield from ((rule, place) for rule in rules)


NAMED = {rule for rule, _place in named()}


@pytest.mark.parametrize("rule", RULES)
def test_a_test_names_the_rule(rule: str):
    assert rule in NAMED
