"""From what a row, its title and its sheet say to a village code and a group."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.domain.divisions import Division, Divisions

_GROUP: Final = re.compile(
    r"(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,3})(村民小组|居民小组|小组|组|社|队)$"
)
_BARE_GROUP: Final = re.compile(r"(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:\.0)?$")
_BRACKETS: Final = re.compile(r"[()（）]")
_DIGITS: Final = {numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True)
class Place:
    """Where rows are when they do not say so themselves: codes, or None."""

    township: str | None = None
    village: str | None = None


class Places:
    """Looks places up, each distinct text once."""

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        self._known: dict[tuple[str, str, str | None], str | None] = {}

    def mentioned(self, text: str, home: str | None) -> Place:
        """The township and village named in a title or on a sheet's tab."""
        township, village = self._divisions.mentioned(text)
        if village is None:
            within = township.code if township else home
            village = self._divisions.find_village(_without_group(text)[0], within)
        return Place(_code(township) or (village and village.parent_code), _code(village))

    def village(self, text: str, township_text: str, within: str | None) -> str | None:
        """The village that a cell names, ``township_text`` or ``within`` saying in which township."""
        key = (text, township_text, within)
        if key not in self._known:
            self._known[key] = self._look_up(*key)
        return self._known[key]

    def township(self, text: str) -> str | None:
        """The township that a cell names."""
        return _code(self._divisions.find_township(text)) if text else None

    def township_of(self, village: str | None) -> str:
        """The name of the township of a village, for people."""
        township = self._divisions.township_of(village)
        return township.name if township else ""

    def short_name(self, village: str | None) -> str:
        """The name of a village, for people."""
        found = self._divisions.get(village)
        return found.short_name if found else ""

    def _look_up(self, text: str, township_text: str, within: str | None) -> str | None:
        township = self.township(township_text)
        for form in dict.fromkeys((text, _without_group(text)[0])):
            if found := self._divisions.find_village(form, township or within):
                return found.code
        return _code(self._divisions.mentioned(text)[1]) if len(text) > 6 else None


def read_group(text: str) -> str | None:
    """8组 out of 8组, 第八组, 8, 临江村8组; text that is none stands as it is; empty is None."""
    tidy = "".join(unicodedata.normalize("NFKC", text).split())
    if found := _GROUP.search(tidy):
        return f"{_number(found[1])}{'社' if found[2] == '社' else '组'}"
    if found := _BARE_GROUP.fullmatch(tidy):
        return f"{_number(found[1])}组"
    return tidy or None


def group_within(text: str) -> str | None:
    """The group at the end of a village cell (临江村8组), or None."""
    return read_group(text) if _without_group(text)[1] else None


def _without_group(text: str) -> tuple[str, bool]:
    tidy = _BRACKETS.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    return (_GROUP.sub("", tidy), bool(_GROUP.search(tidy))) if tidy else ("", False)


def _number(text: str) -> int:
    """1 to 99 in digits or in Chinese numerals."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _code(division: Division | None) -> str | None:
    return division.code if division else None
