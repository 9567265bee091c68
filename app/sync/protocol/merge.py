"""Two people changed one record: what is kept, and what a person must decide (S14).

A field group is accepted if its author had seen what stands there: it was not changed since his
``base_rev``, or the last to write it was his own laptop (whose operations come in order), or what
he saw is what stands there. Otherwise both values are kept, one of them in a ``Clash``. Deleting
needs to have seen every group; editing needs to have seen a deletion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from app.sync.protocol.messages import IS_DELETED, Clash, Fields, Operation, present

DELETION: Final = "deletion"
_IN_DELETION: Final = (IS_DELETED, "deleted_reason")

Groups = Mapping[str, str]
"""The merge group of each field of a record type; a field without one is a group of its own."""


class Mark(Struct, frozen=True, gc=False):
    """Who wrote a group last, in which commit. ``by``: replica/epoch; ``at``: when it was saved
    there, as that laptop's clock had it; ``visit``: the one it was saved with, if any."""

    rev: int
    by: str
    at: str = ""
    visit: str = ""


NOBODY: Final = Mark(0, "")


class Version(Struct, frozen=True, gc=False):
    """A record as it stands at the county. ``origin``: who made it; ``marks``: of the groups that
    were written since."""

    fields: Fields = {}
    marks: Mapping[str, Mark] = {}
    origin: Mark = NOBODY

    @property
    def is_deleted(self) -> bool:
        return bool(self.fields.get(IS_DELETED))

    def mark_of(self, group: str) -> Mark:
        """Who wrote ``group`` last."""
        return self.marks.get(group, self.origin)


class Merged(Struct, frozen=True, gc=False):
    """The version afterwards, and what was not accepted."""

    version: Version
    clashes: tuple[Clash, ...] = ()


def merge(
    version: Version, op: Operation, groups: Groups, *, by: str, rev: int, visit: str = ""
) -> Merged:
    """Apply ``op`` of replica ``by`` in commit ``rev`` as far as its author saw what it replaces.
    ``visit``: the one that was saved together with it.

    Merging the same operation again changes nothing. No value is lost: each is in the version, in
    a clash, or was replaced by one who had seen it.
    """
    mark = Mark(rev, by, op.made_at or "", visit)
    if version.origin is NOBODY and not version.marks:
        return Merged(Version(present(op.changes), {}, mark))
    wanted = {
        group: changes
        for group, changes in _by_group(op.changes, groups).items()
        if any(version.fields.get(name) != value for name, value in changes.items())
    }
    refused = _refused(version, op, groups, wanted, by)
    taken = {group: changes for group, changes in wanted.items() if group not in refused}
    clashes = tuple(_clash(version, op, groups, group, wanted[group]) for group in sorted(refused))
    return Merged(_written(version, taken, mark), clashes)


def group_of(groups: Groups, name: str) -> str:
    """The group of a field, known here or not."""
    return DELETION if name in _IN_DELETION else groups.get(name, name)


def _by_group(changes: Fields, groups: Groups) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        found.setdefault(group_of(groups, name), {})[name] = value
    return found


def _refused(
    version: Version, op: Operation, groups: Groups, wanted: Mapping[str, Fields], by: str
) -> frozenset[str]:
    is_blind = bool(wanted.get(DELETION, {}).get(IS_DELETED)) and any(
        not _is_known(mark, op, by) for mark in (version.origin, *version.marks.values())
    )
    if is_blind or (version.is_deleted and not _is_seen(version, op, groups, DELETION, by)):
        return frozenset(wanted)
    return frozenset(one for one in wanted if not _is_seen(version, op, groups, one, by))


def _is_known(mark: Mark, op: Operation, by: str) -> bool:
    return mark.rev <= op.base_rev or mark.by == by


def _is_seen(version: Version, op: Operation, groups: Groups, group: str, by: str) -> bool:
    if _is_known(version.mark_of(group), op, by):
        return True
    before = op.before or {}
    changed = {name: version.fields.get(name) for name in op.changes if name in before}
    concerned = {name: value for name, value in changed.items() if group_of(groups, name) == group}
    concerned |= _standing(version, groups, group)
    return bool(concerned) and all(
        name in before and before[name] == value for name, value in concerned.items()
    )


def _standing(version: Version, groups: Groups, group: str) -> dict[str, Any]:
    return {
        name: value for name, value in version.fields.items() if group_of(groups, name) == group
    }


def _written(version: Version, taken: Mapping[str, Fields], mark: Mark) -> Version:
    if not taken:
        return version
    fields = dict(version.fields)
    for changes in taken.values():
        fields |= changes
    marks = {**version.marks, **dict.fromkeys(taken, mark)}
    return Version(present(fields), marks, version.origin)


def _clash(version: Version, op: Operation, groups: Groups, group: str, mine: Fields) -> Clash:
    before = {name: value for name, value in (op.before or {}).items() if name in mine}
    theirs = _standing(version, groups, group)
    if version.is_deleted:
        theirs |= _standing(version, groups, DELETION)
    mark = version.mark_of(DELETION if version.is_deleted else group)
    return Clash(
        group,
        before,
        mine,
        theirs,
        mark.rev,
        mark.by,
        theirs_at=mark.at,
        theirs_visit=mark.visit,
    )
