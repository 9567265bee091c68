"""The choices a question offers now, and which of its answers are among them."""

from __future__ import annotations

from app.forms.functions_text import words
from app.forms.live import Live
from app.forms.nodes import Node
from app.forms.scope import Surroundings
from app.forms.xpath import ExpressionError


class ChoiceList:
    """Works out choices for one filling."""

    def __init__(self, shared: Surroundings, faults: dict[str, str]) -> None:
        self._shared = shared
        self._faults = faults

    def rows(self, live: Live) -> list[tuple[str, Node]]:
        """The values offered with the nodes they come from."""
        control = live.element.control
        itemset = control.itemset if control else None
        if itemset is None:
            return []
        shared = self._shared
        try:
            rows = itemset.rows.nodes(shared, live)
            return [(itemset.value.text(shared, row, live), row) for row in rows if row.is_relevant]
        except ExpressionError as problem:
            self._faults[itemset.rows.source] = problem.sentence
            return []

    def values(self, live: Live) -> list[str]:
        """The values offered, in order, once each."""
        control = live.element.control
        if control and control.itemset:
            return list(dict.fromkeys(value for value, _ in self.rows(live)))
        return [item.value for item in control.items] if control else []

    def keep_offered(self, live: Live, text: str) -> str:
        """The part of an answer that is offered: several choices in the order offered, a ranking
        in the order given."""
        control = live.element.control
        offered = self.values(live)
        if control and control.kind == "select1":
            return text if text in offered else ""
        chosen = dict.fromkeys(words(text))
        if control and control.kind == "rank":
            known = set(offered)
            return " ".join(word for word in chosen if word in known)
        return " ".join(value for value in offered if value in chosen)
