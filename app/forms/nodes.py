"""The tree that expressions walk: answers of a filling, rows of a look-up table, plain XML.

One class for all, so that a compiled path needs no case distinction. It knows nothing of binds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_TEXTUAL = frozenset({"element", "text"})
_NONE: dict[str, list[Node]] = {}


class Node:
    """One element, attribute, text or document root."""

    __slots__ = (
        "attributes",
        "by_name",
        "children",
        "is_relevant",
        "kind",
        "name",
        "parent",
        "value",
    )

    def __init__(
        self,
        name: str,
        *,
        parent: Node | None = None,
        value: str = "",
        attributes: Mapping[str, str] | None = None,
        kind: str = "element",
    ) -> None:
        self.name = name
        self.parent = parent
        self.value = value
        self.attributes = attributes or {}
        self.kind = kind
        self.children: list[Node] = []
        self.by_name: dict[str, list[Node]] = _NONE
        self.is_relevant = True

    def append(self, child: Node) -> None:
        """Add a child at the end."""
        child.parent = self
        self.children.append(child)
        if self.by_name is _NONE:
            self.by_name = {}
        if child.kind == "element":
            self.by_name.setdefault(child.name, []).append(child)

    def insert(self, index: int, child: Node) -> None:
        """Add a child so that it is ``children[index]``."""
        child.parent = self
        rows = self.by_name.get(child.name)
        is_last = rows is not None and index > 0 and self.children[index - 1] is rows[-1]
        self.children.insert(index, child)
        if is_last and rows is not None:
            rows.append(child)
        else:
            self._reindex()

    def remove(self, child: Node) -> None:
        """Take a child out; the child keeps its own subtree."""
        self.children.remove(child)
        self._reindex()

    def _reindex(self) -> None:
        self.by_name = {}
        for child in self.children:
            self.by_name.setdefault(child.name, []).append(child)

    def text(self) -> str:
        """The string value; blank while not relevant."""
        if not self.is_relevant:
            return ""
        if not self.children:
            return self.value
        return "".join(child.text() for child in self.children if child.kind in _TEXTUAL)

    def descendants(self) -> Iterator[Node]:
        """All nodes below, in document order."""
        stack = self.children[::-1]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def root(self) -> Node:
        """The topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def order(self) -> tuple[int, ...]:
        """A key that sorts nodes of one tree in document order."""
        key: list[int] = []
        node = self
        while node.parent is not None:
            siblings = node.parent.children
            at = next((i for i, other in enumerate(siblings) if other is node), -1)
            key.append(at)
            node = node.parent
        return tuple(reversed(key))
