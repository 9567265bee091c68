"""What every route is made with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.clock import Clock
from app.domain.divisions import Divisions
from app.security.signatures import DeviceKeys
from app.server.api.metrics import Metrics
from app.server.callers import KnownKeys
from app.server.database import Database
from app.server.local_county import LocalCounty


@dataclass(frozen=True)
class Served:
    """One node of one county. ``threads``: requests worked on at once; ``queue``: how many may wait
    before laptops are told to come again (S24); ``jitter`` gives 0 … 1; ``places``: of the county.

    What waits behind 20 requests of 16 ms each is answered within the second, also while two nodes
    and their database share two cores (``bench/load.py``); whoever is sent away costs next to nothing.

    ``looking``, ``glances``: the same of those that bring nothing and only ask. They have threads of
    their own, so that neither keeps the other waiting, and wait longer: all laptops of a county may
    ask at nine o'clock, which is cheaper to answer than to send away.
    """

    county: LocalCounty
    keys: DeviceKeys
    clock: Clock
    threads: int = 6
    queue: int = 12
    looking: int = 2
    glances: int = 400
    places: Divisions = field(default_factory=lambda: Divisions.from_rows(()), repr=False)
    jitter: Callable[[], float] = random.random
    metrics: Metrics = field(default_factory=Metrics)
    known: KnownKeys = field(default_factory=KnownKeys, repr=False)

    @property
    def database(self) -> Database:
        """The county's."""
        return self.county.database

    def now(self) -> datetime:
        """For people to read."""
        return self.clock.now()
