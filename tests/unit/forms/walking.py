"""Random walks over a form: what a restless person could do to it."""

from __future__ import annotations

import itertools
import random
from datetime import datetime

from app.domain.clock import CHINA
from app.forms.definition import FormDefinition
from app.forms.filling import FormFilling
from app.forms.states import NodeState

VALUES = (
    "", "1", "0", "-1", "18", "60", "3.5", "100", "张三", "李 四", "true", "false", "yes", "no",
    "2026-03-01", "2008-11-11", "12:00:00.000", "2026-01-15T23:59:00.000+08:00", "a", "x", "１２",
    "11010119900307777X", "13800138000", "31.2 121.5", "'", "\"<&>",
)  # fmt: skip
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)


def blank(definition: FormDefinition, state: dict[str, object] | None = None) -> FormFilling:
    """A filling with a still clock and counted ids."""
    numbers = itertools.count(1)
    return FormFilling(
        definition, now=lambda: NOW, new_id=lambda: f"id{next(numbers)}", state=state
    )


def step(filling: FormFilling, chance: random.Random) -> None:
    """One thing a person could do."""
    nodes = [node for page in filling.definition.pages for node in filling.page_nodes(page)]
    questions = [
        node for node in nodes if node.kind == "question" and not _is_worked_out(filling, node)
    ]
    ranges = [node for node in nodes if node.kind == "repeat" and node.may_add_rows]
    rows = [row for node in ranges for row in node.rows]
    dice = chance.random()
    if dice < 0.12 and ranges and len(rows) < 12:
        filling.add_row(chance.choice(ranges).path)
    elif dice < 0.17 and rows:
        filling.remove_row(chance.choice(rows))
    elif dice < 0.22:
        filling.undo()
    elif questions:
        node = chance.choice(questions)
        filling.answer(node.path, _answer(node, chance))


def _is_worked_out(filling: FormFilling, node: NodeState) -> bool:
    names = (filling.definition.root.name, *(part for part in node.path.split("/") if part))
    plain = tuple(name for name in names if not name.startswith("id") or not name[2:].isdigit())
    element = filling.definition.elements.get(plain)
    return element is None or element.bind.calculate is not None


def _answer(node: NodeState, chance: random.Random) -> str:
    if node.choices and chance.random() < 0.9:
        number = chance.randint(1, len(node.choices)) if node.control == "select" else 1
        return " ".join(one.value for one in chance.sample(node.choices, number))
    return chance.choice(VALUES)
