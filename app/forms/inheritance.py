"""What a new version of a form takes over from the one before without saying it again. Pure.

What it is for, what is carried into it and which of its answers a visit shows by themselves
(``library.VisitUse``) are said beside the form, by names of questions. A question that got another
name (原名) is followed; one that is gone is told, so that nobody finds out months later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.forms.structure import Element, FormDefinition, Names
from app.forms.succession import origins

PREFILL: Final = "prefill"
TAKES: Final = "takes"


@dataclass(frozen=True)
class Gone:
    """``question``: of the version before; ``used``: ``prefill``, or the visit's field it fed."""

    question: str
    used: str


@dataclass(frozen=True)
class Inherited:
    """``use`` and ``prefill`` as ``FormFiles`` takes them; ``gone``: what nothing takes the place of."""

    use: Mapping[str, Any]
    prefill: Mapping[str, Any]
    gone: tuple[Gone, ...] = ()


def inherit(
    use: Mapping[str, Any], prefill: Mapping[str, Any], old: FormDefinition, new: FormDefinition
) -> Inherited:
    """What of ``use`` and ``prefill`` of ``old`` holds for ``new``, in its own names."""
    following = _Following(old, new)
    gone: list[Gone] = []
    carried: dict[str, Any] = {}
    for question, rule in prefill.items():
        if now := following.name_of(question):
            carried[now] = rule
        else:
            gone.append(Gone(question, PREFILL))
    takes: dict[str, list[str]] = {}
    for field, question in _taken(use.get(TAKES) or {}):
        if now := following.name_of(question):
            takes.setdefault(field, []).append(now)
        else:
            gone.append(Gone(question, field))
    kept = {name: value for name, value in use.items() if name != TAKES}
    return Inherited({**kept, TAKES: takes} if takes else kept, carried, tuple(gone))


def _taken(takes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, questions in takes.items():
        for one in (questions,) if isinstance(questions, str) else questions:
            yield field, str(one)


class _Following:
    """From a question of the old version, by name or path, to the one in its place."""

    def __init__(self, old: FormDefinition, new: FormDefinition) -> None:
        self._old, self._new = old, new
        self._places: dict[Names, Names] = {was: now for now, was in origins(old, new).items()}

    def name_of(self, question: str) -> str:
        """As the new version calls it: by name, or by path where the name is not unique; "" if it
        is gone."""
        found = _called(self._old.elements.values(), question)
        names = self._places.get(found[0].names) if len(found) == 1 else None
        if names is None or self._new.elements[names].kind != "question":
            return ""
        name = names[-1]
        is_unique = len(_called(self._new.elements.values(), name)) == 1
        return name if is_unique else "/".join(names[1:])


def _called(elements: Iterable[Element], question: str) -> list[Element]:
    return [
        one
        for one in elements
        if one.kind == "question" and question in (one.name, "/".join(one.names[1:]))
    ]
