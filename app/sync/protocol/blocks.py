"""Rows as they came: in blocks of columns, one a noun, which become rows only when somebody asks.

A first sync has no use for rows: its columns go into the tables as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple, overload

from app.sync.protocol.messages import Row


class Cells(NamedTuple):
    """One field of many rows, None where a row has none. ``raw``: the same as 16 bytes each, if all
    are ids that came so."""

    values: Sequence[Any]
    raw: Sequence[bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one noun, in the order in which they stood. ``columns``: their fields."""

    noun: str
    ids: Cells
    revs: Sequence[int]
    columns: Mapping[str, Cells]

    def __len__(self) -> int:
        return len(self.revs)

    def rows(self) -> Iterator[Row]:
        """Each as a row."""
        for record_id, rev, one in zip(self.ids.values, self.revs, self.fields(), strict=True):
            yield Row(self.noun, record_id, rev, one)

    def fields(self) -> Iterator[dict[str, Any]]:
        """The fields of each row; where it has none, they are left out."""
        names = tuple(self.columns)
        for line in _lines([one.values for one in self.columns.values()], len(self)):
            found = dict(zip(names, line, strict=True))
            if None in line:
                found = {name: value for name, value in found.items() if value is not None}
            yield found

    def scopes(self) -> list[Any]:
        """``Row.scope`` of each."""
        nothing = Cells([None] * len(self))
        named = (self.columns.get(name, nothing).values for name in ("village_code", "org_code"))
        return [village or township or "" for village, township in zip(*named, strict=True)]


def _lines(columns: Sequence[Sequence[Any]], count: int) -> Iterable[tuple[Any, ...]]:
    return zip(*columns, strict=True) if columns else repeat((), count)


class Rows(Sequence[Row]):
    """The rows of some blocks. ``places``: where the rows of each block stand among all of them."""

    def __init__(self, blocks: Sequence[Block], places: Sequence[Sequence[int]]) -> None:
        self.blocks = blocks
        self._places = places

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        placed = [
            found
            for block, places in zip(self.blocks, self._places, strict=True)
            for found in zip(places, block.rows(), strict=True)
        ]
        placed.sort(key=lambda found: found[0])
        return tuple(row for _place, row in placed)

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return self._rows[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self._rows == other._rows
        return self._rows == other if isinstance(other, tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment] - the fields of a row may change no more than it

    def __repr__(self) -> str:
        return f"<{len(self)} rows>"
