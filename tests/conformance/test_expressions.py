"""The gate: every recorded expression gives what was recorded, but for the choices we made."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import cast

import pytest

from tests.conformance.cases import LEFT_OUT, NOTED, SECOND_SIDE, recorded
from tests.conformance.expressions import Outcome, run, same

GATED = ("odk", "xpath1-core", "domain")


@cache
def outcomes() -> tuple[Outcome, ...]:
    """All enforced cases, run."""
    data = recorded("xpath_cases.json")
    return tuple(
        run(case, data["docs"][case["doc"]]) for case in data["cases"] if not case.get("note")
    )


def noted() -> dict[str, str]:
    """Case and function -> expression, of those that are not run."""
    return {
        f"{case['id']} {case['expr'][:3]}": case["expr"]
        for case in recorded("xpath_cases.json")["cases"]
        if case.get("note")
    }


def is_accepted(outcome: Outcome) -> bool:
    """Right, or the second engine's result where we chose it, or left out with a reason."""
    expression = outcome.case["expr"]
    if outcome.is_right or expression in LEFT_OUT:
        return True
    other = outcome.case.get("javarosa")
    if expression not in SECOND_SIDE or not isinstance(other, dict):
        return False
    asked = outcome.case["asked"]
    known = cast("dict[str, str | bool]", other)
    wanted = known.get(asked, known["string"])
    return same(outcome.got, float(wanted) if asked == "number" else wanted)


def rates() -> list[str]:
    """Lines that say how many expressions hold, by tier and status."""
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes():
        key = (outcome.case["tier"], outcome.case.get("status") or "")
        total[key] += 1
        right[key] += outcome.is_right
    lines = [f"  {key[0]:12} {key[1]:22} {right[key]:5} / {total[key]}" for key in sorted(total)]
    return ["expressions: right / all", *lines, "  not enforced: " + "  ".join(noted().values())]


def test_the_pass_rate_of_expressions_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("", *rates(), sep="\n")
    assert outcomes()
    assert tuple(noted()) == NOTED


@pytest.mark.parametrize("tier", GATED)
def test_every_expression_of_a_tier_is_right_or_a_choice_we_made(tier: str) -> None:
    wrong = [
        (outcome.case["expr"], outcome.got, outcome.wanted)
        for outcome in outcomes()
        if outcome.case["tier"] == tier and not is_accepted(outcome)
    ]
    assert wrong == []
