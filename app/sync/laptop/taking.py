"""One ``Intake`` in one transaction of the store, past the recorder: it is the county's doing.

Base rows change first, then what a person sees of each record touched is worked out anew: the base
with his waiting operations folded over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from app.models.registry import RECORDS
from app.storage import driver, search_rows
from app.sync.client.desk import Intake, Settled, Standing
from app.sync.client.overlay import fold
from app.sync.laptop import as_made, base, operations, post, tables
from app.sync.laptop.stretches import MANY
from app.sync.laptop.taken import Taken
from app.sync.protocol.messages import Fields, Operation, Row, present


@dataclass
class Taking:
    """``before``: where it stood; ``own``: records that are never taken away, whatever the scopes
    say (whose vault it is); ``letters`` go into the inbox; ``read``: what was read of
    the outbox so far."""

    connection: driver.Connection
    before: Standing
    intake: Intake
    letters: post.Letters
    own: frozenset[str] = frozenset()
    read: Iterable[operations.Batch] = ()
    many: int = MANY
    done: Taken = field(default_factory=Taken)
    _arrived: Sequence[Row] = ()
    _nouns: dict[str, str] = field(default_factory=dict[str, str])
    _held: frozenset[str] = frozenset()
    """What is settled, and stood at the county before."""
    _made: dict[str, Fields] = field(default_factory=dict[str, Fields])
    """What was made here, is acknowledged now, and was not changed in between."""
    _fitting: frozenset[str] = frozenset()
    """What came and can stand in a table."""
    _new: set[str] = field(default_factory=set[str])
    """Rows of a snapshot that were not here."""
    _unmoved: frozenset[str] = frozenset()
    """Touched, but as the county has it: nothing waits, nothing came."""

    def run(self) -> Taken:
        """Everything but the standing itself."""
        batch, leaving = self._settled(), self._leaving()
        behind = self._behind(batch, leaving)
        self._held = operations.with_bases(self.connection, batch.last)
        made = self._as_made(batch, behind)
        ops = self._set_aside(made, batch.operations)
        waiting = operations.by_record(ops)
        for record_id, later in behind.items():
            waiting[record_id] = [*waiting.get(record_id, ()), *later]
        self._keep_bases(waiting)
        if self.intake.brings_back:
            operations.bring_back(self.connection)
        if self.intake.settled:
            self._settle(self.intake.settled, batch.operations)
            self._touch_settled(ops)
        has_released = operations.is_kept(self.connection, self.intake.backed_up)
        if has_released:
            operations.release(self.connection, self.intake.backed_up)
        if self.intake.brings_back:
            behind = operations.pending(self.connection)
        self._move_bases(behind, leaving)
        if has_released or self.done.removed:
            operations.forget(self.connection)
        if self._is_elsewhere:
            self._touch_all(behind)
        self._show(behind)
        self._stamp(made)
        return self.done

    @property
    def _is_elsewhere(self) -> bool:
        return self.intake.purges or self.before.scopes != self.intake.standing.scopes

    def _keep_bases(self, waiting: Mapping[str, Sequence[Operation]]) -> None:
        concerned: dict[str, Sequence[Operation]] = dict(waiting)
        if self.intake.brings_back:
            for one in operations.kept_records(self.connection):
                concerned.setdefault(one, ())
        base.keep_apart(self.connection, concerned)

    def _settled(self) -> operations.Batch:
        settled = self.intake.settled
        if settled is None:
            return operations.Batch()
        return operations.through(self.connection, settled.through, self.read)

    def _behind(
        self, batch: operations.Batch, leaving: Iterable[str]
    ) -> dict[str, list[Operation]]:
        """What waits of the records that this intake may move, behind what it settles."""
        connection = self.connection
        if self.intake.brings_back or self._is_elsewhere:
            return operations.pending(connection, None, batch.last)
        found = operations.behind(connection, batch.last) if batch.keys else {}
        settled = {op.record_id for op in batch.operations}
        moved = {*(row.id for row in self.intake.rows), *leaving} - settled
        return found | operations.pending(connection, moved, batch.last)

    # -- what the county holds as it was made ----------------------------------------------------

    def _as_made(self, batch: operations.Batch, behind: Mapping[str, object]) -> as_made.AsMade:
        """Only what an acknowledgement brings, and nothing that moves rows otherwise."""
        intake = self.intake
        moves = intake.brings_back or self._is_elsewhere or intake.stretch or intake.buckets
        if moves or not batch.keys:
            return as_made.AsMade()
        return as_made.find(intake, batch, {*behind, *self._held}, self._scopes)

    def _set_aside(self, made: as_made.AsMade, ops: Sequence[Operation]) -> Sequence[Operation]:
        """The rest of ``ops``; and from here on the rest of the intake's rows."""
        if not made.rows:
            return ops
        known = {row.id for row in made.rows}
        rows = tuple(row for row in self.intake.rows if row.id not in known)
        self.intake = replace(self.intake, rows=rows)
        return [op for op in ops if op.record_id not in known]

    def _stamp(self, made: as_made.AsMade) -> None:
        if not made.rows:
            return
        made.write(self.connection)
        for row in made.rows:
            self.done.changed.setdefault(row.noun, set()).add(row.id)
        self.done.arrive(base.by_table((row.table for row in made.rows), made.leaves))
        self.done.told["rows"] += len(made.rows)

    # -- what is settled and what moves ----------------------------------------------------------

    def _settle(self, settled: Settled, ops: Sequence[Operation]) -> None:
        operations.keep(self.connection, settled.through, settled.commit)
        verdicts = {one.seq: one for one in settled.verdicts}
        self.done.told["acknowledged"] = len(ops)
        for kind, count in self.letters.deliver(ops, verdicts).items():
            self.done.told[kind] = count

    def _touch_settled(self, ops: Sequence[Operation]) -> None:
        self._touch((op.record_id, op.noun) for op in ops)
        made = (op for op in ops if op.kind == "insert" and op.record_id not in self._held)
        self._made = {op.record_id: op.changes for op in made}
        for op in ops:
            if op.kind != "insert":
                self._made.pop(op.record_id, None)

    def _move_bases(
        self, waiting: Mapping[str, Sequence[Operation]], leaving: Sequence[str]
    ) -> None:
        intake, connection = self.intake, self.connection
        gone = base.remove(connection, leaving)
        rows = {row.id: row for row in intake.rows}
        self._fitting = tables.fitting(rows.values())
        apart = {id for id in rows if id in waiting or id not in self._fitting}
        self._arrived = list(rows.values())
        self.done.arrive(base.put(connection, self._arrived, apart))
        self._touch((one.id, one.noun) for one in gone.values())
        self._touch((row.id, row.noun) for row in rows.values())
        self._touch((one, "") for one in intake.gone)
        left = [row for id, row in gone.items() if id not in rows]
        self.letters.farewell(self.before, intake, left)
        self.done.removed = [row.id for row in left]
        self.done.told |= {"rows": len(rows), "gone": len(left)}

    def _leaving(self) -> list[str]:
        intake, connection = self.intake, self.connection
        leaving = list(intake.gone)
        if intake.purges:
            leaving += base.outside(connection, intake.standing.scopes)
        if intake.stretch:
            named = {row.id for row in intake.rows}
            held = base.within(connection, *intake.stretch)
            leaving += (one for one in held if one not in named)
            self._new = named.difference(held)
        return leaving + base.in_buckets(connection, intake.buckets)

    def _touch(self, named: Iterable[tuple[str, str]]) -> None:
        for record_id, noun in named:
            self._nouns[record_id] = noun or self._nouns.get(record_id, "")

    def _touch_all(self, waiting: Mapping[str, Sequence[Operation]]) -> None:
        """What is seen but out of reach now, and what waits."""
        self._touch((record_id, ops[0].noun) for record_id, ops in waiting.items())
        for noun in RECORDS:
            out = tables.outside(self.connection, noun, self.intake.standing.scopes)
            self._touch((one, noun) for one in out)

    # -- what a person sees ---------------------------------------------------------------------

    def _show(self, waiting: Mapping[str, Sequence[Operation]]) -> None:
        shown = self._seen_of(waiting)
        as_made = [row for id, row in shown.items() if id not in waiting and self._is_as_made(row)]
        for row in as_made:
            del self._nouns[row.id], shown[row.id]
        for noun, rows in _by_noun(as_made).items():
            tables.stamp(self.connection, noun, rows)
            self.done.changed.setdefault(noun, set()).update(row.id for row in rows)
        sheets = self._sheets(shown.values())
        found_by = self._found_by(sheets)
        is_put_off = self._puts_off(found_by)
        persons = set[str]() if is_put_off else self._persons(found_by)
        for sheet in sheets:
            sheet.write(self.connection)
            noun = sheet.table.noun
            self.done.changed.setdefault(noun, set()).update(row.id for row in sheet.rows)
        left = self._unmoved | self.own
        hidden = [id for id in self._nouns if id not in shown and id not in left]
        for noun, ids in self._where(hidden).items():
            tables.take_away(self.connection, noun, ids)
            self.done.changed.setdefault(noun, set()).update(ids)
        if is_put_off:
            search_rows.put_off(self.connection)
        else:
            search_rows.reindex(self.connection, persons | self._persons(found_by))

    def _is_as_made(self, row: Row) -> bool:
        """Whether it stands here just so, but for its revision."""
        made = self._made.get(row.id)
        return made is not None and (made is row.fields or present(made) == row.fields)

    def _seen_of(self, waiting: Mapping[str, Sequence[Operation]]) -> dict[str, Row]:
        """The records touched that are to be seen, as they are to be seen."""
        arrived = {row.id: row for row in self._arrived if row.id not in waiting}
        others = [one for one in self._nouns if one not in arrived]
        bases = {one.row.id: one for one in base.stored(self.connection, others)}
        for one in bases.values():
            self._nouns[one.row.id] = one.row.noun
        self._unmoved = frozenset(
            id for id, one in bases.items() if not one.is_apart and id not in waiting
        )
        found: dict[str, Row] = dict(arrived)
        for record_id in others:
            under = bases.get(record_id)
            if record_id in self._unmoved:
                continue
            row = fold(under.row if under else None, waiting.get(record_id, ()))
            if row is not None:
                found[record_id] = row
        folded = (row for id, row in found.items() if id not in arrived)
        fitting = self._fitting.intersection(arrived) | tables.fitting(folded)
        seen = {id: row for id, row in found.items() if id in fitting and self._is_ours(row)}
        base.let_go(self.connection, [id for id in bases if id in seen and id not in waiting])
        return seen

    def _is_ours(self, row: Row) -> bool:
        return row.scope in self._scopes or row.id in self.own

    @cached_property
    def _scopes(self) -> frozenset[str]:
        return frozenset(self.intake.standing.scopes)

    def _where(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """In whose table each of ``ids`` may stand."""
        found: dict[str, list[str]] = {}
        for record_id in ids:
            noun = self._nouns[record_id]
            nouns = [noun] if noun in RECORDS else [] if noun else RECORDS
            for one in nouns:
                found.setdefault(one, []).append(record_id)
        return found

    # -- what people are found by ---------------------------------------------------------------

    def _sheets(self, shown: Iterable[Row]) -> list[tables.Sheet]:
        """What is shown, a noun each; of what is not new it is known how it stands there."""
        found: list[tables.Sheet] = []
        for noun, rows in _by_noun(shown).items():
            sheet = tables.Sheet.of(noun, rows)
            sheet.compare(self.connection, (row.id for row in rows if row.id not in self._new))
            found.append(sheet)
        return found

    def _found_by(self, sheets: Iterable[tables.Sheet]) -> dict[str, list[str]]:
        """Ids by noun of what is touched and changes how people are found."""
        same: set[str] = set()
        for sheet in sheets:
            if names := search_rows.SEARCHED.get(sheet.table.noun):
                same |= {id for id, differ in sheet.amended.items() if names.isdisjoint(differ)}
        found: dict[str, list[str]] = {}
        for record_id, noun in self._nouns.items():
            if record_id not in same:
                found.setdefault(noun, []).append(record_id)
        return found

    def _persons(self, by_noun: Mapping[str, Sequence[str]]) -> set[str]:
        """Whom the search finds by what is touched, as the tables stand now."""
        found = set(by_noun.get("person", ()))
        found |= search_rows.persons_of(self.connection, "id", by_noun.get("member", ()))
        found |= search_rows.persons_of(
            self.connection, "household_id", by_noun.get("household", ())
        )
        return found

    def _puts_off(self, found_by: Mapping[str, Sequence[str]]) -> bool:
        """Whether so much of a snapshot came that people are better indexed after all of it."""
        searched = (ids for noun, ids in found_by.items() if noun in search_rows.SEARCHED)
        return self.intake.stretch is not None and sum(map(len, searched)) >= self.many


def _by_noun(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.noun, []).append(row)
    return found
