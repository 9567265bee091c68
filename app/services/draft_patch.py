"""What to do to a JSON tree to have the one before it again: small, so that every step can keep it.

A patch is a list of places; each is ``[path, value]``, or ``[path]`` where nothing stood. Rows of a
form are lists of objects with ``_id``: as long as the same rows are there, only what differs in
them is kept.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, cast

from app.forms.snapshot import ROW_ID

Patch = list[list[Any]]
_ABSENT = object()


def patch_back(new: object, old: object) -> Patch:
    """How ``old`` is had from ``new``."""
    return list(_differences(new, old, ()))


def patched(tree: Any, patch: Sequence[Sequence[Any]]) -> Any:
    """``tree`` with a patch applied; ``tree`` itself stays as it is."""
    found = copy.deepcopy(tree)
    for place in patch:
        path = cast("list[Any]", place[0])
        if not path:
            return copy.deepcopy(place[1])
        spot = found
        for step in path[:-1]:
            spot = spot[step]
        if len(place) > 1:
            spot[path[-1]] = copy.deepcopy(place[1])
        else:
            del spot[path[-1]]
    return found


def _differences(new: Any, old: Any, path: tuple[Any, ...]) -> Iterator[list[Any]]:
    if type(new) is type(old) and new == old:
        return
    if isinstance(new, dict) and isinstance(old, dict):
        mine, theirs = cast("dict[str, Any]", new), cast("dict[str, Any]", old)
        for key in {**mine, **theirs}:
            yield from _differences(mine.get(key, _ABSENT), theirs.get(key, _ABSENT), (*path, key))
    elif rows := _same_rows(new, old):
        for place, (mine, theirs) in enumerate(rows):
            yield from _differences(mine, theirs, (*path, place))
    elif old is _ABSENT:
        yield [list(path)]
    else:
        yield [list(path), old]


def _same_rows(new: Any, old: Any) -> list[tuple[Any, Any]]:
    """The rows of two lists side by side, if they are the same rows."""
    if not (isinstance(new, list) and isinstance(old, list)):
        return []
    mine, theirs = cast("list[Any]", new), cast("list[Any]", old)
    ids = [_row_id(row) for row in mine]
    is_same = None not in ids and ids == [_row_id(row) for row in theirs]
    return list(zip(mine, theirs, strict=True)) if is_same else []


def _row_id(row: Any) -> Any:
    return cast("dict[str, Any]", row).get(ROW_ID) if isinstance(row, dict) else None
