"""Which nodes of the form an expression reads, found from its syntax tree alone."""

from __future__ import annotations

from dataclasses import dataclass

from app.forms.paths import local
from app.forms.xpath import Binary, Call, Negation, Path, Step, Syntax

_ROWS_ONLY = {"count": (0,), "position": (0,), "name": (0,), "local-name": (0,)}
_SIDEWAYS = frozenset({"following-sibling", "preceding-sibling"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A place read. ``names`` may hold ``*`` and ``**``. The first ``shared`` names are the very
    same node instances as those the reading node lies in. ``is_rows`` when only presence counts."""

    names: tuple[str, ...]
    shared: int
    is_rows: bool = False


def references_of(
    syntax: Syntax, names: tuple[str, ...], *, is_rows: bool = False
) -> set[Reference]:
    """All places that an expression standing at ``names`` reads."""
    finder = _Finder(Reference(names, len(names)))
    finder.walk(syntax, finder.current, is_rows=is_rows)
    return finder.found


class _Finder:
    def __init__(self, current: Reference) -> None:
        self.current = current
        self.found: set[Reference] = set()

    def walk(
        self, syntax: Syntax, here: Reference | None, *, is_rows: bool = False
    ) -> Reference | None:
        """Notes what is read; gives the place a path leads to, None when in a look-up table."""
        if isinstance(syntax, Binary):
            while isinstance(syntax, Binary):
                self.walk(syntax.right, here)
                syntax = syntax.left
            self.walk(syntax, here)
        elif isinstance(syntax, Negation):
            self.walk(syntax.operand, here)
        elif isinstance(syntax, Call):
            if syntax.name == "current":
                self.note(self.current, is_rows)
            return self.call(syntax, here)
        elif isinstance(syntax, Path):
            return self.path(syntax, here, is_rows)
        return None

    def call(self, call: Call, here: Reference | None) -> Reference | None:
        if call.name == "current":
            return self.current
        rows = _ROWS_ONLY.get(call.name, ())
        if call.name == "indexed-repeat":
            rows = tuple(range(1, len(call.arguments), 2))
        place = None
        for at, argument in enumerate(call.arguments):
            place = self.walk(argument, here, is_rows=at in rows)
        return place if call.name == "randomize" else None

    def path(self, path: Path, here: Reference | None, is_rows: bool) -> Reference | None:
        place = self.start(path, here)
        for predicate in path.predicates:
            self.walk(predicate, place)
        for step in path.steps:
            place = _after(place, step)
            for predicate in step.predicates:
                self.walk(predicate, place)
        self.note(place, is_rows)
        return place

    def note(self, place: Reference | None, is_rows: bool) -> None:
        if place is not None and place.names:
            self.found.add(Reference(place.names, place.shared, is_rows))

    def start(self, path: Path, here: Reference | None) -> Reference | None:
        if path.base == ".":
            return here
        if path.base == "/":
            return Reference((), 0)
        assert not isinstance(path.base, str)
        if isinstance(path.base, Call) and path.base.name == "current":
            return self.current
        return self.walk(path.base, here)


def _after(place: Reference | None, step: Step) -> Reference | None:
    if place is None:
        return None
    names, shared = place.names, place.shared
    test = "*" if step.test.endswith((")", "*")) else local(step.test)
    if step.axis == "self":
        return place
    if step.axis == "attribute":
        return None  # attributes never change
    if step.axis == "child":
        return (
            place if step.test == "text()" else Reference((*names, test), min(shared, len(names)))
        )
    if step.axis == "parent":
        return Reference(names[:-1], min(shared, len(names) - 1))
    if step.axis in _SIDEWAYS:
        return Reference((*names[:-1], test), min(shared, len(names) - 1))
    if step.axis in ("descendant", "descendant-or-self"):
        return Reference((*names, "**"), min(shared, len(names)))
    return Reference(("**",), 0)
