"""What must be worked out again when something changes, and in which order.

A *unit* is one piece of logic that changes answers (relevance, calculation, number of rows, choices
offered). A *view* is logic that only shows (labels, constraints, …); it is worked out when asked
for. Cycles are allowed: real forms have harmless ones; they are listed for the linter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.errors import Unreadable
from app.forms.compiler import Expression
from app.forms.references import Reference, references_of
from app.forms.structure import (
    CALCULATE,
    CHOICES,
    COUNT,
    RELEVANT,
    Control,
    Edge,
    Element,
    Names,
    Plan,
    Text,
    Translations,
    Unit,
)


@dataclass
class _Making:
    elements: Mapping[Names, Element]
    units: dict[int, list[Unit]] = field(default_factory=dict[int, "list[Unit]"])
    edges: dict[int, dict[tuple[int, int, int], Edge]] = field(
        default_factory=dict[int, "dict[tuple[int, int, int], Edge]"]
    )
    reads: dict[int, set[int]] = field(default_factory=dict[int, "set[int]"])
    unknown: list[tuple[Names, Names]] = field(default_factory=list["tuple[Names, Names]"])


def make_plan(elements: Mapping[Names, Element], translations: Translations) -> Plan:
    """The plan of a form; raises ``Unreadable`` for an answer calculated from itself."""
    making = _Making(elements)
    for element in elements.values():
        for unit in _units_of(element):
            making.units.setdefault(element.position, []).append(unit)
    for units in making.units.values():
        for unit in units:
            _connect(making, unit.element, unit.expression, unit)
    for element in elements.values():
        for expression in _views_of(element, translations):
            _connect(making, element, expression, None)
    cycles = _rank(making)
    return Plan(
        {position: tuple(units) for position, units in making.units.items()},
        {position: tuple(edges.values()) for position, edges in making.edges.items()},
        cycles,
        tuple(making.unknown),
    )


def _units_of(element: Element) -> Iterable[Unit]:
    bind, control = element.bind, element.control
    if bind.relevant:
        yield Unit(RELEVANT, element, bind.relevant)
    if element.count:
        yield Unit(COUNT, element, element.count)
    if bind.calculate and element.kind == "question":
        yield Unit(CALCULATE, element, bind.calculate)
    if control and control.itemset and control.itemset.is_dynamic and control.is_select:
        yield Unit(CHOICES, element, control.itemset.rows)


def _views_of(element: Element, translations: Translations) -> Iterable[Expression]:
    bind, control = element.bind, element.control
    for expression in (bind.required, bind.readonly, bind.constraint):
        if expression:
            yield expression
    for text in (bind.constraint_message, bind.required_message):
        yield from _in_text(text, translations)
    if control:
        yield from _in_control(control, translations)


def _in_control(control: Control, translations: Translations) -> Iterable[Expression]:
    for text in (control.label, control.hint, *(item.label for item in control.items)):
        yield from _in_text(text, translations)


def _in_text(text: Text | None, translations: Translations) -> Iterable[Expression]:
    if text is None:
        return
    parts = list(text.parts)
    if text.entry:
        for table in translations.entries.values():
            for form in table.get(text.entry, {}).values():
                parts.extend(form)
    for part in parts:
        if isinstance(part, Expression):
            yield part


def _connect(making: _Making, element: Element, expression: Expression, unit: Unit | None) -> None:
    is_rows = unit is not None and unit.kind == CHOICES
    found = references_of(expression.syntax, element.names, is_rows=is_rows)
    if is_rows and element.control and element.control.itemset:
        found |= _choice_columns(element, found)
    for reference in found:
        sources = _resolve(making, reference)
        if not sources:
            making.unknown.append((element.names, reference.names))
        for source in sources:
            _add_edge(making, source, element, reference, unit)


def _choice_columns(element: Element, rows: set[Reference]) -> set[Reference]:
    """Value and label of choices that are rows of this form: read below each row."""
    itemset = element.control.itemset if element.control else None
    found: set[Reference] = set()
    for row in rows:
        for column in (itemset.value, itemset.label) if itemset else ():
            if row.is_rows and column is not None:
                found |= {
                    Reference(one.names, min(one.shared, row.shared))
                    for one in references_of(column.syntax, row.names)
                }
    return found


def _resolve(making: _Making, reference: Reference) -> list[Element]:
    if "*" in reference.names or "**" in reference.names:
        found = [one for one in making.elements.values() if _fits(reference.names, one.names)]
    else:
        one = making.elements.get(reference.names)
        found = [one] if one else []
    if reference.is_rows:
        return found
    return [below for one in found for below in _with_leaves(one)]


def _with_leaves(element: Element) -> Iterable[Element]:
    yield element
    for one in element.children:
        yield from _with_leaves(one)


def _fits(pattern: Names, names: Names) -> bool:
    if not pattern:
        return not names
    if pattern[0] == "**":
        return any(_fits(pattern[1:], names[at:]) for at in range(len(names) + 1))
    return bool(names) and pattern[0] in ("*", names[0]) and _fits(pattern[1:], names[1:])


def _add_edge(
    making: _Making, source: Element, target: Element, reference: Reference, unit: Unit | None
) -> None:
    depth = 1
    names = target.names[:-1] if unit and unit.kind == COUNT else target.names
    for length in range(min(reference.shared, len(source.names), len(names)), 1, -1):
        prefix = making.elements.get(source.names[:length])
        if prefix and prefix.kind == "repeat" and target.names[:length] == prefix.names:
            depth = length
            break
    key = (target.position, depth, id(unit) if unit else 0)
    making.edges.setdefault(source.position, {})[key] = Edge(names, depth, unit)
    if unit:
        making.reads.setdefault(id(unit), set()).add(source.position)


def _rank(making: _Making) -> tuple[tuple[Names, ...], ...]:
    """Numbers the units so that what is read comes first; gives the cycles."""
    units = [unit for some in making.units.values() for unit in some]
    by_position = {one.position: one for one in making.elements.values()}
    number = {id(unit): at for at, unit in enumerate(units)}
    after: list[list[int]] = [[] for _ in units]
    for at, unit in enumerate(units):
        sources = {by_position[one] for one in making.reads.get(id(unit), ())}
        before = [other for source in sources for other in _producers(making, source)]
        own = [other for other in _producers(making, unit.element) if _comes_first(other, unit)]
        after[at] = [number[id(other)] for other in (*before, *own)]
    cycles: list[tuple[Names, ...]] = []
    for rank, part in enumerate(_components(after)):
        for at in part:
            units[at].rank = rank
            units[at].is_in_cycle = len(part) > 1 or at in after[at]
        if len(part) > 1:
            cycles.append(tuple(units[at].element.names for at in part))
    _refuse_self(making, units)
    return tuple(cycles)


def _producers(making: _Making, element: Element) -> Iterable[Unit]:
    """The units that decide what is read at an element: its own, and those of what it lies in."""
    yield from making.units.get(element.position, ())
    for length in range(1, len(element.names)):
        above = making.elements[element.names[:length]]
        for unit in making.units.get(above.position, ()):
            if unit.kind in (RELEVANT, COUNT):
                yield unit


_ORDER = {RELEVANT: 0, COUNT: 1, CALCULATE: 1, CHOICES: 2}


def _comes_first(other: Unit, unit: Unit) -> bool:
    if other.element is not unit.element:
        return True
    return _ORDER[other.kind] < _ORDER[unit.kind]


def _components(after: list[list[int]]) -> list[list[int]]:
    """Strongly connected parts, sources first (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[int] = []
    parts: list[list[int]] = []
    for start in range(len(after)):
        if start in index:
            continue
        work = [(start, iter(after[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(after[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    parts.append(sorted(stack[at:]))
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
    return parts


def _refuse_self(making: _Making, units: list[Unit]) -> None:
    for unit in units:
        if unit.kind != CALCULATE or unit.element.position not in making.reads.get(id(unit), ()):
            continue
        edges = making.edges[unit.element.position]
        depth = max(edge.depth for edge in edges.values() if edge.unit is unit)
        rows = [n for n in range(2, len(unit.element.names)) if _is_repeat(making, unit.element, n)]
        if depth >= max(rows, default=1) and not _reads_itself_on_purpose(unit):
            name = unit.element.name
            raise Unreadable(
                f"题目“{name}”的公式用到了它自己。请改正表单里的这个公式。",
                code="form_self_cycle",
                question=name,
            )


def _is_repeat(making: _Making, element: Element, length: int) -> bool:
    return making.elements[element.names[:length]].kind == "repeat"


def _reads_itself_on_purpose(unit: Unit) -> bool:
    """``if(. = '', …, .)``: keeps what is there; ``.`` is how that is written."""
    return unit.element.name not in unit.expression.source
