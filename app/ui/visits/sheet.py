"""What a form view shows and changes: a filling, and the leaves around it (who came, photos).

A *leaf* is a page of questions that are not in the county's form: it looks and behaves like one.
Paths of its questions begin with ``@``. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.states import Changes, NodeState, Problem
from app.forms.structure import Page

Values = Mapping[str, str]


def _always(_values: Values) -> bool:
    return True


def _nothing_wrong(_values: Values) -> str:
    return ""


@dataclass(frozen=True)
class Asked:
    """A question of a leaf. ``wrong`` gives what is wrong with its answer, or blank."""

    state: NodeState
    is_relevant: Callable[[Values], bool] = _always
    wrong: Callable[[Values], str] = _nothing_wrong


@dataclass(frozen=True)
class Leaf:
    """A page of questions around the form."""

    key: str
    label: str
    questions: tuple[Asked, ...]
    is_behind: bool = False
    """Whether it comes after the form's own pages."""


@dataclass(frozen=True)
class SheetPage:
    """A page of a sheet; ``key`` is unique, ``label`` never blank."""

    key: str
    label: str


@dataclass
class Sheet:
    """One filling with its leaves. ``values`` are the answers of the leaves, by path."""

    filling: FormFilling
    leaves: Sequence[Leaf] = ()
    values: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._asked = {one.state.path: one for leaf in self.leaves for one in leaf.questions}
        self._pages = {page.key: page for page in self.filling.definition.pages}
        self._leaves = {leaf.key: leaf for leaf in self.leaves}
        self._history: list[tuple[str, str] | None] = []

    # -- looking -----------------------------------------------------------------------------

    def pages(self) -> tuple[SheetPage, ...]:
        """All pages in order: leaves before, the form, leaves behind."""
        own = [SheetPage(page.key, self._page_label(page)) for page in self._pages.values()]
        before = [SheetPage(leaf.key, leaf.label) for leaf in self.leaves if not leaf.is_behind]
        behind = [SheetPage(leaf.key, leaf.label) for leaf in self.leaves if leaf.is_behind]
        return (*before, *own, *behind)

    def nodes(self, page_key: str) -> tuple[NodeState, ...]:
        """Everything on a page, in order."""
        leaf = self._leaves.get(page_key)
        if leaf is None:
            return self.filling.page_nodes(self._pages[page_key])
        return tuple(self._standing(one) for one in leaf.questions)

    def node(self, path: str) -> NodeState | None:
        """How one node stands; None when its row is gone."""
        if path in self._asked:
            return self._standing(self._asked[path])
        try:
            return self.filling.node(path)
        except Refused:
            return None

    def problems(self) -> tuple[Problem, ...]:
        """Why the visit cannot be finished yet, in the order of the pages."""
        return (
            *self._leaf_problems(is_behind=False),
            *self.filling.problems(),
            *self._leaf_problems(is_behind=True),
        )

    @property
    def can_undo(self) -> bool:
        return bool(self._history) or self.filling.can_undo

    # -- changing ----------------------------------------------------------------------------

    def answer(self, path: str, value: str) -> Changes:
        """Store an answer in canonical text."""
        if path not in self._asked:
            self._history.append(None)
            return self.filling.answer(path, value)
        self._history.append((path, self.values.get(path, "")))
        return self._put(path, value)

    def add_row(self, repeat_path: str) -> tuple[str, Changes]:
        """The path of a new last row, and what it changed."""
        row = self.filling.add_row(repeat_path)
        self._history.append(None)
        return row, self.filling.last_changes

    def remove_row(self, row_path: str) -> Changes:
        """Take a row away; ``undo`` brings it back."""
        changes = self.filling.remove_row(row_path)
        self._history.append(None)
        return changes

    def undo(self) -> Changes:
        """Take back the last step, wherever it was."""
        while self._history:
            last = self._history.pop()
            if last is not None:
                return self._put(*last)
            if self.filling.can_undo:
                break
        return self.filling.undo()

    # -- inside ------------------------------------------------------------------------------

    def _put(self, path: str, value: str) -> Changes:
        self.values[path] = value
        return Changes(frozenset(self._asked))

    def _standing(self, asked: Asked) -> NodeState:
        is_relevant = asked.is_relevant(self.values)
        value = self.values.get(asked.state.path, "") if is_relevant else ""
        wrong = asked.wrong(self.values) if value else ""
        is_missing = asked.state.required and is_relevant and not value
        return replace(
            asked.state,
            value=value,
            relevant=is_relevant,
            constraint_ok=not wrong,
            message=wrong or ("必填，请填写" if is_missing else ""),
        )

    def _leaf_problems(self, *, is_behind: bool) -> tuple[Problem, ...]:
        states = [
            self._standing(one)
            for leaf in self.leaves
            if leaf.is_behind == is_behind
            for one in leaf.questions
        ]
        return tuple(
            Problem(one.path, one.label, one.message, "constraint" if one.value else "required")
            for one in states
            if one.message
        )

    def _page_label(self, page: Page) -> str:
        """The heading; without one, the first question that is asked names the page."""
        label = self.filling.page_label(page)
        if label:
            return label
        states = self.filling.page_nodes(page)
        named = [one for one in states if one.kind == "question" and not one.readonly]
        if not named:
            return "说明"
        first = next((one for one in named if one.relevant), named[0])
        return first.label if len(named) == 1 else f"{first.label}等"
