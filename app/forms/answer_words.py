"""Answers as people read them."""

from __future__ import annotations

from app.forms.states import NodeState


def chosen(state: NodeState, answer: str) -> tuple[str, ...]:
    """The values in an answer: several only where several may be chosen; a name may have blanks."""
    if not answer:
        return ()
    return tuple(answer.split(" ")) if state.control in ("select", "rank") else (answer,)


def answer_in_words(state: NodeState, answer: str) -> str:
    """An answer as people read it: labels of choices instead of their values."""
    labels = {one.value: one.label for one in state.choices}
    return "、".join(labels.get(value, value) for value in chosen(state, answer))
