"""Labels, hints and messages as XML → ``Text``; and the translations table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from app.forms.compiler import Expression, compile_expression
from app.forms.markup import children, local_name, split_path
from app.forms.structure import Action, Names, Text, Translations

_ENTRY = re.compile(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*")

Parts = tuple["str | Expression", ...]


def expression_of(source: str | None) -> Expression | None:
    """The compiled expression of an attribute, or None when there is none."""
    return compile_expression(source) if source and source.strip() else None


def read_text(reference: str | None, element: ET.Element | None) -> Text | None:
    """The text of a label, hint or message: an entry, an expression, or the content."""
    if reference and reference.strip():
        match = _ENTRY.fullmatch(reference)
        if match:
            return Text(entry=match.group(1) or match.group(2) or "")
        return Text((compile_expression(reference),))
    return Text(parts_of(element)) if element is not None else None


def parts_of(element: ET.Element) -> Parts:
    """The plain parts of an element with the expressions of its ``output`` children between."""
    parts: list[str | Expression] = [element.text or ""]
    for one in element:
        source = one.get("value") or one.get("ref")
        if local_name(one) == "output" and source:
            parts.append(compile_expression(source))
        elif local_name(one) != "output":
            parts.extend(parts_of(one))
        parts.append(one.tail or "")
    return tuple(part for part in parts if part != "")


def read_translations(itext: ET.Element | None) -> Translations:
    """The table of all texts; the default language is the one marked, else the first."""
    entries: dict[str, dict[str, dict[str, Parts]]] = {}
    default = ""
    for translation in children(itext, "translation"):
        language = translation.get("lang", "")
        if "default" in translation.attrib and not default:
            default = language
        table = entries.setdefault(language, {})
        for text in children(translation, "text"):
            forms = table.setdefault(text.get("id", ""), {})
            for value in children(text, "value"):
                forms[value.get("form", "")] = parts_of(value)
    return Translations(tuple(entries), default or next(iter(entries), ""), entries)


def read_action(
    element: ET.Element, base: Names, source: Names, ids: Mapping[str, Names]
) -> Action:
    """The action of one ``setvalue`` element standing inside ``source``."""
    named = ids.get(element.get("bind", ""), ())
    reference = element.get("ref", "")
    return Action(
        events=frozenset(element.get("event", "").split()),
        target=named or split_path(reference, base),
        value=expression_of(element.get("value")),
        text=(element.text or ""),
        source=source,
        path=compile_expression(reference) if "[" in reference else None,
    )
