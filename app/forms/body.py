"""The visible form: the body of the XForm → controls by node, places in order, triggers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.forms.compiler import Expression, compile_expression
from app.forms.markup import JR, child, children, local_name, split_path
from app.forms.structure import (
    Action,
    Control,
    Element,
    Item,
    Itemset,
    Names,
    Place,
    Text,
)
from app.forms.texts import expression_of, read_action, read_text

_LABEL_OF_TABLE = "generated_table_list_label_"
"""How the converter names the note it makes of the label of a group that is a matrix."""
_CONTROLS = frozenset({"input", "select", "select1", "rank", "upload", "trigger", "range"})


@dataclass
class Layout:
    """What the body says. ``places`` lack their elements until ``attach``."""

    controls: dict[Names, Control] = field(default_factory=dict[Names, Control])
    repeats: dict[Names, tuple[Expression | None, bool]] = field(
        default_factory=dict[Names, "tuple[Expression | None, bool]"]
    )
    actions: list[Action] = field(default_factory=list[Action])
    outline: list[Outline] = field(default_factory=list["Outline"])


@dataclass
class Outline:
    """A place before its element exists."""

    kind: str
    names: Names
    control: Control
    children: list[Outline]


def attach(outline: list[Outline], elements: Mapping[Names, Element]) -> tuple[Place, ...]:
    """The places with their elements."""
    return tuple(
        Place(one.kind, elements.get(one.names), one.control, attach(one.children, elements))
        for one in outline
        if one.kind != "question" or one.names in elements
    )


def read_body(body: ET.Element | None, root: Names, ids: Mapping[str, Names]) -> Layout:
    """Everything in the body, which may be missing."""
    layout = Layout()
    if body is not None:
        layout.outline = _read_all(body, root, ids, layout)
    return layout


def _read_all(
    element: ET.Element, base: Names, ids: Mapping[str, Names], layout: Layout
) -> list[Outline]:
    found: list[Outline] = []
    for one in element:
        name = local_name(one)
        if name == "group":
            found.append(_group(one, base, ids, layout))
        elif name == "repeat":
            found.append(_repeat(one, base, ids, layout, None))
        elif name in _CONTROLS:
            found.append(_question(one, base, ids, layout))
    return found


def _names(element: ET.Element, base: Names, ids: Mapping[str, Names]) -> Names:
    if element.get("bind") in ids:
        return ids[element.attrib["bind"]]
    reference = element.get("nodeset") or element.get("ref")
    return split_path(reference, base) if reference else ()


def _group(element: ET.Element, base: Names, ids: Mapping[str, Names], layout: Layout) -> Outline:
    names = _names(element, base, ids)
    control = _control(element, "group")
    repeat = child(element, "repeat")
    if (repeat is not None and not names) or (
        repeat is not None and _names(repeat, names or base, ids) == names
    ):
        return _repeat(repeat, names or base, ids, layout, control)
    if names:
        layout.controls.setdefault(names, control)
    _actions(element, names or base, names, ids, layout)
    below = _read_all(element, names or base, ids, layout)
    if control.label is None and below and _is_label_of_table(below[0]):
        control = replace(control, label=below.pop(0).control.label)
    return Outline("group", names, control, below)


def _is_label_of_table(outline: Outline) -> bool:
    last = "".join(outline.names[-1:])
    return outline.kind == "question" and last.startswith(_LABEL_OF_TABLE)


def _repeat(
    element: ET.Element,
    base: Names,
    ids: Mapping[str, Names],
    layout: Layout,
    group: Control | None,
) -> Outline:
    names = _names(element, base, ids)
    own = _control(element, "repeat")
    control = Control(
        kind="repeat",
        appearance=own.appearance or (group.appearance if group else ""),
        label=(group.label if group else None) or own.label,
        hint=group.hint if group else None,
        attributes=own.attributes,
    )
    layout.controls[names] = control
    fixed = element.get(f"{JR}noAddRemove", "").strip()
    layout.repeats[names] = (
        expression_of(element.get(f"{JR}count")),
        fixed not in ("true()", "true", "1") and not element.get(f"{JR}count"),
    )
    _actions(element, names, names, ids, layout)
    return Outline("repeat", names, control, _read_all(element, names, ids, layout))


def _question(
    element: ET.Element, base: Names, ids: Mapping[str, Names], layout: Layout
) -> Outline:
    names = _names(element, base, ids)
    control = _control(element, local_name(element))
    layout.controls[names] = control
    _actions(element, names[:-1], names, ids, layout)
    return Outline("question", names, control, [])


def _actions(
    element: ET.Element, base: Names, source: Names, ids: Mapping[str, Names], layout: Layout
) -> None:
    for one in children(element, "setvalue"):
        layout.actions.append(read_action(one, base, source, ids))


def _control(element: ET.Element, kind: str) -> Control:
    label, hint = child(element, "label"), child(element, "hint")
    itemset = child(element, "itemset")
    return Control(
        kind=kind,
        appearance=" ".join(element.get("appearance", "").split()),
        label=_text(label),
        hint=_text(hint),
        items=tuple(_item(one) for one in children(element, "item")),
        itemset=_itemset(itemset) if itemset is not None else None,
        attributes={name.rpartition("}")[2]: value for name, value in element.attrib.items()},
    )


def _text(element: ET.Element | None) -> Text | None:
    return read_text(element.get("ref"), element) if element is not None else None


def _item(element: ET.Element) -> Item:
    value = child(element, "value")
    text = (value.text or "").strip() if value is not None else ""
    return Item(text, _text(child(element, "label")) or Text((text,)))


def _itemset(element: ET.Element) -> Itemset:
    rows = element.get("nodeset", "")
    value, label = child(element, "value"), child(element, "label")
    label_source = label.get("ref", "") if label is not None else ""
    return Itemset(
        rows=compile_expression(rows),
        value=compile_expression(value.get("ref", "") if value is not None else "name"),
        label=expression_of(label_source),
        is_dynamic=not rows.strip().startswith("instance(") or "[" in rows,
    )
