"""One ``Intake`` in one transaction of the store, past the recorder: it is the county's doing.

Base rows change first, then what a person sees of each record touched is worked out anew: the base
with his waiting operations folded over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.models.registry import RECORDS
from app.storage import driver, search_rows
from app.sync.client.desk import Intake, Settled, Standing
from app.sync.client.overlay import fold
from app.sync.laptop import base, operations, post, tables
from app.sync.protocol.messages import Operation, Row


@dataclass
class Taken:
    """What one intake did. ``changed``: ids by noun, of what a person sees; ``bases``: whether any
    base row changed, so that digests must be worked out anew."""

    changed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    removed: list[str] = field(default_factory=list[str])
    rows: tuple[Row, ...] = ()
    told: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def has_moved_bases(self) -> bool:
        """Whether any base row came, changed or went."""
        return bool(self.removed or self.rows)


@dataclass
class Taking:
    """``before``: where it stood; ``own``: records that are never taken away, whatever the scopes
    say (whose vault it is); ``letters`` go into the inbox."""

    connection: driver.Connection
    before: Standing
    intake: Intake
    letters: post.Letters
    own: frozenset[str] = frozenset()
    done: Taken = field(default_factory=Taken)
    _nouns: dict[str, str] = field(default_factory=dict[str, str])
    _unmoved: frozenset[str] = frozenset()
    """Touched, but as the county has it: nothing waits, nothing came."""

    def run(self) -> Taken:
        """Everything but the standing itself."""
        waiting = operations.pending(self.connection)
        self._keep_bases(waiting)
        if self.intake.brings_back:
            operations.bring_back(self.connection)
        if self.intake.settled:
            self._settle(self.intake.settled)
        has_released = operations.is_kept(self.connection, self.intake.backed_up)
        operations.release(self.connection, self.intake.backed_up)
        waiting = operations.pending(self.connection)
        self._move_bases(waiting)
        if has_released or self.done.removed:
            operations.forget(self.connection)
        if self._is_elsewhere:
            self._touch_all(waiting)
        self._show(waiting)
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

    def _settle(self, settled: Settled) -> None:
        ops = operations.through(self.connection, settled.through)
        operations.keep(self.connection, settled.through, settled.commit)
        verdicts = {one.seq: one for one in settled.verdicts}
        self._touch((op.record_id, op.noun) for op in ops)
        self.done.told["acknowledged"] = len(ops)
        for kind, count in self.letters.deliver(ops, verdicts).items():
            self.done.told[kind] = count

    def _move_bases(self, waiting: Mapping[str, Sequence[Operation]]) -> None:
        intake, connection = self.intake, self.connection
        gone = base.remove(connection, self._leaving())
        rows = {row.id: row for row in intake.rows}
        apart = {id for id, row in rows.items() if id in waiting or not tables.fits(row)}
        base.put(connection, list(rows.values()), apart)
        self._touch((one.id, one.noun) for one in gone.values())
        self._touch((row.id, row.noun) for row in rows.values())
        self._touch((one, "") for one in intake.gone)
        left = [row for id, row in gone.items() if id not in rows]
        self.letters.farewell(self.before, intake, left)
        self.done.removed, self.done.rows = [row.id for row in left], tuple(rows.values())
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
        persons = self._persons()
        for noun, rows in _by_noun(shown.values()).items():
            tables.put(self.connection, noun, rows)
            self.done.changed[noun] = {row.id for row in rows}
        left = self._unmoved | self.own
        hidden = [id for id in self._nouns if id not in shown and id not in left]
        for noun, ids in self._where(hidden).items():
            tables.take_away(self.connection, noun, ids)
            self.done.changed.setdefault(noun, set()).update(ids)
        self._index(persons | self._persons())

    def _seen_of(self, waiting: Mapping[str, Sequence[Operation]]) -> dict[str, Row]:
        """The records touched that are to be seen, as they are to be seen."""
        arrived = {row.id: row for row in self.done.rows if row.id not in waiting}
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
        seen = {id: row for id, row in found.items() if self._is_seen(row)}
        base.let_go(self.connection, [id for id in bases if id in seen and id not in waiting])
        return seen

    def _is_seen(self, row: Row) -> bool:
        is_ours = row.scope in self.intake.standing.scopes or row.id in self.own
        return is_ours and tables.fits(row)

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

    def _persons(self) -> set[str]:
        """Whom the search finds by what is touched, as the tables stand now."""
        by_noun: dict[str, list[str]] = {}
        for record_id, noun in self._nouns.items():
            by_noun.setdefault(noun, []).append(record_id)
        found = set(by_noun.get("person", ()))
        found |= search_rows.persons_of(self.connection, "id", by_noun.get("member", ()))
        found |= search_rows.persons_of(
            self.connection, "household_id", by_noun.get("household", ())
        )
        return found

    def _index(self, persons: set[str]) -> None:
        if persons:
            search_rows.reindex(self.connection, persons)


def _by_noun(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.noun, []).append(row)
    return found
