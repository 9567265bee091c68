"""A page as a tree: groups, repeats with their rows, questions; from the flat list of states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.forms.states import NodeState


@dataclass
class Branch:
    """A node with what is below it."""

    state: NodeState
    below: list[Branch] = field(default_factory=list["Branch"])

    def questions(self) -> Iterator[NodeState]:
        """All questions in it, in order."""
        for one in self.below:
            if one.state.kind == "question":
                yield one.state
            yield from one.questions()


def outline(states: Iterable[NodeState]) -> list[Branch]:
    """The tree of a page; a group that is the whole page is left out, its content stands for it."""
    top: list[Branch] = []
    stack: list[Branch] = []
    for state in states:
        del stack[_place(stack, state) :]
        branch = Branch(state)
        (stack[-1].below if stack else top).append(branch)
        stack.append(branch)
    if len(top) == 1 and top[0].state.kind == "group":
        return top[0].below
    return top


def _place(stack: list[Branch], state: NodeState) -> int:
    """How many of the open branches lie above ``state``."""
    return next(
        (i for i, branch in enumerate(stack) if branch.state.depth >= state.depth), len(stack)
    )
