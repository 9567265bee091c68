"""Functions on nodes: rows, counts, look-ups, labels."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.forms.functions_text import words
from app.forms.nodes import Node
from app.forms.scope import Scope
from app.forms.signature import Closure, Function, of_scope
from app.forms.values import MAX_TEXT, NAN, Value, to_number, to_text, to_truth
from app.forms.xpath import ExpressionError

_PARK_MILLER = 2_147_483_647


def _nodes(closure: Closure, scope: Scope) -> list[Node]:
    value = closure(scope)
    if isinstance(value, list):
        return value
    raise ExpressionError("此处需要题目路径，得到的却是一个值")


def _numbers(scope: Scope, arguments: list[Closure]) -> list[float]:
    """The numbers of all arguments. Blanks and what is not relevant are skipped, words are NaN."""
    zone = scope.shared.zone
    found: list[float] = []
    for argument in arguments:
        value = argument(scope)
        if isinstance(value, list):
            texts = [node.text() for node in value if node.is_relevant]
            found.extend(to_number(text, zone) for text in texts if text != "")
        elif value != "":
            found.append(to_number(value, zone))
    return found


def _sum(scope: Scope, arguments: list[Closure]) -> Value:
    return float(sum(_numbers(scope, arguments), 0.0))


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Scope, list[Closure]], Value]:
    def extreme(scope: Scope, arguments: list[Closure]) -> Value:
        numbers = _numbers(scope, arguments)
        return NAN if not numbers or any(map(math.isnan, numbers)) else choose(numbers)

    return extreme


def _count(scope: Scope, arguments: list[Closure]) -> Value:
    return float(sum(1 for node in _nodes(arguments[0], scope) if node.is_relevant))


def _count_non_empty(scope: Scope, arguments: list[Closure]) -> Value:
    return float(sum(1 for node in _nodes(arguments[0], scope) if node.text() != ""))


def _texts(scope: Scope, arguments: list[Closure]) -> list[str]:
    found: list[str] = []
    for argument in arguments:
        value = argument(scope)
        if isinstance(value, list):
            found.extend(node.text() for node in value if node.is_relevant)
        else:
            found.append(to_text(value))
    if sum(map(len, found)) > MAX_TEXT:
        raise ExpressionError("连接出来的文字太长")
    return found


def _join(scope: Scope, arguments: list[Closure]) -> Value:
    return to_text(arguments[0](scope)).join(_texts(scope, arguments[1:]))


def _concat(scope: Scope, arguments: list[Closure]) -> Value:
    return "".join(_texts(scope, arguments))


def _position(scope: Scope, arguments: list[Closure]) -> Value:
    if not arguments:
        return float(scope.position)
    nodes = _nodes(arguments[0], scope)
    if not nodes:
        return NAN
    node = nodes[0]
    same = node.parent.by_name.get(node.name, [node]) if node.parent else [node]
    return float(next((at for at, other in enumerate(same, 1) if other is node), len(same) + 1))


def _indexed_repeat(scope: Scope, arguments: list[Closure]) -> Value:
    # The target must lie below the given row of each repeat named.
    if len(arguments) % 2 == 0:
        raise ExpressionError("indexed-repeat 的参数应成对（重复组, 序号）")
    found = _nodes(arguments[0], scope)
    for at in range(1, len(arguments), 2):
        rows = _nodes(arguments[at], scope)
        wanted = to_number(arguments[at + 1](scope), scope.shared.zone)
        if not rows:
            return []
        name = rows[0].name
        found = [node for node in found if _row_number(node, name) == wanted]
    return found


def _row_number(node: Node, name: str) -> int:
    place: Node | None = node
    while place is not None and place.name != name:
        place = place.parent
    if place is None or place.parent is None:
        return 0
    rows = place.parent.by_name.get(name, [])
    return next((at for at, row in enumerate(rows, 1) if row is place), 0)


def _instance(scope: Scope, arguments: list[Closure]) -> Value:
    name = to_text(arguments[0](scope))
    found = scope.shared.instances.get(name)
    if found is None:
        raise ExpressionError(f"表单里没有名为“{name}”的选项表")
    return [found]


def _pulldata(scope: Scope, arguments: list[Closure]) -> Value:
    name, column, key_column, key = (to_text(argument(scope)) for argument in arguments)
    root = scope.shared.instances.get(name.removesuffix(".csv"))
    if root is None:
        raise ExpressionError(f"表单里没有名为“{name}”的数据表")
    index = scope.shared.indexes.setdefault((name, ("root", "item"), key_column), {})
    if not index:
        for item in (row for top in root.children for row in top.children):
            cell = _cell(item, key_column)
            if cell is not None:
                index.setdefault(cell, []).append(item)
    rows = index.get(key, [])
    return (_cell(rows[0], column) or "") if rows else ""


def _cell(item: Node, column: str) -> str | None:
    if column.startswith("@"):
        return item.attributes.get(column[1:])
    cells = item.by_name.get(column)
    return cells[0].text() if cells else None


def _itext(scope: Scope, arguments: list[Closure]) -> Value:
    return scope.shared.itext(to_text(arguments[0](scope)), scope.node)


def _choice_name(scope: Scope, arguments: list[Closure]) -> Value:
    value, path = (to_text(argument(scope)) for argument in arguments)
    return scope.shared.choice_label(value, path.strip(), scope.node)


def _id(scope: Scope, arguments: list[Closure]) -> Value:
    wanted = {word for text in _texts(scope, arguments) for word in words(text)}
    root = scope.shared.root
    return [node for node in root.descendants() if node.attributes.get("id") in wanted]


def _randomize(scope: Scope, arguments: list[Closure]) -> Value:
    """The nodes shuffled by the seed; without a seed in their own order, so that choices do not
    jump about under the reader's eyes."""
    nodes = list(_nodes(arguments[0], scope))
    seed = to_number(arguments[1](scope), scope.shared.zone) if len(arguments) > 1 else NAN
    if not math.isfinite(seed):
        return nodes
    # Park and Miller's generator and Fisher and Yates' shuffle: the order every ODK engine gives.
    state = int(seed) % _PARK_MILLER or _PARK_MILLER - 1
    for last in range(len(nodes) - 1, 0, -1):
        state = state * 16_807 % _PARK_MILLER
        other = (state - 1) * (last + 1) // (_PARK_MILLER - 1)
        nodes[last], nodes[other] = nodes[other], nodes[last]
    return nodes


