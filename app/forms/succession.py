"""Which node of a form takes the place of which node of an older version. Pure.

By path; then by the column ``bind::ruhu:was`` (原名: an old name or path); what lies in a group or
repeat that was renamed or moved goes with it. An old node has one successor at most, of its kind,
in the successors of the rows it lay in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.forms.structure import Element, FormDefinition, Names

WAS: Final = "was"
"""The local name of ``bind::ruhu:was``."""


_Origin = Callable[[Element], Names | None]
"""Proposes an old node for a new one."""


def origins(old: FormDefinition, new: FormDefinition) -> dict[Names, Names]:
    """New names -> the old names they take the place of; the roots take each other's."""
    return _Matching(old, new).match()


class _Matching:
    def __init__(self, old: FormDefinition, new: FormDefinition) -> None:
        self._old, self._new = old, new
        self._found: dict[Names, Names] = {new.root.names: old.root.names}
        self._taken = {old.root.names}
        self._by_name = _unique_names(old)

    def match(self) -> dict[Names, Names]:
        self._go_over(self._by_path)
        self._go_over(self._by_was)
        self._go_over(self._by_parent)
        return self._found

    def _go_over(self, origin: _Origin) -> None:
        """From the outside in, so that rows are known before what lies in them."""
        for element in self._new.elements.values():
            if element.names not in self._found:
                source = origin(element)
                if source is not None and self._may_take(element, source):
                    self._found[element.names] = source
                    self._taken.add(source)

    def _by_path(self, element: Element) -> Names | None:
        if element.bind.extra.get(WAS, "").strip():
            return None
        return (self._old.root.name, *element.names[1:])

    def _by_was(self, element: Element) -> Names | None:
        was = element.bind.extra.get(WAS, "").strip().strip("/")
        root = self._old.root.name
        path = (root, *was.removeprefix(f"{root}/").split("/"))
        if was and (path not in self._old.elements or path in self._taken):
            path = self._by_name.get(was, path)
        is_there = was and path in self._old.elements and path not in self._taken
        return path if is_there else (root, *element.names[1:])

    def _by_parent(self, element: Element) -> Names | None:
        parent = self._found.get(element.names[:-1])
        return (*parent, element.name) if parent else None

    def _may_take(self, element: Element, source: Names) -> bool:
        was = self._old.elements.get(source)
        if was is None or source in self._taken or was.kind != element.kind:
            return False
        rows = [self._found.get(names) for names in _rows_around(self._new, element.names)]
        return rows == list(_rows_around(self._old, source))


def _unique_names(form: FormDefinition) -> Mapping[str, Names]:
    found: dict[str, list[Names]] = {}
    for names, element in form.elements.items():
        found.setdefault(element.name, []).append(names)
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def _rows_around(form: FormDefinition, names: Names) -> tuple[Names, ...]:
    above = (names[:length] for length in range(2, len(names)))
    return tuple(one for one in above if form.elements[one].kind == "repeat")
