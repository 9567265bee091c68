"""Times the form engine beside what the reference engine was measured at; for developers.

Give it XForm files, or XLSForm workbooks when pyxform is there.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.clock import CHINA
from app.forms.compiler import compile_expression
from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling

REFERENCE = {
    "perf200": "load 397-569 ms, keystroke 4.4 mean, 7.9 p95; goal 0.5 p95, load 80",
    "chain200": "keystroke 37.5 mean, 62.8 p95; goal 5 p95",
    "fan200": "keystroke 27.7 mean, 40.1 p95; goal 5 p95",
    "ruhu": "load 97 ms, keystroke 0.99 mean, 3.1 p95",
}
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)


def main(paths: list[str]) -> None:
    """Print a line for each form."""
    for path in map(Path, paths):
        data = _xform(path)
        loads = [_timed_load(data) for _ in range(5)]
        strokes = sorted(_keystrokes(load_form(data)))
        mean = sum(strokes) / len(strokes)
        p95 = strokes[int(len(strokes) * 0.95)]
        name = path.stem if path.stem != "form" else path.parent.name
        print(f"{name:10} load {min(loads):6.1f} ms  keystroke {mean:.3f} mean {p95:.3f} p95 ms")
        print(f"{'':10} reference: {REFERENCE.get(name, 'none')}")


def _xform(path: Path) -> bytes:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    from tools.build_forms import converted

    return converted(path)


def _timed_load(data: bytes) -> float:
    compile_expression.cache_clear()
    begun = time.perf_counter()
    load_form(data)
    return (time.perf_counter() - begun) * 1000


def _keystrokes(definition: FormDefinition) -> list[float]:
    numbers = itertools.count()
    filling = FormFilling(definition, now=lambda: NOW, new_id=lambda: f"id{next(numbers)}")
    typed = [
        node.path
        for page in definition.pages
        for node in filling.page_nodes(page)
        if node.control == "input" and not node.readonly
    ]
    chance = random.Random(1)  # noqa: S311 - the same keystrokes each time
    found: list[float] = []
    for _ in range(400):
        path, value = chance.choice(typed), str(chance.randint(1, 99))
        begun = time.perf_counter()
        filling.answer(path, value)
        found.append((time.perf_counter() - begun) * 1000)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
