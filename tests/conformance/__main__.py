"""Prints how many recorded cases hold: ``python -m tests.conformance``."""

from __future__ import annotations

from tests.conformance.test_expressions import rates as expression_rates
from tests.conformance.test_scenarios import rates as scenario_rates

if __name__ == "__main__":
    print("\n".join([*expression_rates(), *scenario_rates()]))
