"""How everything on a sheet stands, kept up to date by what changed: states, and marks of pages.

No Qt. What has not changed is not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.forms.states import Changes, NodeState
from app.ui.visits.sheet import Sheet


@dataclass(frozen=True)
class PageMark:
    """How a page stands. ``missing``: required and blank; ``wrong``: answered, but not so."""

    answered: int = 0
    asked: int = 0
    missing: int = 0
    wrong: int = 0
    is_shown: bool = True
    """Whether anything on it is relevant."""

    @property
    def is_done(self) -> bool:
        return not self.missing and not self.wrong and (self.answered > 0 or not self.asked)


@dataclass(frozen=True)
class Update:
    """What is to be shown anew: nodes whose state is another, pages whose rows are others."""

    paths: tuple[str, ...] = ()
    new_rows: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


class Standing:
    """The states of one sheet. ``states`` by path."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.states: dict[str, NodeState] = {}
        self._on_page: dict[str, tuple[NodeState, ...]] = {}
        self._page_of: dict[str, str] = {}
        for page in sheet.pages():
            self._read(page.key)

    def nodes(self, page_key: str) -> tuple[NodeState, ...]:
        """Everything on a page in order, as it stands now."""
        return tuple(self.states.get(one.path, one) for one in self._on_page[page_key])

    def page_of(self, path: str) -> str:
        """The page a node is on; blank when there is no such node now."""
        return self._page_of.get(path, "")

    def answerable(self, page_key: str) -> list[str]:
        """The paths of the questions a person can answer now, in order."""
        return [one.path for one in self.nodes(page_key) if is_asked(one)]

    def mark(self, page_key: str) -> PageMark:
        """How a page stands."""
        nodes = self.nodes(page_key)
        asked = [one for one in nodes if is_asked(one)]
        return PageMark(
            answered=sum(1 for one in asked if one.value),
            asked=len(asked),
            missing=sum(1 for one in asked if one.required and not one.value),
            wrong=sum(1 for one in asked if one.value and one.message),
            is_shown=any(one.relevant for one in nodes if one.kind in ("question", "repeat")),
        )

    def take(self, changes: Changes) -> Update:
        """Bring everything up to date after a step."""
        ranges = {path for path in changes.paths if self._is_range(path)}
        new_rows = frozenset(self._page_of[path] for path in ranges if path in self._page_of)
        changed: list[str] = []
        for page_key in new_rows if changes.has_new_structure else ():
            changed += self._read(page_key)
        known = sorted(path for path in changes.paths if path in self._page_of)
        changed += [path for path in known if self._take_one(path)]
        return Update(
            tuple(dict.fromkeys(changed)),
            new_rows if changes.has_new_structure else frozenset(),
            frozenset(self._page_of[path] for path in changed if path in self._page_of) | new_rows,
        )

    def take_all(self) -> Update:
        """Bring everything up to date when anything may have changed."""
        pages = [page.key for page in self._sheet.pages()]
        changed = [path for page_key in pages for path in self._read(page_key)]
        return Update(tuple(changed), frozenset(pages), frozenset(pages))

    # -- inside ------------------------------------------------------------------------------

    def _read(self, page_key: str) -> list[str]:
        """Read a page anew; gives the paths that are new or stand otherwise."""
        nodes = self._sheet.nodes(page_key)
        gone = {one.path for one in self._on_page.get(page_key, ())} - {one.path for one in nodes}
        self._forget(gone)
        self._on_page[page_key] = nodes
        changed = [one.path for one in nodes if one.path and self.states.get(one.path) != one]
        for one in nodes:
            if one.path:
                self.states[one.path] = one
                self._page_of[one.path] = page_key
        return changed

    def _forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.states.pop(path, None)
            self._page_of.pop(path, None)

    def _take_one(self, path: str) -> bool:
        found = self._sheet.node(path)
        if found is None:
            return False
        old = self.states[path]
        fresh = _placed_as(found, old)
        self.states[path] = fresh
        return fresh != old

    def _is_range(self, path: str) -> bool:
        state = self.states.get(path)
        return state is not None and state.kind == "repeat"


def is_asked(state: NodeState) -> bool:
    """Whether a person can answer this now."""
    is_open = state.relevant and not state.readonly
    return state.kind == "question" and is_open and not state.is_heading


def _placed_as(state: NodeState, old: NodeState) -> NodeState:
    """A state asked for alone does not know where on the page it stands."""
    return replace(state, depth=old.depth, parent=old.parent)
