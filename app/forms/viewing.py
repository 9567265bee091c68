"""What is shown of a filling: states of nodes, texts in the chosen language, problems. Only reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.forms.compiler import Expression
from app.forms.live import Live, reach
from app.forms.markup import split_path
from app.forms.nodes import Node
from app.forms.states import Choice, NodeState, Problem, is_heading
from app.forms.structure import Control, Element, Page, Place, Text
from app.forms.values import to_text
from app.forms.xpath import ExpressionError

if TYPE_CHECKING:
    from app.forms.engine import Engine

_MEDIA = ("image", "audio", "video", "big-image")


class Viewer:
    """Shows one filling. Also answers ``jr:itext`` and ``jr:choice-name`` for its expressions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shared = engine.shared
        self._shared.itext = self._entry
        self._shared.choice_label = self._choice_label

    # -- states ------------------------------------------------------------------------------

    def state(self, live: Live, depth: int = 0, parent: str = "") -> NodeState:
        """How one node stands."""
        element, control = live.element, live.element.control
        bind = element.bind
        kind = "row" if element.kind == "repeat" else element.kind
        state = NodeState(
            path=live.path,
            name=element.name,
            kind=kind,
            relevant=live.is_relevant,
            readonly=self._is_readonly(live),
            label=self.text(control.label, live) if control and control.label else "",
            control=control.kind if control else "",
            appearance=control.appearance if control else "",
            depth=depth,
            parent=parent,
            attributes=control.attributes if control else {},
            extra=bind.extra,
        )
        if kind != "question":
            return state
        is_required = self._holds(bind.required, live, is_default=False)
        is_ok = self._is_within(live)
        return replace(
            state,
            value=live.value if live.is_relevant else "",
            type=bind.type,
            required=is_required,
            constraint_ok=is_ok,
            message=self._message(live, is_required=is_required, is_ok=is_ok),
            hint=self.text(control.hint, live) if control and control.hint else "",
            choices=self.choices(live) if control and control.is_select else (),
            media=self._media(control.label, live) if control and control.label else {},
        )

    def range_state(
        self, parent: Live, element: Element, depth: int = 0, above: str = ""
    ) -> NodeState:
        """How a repeat as a whole stands: its rows, and whether people may add some."""
        control = element.control
        rows = parent.rows(element.name)
        return NodeState(
            path=f"{parent.path}/{element.name}" if parent.path else element.name,
            name=element.name,
            kind="repeat",
            label=self.text(control.label, parent) if control and control.label else "",
            relevant=any(row.is_relevant for row in rows) if rows else self._wants(parent, element),
            control="repeat",
            appearance=control.appearance if control else "",
            depth=depth,
            parent=above,
            rows=tuple(row.path for row in rows),
            may_add_rows=element.may_add_rows,
            attributes=control.attributes if control else {},
            extra=element.bind.extra,
        )

    def _wants(self, parent: Live, element: Element) -> bool:
        context = Live(element, "")
        context.parent = parent
        return parent.is_relevant and self._holds(element.bind.relevant, context, is_default=True)

    def page(self, page: Page) -> tuple[NodeState, ...]:
        """All nodes of a page, in order."""
        return tuple(self._walk(page.places, self._engine.root, 0, ""))

    def _walk(
        self, places: tuple[Place, ...], context: Live, depth: int, above: str
    ) -> Iterator[NodeState]:
        for place in places:
            if place.kind == "repeat" and place.element:
                yield from self._walk_rows(place, place.element, context, depth, above)
            elif place.element is None:
                yield self._layout_group(place, context, depth, above)
                yield from self._walk(place.children, context, depth + 1, above)
            else:
                for live in reach(context, len(context.element.names), place.element.names):
                    yield self.state(live, depth, above)
                    yield from self._walk(place.children, live, depth + 1, live.path)

    def _walk_rows(
        self, place: Place, element: Element, context: Live, depth: int, above: str
    ) -> Iterator[NodeState]:
        for parent in reach(context, len(context.element.names), element.names[:-1]):
            state = self.range_state(parent, element, depth, above)
            yield state
            for row in parent.rows(element.name):
                yield self.state(row, depth + 1, state.path)
                yield from self._walk(place.children, row, depth + 2, row.path)

    def _layout_group(self, place: Place, context: Live, depth: int, above: str) -> NodeState:
        control = place.control
        return NodeState(
            path="",
            name="",
            kind="group",
            label=self.text(control.label, context) if control.label else "",
            control="group",
            appearance=control.appearance,
            relevant=context.is_relevant,
            depth=depth,
            parent=above,
            attributes=control.attributes,
        )

    # -- logic that only shows ---------------------------------------------------------------

    def _holds(self, condition: Expression | None, live: Live, *, is_default: bool) -> bool:
        if condition is None:
            return is_default
        try:
            return condition.truth(self._shared, live)
        except ExpressionError as problem:
            self._engine.faults[condition.source] = problem.sentence
            return is_default

    def _is_readonly(self, live: Live) -> bool:
        place: Live | None = live
        while place is not None:
            if self._holds(place.element.bind.readonly, place, is_default=False):
                return True
            place = place.above
        return False

    def _is_within(self, live: Live) -> bool:
        if not live.value or not live.is_relevant:
            return True
        return self._holds(live.element.bind.constraint, live, is_default=True)

    def _message(self, live: Live, *, is_required: bool, is_ok: bool) -> str:
        bind = live.element.bind
        if not is_ok:
            return self._said(bind.constraint_message, live) or "这个答案不符合要求，请核对后重填"
        if is_required and not live.value and live.is_relevant:
            return self._said(bind.required_message, live) or "必填，请填写"
        return ""

    def _said(self, text: Text | None, live: Live) -> str:
        return self.text(text, live).strip() if text else ""

    def problems(self) -> tuple[Problem, ...]:
        """Relevant visible questions that are blank though required, or break their constraint."""
        found: list[Problem] = []
        for live in self._visible():
            bind = live.element.bind
            is_ok = self._is_within(live)
            is_blank = not live.value and self._holds(bind.required, live, is_default=False)
            if is_ok and (not is_blank or self._is_readonly(live)):
                continue
            control = live.element.control
            label = (
                self.text(control.label, live) if control and control.label else live.element.name
            )
            text = self._message(live, is_required=is_blank, is_ok=is_ok)
            found.append(Problem(live.path, label, text, "required" if is_ok else "constraint"))
        return tuple(found)

    def completeness(self) -> tuple[int, int]:
        """Answered and all relevant questions that a person can answer."""
        asked = [live for live in self._visible() if not self._is_readonly(live)]
        return sum(1 for live in asked if live.value), len(asked)

    def _visible(self) -> Iterator[Live]:
        for live in self._engine.root.below():
            control = live.element.control if live.element.kind == "question" else None
            if control is None or is_heading(control.kind, control.appearance):
                continue
            if live.is_relevant:
                yield live

    # -- texts -------------------------------------------------------------------------------

    def text(self, text: Text, node: Node) -> str:
        """A text in the chosen language, its expressions worked out at ``node``."""
        if text.entry:
            return self._entry(text.entry, node)
        return self._render(text.parts, node)

    def _entry(self, entry: str, node: Node) -> str:
        find = self._engine.definition.translations.find
        language = self._shared.language
        parts = (
            find(entry, language) or find(entry, language, "long") or find(entry, language, "short")
        )
        return self._render(parts, node)

    def _render(self, parts: tuple[str | Expression, ...], node: Node) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0].strip()
        return "".join(
            part if isinstance(part, str) else self._part(part, node) for part in parts
        ).strip()

    def _part(self, expression: Expression, node: Node) -> str:
        try:
            return to_text(expression.value(self._shared, node))
        except ExpressionError as problem:
            self._engine.faults[expression.source] = problem.sentence
            return ""

    def _media(self, text: Text, live: Live) -> dict[str, str]:
        if not text.entry:
            return {}
        find = self._engine.definition.translations.find
        found = {
            form: self._render(find(text.entry, self._shared.language, form), live)
            for form in _MEDIA
        }
        return {form: name.rpartition("/")[2] for form, name in found.items() if name}

    # -- choices -----------------------------------------------------------------------------

    def choices(self, live: Live) -> tuple[Choice, ...]:
        """The choices offered now, with labels in the chosen language."""
        control = live.element.control
        if control is None:
            return ()
        if control.itemset is None:
            return tuple(
                Choice(item.value, self.text(item.label, live), self._image(item.label, live))
                for item in control.items
            )
        return tuple(
            Choice(value, self._row_label(control, row), self._row_image(row))
            for value, row in self._engine.choices.rows(live)
        )

    def _image(self, text: Text, live: Live) -> str:
        return self._media(text, live).get("image", "") if text.entry else ""

    def _row_label(self, control: Control, row: Node) -> str:
        label = control.itemset.label if control.itemset else None
        return self._part(label, row).strip() if label else ""

    def _row_image(self, row: Node) -> str:
        cells = row.by_name.get("itextId")
        if cells:
            find = self._engine.definition.translations.find
            parts = find(cells[0].text(), self._shared.language, "image")
            return self._render(parts, row).rpartition("/")[2]
        cells = row.by_name.get("image")
        return cells[0].text() if cells else ""

    def _choice_label(self, value: str, path: str, node: Node) -> str:
        place: Node | None = node
        while place is not None and not isinstance(place, Live):
            place = place.parent
        base = place if place is not None else self._engine.root
        names = split_path(path, base.element.names)
        shared = 0
        while shared < min(len(names), len(base.element.names)) and (
            names[shared] == base.element.names[shared]
        ):
            shared += 1
        found = reach(base, max(shared, 1), names) if names else []
        choices = self.choices(found[0]) if found else ()
        return next((choice.label for choice in choices if choice.value == value), value)
