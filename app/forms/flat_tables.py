"""Fillings of one form as flat tables, as ODK Central writes them: one row a filling, and for every
repeat a table of its own, tied together by ``KEY`` and ``PARENT_KEY``.

Columns are paths joined by ``-``; an answer of several choices also has a column of 0 and 1 for
each choice (``need/poor``), a place has four. Fillings of several versions share the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.forms.export import answer_outside, instance_id
from app.forms.filling import FormFilling
from app.forms.functions_text import words
from app.forms.live import Live
from app.forms.structure import Element

KEY: Final = "KEY"
PARENT_KEY: Final = "PARENT_KEY"
_GEO: Final = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass
class FlatTable:
    """``name``: blank for the fillings themselves, else the path of the repeat, joined by ``-``.

    ``columns`` in the order they were met; ``rows`` by column.
    """

    name: str
    columns: dict[str, str] = field(default_factory=dict[str, str])
    """Column -> the question's label."""
    rows: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def put(self, row: dict[str, str], column: str, value: str, label: str = "") -> None:
        """One cell."""
        self.columns.setdefault(column, label)
        row[column] = value


class FlatForm:
    """The tables of one form, filled one filling after another."""

    def __init__(self) -> None:
        self.tables: dict[str, FlatTable] = {"": FlatTable("")}

    def add(
        self,
        filling: FormFilling,
        *,
        before: Mapping[str, str],
        after: Mapping[str, str],
        files: Mapping[str, str],
    ) -> None:
        """One filling; ``before`` and ``after``: columns around its answers; ``files``: what photos
        and files are called outside, by sha256."""
        key = instance_id(filling)
        table, row = self.tables[""], dict[str, str]()
        for column, value in before.items():
            table.put(row, column, value)
        self._put_below(filling, filling.root(), table, row, (key, ()), files)
        for column, value in {KEY: key, **after}.items():
            table.put(row, column, value)
        table.rows.append(row)

    def _put_below(
        self,
        filling: FormFilling,
        live: Live,
        table: FlatTable,
        row: dict[str, str],
        place: tuple[str, tuple[str, ...]],
        files: Mapping[str, str],
    ) -> None:
        """``place``: the key of the row we are in, and the names from there down."""
        key, names = place
        for element in live.element.children:
            below = (*names, element.name)
            if element.kind == "repeat":
                self._put_rows(filling, live, element, (key, below), files)
                continue
            for child in live.rows(element.name):
                if element.kind == "group":
                    self._put_below(filling, child, table, row, (key, below), files)
                else:
                    for column, value in _cells(filling, child, "-".join(below), files):
                        table.put(row, column, value, _label(filling, child))

    def _put_rows(
        self,
        filling: FormFilling,
        live: Live,
        element: Element,
        place: tuple[str, tuple[str, ...]],
        files: Mapping[str, str],
    ) -> None:
        parent, names = place
        name = "-".join(element.names[1:])
        table = self.tables.setdefault(name, FlatTable(name))
        shown = [one for one in live.rows(element.name) if one.is_relevant]
        for number, child in enumerate(shown, 1):
            key = f"{parent}/{'/'.join(names)}[{number}]"
            row: dict[str, str] = {}
            self._put_below(filling, child, table, row, (key, ()), files)
            table.put(row, PARENT_KEY, parent)
            table.put(row, KEY, key)
            table.rows.append(row)


def _cells(
    filling: FormFilling, live: Live, column: str, files: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    value = answer_outside(live, files) if live.is_relevant else ""
    element = live.element
    if element.bind.type == "geopoint":
        parts = [*words(value), "", "", "", ""]
        yield from ((f"{column}-{name}", part) for name, part in zip(_GEO, parts, strict=False))
        return
    yield column, value
    if element.control is not None and element.control.kind == "select":
        chosen = set(words(value))
        for one in filling.node(live.path).choices:
            yield f"{column}/{one.value}", str(int(one.value in chosen)) if value else ""


def _label(filling: FormFilling, live: Live) -> str:
    return filling.node(live.path).label if live.element.control is not None else ""
