"""Which column of a table holds which field: made from its labels, changed by a person, kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.excel.roster.words import FIELDS, OTHERS, field_of, tidy_label

OUR_OWN: Final = frozenset(
    ("refused_sheet", "refused_row", "refused_household", "refused_reason", "seq")
)
"""Fields that say nothing of a person; no one need choose them."""
CHOOSABLE: Final[Mapping[str, str]] = {
    field: words.label for field, words in FIELDS.items() if field not in OUR_OWN
}
"""Field -> label, for a person who says what a column holds."""

_OTHERS_ABOVE: Final = re.compile(OTHERS)
_HEAD_ABOVE: Final = re.compile(r"户主|申请人|持证人")


@dataclass(frozen=True)
class ColumnMap:
    """Field -> column (from 0), why it is thought so, and every column's label in one line.

    ``is_headless``: there were no labels, the map was guessed and is not worth keeping.
    """

    columns: Mapping[str, int]
    evidence: Mapping[str, str]
    labels: tuple[str, ...]
    is_headless: bool = False

    @property
    def fingerprint(self) -> str:
        """By which this header is known again."""
        return fingerprint(self.labels)

    @property
    def unread(self) -> tuple[str, ...]:
        """The labels of the columns that mean nothing to us."""
        read = set(self.columns.values())
        return tuple(
            label for at, label in enumerate(self.labels) if label.strip() and at not in read
        )

    def label(self, field: str) -> str:
        """What the sheet calls ``field``; our own word where the sheet has no such column."""
        column = self.columns.get(field, len(self.labels))
        return (self.labels[column] if column < len(self.labels) else "") or FIELDS[field].label

    def changed(self, field: str, column: int | None) -> ColumnMap:
        """As a person says: ``field`` is in ``column``, or nowhere. A column has one meaning."""
        columns = {each: at for each, at in self.columns.items() if each != field and at != column}
        evidence = {each: why for each, why in self.evidence.items() if each in columns}
        if column is not None:
            columns[field], evidence[field] = column, "由您指定"
        return replace(self, columns=columns, evidence=evidence)

    def saved(self) -> dict[str, int]:
        """What to keep under the fingerprint for ``remembered``."""
        return dict(self.columns)

    def remembered(self, saved: Mapping[str, int]) -> ColumnMap:
        """With the columns a person settled before; what no longer fits is left out."""
        columns = {
            field: column
            for field, column in saved.items()
            if field in FIELDS and 0 <= column < len(self.labels)
        }
        evidence = {
            field: self.evidence[field] if self.columns.get(field) == column else "按您的选择"
            for field, column in columns.items()
        }
        return replace(self, columns=columns, evidence=evidence)


def fingerprint(header: Sequence[str]) -> str:
    """The same for two headers that say the same, however spaced or wide their characters."""
    tidy = "\x1f".join(tidy_label(label) for label in header).rstrip("\x1f")
    return hashlib.sha256(tidy.encode("utf-8", "replace")).hexdigest()


def map_columns(paths: Sequence[Sequence[str]]) -> ColumnMap:
    """The map of a header: for each column its labels from the top row to the bottom row."""
    claims: dict[str, list[tuple[int, int]]] = {}
    labels = tuple(_one_line(path) for path in paths)
    for column, path in enumerate(paths):
        field, strength = _meaning(path)
        if field:
            claims.setdefault(field, []).append((-strength, column))
    _give_the_first_of_two_to_the_head(claims, paths)
    if "name" not in claims and "id_no" not in claims and "head_id" in claims:
        claims["id_no"] = claims.pop("head_id")  # a roster of heads: they are its people
    columns = {field: min(found)[1] for field, found in claims.items()}
    evidence = {field: f"表头“{labels[column]}”" for field, column in columns.items()}
    return ColumnMap(columns, evidence, labels)


def without_labels(width: int) -> ColumnMap:
    """The map of a table that has no header; its columns are called by their letters."""
    return ColumnMap({}, {}, tuple(f"{letters(column)}列" for column in range(width)), True)


def letters(column: int) -> str:
    """A, B, … Z, AA for a column from 0."""
    name = ""
    while column >= 0:
        column, last = divmod(column, 26)
        name, column = chr(65 + last) + name, column - 1
    return name


def _meaning(path: Sequence[str]) -> tuple[str, int]:
    """Of a column with one label, or a label under another: 户主 above 姓名 is 户主姓名."""
    parts = [part for part in dict.fromkeys(path) if part]
    if not parts:
        return "", 0
    field, strength = field_of(parts[-1])
    above = "".join(parts[:-1])
    if field in {"name", "id_no", "phone", "account"} and _OTHERS_ABOVE.search(above):
        return "", 0
    if field in {"name", "id_no"} and _HEAD_ABOVE.search(above) and "成员" not in above:
        return {"name": "head_name", "id_no": "head_id"}[field], strength
    if field or not above:
        return field, strength
    return field_of(above + parts[-1])


def _give_the_first_of_two_to_the_head(
    claims: dict[str, list[tuple[int, int]]], paths: Sequence[Sequence[str]]
) -> None:
    """姓名 … 家庭成员姓名: the one that does not say 成员 is the head's."""
    for field, head_field in (("name", "head_name"), ("id_no", "head_id")):
        found = claims.get(field, [])
        members = [claim for claim in found if "成员" in "".join(paths[claim[1]])]
        if head_field not in claims and members and len(found) > len(members):
            claims[head_field] = [claim for claim in found if claim not in members]
            claims[field] = members


def _one_line(path: Sequence[str]) -> str:
    """The lowest label, as it stands but for line breaks."""
    return next((" ".join(part.split()) for part in reversed(path) if part), "")
