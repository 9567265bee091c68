"""What the county counts of itself, for Prometheus. Routes and outcomes, no persons and no places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from app.sync.protocol.messages import Ack, Answer, Page

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass
class Metrics:
    """One node's."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        within = self.registry
        self.requests = Counter(
            "ruhu_requests", "Answered requests", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "ruhu_request_seconds",
            "Time to the answer",
            ("route",),
            buckets=_SECONDS,
            registry=within,
        )
        self.received = Counter("ruhu_received_bytes", "Bodies in", ("route",), registry=within)
        self.sent = Counter("ruhu_sent_bytes", "Bodies out", ("route",), registry=within)
        self.operations = Counter(
            "ruhu_operations", "Operations decided", ("outcome",), registry=self.registry
        )
        self.rows = Counter("ruhu_rows_told", "Rows told to laptops", registry=self.registry)
        self.turned_away = Counter("ruhu_turned_away", "Asked to come later", registry=within)
        self.bugs = Counter("ruhu_bugs", "Unforeseen errors", registry=self.registry)
        self.working = Gauge("ruhu_working", "Requests under way", registry=self.registry)

    def count(self, route: str, status: int, seconds: float, sizes: tuple[int, int]) -> None:
        """One answered request; ``sizes`` in and out."""
        self.requests.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        self.received.labels(route).inc(sizes[0])
        self.sent.labels(route).inc(sizes[1])

    def told(self, answers: tuple[Answer, ...]) -> None:
        """What a sync came to."""
        for answer in answers:
            if isinstance(answer, Ack):
                for verdict in answer.verdicts:
                    self.operations.labels(verdict.outcome).inc()
            if isinstance(answer, Ack | Page):
                self.rows.inc(len(answer.rows))

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)
