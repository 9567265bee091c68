"""What can be done in a register, as data: a button, what it asks, the verb, the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.ui.pages import Desk, Target
from app.ui.widgets.editors.description import FieldDescription

Verb = Callable[[Any], Any]
"""What runs with a unit of work."""


@dataclass(frozen=True)
class Act:
    """One button.

    ``verb``: from what was typed, the verb. Without ``fields`` it is done at once. ``asks_person``:
    somebody is chosen first, and stands under ``person_id``; nobody chosen asks for
    ``new_person`` too. ``values`` stand in the form already, ``remark`` above it. ``said``: what
    was done, in the past tense; with ``back`` (from what the verb gave) it can be taken back.
    ``why_not``: why it cannot be pressed now. ``opens``: the entry made is shown afterwards.
    ``then``: from what the verb gave, what is asked next, if anything. ``instead``: what the button does that asks nothing of this page. ``source``: the rule.
    """

    text: str
    verb: Callable[[dict[str, Any]], Verb]
    fields: tuple[FieldDescription, ...] = ()
    button: str = ""
    title: str = ""
    icon: str = ""
    is_primary: bool = False
    values: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    remark: str = ""
    said: str = ""
    back: Callable[[Any], Verb] | None = None
    why_not: str = ""
    asks_person: bool = False
    new_person: tuple[FieldDescription, ...] = ()
    opens: bool = False
    then: Callable[[Any], Act | None] | None = None
    instead: Callable[[], object] | None = None
    source: str = ""


def printing(desk: Desk, text: str, paper: Target) -> Act:
    """The act that goes to the printing page with ``paper``."""
    return Act(text, nothing, icon="print", instead=lambda: desk.open(paper))


def nothing(_typed: dict[str, Any]) -> Verb:
    """The verb of an act that does something ``instead``."""
    return lambda _work: None
