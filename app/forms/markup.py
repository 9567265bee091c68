"""XML → element trees, for bytes that may be hostile: no document types, no entities, bounded size
and depth. The only parser of XML in the engine."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from app.errors import Unreadable

MAX_BYTES = 16_000_000
MAX_ELEMENTS = 200_000
MAX_DEPTH = 100
JR = "{http://openrosa.org/javarosa}"


class _RefusalError(Exception):
    """Why parsing was stopped; never leaves this module."""


class _Builder(ET.TreeBuilder):
    """A tree builder that counts, and refuses document types before an entity can expand."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = 0
        self.depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS:
            raise _RefusalError("元素太多")
        if self.depth > MAX_DEPTH:
            raise _RefusalError("嵌套太深")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self.depth -= 1
        return super().end(tag)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _RefusalError("含有文档类型声明")


def parse_markup(data: bytes, what: str = "表单文件") -> ET.Element:
    """The root element; raises ``Unreadable`` for anything that is not harmless XML."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{what}太大，无法打开。请向县级管理员要一份新的。", code="form_too_big")
    try:
        parser = ET.XMLParser(target=_Builder())  # noqa: S314 - the builder guards
        parser.feed(data)
        root = parser.close()
    except _RefusalError as refusal:
        raise Unreadable(
            f"{what}不合规范（{refusal}），已拒绝打开。请向县级管理员要一份新的。",
            code="form_hostile",
        ) from None
    except (ET.ParseError, LookupError, ValueError) as problem:
        raise Unreadable(
            f"{what}已损坏，无法打开。请重新同步或向县级管理员要一份新的。",
            code="form_damaged",
            detail=str(problem)[:200],
        ) from problem
    return root


def local_name(element: ET.Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    """The first child with the local name."""
    return (
        next((one for one in element if local_name(one) == name), None)
        if element is not None
        else None
    )


def children(element: ET.Element | None, name: str) -> list[ET.Element]:
    """All children with the local name."""
    return [one for one in element if local_name(one) == name] if element is not None else []


def split_path(path: str, base: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of a path of plain steps, ``..`` among them; relative ones start at ``base``."""
    path = path.strip()
    names = [] if path.startswith("/") else list(base)
    for part in path.split("/"):
        if part == "..":
            names = names[:-1]
        elif part not in ("", "."):
            names.append(part.rpartition(":")[2].partition("[")[0].strip())
    return tuple(names)
