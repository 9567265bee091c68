"""Who works in the county, at what places, with which laptops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.domain.divisions import Divisions
from app.server import policy
from app.server.glance import Glance
from app.server.policy import RoleReach
from app.server.stored import unpack
from app.sync.county.archive import Reach

VILLAGE: Final = 12
"""Digits of a village's code that does not end in 000."""


@dataclass(frozen=True)
class Standing:
    """Who asks: the vault, its owner, his role and what he may have."""

    replica: str
    person: str
    role: str
    reach: Reach


StandingOf = Callable[[Glance], Standing]
"""Of a vault, as it was seen. ``KeyError``: it has no owner."""


def finding_in(divisions: Divisions) -> StandingOf:
    """By what the table of persons says."""

    @lru_cache(maxsize=2000)
    def reach(role: str, packed: bytes) -> RoleReach:
        return reach_of(role, unpack(packed), divisions)

    def found(seen: Glance) -> Standing:
        if seen.role is None or seen.places is None:
            raise KeyError(seen.replica)
        if seen.left_at:
            return Standing(seen.replica, seen.person, "", Reach(frozenset()))
        return Standing(seen.replica, seen.person, seen.role, reach(seen.role, seen.places))

    return found


def reach_of(role: str, places: Iterable[str], divisions: Divisions) -> RoleReach:
    """What somebody of ``role`` with these places may have."""
    codes = list(places)
    own, homes = spelt_out(codes, divisions), homes_of(codes)
    return RoleReach(own | homes, policy.hidden_nouns(role), role, homes - own)


def spelt_out(codes: Iterable[str], divisions: Divisions) -> frozenset[str]:
    """Every scope under ``codes``: a county's townships, a township's villages, itself in the two
    ways it is written (9 and 12 digits)."""
    found: set[str] = set()
    for code in codes:
        found |= _under(code, divisions)
    return frozenset(found)


def _under(code: str, divisions: Divisions) -> set[str]:
    long = code.ljust(VILLAGE, "0")
    found = {code, long}
    if long.endswith("000"):
        found.add(long[:9])
    for child in divisions.children(long):
        found |= _under(child.code, divisions)
    return found


def homes_of(codes: Iterable[str]) -> frozenset[str]:
    """The townships of villages, in the two ways they are written."""
    villages = [one for one in codes if len(one) == VILLAGE and not one.endswith("000")]
    return frozenset(form for one in villages for form in (one[:9], f"{one[:9]}000"))
