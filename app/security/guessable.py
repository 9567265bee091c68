"""What in a password a guesser tries first: common words, names, dates, runs and repeats.

A password is cut into as few parts as possible, each a known piece or a single character. The
number of parts, not of characters, is how long it is to someone who knows people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a part is."""

    SINGLE = "single"
    WORD = "word"
    OWN = "own"
    DATE = "date"
    NUMBER = "number"
    RUN = "run"


class Part(NamedTuple):
    """Characters ``start`` up to ``end``."""

    kind: Kind
    start: int
    end: int


LONGEST_WORD: Final = 24
_SHORTEST: Final = 4
_SHORTEST_HAN: Final = 2
_SHORTEST_RUN: Final = 3

_LEET: Final = str.maketrans("@0135$!", "aoiessi")

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATES: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}[-./年]?{_MONTH}[-./月]?{_DAY}日?",
        rf"{_DAY}[-./]?{_MONTH}[-./]?{_YEAR}",
        rf"{_MONTH}[-./]?{_DAY}[-./]?{_YEAR}",
        rf"{_YEAR}[-./年]?{_MONTH}?月?",
        r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
        r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
        rf"{_MONTH}月{_DAY}日?",
    )
)

_NUMBERS: Final = re.compile(r"1[3-9]\d{9}|\d{17}[\dx]|\d{15}")
"""A mobile phone, an ID number."""

_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_RUNS: Final = (*_ROWS, *(row[::-1] for row in _ROWS))


def split(password: str, words: Container[str], own: Container[str]) -> list[Part]:
    """The fewest parts ``password`` can be cut into; those that tell most win.

    ``words`` are common ones, ``own`` are of the person itself (the name in pinyin), both in lower
    case.
    """
    text = plain(password)
    finders = _finders(text, words, own)
    best: list[tuple[int, Part | None]] = [(0, None)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        pieces = [Part(Kind.SINGLE, start, start + 1)]
        pieces += [part for find in finders for part in find(start)]
        best[start] = min(((1 + best[one.end][0], one) for one in pieces), key=lambda it: it[0])
    return list(_walk(best))


def plain(password: str) -> str:
    """As a guesser sees it: half-width, lower case."""
    return unicodedata.normalize("NFKC", password).lower()


def _walk(best: list[tuple[int, Part | None]]) -> Iterator[Part]:
    place = 0
    while part := best[place][1]:
        yield part
        place = part.end


def _finders(
    text: str, words: Container[str], own: Container[str]
) -> tuple[Callable[[int], Iterator[Part]], ...]:
    spelled = text.translate(_LEET)

    def listed(start: int, kind: Kind, known: Container[str], least: int) -> Iterator[Part]:
        for end in range(min(len(text), start + LONGEST_WORD), start + 1, -1):
            for piece in (text[start:end], spelled[start:end]):
                shortest = least if piece.isascii() else _SHORTEST_HAN
                if len(piece) >= shortest and piece in known:
                    yield Part(kind, start, end)

    def own_name(start: int) -> Iterator[Part]:
        return listed(start, Kind.OWN, own, 2)

    def common(start: int) -> Iterator[Part]:
        return listed(start, Kind.WORD, words, _SHORTEST)

    def dates(start: int) -> Iterator[Part]:
        for form in _DATES:
            if found := form.match(text, start):
                yield Part(Kind.DATE, start, found.end())

    def runs(start: int) -> Iterator[Part]:
        for end in (_repeat_end(text, start), _run_end(text, start)):
            if end - start >= _SHORTEST_RUN:
                yield Part(Kind.RUN, start, end)

    def numbers(start: int) -> Iterator[Part]:
        if found := _NUMBERS.match(text, start):
            yield Part(Kind.NUMBER, start, found.end())

    return own_name, dates, numbers, common, runs


def _repeat_end(text: str, start: int) -> int:
    """Where the repetition of a few characters that begins here ends."""
    found = (form.match(text, start) for form in _REPEATS)
    return max((one.end() for one in found if one), default=start)


_REPEATS: Final = (re.compile(r"(.)\1{2,}"), re.compile(r"(.{2,5})\1+"))


def _run_end(text: str, start: int) -> int:
    """Where the run along the alphabet, the digits or the keyboard that begins here ends."""
    end = start + _SHORTEST_RUN
    if end > len(text) or not any(text[start:end] in row for row in _RUNS):
        return start
    while end < len(text) and any(text[start : end + 1] in row for row in _RUNS):
        end += 1
    return end
