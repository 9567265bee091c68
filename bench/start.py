"""The start: first paint beside the least PySide6 window in the same minutes, run in turn (D1)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, median

RUNS = 15
GATE = 1.3


def figures() -> list[Figure]:
    """First paint and the window that asks, each as a ratio to the least window there can be."""
    minimal: list[float] = []
    painted: list[float] = []
    asked: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        vault = Path(home) / "data" / "vaults" / "v1"
        vault.mkdir(parents=True)
        (vault / "vault.header").touch()  # so that it asks for a password, as it does every day
        for _ in range(RUNS):
            minimal.append(_run("minimal")["painted"])
            ours = _run("ours", home)
            painted.append(ours["painted"])
            asked.append(ours["asked"])
    least = median(minimal)
    beside = f"least PySide6 window {least:.0f} ms"
    return [
        Figure("first paint", median(painted) / least, "×", GATE, beside),
        Figure("first window to type in", median(asked) / least, "×", None, beside),
    ]


def _run(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.start_child", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    pairs = (line.split() for line in done.stdout.splitlines())
    return {name: float(value) for name, value in pairs}
