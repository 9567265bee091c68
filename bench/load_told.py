"""What a load came to, as figures."""

from __future__ import annotations

import time

from bench.county_made import Served
from bench.figures import Figure, median, p95
from bench.load_vault import Seen


def told(
    laptops: int, within: float, seen: Seen, took: float, limits: tuple[float, float | None]
) -> list[Figure]:
    """What all of them met. ``limits``: seconds until all are done, and of 95 of 100 requests."""
    every = [one for kind in seen.seconds.values() for one in kind]
    rate = f"{len(every)} requests, {len(every) / took:.0f} a second"
    kinds = [
        Figure(f"{kind}, p95", p95(found), "s", None, f"median {median(found):.3f} s, {len(found)}")
        for kind, found in sorted(seen.seconds.items())
    ]
    wrong = ", ".join(f"{what}: {count}" for what, count in seen.wrong.items() if count)
    beside = f"{laptops} laptops within {within:.0f} s; {rate}"
    return [
        Figure("all done", took, "s", limits[0], beside),
        Figure("every request, p95", p95(every), "s", limits[1], f"median {median(every):.3f} s"),
        *kinds,
        Figure("errors", seen.wrong.total(), "", 0, wrong),
        Figure("asked to come later", seen.put_off, "", None, "and served then"),
    ]


class Meter:
    """The processor's time from here on."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.before, self.own = served.processor_time(), time.process_time()

    def figures(self) -> list[Figure]:
        """How much it was until now."""
        own, (node, base) = time.process_time() - self.own, self.served.processor_time()
        beside = "beside it on the same machine"
        return [
            Figure("processor of the server", node - self.before[0], "s", None, ""),
            Figure("processor of the database", base - self.before[1], "s", None, ""),
            Figure("processor of the load generator", own, "s", None, beside),
        ]
