"""Finding people as somebody types: by name from one character on, pinyin and initials, tail or
start of an ID number, tail of a phone, group and address.

Every question reads an index in its order and stops at ``limit``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain import pinyin
from app.models.columns import id_text
from app.storage import driver
from app.storage.search_rows import tokens

SHORTEST_NUMBER: Final = 3
"""Digits before a number is looked for at all."""
_SHORTEST_PLACE: Final = 2
_MOST_PLACES: Final = 5
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True)
class Match:
    """One person found. ``why``: name, pinyin, id_no, phone or place."""

    person_id: str
    household_id: str | None
    why: str


_ON_ROW: Final[Mapping[str, str]] = {
    "name": "name >= :low AND name < :high",
    "id_tail": "id_tail >= :low AND id_tail < :high",
    "id_start": "id_no >= :low AND id_no < :high",
    "phone": "phone_tail >= :low AND phone_tail < :high",
    "village": "village_code >= :low AND village_code < :high",
}
"""Questions that ``person_search`` answers from one of its own columns."""

_ELSEWHERE: Final[Mapping[str, str]] = {
    "words": "SELECT rowid FROM person_words WHERE person_words MATCH :phrase",
    "pinyin": "SELECT person FROM person_pinyin WHERE key >= :low AND key < :high ORDER BY key",
}
_SPELLINGS: Final = 3
"""Rows asked for each person wanted: one person has several spellings with the same start."""


@dataclass(frozen=True)
class _Question:
    """One way a word may be meant: the question, its parameters, why it would match."""

    name: str
    why: str
    parameters: Mapping[str, str]


def find(
    source: Session | Connection,
    text: str,
    *,
    village: str | None = None,
    limit: int = 50,
    places: Mapping[str, str] | None = None,
) -> list[Match]:
    """Who ``text`` may mean, the likeliest first; words with spaces between must all match.

    ``village`` narrows to one village's code, or to a township's nine digits. ``places``: names
    of villages and townships by code, for words that mean one of them.
    """
    words = _words_of(text)
    if not words:
        return []
    connection = _driver(source)
    found: dict[int, str] = {}
    for way in _ways(words[0], places):
        sql, parameters = _narrowed(way, [_ways(word, places) for word in words[1:]], village)
        most = limit * (_SPELLINGS if way.name == "pinyin" else 1)
        for (rowid,) in connection.execute(f"{sql} LIMIT {most}", parameters):
            found.setdefault(rowid, way.why)
        if len(found) >= limit:
            break
    return _matches(connection, list(found.items())[:limit])


def _words_of(text: str) -> list[str]:
    words = unicodedata.normalize("NFKC", text).split()
    if all(word.isascii() and word.isalpha() for word in words):
        return ["".join(words)] if words else []
    return words


def _ways(word: str, places: Mapping[str, str] | None) -> list[_Question]:
    """What ``word`` may mean, the likeliest first."""
    if any(not each.isascii() for each in word):
        return [
            _Question("name", "name", _range(word)),
            _Question("words", "name", {"phrase": f"name : {_phrase(word)}"}),
            *(_Question("village", "place", _range(code)) for code in _codes(word, places or {})),
            _Question("words", "place", {"phrase": f"place : {_phrase(word)}"}),
        ]
    if any(each.isdigit() for each in word):
        return _numbers(word.upper())
    spelt = pinyin.typed(word)
    return [_Question("pinyin", "pinyin", _range(spelt))] if spelt else []


def _numbers(number: str) -> list[_Question]:
    if len(number) < SHORTEST_NUMBER:
        return []
    return [
        _Question("id_tail", "id_no", _range(number[::-1])),
        _Question("phone", "phone", _range(number[::-1])),
        _Question("id_start", "id_no", _range(number)),
    ]


def _codes(word: str, places: Mapping[str, str]) -> list[str]:
    """Villages and townships with ``word`` in their name; one character is too little."""
    if len(word) < _SHORTEST_PLACE:
        return []
    codes = [code for code, name in places.items() if word in name][:_MOST_PLACES]
    return [code[:9] if code.endswith("000") else code for code in codes]


def _range(start: str) -> dict[str, str]:
    return {"low": start, "high": start + _LAST}


def _phrase(word: str) -> str:
    return f'"{" ".join(tokens(word))}"'


def _narrowed(
    way: _Question, others: Sequence[Sequence[_Question]], village: str | None
) -> tuple[str, dict[str, str]]:
    """The question as SQL, with what else must hold."""
    if not others and village is None:
        return _plain(way), dict(way.parameters)
    condition, parameters = _condition(way, "first")
    conditions = [condition]
    for place, ways in enumerate(others):
        either = [_condition(one, f"{place}_{number}") for number, one in enumerate(ways)]
        conditions.append(f"({' OR '.join(condition for condition, _ in either) or '0'})")
        parameters |= {name: value for _, given in either for name, value in given.items()}
    source = "person_search"
    if village is not None:
        source += " INDEXED BY ix_person_search_village_code"
        conditions.append("village_code >= :village AND village_code < :village_end")
        parameters |= {"village": village, "village_end": village + _LAST}
    where = " AND ".join(conditions)
    order = "name" if way.name == "name" else "rowid_ DESC"
    return f"SELECT rowid_ FROM {source} WHERE {where} ORDER BY {order}", parameters  # noqa: S608


def _plain(way: _Question) -> str:
    if way.name in _ELSEWHERE:
        return _ELSEWHERE[way.name]
    order = "ORDER BY name" if way.name == "name" else ""
    return f"SELECT rowid_ FROM person_search WHERE {_ON_ROW[way.name]} {order}"  # noqa: S608


def _condition(way: _Question, mark: str) -> tuple[str, dict[str, str]]:
    """The question as a condition on a row of ``person_search``, its parameters marked."""
    text = _ON_ROW.get(way.name) or f"rowid_ IN ({_ELSEWHERE[way.name]})"
    given = {f"{name}_{mark}": value for name, value in way.parameters.items()}
    for name in way.parameters:
        text = text.replace(f":{name}", f":{name}_{mark}")
    return text, given


def _matches(connection: driver.Connection, found: Sequence[tuple[int, str]]) -> list[Match]:
    marks = ",".join("?" * len(found))
    wanted = f"SELECT rowid_, person_id, household_id FROM person_search WHERE rowid_ IN ({marks})"  # noqa: S608
    rows = {row[0]: row for row in connection.execute(wanted, [rowid for rowid, _ in found])}
    return [
        Match(id_text(rows[rowid][1]), _id(rows[rowid][2]), why)
        for rowid, why in found
        if rowid in rows
    ]


def _driver(source: Session | Connection) -> driver.Connection:
    connection = source.connection() if isinstance(source, Session) else source
    found: Any = connection.connection.driver_connection
    return found


def _id(stored: bytes | None) -> str | None:
    return None if stored is None else id_text(stored)
