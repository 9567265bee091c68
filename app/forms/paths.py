"""Paths → closures: steps, predicates, unions; absolute paths are cached.

Look-ups in tables have a short cut of their own, see ``lookups.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.forms.nodes import Node
from app.forms.scope import Scope
from app.forms.values import Value, to_truth
from app.forms.xpath import ExpressionError, Literal, Path, Step, Syntax

Closure = Callable[[Scope], Value]
Compile = Callable[[Syntax], Closure]
Walk = Callable[[Node], "list[Node]"]


def compile_path(path: Path, compile_syntax: Compile) -> Closure:
    """The closure of a path; it gives a node list in document order."""
    names = plain_names(path.steps)
    if path.base == "/" and names:
        return _absolute(names)
    if len(path.steps) == 1 and path.base == ".":
        only = compile_step(path.steps[0], compile_syntax)
        return lambda scope: only(scope, [scope.node])
    return compile_walk(path, compile_syntax)


def compile_walk(path: Path, compile_syntax: Compile) -> Callable[[Scope], list[Node]]:
    """The closure of a path, step by step, without short cuts."""
    start = _start(path, compile_syntax)
    steps = [compile_step(step, compile_syntax) for step in path.steps]

    def walk(scope: Scope) -> list[Node]:
        nodes = start(scope)
        for step in steps:
            nodes = step(scope, nodes)
        return nodes

    return walk


def plain_names(steps: Iterable[Step]) -> tuple[str, ...]:
    """The names of the steps when each is a plain child step; else nothing."""
    found: list[str] = []
    for step in steps:
        if step.axis != "child" or step.predicates or not _is_name(step.test):
            return ()
        found.append(local(step.test))
    return tuple(found)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def union(left: Closure, right: Closure) -> Closure:
    """The nodes of both, once each, in document order."""

    def unite(scope: Scope) -> Value:
        return ordered(_as_nodes(left(scope)) + _as_nodes(right(scope)))

    return unite


def ordered(nodes: list[Node]) -> list[Node]:
    """The nodes once each, in document order."""
    once = list({id(node): node for node in nodes}.values())
    return once if len(once) < 2 else sorted(once, key=Node.order)


def _is_name(test: str) -> bool:
    return test != "*" and not test.endswith((")", ":*"))


def _as_nodes(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise ExpressionError("此处需要题目路径，得到的却是一个值")


def _absolute(names: tuple[str, ...]) -> Closure:
    def absolute(scope: Scope) -> Value:
        shared = scope.shared
        nodes = shared.paths.get(names)
        if nodes is None:
            nodes = [shared.root]
            for name in names:
                nodes = [child for node in nodes for child in node.by_name.get(name, ())]
            shared.paths[names] = nodes
        shared.burn(len(nodes))
        return nodes

    return absolute


def _start(path: Path, compile_syntax: Compile) -> Callable[[Scope], list[Node]]:
    if path.base == ".":
        return lambda scope: [scope.node]
    if path.base == "/":
        return lambda scope: [scope.shared.root]
    assert not isinstance(path.base, str)
    base = compile_syntax(path.base)
    filters = [compile_predicate(predicate, compile_syntax) for predicate in path.predicates]

    def start(scope: Scope) -> list[Node]:
        nodes = _as_nodes(base(scope))
        for keep in filters:
            nodes = keep(scope, nodes)
        return nodes

    return start


def compile_step(step: Step, compile_syntax: Compile) -> Callable[[Scope, list[Node]], list[Node]]:
    """The closure of one step, predicates included."""
    walk = _axis(step)
    is_sorted = step.axis in ("child", "self", "attribute")
    filters = [compile_predicate(predicate, compile_syntax) for predicate in step.predicates]

    def take(scope: Scope, nodes: list[Node]) -> list[Node]:
        if len(nodes) == 1:
            near = walk(nodes[0])
            for keep in filters:
                near = keep(scope, near)
            scope.shared.burn(len(near))
            return near[::-1] if step.axis in _REVERSE else near
        found: list[Node] = []
        for node in nodes:
            some = walk(node)
            for keep in filters:
                some = keep(scope, some)
            found.extend(some)
        scope.shared.burn(len(found) + len(nodes))
        return found if is_sorted else ordered(found)

    return take


def _axis(step: Step) -> Walk:
    axis, test = step.axis, step.test
    if axis == "child" and _is_name(test):
        name = local(test)
        return lambda node: node.by_name.get(name, [])
    if axis == "parent" and test == "node()":
        return lambda node: [node.parent] if node.parent else []
    if axis == "self" and test == "node()":
        return lambda node: [node]
    accepts = _test(test, "attribute" if axis == "attribute" else "element")
    reach = _AXES[axis]
    return lambda node: [other for other in reach(node) if accepts(other)]


def _test(test: str, kind: str) -> Callable[[Node], bool]:
    if test == "node()":
        return lambda _node: True
    if test.endswith("()"):
        wanted = test[:-2]
        return lambda node: node.kind == wanted
    if test == "*" or test.endswith(":*"):
        return lambda node: node.kind == kind
    name = local(test)
    return lambda node: node.kind == kind and node.name == name


def _attributes(node: Node) -> list[Node]:
    return [
        Node(local(name.rpartition("}")[2]), parent=node, value=value, kind="attribute")
        for name, value in node.attributes.items()
    ]


def _ancestors(node: Node) -> list[Node]:
    found: list[Node] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _siblings(node: Node, *, is_after: bool) -> list[Node]:
    if node.parent is None or node.kind == "attribute":
        return []
    all_of_them = node.parent.children
    at = next(i for i, other in enumerate(all_of_them) if other is node)
    return all_of_them[at + 1 :] if is_after else all_of_them[:at][::-1]


def _with_below(nodes: list[Node]) -> list[Node]:
    return [found for node in nodes for found in (node, *node.descendants())]


def _following(node: Node) -> list[Node]:
    chain = [node, *_ancestors(node)]
    return [found for place in chain for found in _with_below(_siblings(place, is_after=True))]


def _preceding(node: Node) -> list[Node]:
    chain = [node, *_ancestors(node)]
    before = [found for place in chain for found in _with_below(_siblings(place, is_after=False))]
    return ordered(before)[::-1]


_REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding-sibling", "preceding"})
_AXES: dict[str, Walk] = {
    "child": lambda node: _children(node),
    "parent": lambda node: [node.parent] if node.parent else [],
    "self": lambda node: [node],
    "attribute": _attributes,
    "descendant": lambda node: list(node.descendants()),
    "descendant-or-self": lambda node: [node, *node.descendants()],
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "following-sibling": lambda node: _siblings(node, is_after=True),
    "preceding-sibling": lambda node: _siblings(node, is_after=False),
    "following": _following,
    "preceding": _preceding,
}


def _children(node: Node) -> list[Node]:
    if not node.children and node.value and node.kind == "element":
        return [Node("", parent=node, value=node.value, kind="text")]
    return node.children


def compile_predicate(
    syntax: Syntax, compile_syntax: Compile
) -> Callable[[Scope, list[Node]], list[Node]]:
    """The closure that keeps the nodes a predicate accepts."""
    if isinstance(syntax, Literal) and isinstance(syntax.value, float):
        place = int(syntax.value) if syntax.value.is_integer() else 0
        return lambda _scope, nodes: nodes[place - 1 : place] if place > 0 else []
    test = compile_syntax(syntax)

    def keep(scope: Scope, nodes: list[Node]) -> list[Node]:
        size, shared = len(nodes), scope.shared
        shared.burn(size)
        found: list[Node] = []
        for position, node in enumerate(nodes, 1):
            value = test(Scope(shared, node, position, size, scope.current))
            is_place = isinstance(value, float)
            if value == float(position) if is_place else to_truth(value):
                found.append(node)
        return found

    return keep
