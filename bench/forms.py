"""The form engine: loading, and from an answer to everything that follows from it.

Beside what the reference engine was measured at on the same forms (ODK Web Forms 0.22 in node).
The three made forms are built here: many questions, a long chain, one answer with many followers.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import datetime

from app import resources
from app.domain.clock import CHINA
from app.forms.compiler import compile_expression
from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling
from bench.figures import Figure, median, p95, timed
from bench.forms_made import chain, fan, wide

_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)
_CASES = (
    ("200 questions", wide(200), 0.5, 80.0, "reference 7.9 ms p95, load 397 ms"),
    ("chain of 200", chain(200), 5.0, None, "reference 62.8 ms p95"),
    ("fan of 200", fan(200), 5.0, None, "reference 40.1 ms p95"),
)


def figures() -> list[Figure]:
    """Keystroke p95 and load of each form."""
    found: list[Figure] = []
    home_visit = resources.read_bytes("forms", "ruhu", "form.xml")
    for name, xml, stroke, load, beside in (
        *_CASES,
        ("入户走访", home_visit, 0.5, 80.0, "reference 3.1 ms p95, load 97 ms"),
    ):
        strokes = _keystrokes(load_form(xml))
        found.append(Figure(f"form keystroke p95, {name}", p95(strokes), "ms", stroke, beside))
        found.append(Figure(f"form load, {name}", _load(xml), "ms", load, beside))
    slowest = max(_load(each) for each in _shipped())
    found.append(Figure("form load, the slowest that ships", slowest, "ms", 80.0, ""))
    return found


def _shipped() -> Iterator[bytes]:
    for name in resources.names("forms"):
        yield resources.read_bytes("forms", name, "form.xml")


def _load(xml: bytes) -> float:
    def load() -> None:
        compile_expression.cache_clear()
        load_form(xml)

    return median(timed(load, 5))


def _keystrokes(definition: FormDefinition) -> list[float]:
    numbers = itertools.count()
    filling = FormFilling(definition, now=lambda: _NOW, new_id=lambda: f"id{next(numbers)}")
    typed = [
        node.path
        for page in definition.pages
        for node in filling.page_nodes(page)
        if node.control == "input" and not node.readonly
    ]
    chance = random.Random(1)
    answers = [(chance.choice(typed), str(chance.randint(1, 99))) for _ in range(400)]
    return [timed(lambda each=each: filling.answer(*each), 1)[0] for each in answers]
