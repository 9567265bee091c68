"""Runs the recorded expressions: builds the document, finds the context, compares the result."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from app.forms.compiler import compile_expression
from app.forms.nodes import Node
from app.forms.scope import Surroundings
from app.forms.values import Value, number_text, to_number, to_text, to_truth
from app.forms.xpath import ExpressionError

_OFFSETS = {"America/Phoenix": -420, "Asia/Shanghai": 480}
_KINDS = {
    "child(3)": "text",
    "child(4)": "text",
    "child(7)": "processing-instruction",
    "child(8)": "comment",
}
_UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Outcome:
    """One case run: what came, what was expected, whether they agree."""

    case: dict[str, Any]
    got: object
    wanted: object

    @property
    def is_right(self) -> bool:
        return same(self.got, self.wanted)


def run(case: dict[str, Any], document: str) -> Outcome:
    """Works out one recorded expression."""
    top = tree(document)
    root, context = find(top, case["root"]), find(top, case["context"])
    zone = _OFFSETS[case["tz"]]
    moment = datetime.fromtimestamp(case["now"] / 1000, UTC).astimezone(
        timezone(timedelta(minutes=zone))
    )
    shared = Surroundings(
        root=root,
        now=lambda: moment,
        zone=zone,
        instances=_instances(top),
        itext=lambda name, _node: _itext(top, name, case.get("lang", "")),
        new_id=lambda: _UUID,
    )
    asked = _asked(case)
    try:
        value = compile_expression(case["expr"]).value(shared, context)
    except ExpressionError as problem:
        return Outcome(case, problem.sentence, case["expect"].get(asked, {"error": True}))
    return Outcome(case, _converted(value, asked, zone), case["expect"].get(asked, {"error": True}))


def _asked(case: dict[str, Any]) -> str:
    asked = case.get("asked") or "string"
    return "nodes" if asked == "nodeset" else asked


def _converted(value: Value, asked: str, zone: int) -> object:
    if asked == "nodes":
        return [_address(node) for node in value] if isinstance(value, list) else value
    if asked == "boolean":
        return to_truth(value)
    if asked == "number":
        return to_number(value, zone)
    return to_text(value)


def same(got: object, wanted: object) -> bool:
    """Whether a result is the recorded one; numbers up to the last two digits of a double."""
    if wanted == {"error": True}:
        return isinstance(got, str) and got.endswith("公式。")
    if isinstance(got, float) and not isinstance(wanted, bool):
        number = float(str(wanted)) if wanted is not None else math.nan
        if math.isnan(number) or math.isnan(got):
            return math.isnan(number) and math.isnan(got)
        return math.isclose(got, number, rel_tol=1e-14, abs_tol=1e-14)
    return got == wanted


def tree(document: str) -> Node:
    """The whole document, text nodes included, below a node for the document itself."""
    top = Node("", kind="root")
    builder = ET.TreeBuilder(insert_comments=True, insert_pis=True)
    parser = ET.XMLParser(target=builder)  # recorded test data
    top.append(_element(ET.fromstring(document, parser)))
    return top


def _element(element: ET.Element) -> Node:
    node = Node(element.tag.rpartition("}")[2], attributes=dict(element.attrib))
    pieces = [element.text or ""]
    for child in element:
        if pieces[-1]:
            node.append(Node("", value=pieces[-1], kind="text"))
        node.append(_below(child))
        pieces.append(child.tail or "")
    if pieces[-1]:
        node.append(Node("", value=pieces[-1], kind="text"))
    return node


def _below(child: ET.Element) -> Node:
    if child.tag is ET.Comment:
        return Node("", value=child.text or "", kind="comment")
    if child.tag is ET.ProcessingInstruction:
        target, _, text = (child.text or "").partition(" ")
        return Node(target, value=text, kind="processing-instruction")
    return _element(child)


def find(top: Node, address: str) -> Node:
    """The node at a recorded address such as ``/*[1]/child(3)[2]/@id``."""
    node = top
    for part in address.strip("/").split("/"):
        if not part:
            continue
        if part.startswith("@"):
            return Node(part[1:], parent=node, value=node.attributes[part[1:]], kind="attribute")
        kind, number = part.rstrip("]").split("[")
        wanted = _KINDS.get(kind, "element")
        node = [child for child in node.children if child.kind == wanted][int(number) - 1]
    return node


def _address(node: Node) -> str:
    if node.kind == "root" or node.parent is None:
        return "/"
    above = _address(node.parent).rstrip("/")
    if node.kind == "attribute":
        return f"{above}/@{node.name}"
    elements = [child for child in node.parent.children if child.kind == "element"]
    return f"{above}/*[{[id(child) for child in elements].index(id(node)) + 1}]"


def _instances(top: Node) -> dict[str, Node]:
    return {
        node.attributes["id"]: node
        for node in top.descendants()
        if node.name == "instance" and "id" in node.attributes
    }


def _itext(top: Node, name: str, language: str) -> str:
    translations = [node for node in top.descendants() if node.name == "translation"]
    chosen = [node for node in translations if node.attributes.get("lang") == language]
    for translation in chosen or translations[:1]:
        for text in translation.by_name.get("text", []):
            if text.attributes.get("id") == name:
                return text.by_name["value"][0].text()
    return ""


__all__ = ["Outcome", "number_text", "run", "same"]
