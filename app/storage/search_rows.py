"""What people are found by, kept in the transaction that changes their records. Three tables:

* ``person_search``: a row a person, numbers also written backwards so that a tail is a prefix;
* ``person_pinyin``: every spelling of a name (``domain.pinyin``), found by a range of its key;
* ``person_words``: full text of one token a character (its code point: the tokenizer then splits
  rare characters like any other), found by phrase. A trigram index finds no two-character name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from app.domain import pinyin
from app.models.base import Record
from app.models.columns import id_bytes, id_text
from app.storage import driver, identity

_CHUNK: Final = 500
DUE: Final = "search_due"
_BETWEEN: Final = "between"
"""A word that no character is written as: no phrase runs from one part into the next."""

_PERSON_FIELDS: Final = frozenset(
    {
        "name",
        "former_name",
        "id_no",
        "id_no_raw",
        "phone",
        "village_code",
        "live_addr",
        "is_deleted",
    }
)
_MEMBER_FIELDS: Final = frozenset({"household_id", "person_id", "left", "is_deleted"})
_HOUSEHOLD_FIELDS: Final = frozenset({"group_name", "live_addr", "is_deleted"})

_SOURCE: Final = """
SELECT p.rowid_, p.id, p.name, p.former_name, coalesce(p.id_no, p.id_no_raw), p.phone,
       p.village_code, p.live_addr, h.id, h.group_name, h.live_addr
FROM person AS p
LEFT JOIN member AS m ON m.rowid_ = (
    SELECT max(n.rowid_) FROM member AS n
    WHERE n.person_id = p.id AND NOT n.is_deleted AND n."left" IS NULL)
LEFT JOIN household AS h ON h.id = m.household_id AND NOT h.is_deleted
WHERE NOT p.is_deleted
"""
_PUT: Final = """
INSERT INTO person_search
(rowid_, person_id, household_id, name, former_name, id_no, id_tail, phone_tail, village_code)
VALUES (?,?,?,?,?,?,?,?,?)
"""
_PUT_WORDS: Final = "INSERT INTO person_words (rowid, name, place) VALUES (?,?,?)"
_PUT_PINYIN: Final = "INSERT OR IGNORE INTO person_pinyin (key, person) VALUES (?,?)"


class DueError(Exception):
    """Somebody searches, and people are here who are not indexed: ``catch_up`` first."""


def update(
    connection: driver.Connection,
    changes: Iterable[tuple[Record, str, Mapping[str, Any]]],
) -> None:
    """Bring the index up to date with changed records: each with its kind and earlier values."""
    persons: set[str] = set()
    households: set[str] = set()
    for record, kind, old in changes:
        seen = SEARCHED.get(record.noun)
        if seen is None or (kind != "insert" and seen.isdisjoint(old)):
            continue
        values: Any = record
        if record.noun == "person":
            persons.add(values.id)
        elif record.noun == "member":
            persons |= {one for one in (values.person_id, old.get("person_id")) if one}
        elif kind != "insert":
            households.add(values.id)
    if households:
        persons |= persons_of(connection, "household_id", households)
    if persons:
        reindex(connection, persons)


def reindex(connection: driver.Connection, persons: Iterable[str]) -> None:
    """Write what these persons are found by anew."""
    ids = [id_bytes(one) for one in persons]
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        _forget(connection, marks, some)
        _put(connection, connection.execute(f"{_SOURCE} AND p.id IN ({marks})", some).fetchall())


def put_off(connection: driver.Connection) -> None:
    """Very many came at once: people are found again after ``catch_up``. The mark is on disk with
    what came, so that it is not forgotten with the process."""
    identity.remember(connection, DUE, True)


def is_due(connection: driver.Connection) -> bool:
    """Whether people are here who are not found."""
    return bool(identity.recall(connection, DUE))


def catch_up(connection: driver.Connection) -> None:
    """Index what was put off."""
    if is_due(connection):
        rebuild(connection)
        identity.remember(connection, DUE, None)


def rebuild(connection: driver.Connection) -> int:
    """The whole index anew, in the caller's transaction: after an import of everything, a restore.

    Returns how many persons it holds.
    """
    for table in ("person_search", "person_pinyin", "person_words"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    rows = connection.execute(_SOURCE).fetchall()
    _put(connection, rows)
    connection.execute("INSERT INTO person_words (person_words) VALUES ('optimize')")
    return len(rows)


def _forget(connection: driver.Connection, marks: str, ids: Sequence[bytes]) -> None:
    known = connection.execute(
        f"SELECT rowid_, name, former_name FROM person_search WHERE person_id IN ({marks})",  # noqa: S608
        ids,
    ).fetchall()
    if not known:
        return
    rowids = [(row[0],) for row in known]
    connection.executemany("DELETE FROM person_search WHERE rowid_ = ?", rowids)
    connection.executemany("DELETE FROM person_words WHERE rowid = ?", rowids)
    connection.executemany(
        "DELETE FROM person_pinyin WHERE key = ? AND person = ?",
        [(key, row[0]) for row in known for key in _keys(row[1], row[2])],
    )


def _put(connection: driver.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    connection.executemany(_PUT, [_search_row(row) for row in rows])
    connection.executemany(_PUT_WORDS, [_words_row(row) for row in rows])
    connection.executemany(
        _PUT_PINYIN, [(key, row[0]) for row in rows for key in _keys(row[2], row[3])]
    )


def _search_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    rowid, person_id, name, former, id_no, phone, village, _, household_id = row[:9]
    number = (id_no or "").upper()
    tail, phone_tail = number[::-1], (phone or "")[::-1]
    return (
        rowid,
        person_id,
        household_id,
        name,
        former,
        number or None,
        tail or None,
        phone_tail or None,
        village,
    )


def _words_row(row: tuple[Any, ...]) -> tuple[int, str, str]:
    return row[0], _words(row[2], row[3]), _words(row[9], row[7] or row[10])


def _words(*parts: str | None) -> str:
    return f" {_BETWEEN} ".join(" ".join(tokens(part)) for part in parts if part)


def _keys(name: str, former: str | None) -> frozenset[str]:
    keys = pinyin.name_keys(name)
    return keys | pinyin.name_keys(former) if former else keys


def persons_of(connection: driver.Connection, column: str, ids: Iterable[str]) -> set[str]:
    """The persons of members: by the members' own ids, or by their ``household_id``."""
    wanted = [id_bytes(one) for one in ids]
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        marks = ",".join("?" * len(some))
        asked = f'SELECT person_id FROM member WHERE "{column}" IN ({marks})'  # noqa: S608
        found |= {id_text(row[0]) for row in connection.execute(asked, some)}
    return found


SEARCHED: Final[Mapping[str, frozenset[str]]] = {
    "person": _PERSON_FIELDS,
    "member": _MEMBER_FIELDS,
    "household": _HOUSEHOLD_FIELDS,
}


def tokens(text: str) -> list[str]:
    """One token a letter, digit or character: its code point."""
    return [token for each in text.upper() if (token := _token(each))]


@lru_cache(maxsize=8000)
def _token(character: str) -> str:
    return f"{ord(character):x}" if character.isalnum() else ""
