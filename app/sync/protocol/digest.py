"""Whether two sides hold the same rows, and where not (S18).

A row's hash is SHA-256 of its canonical JSON. It falls into one of 256 buckets by SHA-256 of its
id; a bucket is SHA-256 of its rows' (id, rev, hash) sorted by id, a table's root of its buckets,
the root of all of the tables'. An empty table counts as none: the county's empty villages are not
on the laptop.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, cast

import msgspec

from app.sync.protocol.blocks import Block
from app.sync.protocol.messages import Fields, Operation, Row, present

BUCKETS: Final = 256
SIZE: Final = 32

Leaf = tuple[str, int, bytes]
"""Id, rev and hash of one row: all that a digest needs of it."""

_PLAIN: Final = frozenset({str, bool, int, type(None)})
_TEXT: Final = frozenset({str})
_QUICK: Final = msgspec.json.Encoder(order="sorted").encode
_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def spell(fields: Fields) -> bytes:
    """Their canonical JSON: of a row without what is empty, of an operation with it."""
    return canonical(dict(fields))


def hash_row(row: Row, spelled: bytes = b"") -> bytes:
    """SHA-256 over everything in a row. ``spelled``: its fields, where that is known."""
    return _hash([row.noun, row.id, row.rev], spelled or spell(present(row.fields)))


def hash_operation(op: Operation, spelled: bytes = b"") -> bytes:
    """SHA-256 over what an operation does; its number is not part of it (a copy renumbers).
    ``spelled``: its changes, where that is known."""
    head = [op.op_id, op.noun, op.record_id, op.kind, op.base_rev]
    return _hash(head, spelled or spell(op.changes))


def leaf_of(row: Row) -> Leaf:
    """What a digest needs of a row."""
    return row.id, row.rev, hash_row(row)


def leaf_of_plain(row: Row) -> Leaf:
    """The same of a row that was JSON without a number that has a fraction: what the quick encoder
    spells as Python does is not looked for."""
    whole = _QUICK((row.noun, row.id, row.rev, present(row.fields)))
    return row.id, row.rev, sha256(whole).digest()


def leaves_of(block: Block) -> list[Leaf]:
    """``leaf_of`` each of its rows. Whether the quick encoder spells them is seen by the column."""
    columns = (block.ids, *block.columns.values())
    if not (_are_text(block.columns) and all(_are_plain(one.values) for one in columns)):
        return [leaf_of(row) for row in block.rows()]
    noun = block.noun
    whole = zip(block.ids.values, block.revs, block.fields(), strict=True)
    return [(id, rev, sha256(_QUICK((noun, id, rev, one))).digest()) for id, rev, one in whole]


def bucket_of(record_id: str) -> int:
    """The bucket of a record: 0 … 255."""
    return sha256(record_id.encode()).digest()[0]


def buckets(leaves: Iterable[Leaf]) -> bytes:
    """The digests of all buckets of one table, one after the other; an empty bucket is zeros."""
    found, empty = filled(leaves), bytes(SIZE)
    return b"".join(found.get(number, empty) for number in range(BUCKETS))


def filled(leaves: Iterable[Leaf]) -> dict[int, bytes]:
    """The digests of those buckets of one table that are not empty, by number."""
    found: dict[int, list[Leaf]] = {}
    for leaf in leaves:
        found.setdefault(bucket_of(leaf[0]), []).append(leaf)
    return {number: _bucket(some) for number, some in found.items()}


@dataclass
class Shelves:
    """The leaves of one table as they come and go: only buckets that were touched are digested
    anew."""

    _leaves: dict[int, dict[str, Leaf]] = field(default_factory=dict[int, dict[str, Leaf]])
    _known: dict[int, bytes] = field(default_factory=dict[int, bytes])
    _root: bytes | None = None

    def put(self, leaves: Iterable[Leaf]) -> None:
        """Leaves, new or in the place of those with the same ids."""
        touched: set[int] = set()
        for leaf in leaves:
            number = bucket_of(leaf[0])
            self._leaves.setdefault(number, {})[leaf[0]] = leaf
            touched.add(number)
        self._touch(touched)

    def remove(self, record_id: str) -> None:
        """A leaf that is there goes."""
        number = bucket_of(record_id)
        del self._leaves[number][record_id]
        self._touch((number,))

    def _touch(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._known.pop(number, None)
        self._root = None

    def leaves(self) -> Iterable[Leaf]:
        """All of them."""
        return (leaf for found in self._leaves.values() for leaf in found.values())

    def root(self) -> bytes:
        """``table_root`` of their ``buckets``; nothing for an empty table."""
        if self._root is None:
            self._root = self._worked_out()
        return self._root

    def _worked_out(self) -> bytes:
        for number, found in self._leaves.items():
            if number not in self._known and found:
                self._known[number] = _bucket(list(found.values()))
        empty = bytes(SIZE)
        whole = b"".join(self._known.get(number, empty) for number in range(BUCKETS))
        return table_root(whole) if self._known else b""


def table_root(table_buckets: bytes) -> bytes:
    """One digest for a table."""
    return sha256(table_buckets).digest()


def roots(tables: Mapping[str, Iterable[Leaf]]) -> dict[str, bytes]:
    """The root of each table that holds anything."""
    listed = {name: list(leaves) for name, leaves in tables.items()}
    return {name: table_root(buckets(leaves)) for name, leaves in listed.items() if leaves}


def root(table_roots: Mapping[str, bytes]) -> bytes:
    """One digest for everything."""
    whole = sha256()
    for name in sorted(table_roots):
        whole.update(len(name).to_bytes(2, "big") + name.encode() + table_roots[name])
    return whole.digest()


def differing(mine: bytes, theirs: bytes) -> tuple[int, ...]:
    """The buckets in which two tables differ."""
    places = ((n, slice(n * SIZE, (n + 1) * SIZE)) for n in range(BUCKETS))
    return tuple(n for n, place in places if mine[place] != theirs[place])


def _bucket(leaves: list[Leaf]) -> bytes:
    said = [one.encode() + rev.to_bytes(8, "big") + found for one, rev, found in sorted(leaves)]
    return sha256(b"".join(said)).digest()


def _hash(head: list[str | int], spelled: bytes) -> bytes:
    """Of the canonical list of both: words and whole numbers, and last the fields."""
    return sha256(b"%b,%b]" % (_QUICK(head)[:-1], spelled)).digest()


def canonical(value: object) -> bytes:
    """JSON without blanks, keys sorted, as Python spells it; the quick encoder spells fractions
    otherwise."""
    return _QUICK(value) if _is_plain(value) else _JSON(value).encode()


def _is_plain(value: Any) -> bool:
    if type(value) in _PLAIN:
        return True
    if isinstance(value, dict):
        tree = cast("dict[object, object]", value)
        return _are_text(tree) and _are_plain(tree.values())
    return isinstance(value, list) and _are_plain(cast("list[object]", value))


def _are_text(names: Iterable[object]) -> bool:
    return _TEXT.issuperset(map(type, names))


def _are_plain(values: Collection[object]) -> bool:
    if _PLAIN.issuperset(map(type, values)):
        return True
    return all(_is_plain(one) for one in values if type(one) not in _PLAIN)
