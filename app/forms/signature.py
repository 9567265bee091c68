"""What a function of the expression language is: name, number of arguments, and binding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.forms.scope import Scope
from app.forms.values import Value, to_number, to_text

Closure = Callable[[Scope], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """``bind`` takes the closures of the arguments and gives the closure of the call.

    ``most`` is None when there may be any number of arguments.
    """

    name: str
    least: int
    most: int | None
    bind: Callable[[list[Closure]], Closure]


def of_text(name: str, work: Callable[[str], Value], *, or_here: bool = False) -> Function:
    """A function of one text; with ``or_here``, without argument it takes the context node."""

    def bind(arguments: list[Closure]) -> Closure:
        if not arguments:
            return lambda scope: work(scope.node.text())
        only = arguments[0]
        return lambda scope: work(to_text(only(scope)))

    return Function(name, 0 if or_here else 1, 1, bind)


def of_two_texts(name: str, work: Callable[[str, str], Value]) -> Function:
    """A function of two texts."""

    def bind(arguments: list[Closure]) -> Closure:
        first, second = arguments
        return lambda scope: work(to_text(first(scope)), to_text(second(scope)))

    return Function(name, 2, 2, bind)


def of_texts(name: str, work: Callable[[list[str]], Value], least: int, most: int) -> Function:
    """A function of several texts."""

    def bind(arguments: list[Closure]) -> Closure:
        return lambda scope: work([to_text(argument(scope)) for argument in arguments])

    return Function(name, least, most, bind)


def of_number(name: str, work: Callable[[float], float]) -> Function:
    """A function of one number."""
    return of_numbers(name, lambda numbers: work(numbers[0]), 1, 1)


def of_numbers(name: str, work: Callable[[list[float]], float], least: int, most: int) -> Function:
    """A function of several numbers; a result outside the numbers is NaN or infinite."""

    def bind(arguments: list[Closure]) -> Closure:
        def call(scope: Scope) -> Value:
            zone = scope.shared.zone
            try:
                return float(work([to_number(argument(scope), zone) for argument in arguments]))
            except (ValueError, ZeroDivisionError):
                return math.nan
            except OverflowError:
                return math.inf

        return call

    return Function(name, least, most, bind)


def of_scope(
    name: str, work: Callable[[Scope, list[Closure]], Value], least: int, most: int | None = -1
) -> Function:
    """A function that wants the scope and its arguments unevaluated; ``most`` as ``least`` if -1."""
    return Function(
        name,
        least,
        least if most == -1 else most,
        lambda arguments: lambda scope: work(scope, arguments),
    )
