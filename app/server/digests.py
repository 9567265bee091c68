"""Digests of what is in somebody's reach (S18), worked out once for each version of each table.

A table's last commit says which version it is; only the buckets that were touched since are read
again. Every node has its own ``Digests``; nothing of it need survive.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select

from app.server import policy, sql_digest, telling
from app.server.many import among
from app.server.policy import RoleReach
from app.server.stored import to_text
from app.server.tables import CHANGE, RECORD, TABLE_MARK
from app.sync.county.archive import Reach
from app.sync.protocol import digest

MOST_TABLES: Final = 4000
"""Whose buckets are kept: 8 KiB each."""

MOST_ROOTS: Final = 2000

_SINCE_MOST: Final = 2000
"""Touched records after which all is read again."""

_EVERY: Final = range(digest.BUCKETS)
_EMPTY: Final = bytes(digest.BUCKETS * digest.SIZE)

Table = tuple[str, str]
_Key = tuple[str, str, str]


@dataclass
class Digests:
    """What was worked out: (scope, noun, role) -> last commit and buckets; reach -> the county's
    number and the root."""

    _kept: OrderedDict[_Key, tuple[int, bytes]] = field(
        default_factory=OrderedDict[_Key, tuple[int, bytes]], repr=False
    )
    _roots: OrderedDict[Reach, tuple[int, bytes]] = field(
        default_factory=OrderedDict[Reach, tuple[int, bytes]], repr=False
    )
    _lock: Lock = field(default_factory=Lock, repr=False)

    def root(self, reach: Reach, number: int, work_out: Callable[[], bytes]) -> bytes:
        """Of all within ``reach``, in a snapshot in which the county stands at ``number``."""
        known = self._roots.get(reach)
        if known and known[0] == number:
            return known[1]
        found = work_out()
        if known is None or known[0] < number:
            with self._lock:
                self._roots[reach] = (number, found)
                self._roots.move_to_end(reach)
                while len(self._roots) > MOST_ROOTS:
                    self._roots.popitem(last=False)
        return found

    def of(
        self, key: _Key, mark: int, work_out: Callable[[tuple[int, bytes] | None], bytes]
    ) -> bytes:
        """The buckets of a table as of commit ``mark``."""
        with self._lock:
            known = self._kept.get(key)
        if known and known[0] == mark:
            return known[1]
        found = work_out(known if known and known[0] < mark else None)
        if known is None or known[0] < mark:
            self._keep(key, mark, found)
        return found

    def _keep(self, key: _Key, mark: int, found: bytes) -> None:
        with self._lock:
            self._kept[key] = (mark, found)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_TABLES:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class Digesting:
    """Digests within one transaction. ``pruned``: the log begins after it."""

    connection: Connection
    digests: Digests
    pruned: int
    _seen: dict[tuple[str, int], list[int] | None] = field(
        default_factory=dict[tuple[str, int], list[int] | None]
    )

    def roots(self, reach: Reach) -> dict[str, bytes]:
        """The root of each table within reach that holds anything."""
        found = {
            f"{scope}/{noun}": self._buckets(reach, scope, noun, mark)
            for (scope, noun), mark in self._marks(reach).items()
        }
        return {
            name: digest.table_root(buckets) for name, buckets in found.items() if buckets != _EMPTY
        }

    def buckets(self, reach: Reach, tables: Iterable[str]) -> Mapping[str, bytes]:
        """The buckets of these tables, as far as they are within reach."""
        marks = self._marks(reach)
        named = {name: telling.table_of(name) for name in tables}
        return {
            name: self._buckets(reach, *table, marks[table]) if table in marks else _EMPTY
            for name, table in named.items()
        }

    def _marks(self, reach: Reach) -> Mapping[Table, int]:
        columns = TABLE_MARK.c
        is_role = isinstance(reach, RoleReach)
        homes = reach.homes if is_role else frozenset[str]()
        shown = policy.shown_nouns(reach.role) if is_role else None
        asked = select(columns.scope, columns.noun, columns.commit)
        asked = asked.where(columns.scope.in_(sorted(reach.scopes)))
        return {
            (scope, noun): commit
            for scope, noun, commit in self.connection.execute(asked)
            if (noun in shown if shown is not None else noun not in reach.hides)
            and (scope not in homes or noun in policy.SHARED)
        }

    def _buckets(self, reach: Reach, scope: str, noun: str, mark: int) -> bytes:
        role = reach.role if isinstance(reach, RoleReach) else ""

        def work_out(known: tuple[int, bytes] | None) -> bytes:
            is_in_log = known is not None and known[0] >= self.pruned
            touched = self._touched(scope, known[0]) if known and is_in_log else None
            if known is None or touched is None:
                return _mended(_EMPTY, _EVERY, self._filled(reach, scope, noun, _EVERY))
            return _mended(known[1], touched, self._filled(reach, scope, noun, touched))

        return self.digests.of((scope, noun, role), mark, work_out)

    def _touched(self, scope: str, since: int) -> list[int] | None:
        """The buckets that were touched in ``scope``; None if too many to ask for one by one. The
        tables of a scope mostly ask the same."""
        asked = scope, since
        if asked not in self._seen:
            self._seen[asked] = self._find_touched(scope, since)
        return self._seen[asked]

    def _find_touched(self, scope: str, since: int) -> list[int] | None:
        if sql_digest.can(self.connection):
            count, found = sql_digest.touched(self.connection, scope, since, _SINCE_MOST)
        else:
            wanted = CHANGE.c.scope == scope, CHANGE.c.commit > since
            asked = select(CHANGE.c.record_id).where(*wanted).limit(_SINCE_MOST)
            ids = self.connection.execute(asked).scalars().all()
            count, found = len(ids), {digest.bucket_of(to_text(one)) for one in ids}
        return None if count == _SINCE_MOST else sorted(found)

    def _filled(
        self, reach: Reach, scope: str, noun: str, buckets: Collection[int]
    ) -> Mapping[int, bytes]:
        """Of a table within reach: what is left to ask is which of its records are sealed."""
        lens, sealed = telling.lens_of(reach), telling.sealed_to(reach, noun)
        if lens.is_clear(noun) and sql_digest.can(self.connection):
            return sql_digest.filled(self.connection, scope, noun, sealed, buckets)
        columns = RECORD.c
        wanted = and_(columns.scope == scope, columns.noun == noun)
        if sealed:
            wanted = and_(wanted, columns.level.not_in(sealed))
        if len(buckets) < digest.BUCKETS:
            wanted = and_(wanted, among(self.connection, columns.bucket, list(buckets)))
        return digest.filled(self._leaves(lens, noun, wanted))

    def _leaves(
        self, lens: telling.Lens, noun: str, wanted: ColumnElement[bool]
    ) -> Iterable[digest.Leaf]:
        columns = RECORD.c
        if lens.is_clear(noun):
            asked = select(columns.id, columns.rev, columns.leaf).where(wanted)
            rows = self.connection.execute(asked)
            return [(to_text(one), rev, leaf) for one, rev, leaf in rows]
        told = select(*telling.COLUMNS).where(wanted)
        return [lens.leaf(*row) for row in self.connection.execute(told)]


def _mended(known: bytes, touched: Iterable[int], fresh: Mapping[int, bytes]) -> bytes:
    """``known`` with what is in its ``touched`` buckets now."""
    empty, whole = bytes(digest.SIZE), bytearray(known)
    for number in touched:
        whole[number * digest.SIZE : (number + 1) * digest.SIZE] = fresh.get(number, empty)
    return bytes(whole)
