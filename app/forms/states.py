"""What a filling tells its window: states of nodes, changes, notices, problems. All immutable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice offered. ``image`` is the file of its picture, or blank."""

    value: str
    label: str
    image: str = ""


@dataclass(frozen=True, slots=True)
class NodeState:
    """How one node stands now.

    ``kind`` is question, group, repeat (the range of rows) or row. ``type`` is the bind type,
    ``control`` the XForms control ("" for what is not shown). ``message`` says what is wrong, or is
    blank; ``constraint_ok`` is true for a blank answer. ``attributes`` are those of the control
    (start, end, step, mediatype, …), ``extra`` those of the bind from other namespaces.
    """

    path: str
    name: str
    kind: str
    label: str = ""
    hint: str = ""
    value: str = ""
    relevant: bool = True
    required: bool = False
    readonly: bool = False
    constraint_ok: bool = True
    message: str = ""
    choices: tuple[Choice, ...] = ()
    type: str = ""
    control: str = ""
    appearance: str = ""
    depth: int = 0
    parent: str = ""
    rows: tuple[str, ...] = ()
    may_add_rows: bool = False
    media: Mapping[str, str] = field(default_factory=dict[str, str])
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    extra: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_heading(self) -> bool:
        """Whether it only shows the choices over the rows of a matrix: nobody can answer it."""
        return is_heading(self.control, self.appearance)


def is_heading(control: str, appearance: str) -> bool:
    """Whether a control of this appearance is the headings over a matrix."""
    return control in ("select1", "select") and "label" in appearance.split()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the logic did to an answer. ``undo`` takes back the step that caused it."""

    path: str
    text: str
    old_value: str = ""
    undo: Callable[[], Changes] = field(default=lambda: Changes(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """The paths whose state may have changed, and what the person should be told."""

    paths: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    has_new_structure: bool = False
    """Whether rows came or went."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why the form cannot be finished; ``kind`` is required or constraint."""

    path: str
    label: str
    text: str
    kind: str
