"""Functions on places: traces and shapes written as ``lat lon alt acc;…``. Lengths in metres,
areas in square metres, on a sphere."""

from __future__ import annotations

import math

from app.forms.functions_numbers import round_half_away
from app.forms.functions_text import words
from app.forms.scope import Scope
from app.forms.signature import Closure, Function, of_scope
from app.forms.values import Value, to_text

_RADIUS = 6_378_100.0
"""Metres; the equatorial radius that JavaRosa uses."""

Point = tuple[float, float]


def _points(text: str) -> list[Point] | None:
    found: list[Point] = []
    for part in text.strip().strip(";").split(";"):
        numbers = words(part)
        try:
            latitude, longitude = float(numbers[0]), float(numbers[1])
        except (IndexError, ValueError):
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            return None
        found.append((latitude, longitude))
    return found


def _trace(scope: Scope, arguments: list[Closure]) -> list[Point]:
    parts: list[str] = []
    for argument in arguments:
        value = argument(scope)
        parts.extend(
            [node.text() for node in value] if isinstance(value, list) else [to_text(value)]
        )
    return _points(";".join(part.strip().strip(";") for part in parts)) or []


def _distance(scope: Scope, arguments: list[Closure]) -> Value:
    points = _trace(scope, arguments)
    return round_half_away(sum(map(_arc, points, points[1:])), 2)


def _arc(a: Point, b: Point) -> float:
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(
        lon_a - lon_b
    )
    return math.acos(max(-1.0, min(1.0, cosine))) * _RADIUS


def _area(scope: Scope, arguments: list[Closure]) -> Value:
    points = _trace(scope, arguments)
    if len(points) < 3:
        return 0.0
    total = sum(
        math.radians(b[1] - a[1])
        * (2 + math.sin(math.radians(a[0])) + math.sin(math.radians(b[0])))
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )
    return round_half_away(abs(total * _RADIUS * _RADIUS / 2), 2)


def _geofence(scope: Scope, arguments: list[Closure]) -> Value:
    point = _points(to_text(arguments[0](scope)))
    fence = _points(to_text(arguments[1](scope)))
    if not point or not fence or len(fence) < 4:
        return False
    (latitude, longitude), is_inside = point[0], False
    for a, b in zip(fence, [*fence[1:], fence[0]], strict=True):
        if (a[1] > longitude) != (b[1] > longitude):
            crossing = (b[0] - a[0]) * (longitude - a[1]) / (b[1] - a[1]) + a[0]
            is_inside ^= latitude < crossing
    return is_inside


PLACE_FUNCTIONS: tuple[Function, ...] = (
    of_scope("distance", _distance, 1, None),
    of_scope("area", _area, 1, None),
    of_scope("geofence", _geofence, 2),
)
