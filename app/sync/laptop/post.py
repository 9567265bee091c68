"""What a person must decide or should know: conflicts, refusals, records and villages that moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.models.columns import id_bytes
from app.storage import driver
from app.sync.client.desk import Intake, Standing
from app.sync.protocol.messages import Clash, Operation, Row, Verdict

REFUSED: Final = "refused"
MOVED: Final = "moved"
GAINED: Final = "gained"
LOST: Final = "lost"

_TOLD_OF: Final = frozenset({"household", "person", "child", "vagrant"})
"""Records whose going is told one by one; the rest goes with them."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_PUT_CONFLICT: Final = (
    "INSERT INTO conflict (id, noun, record_id, field_group, op_id, base, mine, theirs, about)"
    " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (op_id, field_group) DO UPDATE SET"
    " base = excluded.base, mine = excluded.mine, theirs = excluded.theirs, about = excluded.about,"
    " decided_at = CASE WHEN theirs = excluded.theirs THEN decided_at END,"
    " decided_by = CASE WHEN theirs = excluded.theirs THEN decided_by END,"
    " decision = CASE WHEN theirs = excluded.theirs THEN decision END"
)
_SUPERSEDE: Final = (
    "UPDATE conflict SET decision = 'superseded', decided_at = ? WHERE record_id = ?"
    " AND field_group = ? AND decided_at IS NULL AND op_id <> ? AND mine = ?"
)
"""Whoever wrote over his own value that clashed too has decided between the two himself."""
_PUT_LETTER: Final = (
    "INSERT INTO inbox (id, kind, code, noun, record_id, op_id, about, arrived_at)"
    " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (op_id) DO NOTHING"
)


@dataclass
class Letters:
    """Writes into the transaction of ``connection``. ``arrived_at``: now, in ISO form."""

    connection: driver.Connection
    new_id: Callable[[], str]
    arrived_at: str

    def deliver(self, ops: Sequence[Operation], verdicts: Mapping[int, Verdict]) -> dict[str, int]:
        """What became of operations, where it was not simply applied; how many of which."""
        visits = {op.transaction: op.record_id for op in ops if op.noun == "visit"}
        told = {"conflicts": 0, "refused": 0}
        for op in ops:
            verdict, visit = verdicts[op.seq], visits.get(op.transaction)
            if verdict.outcome == "quarantined":
                self._refused(op, verdict.code, visit)
                told["refused"] += 1
            for clash in verdict.clashes:
                self._clash(op, clash, visit)
                told["conflicts"] += 1
        return told

    def farewell(self, before: Standing, intake: Intake, left: Iterable[Row]) -> None:
        """Villages that came and went, and, where the villages stayed, records that went. At the
        first contact nothing is news: whoever enrolled knows whose villages they are."""
        now = intake.standing
        if not before.cursor.epoch:
            return
        if before.scopes != now.scopes:
            self._places(GAINED, sorted({*now.scopes} - {*before.scopes}))
            self._places(LOST, sorted({*before.scopes} - {*now.scopes}))
            return
        if intake.buckets:
            return
        for row in left:
            if row.noun in _TOLD_OF:
                self._letter(MOVED, "out_of_scope", row.noun, row.id, None, {})

    def _places(self, kind: str, places: Sequence[str]) -> None:
        if places:
            self._letter(kind, "scope_changed", None, None, None, {"places": list(places)})

    def _refused(self, op: Operation, code: str, visit: str | None) -> None:
        about = {
            "kind": op.kind,
            "changes": dict(op.changes),
            "before": None if op.before is None else dict(op.before),
            "made_by": op.made_by,
            "made_at": op.made_at,
            "visit_id": visit,
        }
        self._letter(REFUSED, code, op.noun, op.record_id, op.op_id, about)

    def _letter(
        self,
        kind: str,
        code: str,
        noun: str | None,
        record_id: str | None,
        op_id: str | None,
        about: Mapping[str, Any],
    ) -> None:
        self.connection.execute(
            _PUT_LETTER,
            (
                id_bytes(self.new_id()),
                kind,
                code,
                noun,
                None if record_id is None else id_bytes(record_id),
                None if op_id is None else id_bytes(op_id),
                _JSON(about),
                self.arrived_at,
            ),
        )

    def _clash(self, op: Operation, clash: Clash, visit: str | None) -> None:
        about = {
            "kind": op.kind,
            "made_by": op.made_by,
            "made_at": op.made_at,
            "visit_id": visit,
            "theirs_by": clash.theirs_by,
            "theirs_rev": clash.theirs_rev,
            "theirs_name": clash.theirs_name,
            "theirs_role": clash.theirs_role,
            "theirs_at": clash.theirs_at,
            "theirs_visit": clash.theirs_visit,
            "arrived_at": self.arrived_at,
        }
        record, group, op_id = id_bytes(op.record_id), clash.group, id_bytes(op.op_id)
        own = (self.arrived_at, record, group, op_id, _JSON(dict(clash.base)))
        self.connection.execute(_SUPERSEDE, own)
        self.connection.execute(
            _PUT_CONFLICT,
            (
                id_bytes(self.new_id()),
                op.noun,
                record,
                group,
                op_id,
                _JSON(dict(clash.base)),
                _JSON(dict(clash.mine)),
                _JSON(dict(clash.theirs)),
                _JSON(about),
            ),
        )
