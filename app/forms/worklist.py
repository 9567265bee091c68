"""The units still to be worked out, sources first, each once at a time."""

from __future__ import annotations

import heapq

from app.forms.live import Live
from app.forms.structure import COUNT, Element, Plan, Unit

ROUNDS = 40
"""How often a unit in a cycle may be worked out again before it is left as it is."""


class Worklist:
    """A queue of (unit, node) by rank. ``only``, when set, is the one kind taken in."""

    def __init__(self, plan: Plan) -> None:
        self.only = ""
        self._plan = plan
        self._heap: list[tuple[int, int, int, Unit, Live]] = []
        self._queued: set[tuple[int, int]] = set()
        self._rounds: dict[tuple[int, int], int] = {}
        self._number = 0

    def push(self, unit: Unit, live: Live) -> None:
        """Queue one unit for one node; of a cycle only so many times."""
        key = (id(unit), id(live))
        if key in self._queued or (self.only and unit.kind != self.only):
            return
        if unit.is_in_cycle:
            rounds = self._rounds.get(key, 0) + 1
            if rounds > ROUNDS:
                return
            self._rounds[key] = rounds
        self._queued.add(key)
        self._number += 1
        heapq.heappush(self._heap, (unit.rank, unit.element.position, self._number, unit, live))

    def push_all(self, live: Live) -> None:
        """Queue all units of a node."""
        for unit in self._plan.units.get(live.element.position, ()):
            if unit.kind != COUNT:
                self.push(unit, live)

    def push_count(self, element: Element, parent: Live) -> None:
        """Queue the count of a repeat's rows within one parent."""
        for unit in self._plan.units.get(element.position, ()):
            if unit.kind == COUNT:
                self.push(unit, parent)

    def pop(self) -> tuple[Unit, Live] | None:
        """The next to work out, or None."""
        if not self._heap:
            return None
        _, _, _, unit, live = heapq.heappop(self._heap)
        self._queued.discard((id(unit), id(live)))
        return unit, live

    def start_over(self) -> None:
        """Let units of cycles be worked out anew."""
        self._rounds.clear()

    def clear(self) -> None:
        """Forget all that is queued."""
        self._heap.clear()
        self._queued.clear()
