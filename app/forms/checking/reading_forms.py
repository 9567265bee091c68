"""The parts of a published form that two versions are compared by, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.forms.compiler import Expression
from app.forms.media import KINDS, file_name
from app.forms.nodes import Node
from app.forms.structure import Element, FormDefinition, Seed, Text

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""(language, its texts), in order of languages."""
_LIST: Final = re.compile(r"(?:randomize\()?instance\('([^']*)'\)/root/item")
_LOOKS: Final = ("appearance", "rows", "start", "end", "step")


@dataclass(frozen=True, slots=True)
class Offered:
    """One choice: its words in all languages, its other columns."""

    words: Words
    columns: tuple[tuple[str, str], ...] = ()


def asked(element: Element) -> tuple[str, ...]:
    """(control, type) of a question whose answer a person gives; nothing for notes, calculations
    and what fills itself in."""
    control, bind = element.control, element.bind
    if element.kind != "question" or control is None or bind.calculate is not None:
        return ()
    is_note = (
        control.kind == "input" and bind.type == "string" and _source(bind.readonly) == "true()"
    )
    return () if is_note else (control.kind, bind.type)


def rules(element: Element) -> dict[str, str]:
    """The logic of a node, by its Chinese name."""
    bind, control = element.bind, element.control
    itemset = control.itemset if control else None
    return {
        "显示条件": _source(bind.relevant),
        "必填": _source(bind.required),
        "只读": _source(bind.readonly),
        "校验": _source(bind.constraint),
        "公式": _source(bind.calculate),
        "重复次数": _source(element.count),
        "选项筛选": _source(itemset.rows) if itemset else "",
    }


def looks(element: Element) -> tuple[str, ...]:
    """How a node is to look."""
    control = element.control
    if control is None:
        return ()
    return (control.appearance, *(control.attributes.get(name, "") for name in _LOOKS))


def pictures(form: FormDefinition, element: Element) -> tuple[str, ...]:
    """The pictures and sounds beside a question and its choices, by name and content."""
    control = element.control
    if control is None:
        return ()
    entries = [control.label.entry if control.label else ""]
    entries += [one.label.entry for one in control.items]
    entries += [one.text() for one in _itext_ids(form, element)]
    return tuple(each for entry in entries if entry for each in _media_of(form, entry))


def words(form: FormDefinition, element: Element) -> Words:
    """All a person reads of a node, in every language."""
    bind, control = element.bind, element.control
    texts = [bind.constraint_message, bind.required_message]
    if control:
        texts += [control.label, control.hint]
    return tuple(
        (language, tuple(_said(form, text, language) for text in texts))
        for language in form.languages or ("",)
    )


def labels_of(form: FormDefinition) -> dict[str, str]:
    """By name what each question is called in the form's own language, without any answer in it."""
    language = form.languages[0] if form.languages else ""
    return {
        one.name: _said(form, one.control.label, language)
        for one in form.elements.values()
        if one.control is not None
    }


def repeats_of(form: FormDefinition, element: Element) -> tuple[str, ...]:
    """The repeats that a node lies in."""
    names = element.names
    above = (form.elements[names[:length]] for length in range(1, len(names)))
    return tuple(one.name for one in above if one.kind == "repeat")


def _itext_ids(form: FormDefinition, element: Element) -> Iterator[Node]:
    itemset = element.control.itemset if element.control else None
    found = _LIST.match(itemset.rows.source.strip()) if itemset else None
    table = form.instances.get(found[1]) if found else None
    for row in table.descendants() if table else ():
        yield from row.by_name.get("itextId", ())


def _media_of(form: FormDefinition, entry: str) -> Iterator[str]:
    for language in form.languages or ("",):
        for kind in KINDS:
            for part in form.translations.find(entry, language, kind):
                if isinstance(part, str):
                    yield f"{kind} {part} {form.media.get(file_name(part), '')}"


def choices_of(form: FormDefinition, element: Element) -> Mapping[str, Offered] | None:
    """The choices of a question by value; None when it has none that are known beforehand."""
    control = element.control
    if control is None or not control.is_select:
        return None
    if control.itemset is None:
        return {one.value: Offered(_in_all(form, one.label)) for one in control.items}
    found = _LIST.match(control.itemset.rows.source.strip())
    table = form.instances.get(found[1]) if found else None
    if table is None:
        return None
    value = control.itemset.value.source
    return dict(_offered(form, table, value))


def defaults(form: FormDefinition, path: str) -> tuple[str, ...]:
    """What a node starts with: its fixed text, and every setvalue that aims at it."""
    names = tuple(path.split("/")) if path else ()
    actions = [
        f"{' '.join(sorted(one.events))} {'/'.join(one.source)} {_source(one.value)}{one.text}"
        for one in form.actions
        if one.target[1:] == names
    ]
    return (*_seeded(form.seed, names), *actions)


def _seeded(seed: Seed, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        below = next((one for one in seed.children if one.name == name), None)
        if below is None:
            return ()
        seed = below
    return (seed.text,) if names and not seed.children else ()


def _source(expression: Expression | None) -> str:
    return expression.source.strip() if expression else ""


def _in_all(form: FormDefinition, text: Text | None) -> Words:
    return tuple((each, (_said(form, text, each),)) for each in form.languages or ("",))


def _said(form: FormDefinition, text: Text | None, language: str) -> str:
    if text is None:
        return ""
    parts = form.translations.find(text.entry, language) if text.entry else text.parts
    return "".join(part if isinstance(part, str) else f"{{{part.source}}}" for part in parts)


def _offered(form: FormDefinition, table: Node, value: str) -> Iterator[tuple[str, Offered]]:
    for row in table.descendants():
        cells = {one.name: one.text() for one in row.children}
        if value not in cells:
            continue
        name = cells.pop(value)
        entry, label = cells.pop("itextId", ""), cells.pop("label", "")
        text = Text(entry=entry) if entry else Text((label,))
        yield name, Offered(_in_all(form, text), tuple(sorted(cells.items())))
