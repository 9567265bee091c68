"""Rows as columns: half the bytes of rows of JSON, since like stands beside like.

One block a noun: ids as 16 raw bytes each, revisions as differences, one list a field with None
where a row has none. Columns of ids go as raw bytes, columns of digits (document and telephone
numbers) as whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from app.sync.protocol.messages import Row

_LONGEST_NUMBER: Final = 18
_EDGES: Final = (0, 8, 12, 16, 20)


def to_columns(rows: Iterable[Row]) -> list[list[Any]]:
    """Blocks of [noun, ids, revisions, {field: [way, values]}], and the order they stood in."""
    blocks: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        blocks.setdefault(row.noun, []).append((place, row))
    return [_block(noun, placed) for noun, placed in blocks.items()]


def from_columns(blocks: Sequence[Sequence[Any]]) -> tuple[Row, ...]:
    """The other way. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for what is no block."""
    placed = [found for block in blocks for found in _rows(*block)]
    placed.sort(key=lambda found: found[0])
    return tuple(row for _place, row in placed)


def _block(noun: str, placed: Sequence[tuple[int, Row]]) -> list[Any]:
    rows = [row for _place, row in placed]
    names = dict.fromkeys(name for row in rows for name in row.fields)
    return [
        noun,
        _column([row.id for row in rows]),
        _steps([place for place, _row in placed]),
        _steps([row.rev for row in rows]),
        {name: _column([row.fields.get(name) for row in rows]) for name in names},
    ]


def _rows(
    noun: object,
    ids: Sequence[Any],
    places: Sequence[int],
    revs: Sequence[int],
    columns: Mapping[str, Sequence[Any]],
) -> list[tuple[int, Row]]:
    if not isinstance(noun, str):
        raise TypeError("not a noun")
    read = {name: _values(*column) for name, column in columns.items()}
    heads = zip(accumulate(places), _values(*ids), accumulate(revs), strict=True)
    return [
        (place, Row(noun, record_id, rev, _fields(read, at)))
        for at, (place, record_id, rev) in enumerate(heads)
    ]


def _fields(columns: Mapping[str, Sequence[Any]], at: int) -> dict[str, Any]:
    return {name: value for name, col in columns.items() if (value := col[at]) is not None}


def _steps(numbers: Sequence[int]) -> list[int]:
    return [now - before for before, now in zip((0, *numbers), numbers, strict=False)]


# -- one column ---------------------------------------------------------------------------------


class Way(NamedTuple):
    """How the values of one column are written, where all of them (but None) ``suit``."""

    suits: Callable[[Any], bool]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and _is_spelt_as_read(value)


def _is_spelt_as_read(value: str) -> bool:
    try:
        return _id_text(_id_bytes(value)) == value
    except ValueError:
        return False


def _id_bytes(value: str) -> bytes:
    return bytes.fromhex(value.replace("-", ""))


def _id_text(value: bytes) -> str:
    if len(value) != 16:
        raise ValueError("not an id")
    digits = value.hex()
    return "-".join(digits[start:end] for start, end in zip(_EDGES, (*_EDGES[1:], 32), strict=True))


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_NUMBER
        and value.isascii()
        and value.isdigit()
        and value[0] != "0"
    )


def _always(_value: Any) -> bool:
    return True


def _as_it_stands(value: Any) -> Any:
    return value


_WAYS: Final[Mapping[str, Way]] = {
    "id": Way(_is_id, _id_bytes, _id_text),
    "number": Way(_is_number, int, str),
    "plain": Way(_always, _as_it_stands, _as_it_stands),
}


def _column(values: Sequence[Any]) -> list[Any]:
    present = [value for value in values if value is not None]
    name = next(name for name, way in _WAYS.items() if all(map(way.suits, present)))
    if name == "id" and not present:
        name = "plain"
    write = _WAYS[name].write
    return [name, [None if value is None else write(value) for value in values]]


def _values(name: str, values: Sequence[Any]) -> list[Any]:
    read = _WAYS[name].read
    return [None if value is None else read(value) for value in values]
