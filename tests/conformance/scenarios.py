"""Replays recorded scenarios step by step and compares every fact of every node that is recorded.

A disputed fact is right when it is one of the two recorded values; which side that must be is what
``cases.py`` says.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, cast

from app.forms.definition import FormDefinition, load_form
from app.forms.filling import FormFilling
from app.forms.live import Live
from app.forms.states import NodeState
from tests.conformance.cases import recorded

CHINA = timezone(timedelta(hours=8))
FACTS = (
    "value", "relevant", "required", "readonly", "constraint_ok", "label", "hint", "choices",
    "count", "violation", "message",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One fact that came out otherwise: after which step, where, which, what."""

    after: int | str
    address: str
    fact: str
    got: object
    wanted: object
    other: object = None
    """What the second engine gave, when the two engines disagree."""


@dataclass
class Replay:
    """One scenario being replayed."""

    scenario: dict[str, Any]
    filling: FormFilling
    expected: dict[str, dict[str, Any]]
    disputed: dict[tuple[str, str], list[list[Any]]] = field(default_factory=dict)
    """The pairs [first engine, second engine] recorded so far; each is recorded only once."""
    differences: list[Difference] = field(default_factory=list)
    sides: list[tuple[str, str, str]] = field(default_factory=list)
    """(address, fact, "first" or "second") for each disputed fact."""


@cache
def definition_of(name: str) -> FormDefinition:
    """The form of a scenario."""
    form = recorded("scenarios.json")["forms"][name]
    files = {key: _as_bytes(value) for key, value in form.get("attachments", {}).items()}
    return load_form(form["xform"].encode(), files)


def _as_bytes(value: object) -> bytes:
    return value.encode() if isinstance(value, str) else b""


def plain(address: str) -> str:
    """An address without prefixes."""
    return re.sub(r"/\w+:", "/", address)


def replay(scenario: dict[str, Any]) -> Replay:
    """Replays one scenario to its end."""
    moment = datetime.fromtimestamp(scenario["now"] / 1000, UTC).astimezone(CHINA)
    numbers = itertools.count(1)
    filling = FormFilling(
        definition_of(scenario["form"]),
        now=lambda: moment,
        new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}",
    )
    play = Replay(
        scenario, filling, {plain(key): state for key, state in scenario["initial"].items()}
    )
    _note_disputes(play, "init")
    compare(play, "init", None)
    last = len(scenario["steps"]) - 1
    for number, step in enumerate(scenario["steps"]):
        touched = act(play, step)
        for address, state in step["changes"].items():
            address = plain(address)
            if state is None:
                play.expected.pop(address, None)
            else:
                play.expected[address] = state
        _note_disputes(play, number)
        compare(play, number, None if number == last else touched | set(step["changes"]))
    return play


def _note_disputes(play: Replay, after: int | str) -> None:
    for dispute in play.scenario["disputed"]:
        if dispute["after"] == after:
            for address, facts in dispute["nodes"].items():
                for fact, pair in facts.items():
                    pairs = play.disputed.setdefault((plain(address), fact), [])
                    pairs.append([bool(one) for one in pair] if fact == "node" else pair)


def act(play: Replay, step: dict[str, Any]) -> set[str]:
    """Does one step; gives the addresses of what the engine says has changed."""
    filling = play.filling
    places = addresses(filling)
    if step["op"] == "answer":
        path = places.get(step["ref"])
        if path is None:
            return set()
        changes = filling.answer(path, _answer(step["value"], filling.node(path)))
    elif step["op"] == "add_repeat":
        filling.add_row(_range_path(places, step["range"]))
        changes = filling.last_changes
    elif step["op"] == "remove_repeat":
        changes = filling.remove_row(places[step["ref"]])
    else:
        changes = filling.set_language(step["value"])
    by_path = {path: address for address, path in addresses(filling).items()}
    return {by_path[path] for path in changes.paths if path in by_path}


def _answer(value: object, state: NodeState) -> str:
    if isinstance(value, bool):
        on, off = ("OK", "") if state.control == "trigger" else ("true", "false")
        return on if value else off
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, cast("list[object]", value)))
    return str(value)


def _range_path(places: dict[str, str], address: str) -> str:
    return places[f"{address}#range"]


def addresses(filling: FormFilling) -> dict[str, str]:
    """The path of every node by its recorded address (``/data/member[2]/age``)."""
    root = filling.root()
    found = {f"/{root.name}": ""}
    _collect(root, f"/{root.name}", found)
    return found


def _collect(live: Live, address: str, found: dict[str, str]) -> None:
    for element in live.element.children:
        below = f"{address}/{element.name}"
        nodes = live.rows(element.name)
        if element.kind == "repeat":
            found[f"{below}#range"] = f"{live.path}/{element.name}" if live.path else element.name
        for number, node in enumerate(nodes, 1):
            own = f"{below}[{number}]" if element.kind == "repeat" else below
            found[own] = node.path
            _collect(node, own, found)


def compare(play: Replay, after: int | str, only: set[str] | None) -> None:
    """Compares all nodes, or only some."""
    places = addresses(play.filling)
    if only is None:
        for address in sorted(set(places) ^ set(play.expected)):
            _judge(play, after, address, "node", address in places, address in play.expected)
    for address in places if only is None else only & set(places):
        wanted = play.expected.get(address)
        if wanted is None:
            continue
        state = play.filling.node(places[address])
        for fact in FACTS:
            if fact in wanted:
                _judge(play, after, address, fact, _fact(state, fact), wanted[fact])


def _judge(
    play: Replay, after: int | str, address: str, fact: str, got: object, wanted: object
) -> None:
    pairs = play.disputed.get((address, fact), [])
    others = [pair[1] for pair in pairs if same(fact, pair[0], wanted)]
    if same(fact, got, wanted):
        if others:
            play.sides.append((address, fact, "first"))
    elif any(same(fact, got, other) for other in others):
        play.sides.append((address, fact, "second"))
    else:
        play.differences.append(Difference(after, address, fact, got, wanted, others))


def _fact(state: NodeState, fact: str) -> object:
    if fact == "choices":
        return [[choice.value, choice.label] for choice in state.choices]
    if fact == "count":
        return len(state.rows)
    if fact == "violation":
        if not state.constraint_ok:
            return "constraint"
        return "required" if state.required and not state.value and state.relevant else None
    return getattr(state, fact)


def same(fact: str, got: object, wanted: object) -> bool:
    """Whether two recorded facts are the same: texts but for blanks, numbers as numbers."""
    if got == wanted or wanted == "*":
        return True
    if isinstance(got, str) and isinstance(wanted, str):
        return _same_text(got, wanted)
    if fact == "choices":
        ours, theirs = cast("list[list[str]]", got), cast("list[list[str]]", wanted)
        return len(ours) == len(theirs) and all(
            _same_text(a[0], b[0]) and _same_text(a[1], b[1])
            for a, b in zip(ours, theirs, strict=True)
        )
    return False


def _same_text(got: str, wanted: str) -> bool:
    if " ".join(got.split()) == " ".join(wanted.split()):
        return True
    try:
        return math.isclose(float(got), float(wanted), rel_tol=1e-12, abs_tol=1e-12)
    except ValueError:
        return False
