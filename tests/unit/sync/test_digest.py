"""The digest says "the same" exactly when the rows are the same (S18)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.sync.protocol import digest
from app.sync.protocol.messages import Row

VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
FIELDS = st.dictionaries(st.sampled_from(["name", "phone", "remark"]), VALUES)
PLACES = st.sampled_from(["500231102201", "500231102202"])


def a_row(noun: str, number: int, rev: int, place: str, fields: dict[str, Any]) -> Row:
    return Row(noun, f"id-{number}", rev, {**fields, "village_code": place})


NOUNS = st.sampled_from(["person", "household"])
ROWS = st.builds(a_row, NOUNS, st.integers(0, 5), st.integers(0, 3), PLACES, FIELDS)
TABLES = st.lists(ROWS, max_size=6, unique_by=lambda row: row.id)


def root(rows: list[Row]) -> bytes:
    tables: dict[str, list[digest.Leaf]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(digest.leaf_of(row))
    return digest.root(digest.roots(tables))


def content(rows: list[Row]) -> set[Any]:
    """What the rows say; a field without a value is none."""
    found: set[Any] = set()
    for row in rows:
        said = ((name, repr(value)) for name, value in row.fields.items() if value is not None)
        found.add((row.noun, row.id, row.rev, frozenset(said)))
    return found


@given(TABLES, TABLES)
def test_i8_two_sides_have_one_digest_exactly_when_they_have_the_same_rows(
    mine: list[Row], theirs: list[Row]
):
    assert (root(mine) == root(theirs)) == (content(mine) == content(theirs))


@given(TABLES, st.randoms(use_true_random=False))
def test_i8_the_order_of_rows_says_nothing(rows: list[Row], chance: Any):
    other = list(rows)
    chance.shuffle(other)
    assert root(other) == root(rows)


@given(TABLES.filter(bool), st.data())
def test_i8_one_row_that_changed_in_anything_is_seen(rows: list[Row], data: st.DataObject):
    at = data.draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    changed = data.draw(
        st.sampled_from(
            [
                structs.replace(row, rev=row.rev + 1),
                structs.replace(row, fields={**row.fields, "name": "another"}),
                structs.replace(row, id=f"{row.id}x"),
            ]
        )
    )
    other = [*rows[:at], changed, *rows[at + 1 :]]
    assert root(other) != root(rows)