def _uuid(scope: Scope, arguments: list[Closure]) -> Value:
    text = scope.shared.new_id()
    if arguments:
        length = to_number(arguments[0](scope), scope.shared.zone)
        return text.replace("-", "")[: int(length)] if 0 < length < 1000 else text
    return text


def _checklist(scope: Scope, arguments: list[Closure]) -> Value:
    zone = scope.shared.zone
    least, most = (to_number(argument(scope), zone) for argument in arguments[:2])
    return _is_within(float(sum(_truths(scope, arguments[2:]))), least, most)


def _truths(scope: Scope, arguments: list[Closure]) -> list[bool]:
    found: list[bool] = []
    for argument in arguments:
        value = argument(scope)
        if isinstance(value, list):
            found.extend(node.text() != "" for node in value)
        else:
            found.append(to_truth(value))
    return found


def _weighted_checklist(scope: Scope, arguments: list[Closure]) -> Value:
    zone = scope.shared.zone
    least, most = (to_number(argument(scope), zone) for argument in arguments[:2])
    ticks: list[bool] = []
    weights: list[float] = []
    for tick, weight in zip(arguments[2::2], arguments[3::2], strict=True):
        ticks.extend(_truths(scope, [tick]))
        value = weight(scope)
        texts = [node.text() for node in value] if isinstance(value, list) else [value]
        weights.extend(to_number(text, zone) for text in texts)
    total = sum(weight for tick, weight in zip(ticks, weights, strict=False) if tick)
    return _is_within(float(total), least, most)


def _is_within(amount: float, least: float, most: float) -> bool:
    return (least < 0 or amount >= least) and (most < 0 or amount <= most)


def _named(part: Callable[[Node], str]) -> Callable[[Scope, list[Closure]], Value]:
    def name(scope: Scope, arguments: list[Closure]) -> Value:
        nodes = _nodes(arguments[0], scope) if arguments else [scope.node]
        return part(nodes[0]) if nodes else ""

    return name


NODE_FUNCTIONS: tuple[Function, ...] = (
    of_scope("sum", _sum, 1, None),
    of_scope("min", _extreme(min), 1, None),
    of_scope("max", _extreme(max), 1, None),
    of_scope("count", _count, 1),
    of_scope("count-non-empty", _count_non_empty, 1),
    of_scope("concat", _concat, 0, None),
    of_scope("join", _join, 1, None),
    of_scope("position", _position, 0, 1),
    of_scope("last", lambda scope, _arguments: float(scope.size), 0),
    of_scope("current", lambda scope, _arguments: [scope.current], 0),
    of_scope("indexed-repeat", _indexed_repeat, 3, None),
    of_scope("instance", _instance, 1),
    of_scope("pulldata", _pulldata, 4),
    of_scope("jr:itext", _itext, 1),
    of_scope("jr:choice-name", _choice_name, 2),
    of_scope("id", _id, 1),
    of_scope("uuid", _uuid, 0, 1),
    of_scope("checklist", _checklist, 3, None),
    of_scope("weighted-checklist", _weighted_checklist, 4, None),
    of_scope("randomize", _randomize, 1, 2),
    of_scope("name", _named(lambda node: node.name), 0, 1),
    of_scope("local-name", _named(lambda node: node.name), 0, 1),
    of_scope("namespace-uri", _named(lambda _node: ""), 0, 1),
)
