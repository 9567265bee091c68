"""Functions on numbers."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.forms.scope import Scope
from app.forms.signature import Closure, Function, of_number, of_numbers, of_scope
from app.forms.values import (
    NAN,
    DayCount,
    Moment,
    Value,
    parse_moment,
    to_number,
    to_text,
)


def round_half_away(number: float, places: float = 0) -> float:
    """Round as money is rounded: the decimal that is written, halves away from zero."""
    if not math.isfinite(number) or math.isnan(places):
        return number
    digits = int(max(-30, min(30, places)))
    try:
        rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    except InvalidOperation:
        return number
    return float(rounded)


def _number(scope: Scope, arguments: list[Closure]) -> Value:
    zone = scope.shared.zone
    value = arguments[0](scope) if arguments else scope.node.text()
    number = to_number(value, zone)
    is_moment = isinstance(value, Moment) or (
        not isinstance(value, float | bool) and parse_moment(to_text(value), zone) is not None
    )
    return DayCount(number) if is_moment and not isinstance(value, Moment) else number


def _int(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


def _log(number: float) -> float:
    return -math.inf if number == 0 else math.log(number)


def _log10(number: float) -> float:
    return -math.inf if number == 0 else math.log10(number)


def _pow(base: float, exponent: float) -> float:
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return NAN
    return math.pow(base, exponent)


def _random(scope: Scope, _arguments: list[Closure]) -> Value:
    return scope.shared.random()


NUMBER_FUNCTIONS: tuple[Function, ...] = (
    of_scope("number", _number, 0, 1),
    of_number("int", _int),
    of_number("floor", _floor),
    of_number("ceiling", _ceiling),
    of_numbers("round", lambda numbers: round_half_away(*numbers), 1, 2),
    of_number("abs", math.fabs),
    of_numbers("pow", lambda numbers: _pow(*numbers), 2, 2),
    of_number("sqrt", math.sqrt),
    of_number("exp", math.exp),
    of_number("exp10", lambda number: math.pow(10, number)),
    of_number("log", _log),
    of_number("log10", _log10),
    of_numbers("pi", lambda _numbers: math.pi, 0, 0),
    of_number("sin", math.sin),
    of_number("cos", math.cos),
    of_number("tan", math.tan),
    of_number("asin", math.asin),
    of_number("acos", math.acos),
    of_number("atan", math.atan),
    of_numbers("atan2", lambda numbers: math.atan2(*numbers), 2, 2),
    of_scope("random", _random, 0),
)
