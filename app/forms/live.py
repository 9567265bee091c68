"""The answers of one filling as a tree of live nodes, and the paths that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from app.forms.nodes import Node
from app.forms.structure import Element, FormDefinition, Names, Seed

MAX_ROWS = 1_000
"""Rows one repeat may have; more is a mistake or an attack."""
MAX_NODES = 30_000
"""Nodes one filling may grow to by repeats; the largest real form has 2,000."""


class Live(Node):
    """One node of a filling. ``path`` is its name for windows and services: the names below the
    root, with the row id after each repeat (``member/3f2a/mname``)."""

    __slots__ = ("element", "is_wanted", "path", "row_id")

    def __init__(self, element: Element, path: str, row_id: str = "") -> None:
        super().__init__(element.name, attributes=element.attributes)
        self.element = element
        self.path = path
        self.row_id = row_id
        self.is_wanted = True
        """Its own relevance, whatever the groups around it say."""

    @property
    def above(self) -> Live | None:
        """The parent, when that is a live node."""
        return self.parent if isinstance(self.parent, Live) else None

    def rows(self, name: str) -> list[Live]:
        """The live children of one name, in order."""
        return [one for one in self.by_name.get(name, ()) if isinstance(one, Live)]

    def below(self) -> Iterator[Live]:
        """All live nodes below, in document order."""
        for node in self.descendants():
            if isinstance(node, Live):
                yield node


class Garden:
    """Grows live nodes from the seeds of a form, and finds them by path."""

    def __init__(self, definition: FormDefinition, new_id: Callable[[], str]) -> None:
        self.definition = definition
        self.new_id = new_id
        self.by_path: dict[str, Live] = {}
        self.document = Node("", kind="root")

    @property
    def is_full(self) -> bool:
        """Whether no further row may be grown."""
        return len(self.by_path) > MAX_NODES

    def grow(self, seed: Seed, parent: Live | None, row_id: str = "") -> Live:
        """The node of a seed with everything below, not yet attached to ``parent``."""
        names = (*(parent.element.names if parent else ()), seed.name)
        element = self.definition.elements[names]
        if element.kind == "repeat" and not row_id:
            row_id = self.new_id()
        live = Live(element, _path(parent, element, row_id), row_id)
        live.attributes = seed.attributes
        live.value = seed.text
        self.by_path[live.path] = live
        for one in seed.children:
            live.append(self.grow(one, live))
        return live

    def forget(self, live: Live) -> None:
        """Take a node and all below out of the index of paths."""
        for one in (live, *live.below()):
            self.by_path.pop(one.path, None)

    def remember(self, live: Live) -> None:
        """Put a node and all below back into the index of paths."""
        for one in (live, *live.below()):
            self.by_path[one.path] = one

    def place_of_row(self, parent: Live, element: Element) -> int:
        """Where in ``parent.children`` the next row of a repeat goes."""
        rows = parent.by_name.get(element.name)
        if rows:
            last = len(parent.children) - 1
            return next(i for i in range(last, -1, -1) if parent.children[i] is rows[-1]) + 1
        for at, one in enumerate(parent.children):
            if isinstance(one, Live) and one.element.position > element.position:
                return at
        return len(parent.children)

    def template(self, parent: Live, element: Element) -> Seed:
        """What the next row starts from; counted rows first take those of the blank form."""
        number = len(parent.by_name.get(element.name, ()))
        first = self.definition.first_rows.get(element.names, ())
        if element.count and number < len(first):
            return first[number]
        return self.definition.templates[element.names]


def _path(parent: Live | None, element: Element, row_id: str) -> str:
    if parent is None:
        return ""
    path = f"{parent.path}/{element.name}" if parent.path else element.name
    return f"{path}/{row_id}" if row_id else path


def reach(source: Live, depth: int, names: Names) -> list[Live]:
    """The instances of ``names`` that lie in the same row of length ``depth`` as ``source``."""
    place: Live = source
    for _ in range(len(source.element.names) - depth):
        if place.above is None:
            return []
        place = place.above
    found: list[Node] = [place]
    for name in names[depth:]:
        if len(found) == 1:
            found = found[0].by_name.get(name, [])
        else:
            found = [one for node in found for one in node.by_name.get(name, ())]
    return cast("list[Live]", found)  # a live tree holds only live nodes
