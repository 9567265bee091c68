"""Look-ups in the tables of a form, through a dictionary made once for each column.

``instance('village')/root/item[town = /data/town]`` must not read ten thousand rows on each answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.nodes import Node
from app.forms.paths import (
    Closure,
    Compile,
    compile_predicate,
    compile_step,
    compile_walk,
    plain_names,
)
from app.forms.scope import Scope
from app.forms.values import Value
from app.forms.xpath import Binary, Call, ExpressionError, Literal, Path, Step, Syntax

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def compile_lookup(path: Path, compile_syntax: Compile) -> Closure | None:
    """The closure of a path that looks rows up by the value of a column; None for other paths."""
    base, steps = path.base, path.steps
    if not isinstance(base, Call) or base.name != "instance" or path.predicates:
        return None
    at = next((number for number, step in enumerate(steps) if step.predicates), None)
    if at is None or len(base.arguments) != 1 or not isinstance(base.arguments[0], Literal):
        return None
    names = plain_names([*steps[:at], Step(steps[at].axis, steps[at].test)])
    conditions = _conditions(steps[at].predicates[0])
    matched = _column_and_key(conditions[0])
    if not names or not matched:
        return None
    column, key = matched
    instance, key_of = str(base.arguments[0].value), compile_syntax(key)
    first = Path(base, (*steps[:at], Step("child", steps[at].test, (conditions[0],))))
    slow = compile_walk(first, compile_syntax)
    more = (*conditions[1:], *steps[at].predicates[1:])
    filters = [compile_predicate(one, compile_syntax) for one in more]
    rest = [compile_step(step, compile_syntax) for step in steps[at + 1 :]]

    def lookup(scope: Scope) -> Value:
        value = key_of(scope)
        if isinstance(value, list) and len(value) == 1:
            value = value[0].text()
        if isinstance(value, str):
            nodes = _index(scope, instance, names, column).get(value, [])
        else:
            nodes = slow(scope)
        for keep in filters:
            nodes = keep(scope, nodes)
        for step in rest:
            nodes = step(scope, nodes)
        return nodes

    return lookup


def _conditions(predicate: Syntax) -> list[Syntax]:
    """The parts of a condition joined by ``and``, the one to look up by first; the whole condition
    when a part could depend on the position of the row."""
    parts = list(_conjuncts(predicate))[::-1]
    if not all(map(_is_plain, parts)):
        return [predicate]
    return sorted(parts, key=lambda part: _column_and_key(part) is None)


def _conjuncts(predicate: Syntax) -> Iterator[Syntax]:
    while isinstance(predicate, Binary) and predicate.operator == "and":
        yield predicate.right
        predicate = predicate.left
    yield predicate


def _is_plain(part: Syntax) -> bool:
    if not isinstance(part, Binary) or part.operator not in _COMPARISONS:
        return False
    return all(
        isinstance(side, Literal)
        or (isinstance(side, Path) and not any(step.predicates for step in side.steps))
        for side in (part.left, part.right)
    )


def _column_and_key(predicate: Syntax) -> tuple[str, Syntax] | None:
    if not isinstance(predicate, Binary) or predicate.operator != "=":
        return None
    for column, key in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        if isinstance(column, Path) and column.base == "." and _is_fixed(key):
            steps = column.steps[1:] if column.steps[0] == Step("self", "node()") else column.steps
            names = plain_names(steps)
            if len(names) == 1:
                return names[0], key
    return None


def _is_fixed(key: Syntax) -> bool:
    """Whether the key is the same for every row: a literal, an absolute path, or current()/…"""
    if isinstance(key, Literal):
        return isinstance(key.value, str)
    if not isinstance(key, Path) or any(step.predicates for step in key.steps):
        return False
    return key.base == "/" or (isinstance(key.base, Call) and key.base.name == "current")


def _index(
    scope: Scope, instance: str, names: tuple[str, ...], column: str
) -> dict[str, list[Node]]:
    shared = scope.shared
    found = shared.indexes.get((instance, names, column))
    if found is None:
        root = shared.instances.get(instance)
        if root is None:
            raise ExpressionError(f"表单里没有名为“{instance}”的选项表")
        nodes = [root]
        for name in names:
            nodes = [child for node in nodes for child in node.by_name.get(name, ())]
        found = dict[str, list[Node]]()
        for node in nodes:
            for text in {cell.text() for cell in node.by_name.get(column, ())}:
                found.setdefault(text, []).append(node)
        shared.indexes[(instance, names, column)] = found
    return found
