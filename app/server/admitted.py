"""Writes all that one push changes, in the transaction of its archive (S7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite

from app.server import many
from app.server.stored import key, pack, pack_decision, record_values
from app.server.tables import (
    CHANGE,
    CONFLICT,
    DECISION,
    HISTORY,
    LINE,
    QUARANTINE,
    RECEIPT,
    RECORD,
    TABLE_MARK,
)
from app.sync.county.archive import Admission, Judged, Written
from app.sync.protocol.messages import Row

Values = list[dict[str, Any]]


def write(connection: Connection, admission: Admission, epoch: int) -> None:
    """Decisions, receipt, records, log, history, conflicts, quarantine."""
    write_records(connection, admission.written)
    new = [one for one in admission.judged if one.is_new]
    add(
        connection, DECISION, [_decision(one, admission.replica, epoch) for one in admission.judged]
    )
    add(connection, HISTORY, [_history(one, admission.commit) for one in new if one.replaced])
    add(connection, CONFLICT, [line for one in new for line in _conflicts(one, admission)])
    quarantined = [one for one in new if one.decision.verdict.outcome == "quarantined"]
    add(connection, QUARANTINE, [_quarantine(one, admission) for one in quarantined])
    keep_receipt(connection, admission.replica, epoch, admission.following, admission.receipt)
    own = {"replica": admission.replica, "epoch": epoch}
    audit = {"audit_seq": admission.audit.seq, "audit_hash": admission.audit.hash}
    put(
        connection,
        LINE,
        [own | audit | {"next_seq": admission.following, "cursor": 0}],
        ("cursor",),
    )


def keep_receipt(
    connection: Connection, replica: str, epoch: int, following: int, receipt: str
) -> None:
    """What stands for operation number ``following`` of a vault."""
    row = {"replica": replica, "epoch": epoch, "following": following, "receipt": receipt}
    put(connection, RECEIPT, [row])


def write_records(connection: Connection, written: Sequence[Written]) -> None:
    """Records as they are now, a line in the log for each scope they left or are in.

    Two that make one record at the same moment: the second fails, and is judged anew.
    """
    add(connection, RECORD, [record_values(one.after) for one in written if one.before is None])
    put(connection, RECORD, [record_values(one.after) for one in written if one.before])
    lines = {place: None for one in written for place in _places(one)}
    columns = ("commit", "record_id", "scope")
    add(connection, CHANGE, [dict(zip(columns, line[:3], strict=True)) for line in lines])
    touched = {(scope, noun): commit for commit, _id, scope, noun in lines}
    mark(connection, touched)


def mark(connection: Connection, touched: dict[tuple[str, str], int]) -> None:
    """(scope, noun) -> the commit that touched it last."""
    rows: Values = [
        {"scope": scope, "noun": noun, "commit": commit}
        for (scope, noun), commit in sorted(touched.items())
    ]
    put(connection, TABLE_MARK, rows)


def _places(written: Written) -> Iterable[tuple[int, bytes, str, str]]:
    after = written.after.row
    rows: list[Row] = [written.before.row, after] if written.before else [after]
    return ((after.rev, key(after.id), row.scope, row.noun) for row in rows)


def _decision(judged: Judged, replica: str, epoch: int) -> dict[str, Any]:
    op = judged.operation
    return {
        "replica": replica,
        "epoch": epoch,
        "seq": op.seq,
        "op": key(op.op_id),
        "is_first": judged.is_new,
        "content": pack_decision(judged.decision),
    }


def _history(judged: Judged, commit: int) -> dict[str, Any]:
    op = judged.operation
    content = pack([op.made_by, dict(judged.replaced)])
    return {
        "record_id": key(op.record_id),
        "commit": commit,
        "op": key(op.op_id),
        "content": content,
    }


def _conflicts(judged: Judged, admission: Admission) -> Values:
    op = judged.operation
    return [
        {
            "op": key(op.op_id),
            "field_group": clash.group,
            "record_id": key(op.record_id),
            "replica": admission.replica,
            "commit": admission.commit,
            "content": pack(clash),
        }
        for clash in judged.decision.verdict.clashes
    ]


def _quarantine(judged: Judged, admission: Admission) -> dict[str, Any]:
    return {
        "op": key(judged.operation.op_id),
        "replica": admission.replica,
        "code": judged.decision.verdict.code,
        "commit": admission.commit,
        "content": pack(judged.operation),
    }


# -- statements ---------------------------------------------------------------------------------


def add(connection: Connection, table: Table, rows: Values) -> None:
    """New rows. Raises ``IntegrityError`` if one is there."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        many.add(connection, table, rows)
    else:
        connection.execute(insert(table), rows)


def put(connection: Connection, table: Table, rows: Values, keeps: Iterable[str] = ()) -> None:
    """Rows, new or in the place of those with the same key; what ``keeps`` names stays there."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        many.put(connection, table, rows, frozenset(keeps))
        return
    asked = sqlite.insert(table)
    own = [column.name for column in table.primary_key]
    others = [name for name in rows[0] if name not in own and name not in set(keeps)]
    taken = {name: asked.excluded[name] for name in others}
    connection.execute(asked.on_conflict_do_update(index_elements=own, set_=taken), rows)
