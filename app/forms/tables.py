"""The look-up tables of a form: choice lists inside it, and CSV or XML files published with it."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from app.errors import Unreadable
from app.forms.markup import children, local_name, parse_markup
from app.forms.nodes import Node

_MAX_ROWS_OF_TABLE = 200_000


def read_tables(
    model: ET.Element, files: Mapping[str, bytes], missing: list[str]
) -> dict[str, Node]:
    """The look-up tables by name: those inside the form, and published files (CSV or XML). Notes
    the files that were not handed in; their tables are empty."""
    found: dict[str, Node] = {}
    for element in children(model, "instance")[1:]:
        name, source = element.get("id", ""), element.get("src", "")
        if source:
            found[name] = _external(name, source, files, missing)
        else:
            found[name] = _tree(element)
    return found


def _external(name: str, source: str, files: Mapping[str, bytes], missing: list[str]) -> Node:
    file_name = source.rpartition("/")[2]
    data = files.get(source, files.get(file_name))
    if data is None:
        # A draft must open all the same; who publishes or installs a form looks at the list.
        missing.append(file_name)
        return Node("instance", attributes={"id": name})
    if file_name.endswith(".csv"):
        return _table(name, data)
    top = Node("instance", attributes={"id": name})
    top.append(_tree(parse_markup(data, f"数据文件“{file_name}”")))
    return top


def _tree(element: ET.Element) -> Node:
    below = list(element)
    value = (element.text or "") if not below else ""
    node = Node(local_name(element), value=value, attributes=dict(element.attrib))
    for one in below:
        node.append(_tree(one))
    return node


def _table(name: str, data: bytes) -> Node:
    top, root = Node("instance", attributes={"id": name}), Node("root")
    top.append(root)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable(
            f"数据文件“{name}”不是 UTF-8 编码。请另存为 UTF-8 后重新发布。",
            code="form_file_encoding",
        ) from problem
    text = text.replace("\r\n", "\n").replace("\n\r", "\n").replace("\r", "\n")
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        for number, row in enumerate(reader):
            if number >= _MAX_ROWS_OF_TABLE:
                raise Unreadable(
                    f"数据文件“{name}”行数太多。请拆分后重新发布。", code="form_file_big"
                )
            root.append(_row(row))
    except csv.Error as problem:
        raise Unreadable(
            f"数据文件“{name}”已损坏。请重新发布。", code="form_file_damaged"
        ) from problem
    return top


def _row(row: Mapping[str | None, object]) -> Node:
    item = Node("item")
    for column, value in row.items():
        if column:
            item.append(Node(column.strip(), value=value.strip() if isinstance(value, str) else ""))
    return item


def header_of(data: bytes) -> tuple[str, ...]:
    """The columns of a CSV; none of what cannot be read."""
    try:
        first = data.decode("utf-8-sig").replace("\r", "\n").partition("\n")[0]
        rows = list(csv.reader([first], delimiter=_delimiter(first)))
    except (UnicodeDecodeError, csv.Error):
        return ()
    return tuple(one.strip() for row in rows[:1] for one in row if one.strip())


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)
