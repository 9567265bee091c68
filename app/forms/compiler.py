"""Syntax trees → closures. An ``Expression`` is compiled once and worked out many times."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import lru_cache

from app.forms import paths
from app.forms.functions import FUNCTIONS
from app.forms.lookups import compile_lookup
from app.forms.nodes import Node
from app.forms.scope import FUEL, Scope, Surroundings
from app.forms.values import NAN, Moment, Value, to_number, to_text, to_truth
from app.forms.xpath import (
    Binary,
    Call,
    ExpressionError,
    Literal,
    Negation,
    Path,
    Syntax,
    parse,
)

Closure = Callable[[Scope], Value]


class Expression:
    """A compiled expression; ``source`` is its text, ``syntax`` its tree."""

    __slots__ = ("closure", "source", "syntax")

    def __init__(self, source: str) -> None:
        self.source = source
        self.syntax = parse(source)
        self.closure = compile_syntax(self.syntax)

    def value(self, shared: Surroundings, node: Node, current: Node | None = None) -> Value:
        """What the expression gives at ``node``; raises ``ExpressionError``, nothing else."""
        shared.fuel = FUEL
        try:
            return self.closure(Scope(shared, node, current=current))
        except (OverflowError, RecursionError, ValueError) as problem:
            raise ExpressionError("公式无法计算", expression=self.source) from problem

    def text(self, shared: Surroundings, node: Node, current: Node | None = None) -> str:
        return to_text(self.value(shared, node, current))

    def truth(self, shared: Surroundings, node: Node, current: Node | None = None) -> bool:
        return to_truth(self.value(shared, node, current))

    def number(self, shared: Surroundings, node: Node, current: Node | None = None) -> float:
        return to_number(self.value(shared, node, current), shared.zone)

    def nodes(self, shared: Surroundings, node: Node, current: Node | None = None) -> list[Node]:
        """The nodes it gives; nothing when it gives a plain value."""
        value = self.value(shared, node, current)
        return value if isinstance(value, list) else []


@lru_cache(maxsize=20_000)
def compile_expression(source: str) -> Expression:
    """The compiled expression of a text; the same text is compiled once."""
    return Expression(source)


def compile_syntax(syntax: Syntax) -> Closure:
    """The closure of one syntax tree."""
    match syntax:
        case Literal(value):
            return lambda _scope: value
        case Negation(operand):
            inner = compile_syntax(operand)
            return lambda scope: -to_number(inner(scope), scope.shared.zone)
        case Call():
            return _call(syntax)
        case Path():
            lookup = compile_lookup(syntax, compile_syntax)
            return lookup or paths.compile_path(syntax, compile_syntax)
        case Binary():
            return _binary(syntax)


def _call(call: Call) -> Closure:
    function = FUNCTIONS.get(call.name)
    if function is None:
        return _failing(f"不认识的函数“{call.name}”", call.position)
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        return _failing(f"函数“{call.name}”的参数个数不对（给了 {count} 个）", call.position)
    return function.bind([compile_syntax(argument) for argument in call.arguments])


def _failing(sentence: str, position: int) -> Closure:
    # Only when reached: `false() and typo()` is false, as in every engine.
    def fail(_scope: Scope) -> Value:
        raise ExpressionError(sentence, position=position)

    return fail


def _binary(syntax: Binary) -> Closure:
    spine: list[tuple[str, Syntax]] = []
    left: Syntax = syntax
    while isinstance(left, Binary):
        spine.append((left.operator, left.right))
        left = left.left
    first = compile_syntax(left)
    rest = [(name, compile_syntax(right)) for name, right in reversed(spine)]
    if len(rest) > 8:
        return _chain(first, rest)
    for name, right in rest:
        first = _combine(name, first, right)
    return first


def _chain(first: Closure, rest: list[tuple[str, Closure]]) -> Closure:
    # A sum of two thousand terms must not need two thousand frames.
    links = [(_combine(name, _held, right)) for name, right in rest]

    def chain(scope: Scope) -> Value:
        inner = _Held(scope)
        inner.value = first(scope)
        for link in links:
            inner.value = link(inner)
        return inner.value

    return chain


class _Held(Scope):
    """A scope that also carries the left operand of a chain."""

    __slots__ = ("value",)
    value: Value

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope.shared, scope.node, scope.position, scope.size, scope.current)
        self.value = ""


def _held(scope: Scope) -> Value:
    assert isinstance(scope, _Held)
    return scope.value


def _combine(name: str, left: Closure, right: Closure) -> Closure:
    if name == "and":
        return lambda scope: to_truth(left(scope)) and to_truth(right(scope))
    if name == "or":
        return lambda scope: to_truth(left(scope)) or to_truth(right(scope))
    if name == "|":
        return paths.union(left, right)
    if name in ("=", "!="):
        return _equality(left, right, is_equal=name == "=")
    if name in _COMPARE:
        return _comparison(left, right, _COMPARE[name])
    work = _ARITHMETIC[name]

    def arithmetic(scope: Scope) -> Value:
        zone = scope.shared.zone
        return work(to_number(left(scope), zone), to_number(right(scope), zone))

    return arithmetic


def _equality(left: Closure, right: Closure, *, is_equal: bool) -> Closure:
    def equality(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if type(a) is str and type(b) is str:
            return (a == b) is is_equal
        if isinstance(a, list):
            return _any_equal(a, b, scope.shared.zone, is_equal)
        if isinstance(b, list):
            return _any_equal(b, a, scope.shared.zone, is_equal)
        return _is_same(a, b, scope.shared.zone) is is_equal

    return equality


def _any_equal(nodes: list[Node], other: Value, zone: int, is_equal: bool) -> bool:
    if isinstance(other, bool):
        return (bool(nodes) is other) is is_equal
    if isinstance(other, list):
        texts = [node.text() for node in other]
        return any((node.text() == text) is is_equal for node in nodes for text in texts)
    if isinstance(other, str):
        return any((node.text() == other) is is_equal for node in nodes)
    number = to_number(other, zone)
    return any((to_number(node.text(), zone) == number) is is_equal for node in nodes)


def _is_same(a: Value, b: Value, zone: int) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return to_truth(a) == to_truth(b)
    if isinstance(a, float | Moment) or isinstance(b, float | Moment):
        return to_number(a, zone) == to_number(b, zone)
    return a == b


def _comparison(left: Closure, right: Closure, work: Callable[[float, float], bool]) -> Closure:
    def comparison(scope: Scope) -> Value:
        a, b, zone = left(scope), right(scope), scope.shared.zone
        if not isinstance(a, list) and not isinstance(b, list):
            return work(to_number(a, zone), to_number(b, zone))
        lefts, rights = _numbers(a, zone), _numbers(b, zone)
        return any(work(x, y) for x in lefts for y in rights)

    return comparison


def _numbers(value: Value, zone: int) -> list[float]:
    if isinstance(value, list):
        return [to_number(node.text(), zone) for node in value]
    return [to_number(value, zone)]


def _divide(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a) or math.isnan(b):
        return NAN
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _remainder(a: float, b: float) -> float:
    if b == 0 or not math.isfinite(a) or math.isnan(b):
        return NAN
    return math.fmod(a, b)


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}
