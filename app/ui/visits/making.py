"""How the parts of a page are made, handed down to each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.forms.states import NodeState
from app.ui.visits.question import QuestionBox

MakeQuestion = Callable[[NodeState], QuestionBox]


@dataclass(frozen=True)
class Making:
    """How parts of a page are made: ``question`` for one, ``add_row`` and ``remove_row`` with the
    path when asked for, ``unfolded`` when a card was built. ``now`` gives how a node stands now:
    what is built late was planned when it stood otherwise."""

    question: MakeQuestion
    now: Callable[[NodeState], NodeState]
    add_row: Callable[[str], object]
    remove_row: Callable[[str], object]
    unfolded: Callable[[], object]
