"""The window over 100,000 persons: list painted, search as you type, a household opened, memory.

In a process of its own, so that its memory is the program's and nothing else's.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping

from bench.figures import Figure

GATES: Mapping[str, tuple[str, float | None]] = {
    "keys to painted list": ("ms", 600.0),
    "search, key to painted result, p95": ("ms", 40.0),
    "household opened, p95": ("ms", 60.0),
    "memory (PSS)": ("MB", 160.0),
    "memory (PSS) after the searches": ("MB", None),
}


def figures() -> list[Figure]:
    """What the child measured, beside its gates."""
    with tempfile.TemporaryDirectory() as home:
        _child("make", home)
        told = _child("measure", home)
    found: list[Figure] = []
    for line in told.splitlines():
        name, value, beside = line.split("\t")
        unit, gate = GATES[name]
        found.append(Figure(name, float(value), unit, gate, beside))
    return found


def _child(what: str, home: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.window_child", what, home],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout
