"""What a published form consists of: groups, repeats and questions with compiled logic, immutable.

Made once by ``definition.load_form`` and shared by every filling of that version. Holds no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.forms.compiler import Expression
from app.forms.nodes import Node

RELEVANT, CALCULATE, COUNT, CHOICES = "relevant", "calculate", "count", "choices"
"""The kinds of logic that change answers."""

Names = tuple[str, ...]
"""A place in the form: the names from the root element down, without row numbers."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something to read: plain parts with expressions between, or an entry of the translations."""

    parts: tuple[str | Expression, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One fixed choice."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices worked out: the rows, and value and label relative to a row."""

    rows: Expression
    value: Expression
    label: Expression | None
    is_dynamic: bool
    """Whether which rows are offered can change while filling in."""


@dataclass(frozen=True, slots=True)
class Bind:
    """What the model says of a node. ``extra`` keeps attributes of other namespaces by local name."""

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Text | None = None
    required_message: Text | None = None
    preload: str = ""
    preload_of: str = ""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Action:
    """A ``setvalue``: on one of ``events``, ``target`` becomes ``value`` (or the fixed ``text``)."""

    events: frozenset[str]
    target: Names
    value: Expression | None
    text: str = ""
    source: Names = ()
    """The question whose change triggers it; the repeat for a new row; else nothing."""
    path: Expression | None = None
    """The target as an expression, when the names alone do not say it."""


@dataclass(frozen=True, slots=True)
class Control:
    """How a node is shown: ``kind`` is input, select1, select, rank, upload, trigger, range,
    group or repeat."""

    kind: str
    appearance: str = ""
    label: Text | None = None
    hint: Text | None = None
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_select(self) -> bool:
        return self.kind in ("select1", "select", "rank")


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One node of the form's model: a group, a repeat or a question."""

    names: Names
    kind: str
    bind: Bind
    control: Control | None
    children: tuple[Element, ...]
    position: int
    """Its number in document order."""
    count: Expression | None = None
    may_add_rows: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        return self.names[-1]


@dataclass(frozen=True, slots=True)
class Seed:
    """An element of the blank form: what a filling starts from."""

    name: str
    text: str
    attributes: Mapping[str, str]
    children: tuple[Seed, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the visible form: ``kind`` is group, repeat or question. A group that only the
    layout knows has no ``element``."""

    kind: str
    element: Element | None
    control: Control
    children: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: a top-level group, or the loose questions around groups."""

    key: str
    label: Text | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Translations:
    """All texts by language and entry; an entry has forms: "" for text, image, audio, …"""

    languages: tuple[str, ...]
    default: str
    entries: Mapping[str, Mapping[str, Mapping[str, tuple[str | Expression, ...]]]]

    def find(self, entry: str, language: str, form: str = "") -> tuple[str | Expression, ...]:
        """The parts of an entry; ``-`` and nothing fall back to the default language."""
        for wanted in (language, self.default):
            parts = self.entries.get(wanted, {}).get(entry, {}).get(form, ())
            if parts and parts != ("-",):
                return parts
        return ()


@dataclass(slots=True, eq=False)
class Unit:
    """One piece of logic of one element; ``rank`` orders units so that sources come first."""

    kind: str
    element: Element
    expression: Expression
    rank: int = 0
    is_in_cycle: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """``unit`` (or a view) reads the source. ``depth`` is the length of the names
    of the innermost row both lie in; 1 when they share only the form."""

    names: Names
    """Where the instances to work out lie: the element itself, or the parent of counted rows."""
    depth: int
    unit: Unit | None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The dependencies of a form. ``edges`` is by the position of the element read."""

    units: Mapping[int, tuple[Unit, ...]]
    edges: Mapping[int, tuple[Edge, ...]]
    cycles: tuple[tuple[Names, ...], ...]
    unknown: tuple[tuple[Names, Names], ...]
    """(where the expression stands, what it names and the form does not have)."""


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """A published form. ``elements`` finds a node by its names; ``template`` is what a new row of a
    repeat starts from."""

    form_id: str
    version: str
    title: str
    sha256: str
    root: Element
    pages: tuple[Page, ...]
    elements: Mapping[Names, Element]
    seed: Seed
    templates: Mapping[Names, Seed]
    first_rows: Mapping[Names, tuple[Seed, ...]]
    """The rows a repeat has in the blank form."""
    actions: tuple[Action, ...]
    triggers: Mapping[Names, tuple[Action, ...]]
    """The actions that a changed value sets off, by the question that changed."""
    translations: Translations
    instances: Mapping[str, Node]
    plan: Plan
    indexes: dict[tuple[str, Names, str], dict[str, list[Node]]]
    """Look-up indexes over ``instances``, built on first use; a cache, not state."""
    missing_files: tuple[str, ...] = ()
    """Published tables the form names but that were not handed in; their look-ups are empty."""
    media: Mapping[str, str] = field(default_factory=dict[str, str])
    """Pictures and sounds published with it: name -> SHA-256 of the content."""

    @property
    def languages(self) -> tuple[str, ...]:
        return self.translations.languages
