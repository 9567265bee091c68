"""What people do at a laptop: new families, corrections, deletions, moves; on what they see."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from app.sync.protocol.messages import IS_DELETED, Kind, Operation, Row
from tests.simulation.desk import Disk

NewId = Callable[[], str]

_CROWD: Final = 1
"""Records of the first village that all work on where it is crowded."""

_FIELDS: Final = ("name", "phone", "id_no", "gender", "state", "newer")


def work(
    disk: Disk, rng: random.Random, new_id: NewId, *, is_crowded: bool = False
) -> list[Operation]:
    """The operations of one save; all values are new, but for one field of few values."""
    alive = sorted(one for one, row in disk.visible.items() if not row.fields.get(IS_DELETED))
    chance = rng.random()
    if disk.standing.scopes and (not alive or chance < 0.25):
        return _family(disk, rng, new_id)
    if not alive:
        return [_operation(new_id, "insert", Row("household", new_id(), 0, {}), _word(rng))]
    is_here = is_crowded and rng.random() < 0.8
    row = disk.visible[rng.choice(_crowd(disk, alive) if is_here else alive)]
    if chance < (0.27 if is_here else 0.33):
        changes: dict[str, Any] = {IS_DELETED: True, "deleted_reason": _token(rng)}
        return [_operation(new_id, "delete", row, changes)]
    if chance < 0.38:
        village = rng.choice(disk.standing.scopes)
        return [_operation(new_id, "update", row, {"village_code": village})]
    if chance < 0.4:
        stranger = Row("ghost", new_id(), 0, {})
        return [_operation(new_id, "insert", stranger, _word(rng))]
    return [_operation(new_id, "update", row, _correction(rng, _FIELDS[: 2 if is_here else None]))]


def _crowd(disk: Disk, alive: Sequence[str]) -> list[str]:
    """What all work on: every laptop has the first village where it is crowded."""
    return sorted(alive, key=lambda one: (disk.visible[one].scope, one))[:_CROWD]


def _family(disk: Disk, rng: random.Random, new_id: NewId) -> list[Operation]:
    village = rng.choice(disk.standing.scopes)
    transaction = new_id()
    household = new_id()
    found: list[Operation] = []
    for noun, record_id in (("household", household), ("person", new_id()), ("person", new_id())):
        changes: dict[str, Any] = {"village_code": village, "name": _token(rng)}
        changes |= {"id_no": _token(rng), "gender": "1"}
        if noun == "person":
            changes["household_id"] = household
        row = Row(noun, record_id, 0, {})
        found.append(_operation(new_id, "insert", row, changes, transaction))
    return found


def _correction(rng: random.Random, names: Sequence[str]) -> dict[str, Any]:
    name = rng.choice(names)
    value: Any = {"gender": rng.choice("12"), "state": rng.choice("ab")}.get(name, _token(rng))
    second = {"phone": _token(rng)} if rng.random() < 0.2 else {}
    return {name: value} | second


def _token(rng: random.Random) -> str:
    """A value nobody had before."""
    return f"{rng.random():.17f}"


def _word(rng: random.Random) -> dict[str, Any]:
    return {"village_code": "nowhere", "name": _token(rng)}


def _operation(
    new_id: NewId, kind: Kind, row: Row, changes: dict[str, Any], transaction: str = ""
) -> Operation:
    op_id = new_id()
    before = None if kind == "insert" else {name: row.fields.get(name) for name in changes}
    return Operation(
        0, op_id, transaction or op_id, row.noun, row.id, kind, row.rev, changes, before
    )
