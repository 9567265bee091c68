"""One measured figure beside its limit, and how a set of them is shown."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``, None where it was not measured; ``gate`` is the most it may be, None
    where it is only told.

    ``beside``: what it is compared with in the same run, e.g. ``raw commit 0.35 ms``.
    """

    name: str
    value: float | None
    unit: str
    gate: float | None = None
    beside: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the gate holds; None where there is none, or nothing was measured."""
        return None if self.gate is None or self.value is None else self.value <= self.gate


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of ``times`` runs."""
    found: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| figure | measured | gate | met | beside |", "|---|---|---|---|---|"]
    for each in figures:
        gate = "" if each.gate is None else f"≤ {each.gate:g} {each.unit}"
        met = {None: "", True: "yes", False: "**no**"}[each.is_met]
        taken = "not measured" if each.value is None else f"{each.value:.3g} {each.unit}"
        lines.append(f"| {each.name} | {taken} | {gate} | {met} | {each.beside} |")
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> str:
    """The same for programs."""
    rows = [{**asdict(each), "met": each.is_met} for each in figures]
    return json.dumps({"figures": rows}, ensure_ascii=False, indent=1)
