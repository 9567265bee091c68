"""Rows as columns: half the bytes of rows of JSON, since like stands beside like.

One block a noun: ids as 16 raw bytes each, revisions as differences, one list a field with None
where a row has none. Columns of ids go as raw bytes, columns of digits (document and telephone
numbers) as whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from app.domain.ids import is_id
from app.sync.protocol.blocks import Block, Cells, Rows
from app.sync.protocol.messages import Row

_LONGEST_NUMBER: Final = 18


def to_columns(rows: Iterable[Row]) -> list[list[Any]]:
    """Blocks of [noun, ids, revisions, {field: [way, values]}], and the order they stood in."""
    blocks: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        blocks.setdefault(row.noun, []).append((place, row))
    return [_block(noun, placed) for noun, placed in blocks.items()]


def from_columns(blocks: Sequence[Sequence[Any]]) -> Rows:
    """The other way. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for what is no block."""
    found = [_read(*block) for block in blocks]
    return Rows([block for block, _places in found], [places for _block, places in found])


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


def _read(
    noun: object,
    ids: Sequence[Any],
    places: Sequence[int],
    revs: Sequence[int],
    columns: Mapping[str, Sequence[Any]],
) -> tuple[Block, list[int]]:
    if not isinstance(noun, str):
        raise TypeError("not a noun")
    found = {name: _values(*column) for name, column in columns.items()}
    block = Block(noun, _values(*ids), _numbers(revs), found)
    stood = _numbers(places)
    if {len(one.values) for one in (block.ids, *found.values())} | {len(stood)} != {len(block)}:
        raise ValueError("columns of unequal length")
    return block, stood


def _numbers(steps: Sequence[int]) -> list[int]:
    if not set(map(type, steps)) <= {int}:
        raise TypeError("not whole numbers")
    return list(accumulate(steps))


def _steps(numbers: Sequence[int]) -> list[int]:
    return [now - before for before, now in zip((0, *numbers), numbers, strict=False)]


# -- one column ---------------------------------------------------------------------------------


class Way(NamedTuple):
    """How the values of one column are written, where all of them (but None) ``suit``."""

    suits: Callable[[Any], bool]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and is_id(value)


def _id_bytes(value: str) -> bytes:
    return bytes.fromhex(value.replace("-", ""))


def _id_text(value: Any) -> str:
    if not isinstance(value, bytes) or len(value) != 16:
        raise ValueError("not an id")
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


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


def _values(name: str, values: Sequence[Any]) -> Cells:
    read = _WAYS[name].read
    if read is _as_it_stands:
        return Cells(list(values))
    found = [None if value is None else read(value) for value in values]
    return Cells(found, values if read is _id_text else None)
