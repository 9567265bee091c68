"""规则包: those that the county published, kept in the vault, and the one in force on a day.

A pack comes with a sync under the county's signature (``app.sync.laptop.published``). Beside the ones that ship with the program the county's wins where both
begin on the same day with the same version.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from app import resources
from app.domain.pack_row import Row
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack, in_force_on
from app.errors import Unreadable
from app.services.permitted import needs
from app.storage import identity
from app.storage.unit_of_work import UnitOfWork

_log: Final = logging.getLogger(__name__)
PACKS: Final = "rule_packs"
MOST: Final = 12
"""Packs that are kept; the ones that came first go."""


@dataclass(frozen=True)
class ReceivedPack:
    """A pack that the county published, and when it came."""

    pack: RulePack
    arrived_at: datetime


@dataclass(frozen=True)
class UnusedPack:
    """One that the county published and this program cannot use, and why (``code``).

    ``rank``: its beginning and version, None where even they cannot be read."""

    name: str
    arrived_at: datetime
    code: str
    rank: tuple[date, int] | None


@dataclass(frozen=True)
class RulesInForce:
    """``arrived_at`` None: it shipped with the program."""

    pack: RulePack
    arrived_at: datetime | None = None


@needs(Action.OWN_DESK)
def accept_pack(work: UnitOfWork, content: bytes) -> bool:
    """Keep a pack (YAML) that the county published; whether it is new here. One that this program
    cannot read is kept for a newer one."""
    name, kept = hashlib.sha256(content).hexdigest(), _kept(work)
    if name in kept:
        return False
    at = work.now.isoformat(timespec="seconds")
    kept[name] = {"text": content.decode("utf-8", "replace"), "at": at}
    newest = sorted(kept.items(), key=lambda one: str(one[1]["at"]))[-MOST:]
    identity.remember(work.driver, PACKS, dict(newest))
    work.note("sync:rule_pack:take", detail=name)
    return True


@needs(Action.OWN_DESK)
def received(work: UnitOfWork) -> tuple[ReceivedPack, ...]:
    """Those that the county published and this program can read."""
    found = [_read(name, one) for name, one in _kept(work).items()]
    for one in found:
        if isinstance(one, UnusedPack):
            _log.warning("rule pack %s cannot be used here: %s", one.name, one.code)
    return tuple(one for one in found if isinstance(one, ReceivedPack))


@needs(Action.OWN_DESK)
def unused(work: UnitOfWork) -> tuple[UnusedPack, ...]:
    """Those that the county published and this program cannot use, as far as no other has taken
    their place: what is calculated is not what the county says."""
    found = [_read(name, one) for name, one in _kept(work).items()]
    came = [one for one in found if isinstance(one, ReceivedPack)]
    lost = (one for one in found if isinstance(one, UnusedPack))
    return tuple(one for one in lost if not any(_takes_place(each, one) for each in came))


def _takes_place(newer: ReceivedPack, of: UnusedPack) -> bool:
    if of.rank is None:
        return newer.arrived_at >= of.arrived_at
    return (newer.pack.effective_from, newer.pack.version) >= of.rank


def _read(name: str, kept: Mapping[str, str]) -> ReceivedPack | UnusedPack:
    at, rank = datetime.fromisoformat(kept["at"]), None
    try:
        content = resources.parse_yaml(kept["text"].encode())
        rank = _rank(content)
        return ReceivedPack(RulePack.from_mapping(content), at)
    except Unreadable as trouble:
        return UnusedPack(name, at, trouble.code, rank)


def _rank(content: Mapping[str, Any]) -> tuple[date, int] | None:
    row = Row(content, "")
    try:
        return row.day("effective_from"), row.whole("version")
    except Unreadable:
        return None


def in_force(shipped: Iterable[RulePack], came: Sequence[ReceivedPack], day: date) -> RulesInForce:
    """The rules on ``day``, and where they are from. Raises ``Unreadable`` rule_pack_missing."""
    pack = in_force_on([*shipped, *(one.pack for one in came)], day)
    at = next((one.arrived_at for one in came if one.pack == pack), None)
    return RulesInForce(pack, at)


def _kept(work: UnitOfWork) -> dict[str, Any]:
    return dict(identity.recall(work.driver, PACKS) or {})
