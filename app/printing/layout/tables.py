"""Tables of records under column headings, and rows of named fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from app.printing.layout.cells import Content
from app.printing.layout.rows import Row, Table
from app.printing.layout.text import Align, GroupHeading, Text, heading, table_value
from app.printing.style import CAPTION, HEAD, MM, ROW_HEIGHT, ROW_VALUE

T = TypeVar("T")

NOTHING: Final = "无"
"""What stands where there is nothing to fill in, so that nobody adds a line later."""

_FIELD_HEIGHT: Final = 8 * MM


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its heading, width (any unit), and what stands in it for a record.

    ``group``: the heading it shares with its neighbours.
    """

    title: str
    width: float
    value: Callable[[T], str]
    align: Align = Align.CENTRE
    lines: int = 2
    group: str = ""

    @property
    def name(self) -> str:
        """The title on one line."""
        return self.group + self.title.replace("\n", "")


def table(
    name: str,
    columns: Sequence[Column[T]],
    records: Sequence[T],
    *,
    blanks: int = 0,
    label: str = "",
    last: Sequence[Row] = (),
    height: float = ROW_HEIGHT,
) -> Table:
    """A row for each record, ``blanks`` empty ones for a pen, or 无; ``last`` rows below.

    ``height``: the least of a row, more where people sign in it.
    """
    rows = [
        Row([(_value(name, column, record, place), column.width) for column in columns], height)
        for place, record in enumerate(records, 1)
    ]
    empty = [(Text("", name), column.width) for column in columns]
    rows += [Row(empty, height) for _ in range(blanks)]
    if not rows:
        rows = [Row([(Text(NOTHING, name, ROW_VALUE, Align.CENTRE), 1)])]
    return Table((*rows, *last), (headings(columns),), label)


def headings(columns: Sequence[Column[T]]) -> Row:
    """The row of column headings; neighbours of one group stand under its name."""
    cells: list[tuple[Content, float]] = []
    groups: dict[str, list[Column[T]]] = {}
    for place, column in enumerate(columns):
        groups.setdefault(column.group or str(place), []).append(column)
    for group in groups.values():
        width = sum(column.width for column in group)
        if group[0].group:
            below = [(column.title, column.width) for column in group]
            cells.append((GroupHeading(group[0].group, below, HEAD), width))
        else:
            cells.append((heading(group[0].title, HEAD), width))
    return Row(cells)


def field_row(
    *fields: tuple[str, str, float, float], height: float = _FIELD_HEIGHT, lines: int = 2
) -> Row:
    """Named fields: caption, value, and the width of each."""
    cells: list[tuple[Content, float]] = []
    for caption, value, caption_width, width in fields:
        cells.append((heading(caption, CAPTION), caption_width))
        cells.append((Text(value, caption.replace("\n", ""), lines=lines), width))
    return Row(cells, height)


def _value(name: str, column: Column[T], record: T, place: int) -> Text:
    field = f"{name}第{place}行“{column.name}”"
    return table_value(column.value(record), field, align=column.align, lines=column.lines)
