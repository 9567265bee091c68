"""The ``setvalue`` actions of a form: what an event sets off, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.forms.live import Live, reach
from app.forms.scope import Surroundings
from app.forms.structure import Action, FormDefinition
from app.forms.xpath import ExpressionError


class Ground(Protocol):
    """What actions act upon: the engine."""

    definition: FormDefinition
    shared: Surroundings
    root: Live
    faults: dict[str, str]
    put: Callable[[Live, str], None]
    cast: Callable[[Live, str], str]


class Actions:
    """Carries out the actions of one filling."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def on_event(self, event: str, row: Live | None = None) -> None:
        """What an event of the whole form sets off, or that of a new row."""
        definition = self._ground.definition
        for action in definition.actions:
            if event not in action.events or action.target not in definition.elements:
                continue
            if row is None:
                for target in reach(self._ground.root, 1, action.target):
                    self._set(action, target)
            elif self._concerns(action, row):
                self._act(action, row)

    def on_changed(self, changed: list[Live]) -> None:
        """What changed values set off."""
        by_source = self._ground.definition.triggers
        if by_source:
            for live in changed:
                for action in by_source.get(live.element.names, ()):
                    self._act(action, live)

    def _concerns(self, action: Action, row: Live) -> bool:
        names = row.element.names
        is_of_row = action.source == names
        return is_of_row or (not action.source and action.target[: len(names)] == names)

    def _act(self, action: Action, source: Live) -> None:
        for target in self._targets(action, source):
            self._set(action, target)

    def _targets(self, action: Action, source: Live) -> list[Live]:
        if action.path:
            found = action.path.nodes(self._ground.shared, source)
            return [one for one in found if isinstance(one, Live)]
        return reach(source, self._shared_depth(action, source), action.target)

    def _shared_depth(self, action: Action, source: Live) -> int:
        """The length of the names of the innermost row that source and target both lie in."""
        names = source.element.names
        for length in range(len(names), 1, -1):
            is_row = self._ground.definition.elements[names[:length]].kind == "repeat"
            if is_row and action.target[:length] == names[:length]:
                return length
        return 1

    def _set(self, action: Action, target: Live) -> None:
        text = action.text
        if action.value:
            try:
                text = action.value.text(self._ground.shared, target)
            except ExpressionError as problem:
                self._ground.faults[action.value.source] = problem.sentence
                text = ""
        self._ground.put(target, self._ground.cast(target, text))
