"""The laptops: whose request it is, revoking one, a person who leaves (E3, E5, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, func, insert, or_, select, update

from app.domain.divisions import Divisions
from app.errors import Refused
from app.server import audit, office, policy
from app.server.glance import VAULT, Glance
from app.server.stored import pack, unpack
from app.server.tables import DEVICE, PERSON


@dataclass(frozen=True)
class Device:
    """One enrolled vault, as a request finds it."""

    replica: str
    person: str
    signing_key: bytes
    status_key: bytes
    agreement_key: bytes
    counter: int
    schema: int
    recovery_epoch: int
    is_revoked: bool


def find(connection: Connection, replica: str) -> Device | None:
    """The vault called so."""
    asked = select(*VAULT).where(DEVICE.c.replica == replica)
    row = connection.execute(asked).first()
    return Device(*row[:8], is_revoked=bool(row.revoked_at)) if row else None


def seen_in(seen: Glance) -> Device:
    """The vault in what was seen."""
    return Device(*seen[:8], is_revoked=bool(seen.revoked_at))


def is_known_greeting(device: Device, schema: int, recovery: int) -> bool:
    """Whether a laptop says of itself what it said last time."""
    return (device.schema, device.recovery_epoch) == (schema, recovery)


def note_greeting(connection: Connection, replica: str, schema: int, recovery: int) -> None:
    """What a laptop says of itself."""
    wanted = update(DEVICE).where(DEVICE.c.replica == replica)
    connection.execute(wanted.values(schema=schema, recovery_epoch=recovery))


def revoke(connection: Connection, replica: str, at: str, why: str = "") -> None:
    """At its next contact it is told to erase its keys."""
    wanted = (DEVICE.c.replica == replica) & (DEVICE.c.revoked_at == "")
    if connection.execute(update(DEVICE).where(wanted).values(revoked_at=at)).rowcount != 1:
        raise Refused("没有这台电脑，或者已经吊销。请用 devices 核对编号。", code="device_missing")
    audit.append(connection, [audit.Line("server", "server:device:revoke", replica, why)], at)


def add_person(
    connection: Connection, person: str, name: str, role: str, places: Sequence[str], at: str
) -> None:
    """Somebody new."""
    if role not in policy.ROLES:
        known = "、".join(policy.ROLES)
        raise Refused(f"没有这种岗位。可用的有：{known}。", code="role_unknown")
    values = {"id": person, "name": name, "role": role, "places": pack(sorted(set(places)))}
    connection.execute(insert(PERSON).values(**values, left_at=""))
    audit.append(connection, [audit.Line("server", "server:person:add", person, role)], at)


def refuse_unknown(places: Sequence[str], divisions: Divisions) -> None:
    """Raises ``Refused`` place_unknown."""
    for code in places:
        if not code.isdigit() or divisions.get(code) is None:
            raise Refused(f"没有区划代码 {code}。请核对后再试。", code="place_unknown")


def leave(connection: Connection, person: str, at: str) -> None:
    """A person is no longer here: his laptops are emptied at their next contact (E7)."""
    office.give_places(connection, person, (), at)
    connection.execute(update(PERSON).where(PERSON.c.id == person).values(left_at=at))
    audit.append(connection, [audit.Line("server", "server:person:leave", person)], at)


def persons(connection: Connection) -> list[dict[str, Any]]:
    """Everybody, for the command line."""
    rows = connection.execute(select(PERSON).order_by(PERSON.c.id)).mappings()
    return [{**row, "places": unpack(row["places"])} for row in rows]


def listed(connection: Connection) -> list[dict[str, Any]]:
    """All laptops, for the command line: no keys."""
    columns = DEVICE.c
    asked = select(
        columns.replica,
        columns.person,
        PERSON.c.role,
        columns.label,
        columns.counter,
        columns.is_frozen,
        columns.not_after,
        columns.enrolled_at,
        columns.seen_at,
        columns.revoked_at,
        columns.schema,
        columns.recovery_epoch,
    ).join(PERSON, PERSON.c.id == columns.person)
    rows = connection.execute(asked.order_by(columns.enrolled_at, columns.replica)).mappings()
    return [dict(row) for row in rows]


def live(connection: Connection) -> list[str]:
    """Vaults that may still come back: neither revoked nor frozen, their owners still here."""
    gone = or_(DEVICE.c.revoked_at != "", DEVICE.c.is_frozen, PERSON.c.left_at != "")
    asked = select(DEVICE.c.replica).join(PERSON, PERSON.c.id == DEVICE.c.person).where(~gone)
    return sorted(connection.execute(asked).scalars())


def recovery_epochs(connection: Connection) -> dict[str, Any]:
    """How many live vaults are sealed to which recovery key, and in percent; 0: to none (K11)."""
    counts = _counted(connection, DEVICE.c.recovery_epoch)
    whole = sum(counts.values())
    epochs = [
        {"epoch": epoch, "vaults": count, "percent": _percent(count, whole)}
        for epoch, count in counts.items()
    ]
    return {"vaults": whole, "epochs": epochs}


def schemas(connection: Connection) -> list[dict[str, Any]]:
    """How many live vaults know which schema of records, and in percent; 0: not synced yet."""
    counts = _counted(connection, DEVICE.c.schema)
    whole = sum(counts.values())
    return [
        {"schema": schema, "vaults": count, "percent": _percent(count, whole)}
        for schema, count in counts.items()
    ]


def _counted(connection: Connection, column: Column[int]) -> dict[int, int]:
    wanted = DEVICE.c.replica.in_(live(connection))
    asked = select(column, func.count()).where(wanted).group_by(column).order_by(column)
    return dict(connection.execute(asked).all())


def _percent(count: int, whole: int) -> float:
    return round(100 * count / whole, 1)
