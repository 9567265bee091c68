"""What a finished form moves on: the answers that go into records, as the form itself says. Pure.

Said in the workbook, column ``bind::ruhu:to``, beside the question or the calculation::

    person.self_care                       # one field
    household.hardship_note visit.problems # the same answer into two

A target is a noun and a field of the records (``app/models``); what may be written to is the
services' matter (``services.form_targets``). A blank or irrelevant answer goes nowhere. The answers
of one group (of one row, in a repeat) that go to the same noun belong together: three questions to
``task.kind``, ``task.due_date`` and ``task.note`` make one task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.forms.filling import FormFilling
from app.forms.states import NodeState
from app.forms.structure import Element, FormDefinition, Itemset

BIND_ATTRIBUTE = "to"
"""The local name of ``bind::ruhu:to``."""
_LIST: Final = re.compile(r"\s*instance\(\s*['\"]([^'\"]+)['\"]\s*\)/root/item\b")


@dataclass(frozen=True)
class FormTarget:
    """``question``: path without row ids; ``repeat``: the path of the repeat around it, or blank;
    ``element`` the question itself."""

    question: str
    noun: str
    field: str
    repeat: str
    element: Element

    @property
    def text(self) -> str:
        """As it stands in the workbook."""
        return f"{self.noun}.{self.field}" if self.field else self.noun


@dataclass(frozen=True)
class ToldAnswer:
    """An answer on its way: ``value`` in canonical text, ``shown`` as people read it. ``group``:
    the path of the group it stands in, row ids included; ``row``: that of the row, or blank."""

    target: FormTarget
    path: str
    group: str
    row: str
    value: str
    shown: str


def read_targets(definition: FormDefinition) -> tuple[FormTarget, ...]:
    """The targets of a form, in its order; what is no ``noun.field`` too."""
    return tuple(
        FormTarget(_path(element), noun, field, _repeat_around(definition, element), element)
        for element in definition.elements.values()
        for text in element.bind.extra.get(BIND_ATTRIBUTE, "").split()
        for noun, _, field in (text.partition("."),)
    )


def offered_values(definition: FormDefinition, element: Element) -> frozenset[str] | None:
    """What may be chosen of a question with choices; None for any other, and for choices that are
    not in a list of the form itself."""
    if element.control is None or not element.control.is_select:
        return None
    if element.control.itemset is None:
        return frozenset(one.value for one in element.control.items)
    return _listed(definition, element.control.itemset)


def _listed(definition: FormDefinition, itemset: Itemset) -> frozenset[str] | None:
    found = _LIST.match(itemset.rows.source)
    tree = definition.instances.get(found[1]) if found else None
    if tree is None:
        return None
    return frozenset(
        name.text()
        for root in (tree, *tree.children)
        for item in root.by_name.get("item", ())
        for name in item.by_name.get(itemset.value.source.strip(), ())
    )


def told_answers(filling: FormFilling, targets: Sequence[FormTarget]) -> Iterator[ToldAnswer]:
    """Every answer that goes somewhere, in the order of the form."""
    for target in targets:
        for row, path in _places(filling, target):
            state = filling.node(path)
            if state.relevant and state.value:
                group = path.rpartition("/")[0]
                yield ToldAnswer(target, path, group, row, state.value, _shown(state))


def _places(filling: FormFilling, target: FormTarget) -> Iterator[tuple[str, str]]:
    if not target.repeat:
        yield "", target.question
        return
    below = target.question[len(target.repeat) + 1 :]
    for row in filling.rows(target.repeat):
        yield row, f"{row}/{below}"


def _shown(state: NodeState) -> str:
    chosen = state.value.split(" ")
    labels = [one.label for one in state.choices if one.value in chosen]
    return "、".join(labels) or state.value


def _path(element: Element) -> str:
    return "/".join(element.names[1:])


def _repeat_around(definition: FormDefinition, element: Element) -> str:
    """The repeat around a question; "" outside, and within two of them the inner one's path."""
    for depth in range(len(element.names) - 1, 1, -1):
        above = definition.elements[element.names[:depth]]
        if above.kind == "repeat":
            return _path(above)
    return ""
