"""XForm XML → ``FormDefinition``: model, binds, translations, tables, and the visible form.

The types are in ``structure.py``; ``body.py`` reads what is visible, ``graph.py`` plans the logic.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.errors import Unreadable
from app.forms.body import attach, read_body
from app.forms.compiler import Expression
from app.forms.graph import make_plan
from app.forms.markup import JR, child, children, local_name, parse_markup, split_path
from app.forms.structure import (
    Action,
    Bind,
    Control,
    Element,
    FormDefinition,
    Names,
    Page,
    Place,
    Seed,
    Text,
)
from app.forms.tables import read_tables
from app.forms.texts import expression_of, read_action, read_text, read_translations

_TYPES = {
    "int": "int", "integer": "int", "decimal": "decimal", "double": "decimal", "boolean": "boolean",
    "date": "date", "time": "time", "dateTime": "dateTime", "datetime": "dateTime",
    "geopoint": "geopoint", "geotrace": "geotrace", "geoshape": "geoshape",
}  # fmt: skip
_ORX = "{http://openrosa.org/xforms}"
_NO_BIND = Bind()


@dataclass
class _Draft:
    """What is gathered of one model node before the immutable element is made."""

    names: Names
    children: dict[str, _Draft] = field(default_factory=dict[str, "_Draft"])
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])


def load_form(
    xml: bytes,
    files: Mapping[str, bytes] | None = None,
    media: Mapping[str, str] | None = None,
) -> FormDefinition:
    """The form in ``xml``; ``files`` are its published tables by file name, ``media`` the SHA-256 of
    its pictures and sounds.

    Raises ``Unreadable`` with a Chinese sentence for anything that is no sound form. Tables that
    are not handed in are empty, and listed in ``missing_files``.
    """
    files, media = files or {}, media or {}
    root = parse_markup(xml)
    head, body = child(root, "head"), child(root, "body")
    model = child(head, "model")
    primary = next(iter(children(model, "instance")), None)
    data = next(iter(primary), None) if primary is not None else None
    if model is None or data is None:
        raise Unreadable("这不是一份表单。请选择县里发布的表单文件。", code="form_not_a_form")
    translations = read_translations(child(model, "itext"))
    binds, ids = _read_binds(model)
    _ensure_instance_id(data, binds)
    layout = read_body(body, (local_name(data),), ids)
    draft = _Draft((local_name(data),))
    _gather(draft, data)
    elements: dict[Names, Element] = {}
    tree = _freeze(draft, binds, layout.controls, layout.repeats, elements)
    templates: dict[Names, Seed] = {}
    seed = _seed(data, (local_name(data),), layout.repeats, templates)
    actions = (*_model_actions(model, ids), *layout.actions)
    missing: list[str] = []
    instances = read_tables(model, files, missing)
    return FormDefinition(
        form_id=data.get("id", "") or data.tag,
        version=data.get("version", "") or data.get("{http://openrosa.org/xforms}version", ""),
        title=_title(head),
        sha256=_fingerprint(xml, files, media),
        root=tree,
        pages=_pages(attach(layout.outline, elements)),
        elements=elements,
        seed=seed,
        templates=templates,
        first_rows=_first_rows(seed, layout.repeats),
        actions=actions,
        triggers=_triggers(actions),
        translations=translations,
        instances=instances,
        plan=make_plan(elements, translations),
        indexes={},
        missing_files=tuple(missing),
        media=media,
    )


def _ensure_instance_id(data: ET.Element, binds: dict[Names, Bind]) -> None:
    """Every submission needs an id of its own, also of a form that forgot to ask for one."""
    meta = child(data, "meta")
    if meta is None:
        meta = ET.SubElement(data, f"{_ORX}meta")
    if child(meta, "instanceID") is None:
        ET.SubElement(meta, meta.tag.replace("meta", "instanceID"))
        names = (local_name(data), "meta", "instanceID")
        binds[names] = replace(binds.get(names, _NO_BIND), preload="uid")


def _title(head: ET.Element | None) -> str:
    title = child(head, "title")
    return (title.text or "").strip() if title is not None else ""


def _fingerprint(xml: bytes, files: Mapping[str, bytes], media: Mapping[str, str]) -> str:
    total = hashlib.sha256(xml)
    for name in sorted(files):
        total.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    for name in sorted(media):
        total.update(b"media/" + name.encode() + b"\0" + bytes.fromhex(media[name]))
    return total.hexdigest()


def _read_binds(model: ET.Element) -> tuple[dict[Names, Bind], dict[str, Names]]:
    binds: dict[Names, Bind] = {}
    ids: dict[str, Names] = {}
    for element in children(model, "bind"):
        names = split_path(element.get("nodeset", element.get("ref", "")))
        if "id" in element.attrib:
            ids[element.attrib["id"]] = names
        binds[names] = _bind(element)
    return binds, ids


def _bind(element: ET.Element) -> Bind:
    get = element.attrib.get
    return Bind(
        type=_TYPES.get(get("type", "string").rpartition(":")[2], "string"),
        relevant=_condition(get("relevant")),
        required=_condition(get("required")),
        readonly=_condition(get("readonly")),
        constraint=_condition(get("constraint")),
        calculate=expression_of(get("calculate")),
        constraint_message=_message(get(f"{JR}constraintMsg")),
        required_message=_message(get(f"{JR}requiredMsg")),
        preload=get(f"{JR}preload", ""),
        preload_of=get(f"{JR}preloadParams", ""),
        extra={
            name.rpartition("}")[2]: value
            for name, value in element.attrib.items()
            if name.startswith("{") and not name.startswith(JR)
        },
    )


def _condition(source: str | None) -> Expression | None:
    return expression_of(source) if source and source.strip() != "" else None


def _message(source: str | None) -> Text | None:
    if not source:
        return None
    if source.strip().startswith("jr:itext("):
        return read_text(source, None)
    return Text((source,))


def _gather(draft: _Draft, element: ET.Element) -> None:
    draft.attributes = draft.attributes or dict(element.attrib)
    for one in element:
        name = local_name(one)
        below = draft.children.setdefault(name, _Draft((*draft.names, name)))
        _gather(below, one)


def _freeze(
    draft: _Draft,
    binds: Mapping[Names, Bind],
    controls: Mapping[Names, Control],
    repeats: Mapping[Names, tuple[Expression | None, bool]],
    elements: dict[Names, Element],
) -> Element:
    position = len(elements)
    elements[draft.names] = _placeholder(draft.names, position)
    below = tuple(
        _freeze(one, binds, controls, repeats, elements) for one in draft.children.values()
    )
    kind = "repeat" if draft.names in repeats else "group" if below else "question"
    if kind == "question" and (control := controls.get(draft.names)) and control.kind == "group":
        kind = "group"
    count, may_add = repeats.get(draft.names, (None, True))
    element = Element(
        names=draft.names,
        kind=kind,
        bind=binds.get(draft.names, _NO_BIND),
        control=controls.get(draft.names),
        children=below,
        position=position,
        count=count,
        may_add_rows=may_add,
        attributes=draft.attributes,
    )
    elements[draft.names] = element
    return element


def _placeholder(names: Names, position: int) -> Element:
    """Holds a place in document order until what lies below is known."""
    return Element(names, "question", _NO_BIND, None, (), position)


def _seed(
    element: ET.Element,
    names: Names,
    repeats: Mapping[Names, tuple[Expression | None, bool]],
    templates: dict[Names, Seed],
) -> Seed:
    below: list[Seed] = []
    for one in element:
        place = (*names, local_name(one))
        seed = _seed(one, place, repeats, templates)
        is_template = f"{JR}template" in one.attrib and place in repeats
        if place in repeats and (is_template or place not in templates):
            templates[place] = seed
        if not is_template or _is_fixed_row(element, one, repeats[place]):
            below.append(seed)
    text = (element.text or "") if not below else ""
    attributes = {name: value for name, value in element.attrib.items() if name != f"{JR}template"}
    return Seed(local_name(element), text, attributes, tuple(below))


def _is_fixed_row(
    parent: ET.Element, template: ET.Element, repeat: tuple[Expression | None, bool]
) -> bool:
    """Whether a template must serve as the one row: people may add none, and there is no other."""
    count, may_add = repeat
    return count is None and not may_add and len(children(parent, local_name(template))) == 1


def _first_rows(seed: Seed, repeats: Mapping[Names, object]) -> dict[Names, tuple[Seed, ...]]:
    found: dict[Names, tuple[Seed, ...]] = {}
    stack: list[tuple[Names, Seed]] = [((seed.name,), seed)]
    while stack:
        names, one = stack.pop()
        rows: dict[Names, list[Seed]] = {}
        for below in one.children:
            place = (*names, below.name)
            stack.append((place, below))
            if place in repeats:
                rows.setdefault(place, []).append(below)
        for place, seeds in rows.items():
            found.setdefault(place, tuple(seeds))
    return found


def _triggers(actions: tuple[Action, ...]) -> dict[Names, tuple[Action, ...]]:
    found: dict[Names, tuple[Action, ...]] = {}
    for action in actions:
        if "xforms-value-changed" in action.events and action.source:
            found[action.source] = (*found.get(action.source, ()), action)
    return found


def _model_actions(model: ET.Element, ids: Mapping[str, Names]) -> list[Action]:
    return [read_action(one, (), (), ids) for one in children(model, "setvalue")]


def _pages(places: tuple[Place, ...]) -> tuple[Page, ...]:
    pages: list[Page] = []
    loose: list[Place] = []
    for place in places:
        if place.kind == "question":
            loose.append(place)
            continue
        if loose:
            pages.append(Page(_key(loose[0], len(pages)), None, tuple(loose)))
            loose = []
        pages.append(Page(_key(place, len(pages)), place.control.label, (place,)))
    if loose:
        pages.append(Page(_key(loose[0], len(pages)), None, tuple(loose)))
    return tuple(pages)


def _key(place: Place, number: int) -> str:
    return "/".join(place.element.names[1:]) if place.element else f"page-{number + 1}"


__all__ = ["FormDefinition", "Page", "load_form"]
