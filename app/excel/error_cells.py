"""Cells that show #N/A or another error: the workbook library hands them over as if empty.

An ID number that a broken formula should have fetched is not a missing one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from app.errors import Unreadable
from app.excel.extent import column_number
from app.excel.limits import INDEX, damaged
from app.forms.markup import local_name, parse_markup

ERRORS: Final = frozenset(
    "#N/A #NAME? #REF! #VALUE! #DIV/0! #NULL! #NUM! #GETTING_DATA #SPILL! #CALC!".split()
)

_AN_ERROR: Final = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ERROR_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).){0,9000}?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Places = Mapping[tuple[int, int], str]


def error_cells(parts: Mapping[str, bytes]) -> Mapping[str, Places]:
    """Sheet name -> (row, column) from 0 -> the error shown; ``parts`` come from ``limits``.

    Raises ``Unreadable`` workbook_damaged.
    """
    faulty = {name: xml for name, xml in parts.items() if _AN_ERROR.search(xml)}
    if not faulty or not set(INDEX) <= parts.keys():
        return {}
    try:
        paths = dict(_sheet_paths(*(parse_markup(parts[name]) for name in INDEX)))
    except Unreadable as fault:
        raise damaged(fault) from fault
    return {sheet: _errors_in(faulty[path]) for sheet, path in paths.items() if path in faulty}


def _sheet_paths(book: Element, relations: Element) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part it is stored in."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    for element in book.iter():
        if local_name(element) == "sheet":
            target = targets.get(element.get(_RELATION_ID, ""), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            yield element.get("name", ""), posixpath.normpath(path)


def _errors_in(xml: bytes) -> Places:
    return {
        (int(row) - 1, column_number(letters) - 1): text.decode("utf-8", "replace").strip()
        or "#N/A"
        for letters, row, text in _ERROR_CELL.findall(xml)
    }
