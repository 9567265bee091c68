"""Writes all that one push changes, in the transaction of its archive (S7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite

from app.server import many
from app.server.many import Lines, Names
from app.server.stored import RECORD_NAMES, key, pack, pack_decision, record_values
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

Values = list[dict[str, Any]]


_DECISION: Final = ("replica", "epoch", "seq", "op", "is_first", "content")
_CHANGE: Final = ("commit", "record_id", "scope")


def write(connection: Connection, admission: Admission, epoch: int) -> None:
    """Decisions, receipt, records, log, history, conflicts, quarantine."""
    write_records(connection, admission.written)
    new = [one for one in admission.judged if one.is_new]
    decisions = [_decision(one, admission.replica, epoch) for one in admission.judged]
    add_lines(connection, DECISION, _DECISION, decisions)
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
    new = [record_values(one.after) for one in written if one.before is None]
    changed = [(one.before.row, record_values(one.after)) for one in written if one.before]
    now = [*new, *(line for _before, line in changed)]
    left = [(before, line) for before, line in changed if before.scope != line.scope]
    add_lines(connection, RECORD, RECORD_NAMES, new)
    put_lines(connection, RECORD, RECORD_NAMES, now[len(new) :])
    lines = [(line.rev, line.id, line.scope) for line in now]
    lines += [(line.rev, line.id, before.scope) for before, line in left]
    add_lines(connection, CHANGE, _CHANGE, lines)
    touched = {(line.scope, line.noun): line.rev for line in now}
    touched |= {(before.scope, before.noun): line.rev for before, line in left}
    mark(connection, touched)


def mark(connection: Connection, touched: dict[tuple[str, str], int]) -> None:
    """(scope, noun) -> the commit that touched it last."""
    rows: Values = [
        {"scope": scope, "noun": noun, "commit": commit}
        for (scope, noun), commit in sorted(touched.items())
    ]
    put(connection, TABLE_MARK, rows)


def _decision(judged: Judged, replica: str, epoch: int) -> Sequence[Any]:
    op, content = judged.operation, pack_decision(judged.decision)
    return replica, epoch, op.seq, key(op.op_id), judged.is_new, content


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
    if rows:
        add_lines(connection, table, tuple(rows[0]), _lines(rows))


def put(connection: Connection, table: Table, rows: Values, keeps: Iterable[str] = ()) -> None:
    """Rows, new or in the place of those with the same key; what ``keeps`` names stays there."""
    if rows:
        put_lines(connection, table, tuple(rows[0]), _lines(rows), keeps)


def _lines(rows: Values) -> Lines:
    return [[row[name] for name in rows[0]] for row in rows]


def add_lines(connection: Connection, table: Table, names: Names, lines: Lines) -> None:
    """``add``; ``names``: which columns the values are of."""
    if not lines:
        return
    if connection.dialect.name == "postgresql":
        many.add(connection, table, names, lines)
    else:
        connection.execute(insert(table), _rows(names, lines))


def put_lines(
    connection: Connection, table: Table, names: Names, lines: Lines, keeps: Iterable[str] = ()
) -> None:
    """``put``; ``names``: which columns the values are of."""
    if not lines:
        return
    if connection.dialect.name == "postgresql":
        many.put(connection, table, names, lines, frozenset(keeps))
        return
    asked = sqlite.insert(table)
    own = [column.name for column in table.primary_key]
    others = [name for name in names if name not in own and name not in set(keeps)]
    taken = {name: asked.excluded[name] for name in others}
    doing = asked.on_conflict_do_update(index_elements=own, set_=taken)
    connection.execute(doing, _rows(names, lines))


def _rows(names: Names, lines: Lines) -> Values:
    return [dict(zip(names, line, strict=True)) for line in lines]
