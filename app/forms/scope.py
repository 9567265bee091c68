"""Where an expression is worked out: the surroundings of a whole form, and one place in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.forms.nodes import Node
from app.forms.xpath import ExpressionError

FUEL = 2_000_000
"""Nodes one evaluation may visit; above it the form is refused rather than waited for."""


@dataclass(slots=True)
class Surroundings:
    """What all expressions of a filling share. ``paths`` caches absolute paths; clear it when rows
    come or go."""

    root: Node
    now: Callable[[], datetime]
    zone: int = 480
    instances: Mapping[str, Node] = field(default_factory=dict[str, Node])
    itext: Callable[[str, Node], str] = lambda name, _node: name
    choice_label: Callable[[str, str, Node], str] = lambda value, _path, _node: value
    new_id: Callable[[], str] = lambda: ""
    random: Callable[[], float] = lambda: 0.5
    paths: dict[tuple[str, ...], list[Node]] = field(
        default_factory=dict[tuple[str, ...], list[Node]]
    )
    indexes: dict[tuple[str, tuple[str, ...], str], dict[str, list[Node]]] = field(
        default_factory=dict[tuple[str, tuple[str, ...], str], dict[str, list[Node]]]
    )
    language: str = ""
    fuel: int = FUEL

    def burn(self, amount: int) -> None:
        """Count work done; raises when an expression does far too much of it."""
        self.fuel -= amount
        if self.fuel < 0:
            raise ExpressionError("公式计算量过大，已停止")


class Scope:
    """One place: the node, its position and size in a predicate, and where the expression began."""

    __slots__ = ("current", "node", "position", "shared", "size")

    def __init__(
        self,
        shared: Surroundings,
        node: Node,
        position: int = 1,
        size: int = 1,
        current: Node | None = None,
    ) -> None:
        self.shared = shared
        self.node = node
        self.position = position
        self.size = size
        self.current = current or node
