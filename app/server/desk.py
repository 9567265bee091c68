"""What the county's own people see and decide of conflicts and quarantine (S14, S15).

A conflict is decided at a laptop, by who knows the household; here it is only looked at. What was
quarantined is released, as it came, on top of what stands there now, or refused for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import structs
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from app.domain.ids import is_id
from app.errors import Refused
from app.server import audit, many, office
from app.server.admitted import add, write_records
from app.server.stored import clash_of, held_of, key, operation_of, pack, to_text
from app.server.tables import (
    CONFLICT,
    DECISION,
    DEVICE,
    ERASED,
    HISTORY,
    PERSON,
    QUARANTINE,
    RECORD,
)
from app.sync.county.archive import Held, Written
from app.sync.county.policy import shape_fault
from app.sync.county.schema import Schema
from app.sync.protocol.merge import Version, merge
from app.sync.protocol.messages import Fields, Operation, Row

_AT_ONCE: Final = 20_000
RELEASED, REFUSED = "released", "refused"
REVOKED: Final = "revoked"
"""Code of operations that came in the sealed outbox of a laptop that was revoked (E5)."""
_WHY: Final[Mapping[str, str]] = {
    "noun_unknown": "本服务器不认识这种记录，请先升级",
    "erased": "这份记录已经清除",
    "id_taken": "这份记录已经有了",
    "record_missing": "这份记录不在县里，请先放行建立它的那一条",
    "target_missing": "它所指的另一份记录不在县里，请先放行那一条",
}


def list_quarantine(
    connection: Connection, *, with_decided: bool, with_values: bool
) -> list[dict[str, Any]]:
    """What was not applied, the oldest first; values of records only if they are asked for."""
    columns = QUARANTINE.c
    asked = (
        select(QUARANTINE, PERSON.c.name, PERSON.c.role)
        .outerjoin(DEVICE, DEVICE.c.replica == columns.replica)
        .outerjoin(PERSON, PERSON.c.id == DEVICE.c.person)
        .order_by(columns.commit, columns.op)
    )
    if not with_decided:
        asked = asked.where(columns.decision == "")
    rows = connection.execute(asked).mappings()
    return [_quarantined(row, with_values=with_values) for row in rows]


def _quarantined(row: RowMapping, *, with_values: bool) -> dict[str, Any]:
    op = operation_of(row["content"])
    return {
        "op": op.op_id,
        "why": row["code"],
        "person": row["name"] or "",
        "role": row["role"] or "",
        "replica": row["replica"],
        "noun": op.noun,
        "record": op.record_id,
        "kind": op.kind,
        "fields": dict(op.changes) if with_values else sorted(op.changes),
        "made_at": op.made_at,
        "decision": row["decision"],
        "decided_at": row["decided_at"],
    }


def list_conflicts(
    connection: Connection, *, with_decided: bool, with_values: bool
) -> list[dict[str, Any]]:
    """Where two values met, the oldest first. Decided: somebody has written the group since."""
    columns = CONFLICT.c
    asked = (
        select(CONFLICT, RECORD.c.noun, RECORD.c.rev, RECORD.c.body, RECORD.c.marks)
        .outerjoin(RECORD, RECORD.c.id == columns.record_id)
        .order_by(columns.commit, columns.op, columns.field_group)
    )
    found = (_clash(row, with_values=with_values) for row in connection.execute(asked).mappings())
    return [one for one in found if with_decided or not one["is_decided"]]


def _clash(row: RowMapping, *, with_values: bool) -> dict[str, Any]:
    clash, is_decided = clash_of(row["content"]), True
    if row["noun"] is not None:
        stored = (row["record_id"], row["noun"], row["rev"], row["body"], row["marks"])
        version = held_of(*stored).version
        is_decided = version.mark_of(row["field_group"]).rev > row["commit"]

    def shown(fields: Fields) -> Any:
        return dict(fields) if with_values else sorted(fields)

    return {
        "op": to_text(row["op"]),
        "record": to_text(row["record_id"]),
        "noun": row["noun"] or "",
        "group": row["field_group"],
        "replica": row["replica"],
        "by": clash.theirs_by,
        "mine": shown(clash.mine),
        "theirs": shown(clash.theirs),
        "is_decided": is_decided,
    }


# -- deciding -----------------------------------------------------------------------------------


def release(connection: Connection, op_id: str, schema: Schema, at: str) -> int:
    """Apply it after all, on top of what stands there; the values that give way are kept. Returns
    the commit. Raises ``Refused`` quarantine_missing, quarantine_decided, quarantine_unfit."""
    op = operation_of(_waiting(connection, op_id)["content"])
    held = _held(connection, op.record_id)
    fault = shape_fault(schema, op, held, is_erased=_is_erased(connection, op.record_id))
    if fault := fault or _target_fault(connection, op, schema):
        raise Refused(f"不能放行：{_WHY[fault]}。", code="quarantine_unfit", why=fault)
    commit = office.next_commit(connection)
    before = held.version if held else Version()
    seen = structs.replace(op, base_rev=commit)
    merged = merge(before, seen, schema[op.noun].groups, by=office.OFFICE, rev=commit)
    assert not merged.clashes
    row = Row(op.noun, op.record_id, commit, merged.version.fields)
    after = Held(row, merged.version.marks, merged.version.origin)
    write_records(connection, [Written(held, after)])
    _keep(connection, op, before, row.fields, commit)
    _decide(connection, op_id, RELEASED, at, f"{op.noun} {op.record_id}")
    return commit


def refuse(connection: Connection, op_id: str, why: str, at: str) -> None:
    """It stays where it is, for good. Raises ``Refused`` quarantine_missing, quarantine_decided,
    reason_missing."""
    _waiting(connection, op_id)
    if not why.strip():
        raise Refused("不予采用要写明原因。请用 --reason 说明。", code="reason_missing")
    _decide(connection, op_id, REFUSED, at, why)


def take_in(connection: Connection, replica: str, ops: Iterable[Operation], at: str) -> int:
    """Operations out of a revoked laptop's sealed outbox: into quarantine, for somebody to decide.
    How many are new; those that had come over the line before are not."""
    new = {key(op.op_id): op for op in ops}
    ids = sorted(new)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for table in (DECISION, QUARANTINE):
            known = select(table.c.op).where(many.among(connection, table.c.op, some))
            for one in connection.execute(known).scalars():
                new.pop(one, None)
    own = {"replica": replica, "code": REVOKED, "commit": 0}
    rows = [{**own, "op": one, "content": pack(op)} for one, op in new.items()]
    add(connection, QUARANTINE, rows)
    line = audit.Line(office.OFFICE, "office:outbox:read", replica, f"operations {len(rows)}")
    audit.append(connection, [line], at)
    return len(rows)


def waiting(connection: Connection) -> int:
    """How many wait in quarantine."""
    asked = select(func.count()).select_from(QUARANTINE).where(QUARANTINE.c.decision == "")
    return connection.execute(asked).scalar_one()


def _waiting(connection: Connection, op_id: str) -> RowMapping:
    wanted = QUARANTINE.c.op == key(op_id)
    row = connection.execute(select(QUARANTINE).where(wanted).with_for_update()).mappings().first()
    if row is None:
        raise Refused(
            "隔离区里没有这一条。请用 quarantine list 核对编号。", code="quarantine_missing"
        )
    if row["decision"]:
        raise Refused("这一条已经处理过。请刷新列表。", code="quarantine_decided")
    return row


def _held(connection: Connection, record_id: str) -> Held | None:
    try:
        return office.hold(connection, record_id) if is_id(record_id) else None
    except Refused:
        return None


def _is_erased(connection: Connection, record_id: str) -> bool:
    return (
        connection.execute(select(ERASED.c.id).where(ERASED.c.id == key(record_id))).first()
        is not None
    )


def _target_fault(connection: Connection, op: Operation, schema: Schema) -> str:
    for name, noun in schema[op.noun].refers.items():
        target = op.changes.get(name)
        if isinstance(target, str):
            wanted = (RECORD.c.id == key(target)) & (RECORD.c.noun == noun)
            if connection.execute(select(RECORD.c.id).where(wanted)).first() is None:
                return "target_missing"
    return ""


def _keep(
    connection: Connection, op: Operation, before: Version, after: Fields, commit: int
) -> None:
    gone = {name: value for name, value in before.fields.items() if after.get(name) != value}
    if gone:
        values = {"record_id": key(op.record_id), "commit": commit, "op": key(op.op_id)}
        connection.execute(insert(HISTORY).values(**values, content=pack([op.made_by, gone])))


def _decide(connection: Connection, op_id: str, decision: str, at: str, detail: str) -> None:
    wanted = update(QUARANTINE).where(QUARANTINE.c.op == key(op_id))
    connection.execute(wanted.values(decision=decision, decided_at=at))
    line = audit.Line(office.OFFICE, f"office:quarantine:{decision}", op_id, detail)
    audit.append(connection, [line], at)
