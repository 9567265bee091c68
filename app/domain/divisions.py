"""The county's townships and villages (12-digit codes), and finding one from what people write.

Built from rows handed in; knows no file. A name that fits two places is no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

COUNTY: Final = "county"
TOWNSHIP: Final = "township"
VILLAGE: Final = "village"

_NOISE: Final = re.compile(r"[\s,，、。．·\-—_/（）()【】\[\]“”\"'《》:：]+")
_COUNTY_PREFIX: Final = re.compile(r"^(?:重庆市?)?(?:垫江县?)?(?=.)")
_OFFICIAL: Final = re.compile(r"(?<=.)(?:村民委员会|居民委员会|村委会|居委会)$")
_VILLAGE_KIND: Final = re.compile(r"(?<=.)(?:村社区|村|社区|居)$")
_TOWNSHIP_KIND: Final = re.compile(r"(?<=.)(?:街道办事处|街道|镇人民政府|镇|乡人民政府|乡)$")


@dataclass(frozen=True)
class Division:
    """One division: 12-digit ``code``, official ``name``, ``level``, ``parent_code`` or empty."""

    code: str
    name: str
    level: str
    parent_code: str

    @property
    def short_name(self) -> str:
        """As people say it: 顺昌村, 东街社区, 砚台镇."""
        return _OFFICIAL.sub("", self.name) if self.level == VILLAGE else self.name


@dataclass(frozen=True)
class Divisions:
    """All divisions of one county, looked up by code or by loose name."""

    by_code: Mapping[str, Division]
    _children: Mapping[str, tuple[Division, ...]] = field(repr=False)
    _townships: Mapping[str, tuple[Division, ...]] = field(repr=False)
    _villages: Mapping[str, tuple[Division, ...]] = field(repr=False)
    _names_in: Mapping[str, frozenset[str]] = field(repr=False)
    _said: Mapping[str, tuple[tuple[str, Division], ...]] = field(repr=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Divisions:
        """From rows with code, name, level, parent_code."""
        every = [
            Division(row["code"], row["name"], row["level"], row["parent_code"]) for row in rows
        ]
        villages = [one for one in every if one.level == VILLAGE]
        within = _grouped((one.parent_code, one) for one in villages).items()
        return cls(
            {one.code: one for one in every},
            _grouped((one.parent_code, one) for one in every),
            _grouped((key, one) for one in every if one.level == TOWNSHIP for key in _keys(one)),
            _grouped((key, one) for one in villages for key in _keys(one)),
            {code: frozenset(key for one in group for key in _keys(one)) for code, group in within},
            {code: tuple((one.short_name, one) for one in group) for code, group in within},
        )

    def get(self, code: str | None) -> Division | None:
        """The division with this code, also given as 9 (township) or 6 (county) digits."""
        return self.by_code.get((code or "").ljust(12, "0"))

    def children(self, code: str) -> tuple[Division, ...]:
        """The townships of a county, the villages of a township, in code order."""
        return self._children.get(code.ljust(12, "0"), ())

    def township_of(self, code: str | None) -> Division | None:
        """The township that ``code`` is, or lies in."""
        return self.get((code or "")[:9]) if len(code or "") >= 9 else None

    def full_name(self, code: str | None) -> str:
        """砚台镇顺昌村; for an unknown code the code itself."""
        division = self.get(code)
        if division is None:
            return code or ""
        township = self.township_of(code) if division.level == VILLAGE else None
        return (township.name if township else "") + division.short_name

    def find_township(self, text: str) -> Division | None:
        """The township that ``text`` names or begins with: 砚台镇, 砚台, 垫江县砚台镇顺昌村."""
        if (found := self.get(text.strip())) and found.level == TOWNSHIP:
            return found
        name = _plain(text)
        return _only(self._townships.get(_TOWNSHIP_KIND.sub("", name), ())) or self._leading(name)

    def find_village(self, text: str, within: str | None = None) -> Division | None:
        """The village that ``text`` names: 顺昌, 顺昌村, 砚台镇 顺昌村, 顺昌村村民委员会, its code.

        ``within`` is the code of the township to look in when ``text`` names none. A name that
        is found in several townships, or as village and community of one, gives None.
        """
        if (found := self.get(text.strip())) and found.level == VILLAGE:
            return found
        name = _plain(text)
        township = self._leading(name)
        if township is not None:
            rest = _after_township(name, township)
            if rest and (found := self._village_called(rest, township.code)):
                return found
        return self._village_called(name, within)

    def mentioned(self, text: str) -> tuple[Division | None, Division | None]:
        """The township and village named anywhere in ``text``, such as a sheet's title."""
        name = _plain(text)
        townships = {
            one.code: one for group in self._townships.values() for one in group if one.name in name
        }
        township = _only(tuple(townships.values()))
        return township, self._longest_village(name, township)

    def _leading(self, name: str) -> Division | None:
        fits = [one for group in self._townships.values() for one in group]
        return next((one for one in fits if name.startswith(one.name)), None) or next(
            (one for one in fits if _after_township(name, one) in self._names_in.get(one.code, ())),
            None,
        )

    def _village_called(self, name: str, within: str | None) -> Division | None:
        short = _OFFICIAL.sub("", name)
        for key in (name, short, _VILLAGE_KIND.sub("", short)):
            fits = self._villages.get(key, ())
            if within:
                fits = tuple(one for one in fits if one.parent_code == within.ljust(12, "0"))
            if fits:
                return _only(fits)
        return None

    def _longest_village(self, name: str, township: Division | None) -> Division | None:
        rest = name.split(township.name, 1)[1] if township else name
        groups = [self._said.get(township.code, ())] if township else self._said.values()
        fits = [(said, one) for group in groups for said, one in group if said in rest]
        longest = max((len(said) for said, _ in fits), default=0)
        return _only(tuple(one for said, one in fits if len(said) == longest))


@lru_cache(maxsize=4096)
def _keys(division: Division) -> tuple[str, ...]:
    """The names a division goes by, longest first: 顺昌村村民委员会, 顺昌村, 顺昌."""
    name = _plain(division.name)
    if division.level == TOWNSHIP:
        return tuple(dict.fromkeys((name, _TOWNSHIP_KIND.sub("", name))))
    short = _OFFICIAL.sub("", name)
    return tuple(dict.fromkeys((name, short, _VILLAGE_KIND.sub("", short))))


def _after_township(name: str, township: Division) -> str:
    """What follows the township's name in ``name``; empty when it does not begin with it."""
    for key in _keys(township):
        if name.startswith(key) and len(name) > len(key):
            return name[len(key) :]
    return ""


def _plain(text: str) -> str:
    name = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    return _COUNTY_PREFIX.sub("", name)


def _only(fits: tuple[Division, ...]) -> Division | None:
    return fits[0] if len(fits) == 1 else None


def _grouped(pairs: Iterable[tuple[str, Division]]) -> Mapping[str, tuple[Division, ...]]:
    groups: defaultdict[str, list[Division]] = defaultdict(list)
    for key, division in pairs:
        groups[key].append(division)
    return {key: tuple(sorted(group, key=lambda one: one.code)) for key, group in groups.items()}


def office_of(places: Divisions, code: str | None) -> str:
    """桑坪镇人民政府, 桂溪街道办事处; nothing where no township is named."""
    found = places.township_of(code)
    name = found.name if found else ""
    if name.endswith("街道"):
        return f"{name}办事处"
    return f"{name}人民政府" if name else ""
