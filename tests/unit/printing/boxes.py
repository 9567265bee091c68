"""The rules that boxes on a page keep: in their cell, on the page, and not on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.printing.layout.setting import FORM, Setting
from app.printing.layout.trace import Box, Mark
from tests.unit.printing.looking import Area, Character, SeenPage

ROOM = 0.05
INK = 0.4
"""What the ink of neighbours may share: serifs and rounding."""


def check_marks(marks: Sequence[Mark], size: tuple[float, float], setting: Setting = FORM) -> None:
    """Every mark in its cell, every cell on the page, no text on another text or signature."""
    width, height = size
    has_code = any(mark.what == "code" for mark in marks)
    footer = setting.footer_height(has_code=has_code)
    for mark in marks:
        assert holds(mark.cell, mark.box), f"{mark} is outside its cell"
        left, top = (setting.margin - 5, setting.header_top - 1)
        page = Box(left, top, width - left, height - (8 if setting is FORM else 4))
        assert holds(page, mark.box), f"{mark} is outside the page"
        if mark.name not in ("页码", "页脚", "二维码"):
            assert mark.box.bottom <= height - footer, f"{mark} is in the footer"
    solid = [mark for mark in marks if mark.what != "place"]
    for page in {mark.page for mark in marks}:
        on_page = sorted((one for one in solid if one.page == page), key=lambda one: one.box.top)
        for place, one in enumerate(on_page):
            for other in on_page[place + 1 :]:
                if other.box.top >= one.box.bottom - ROOM:
                    break
                apart = (
                    one.box.right <= other.box.left + ROOM or other.box.right <= one.box.left + ROOM
                )
                assert apart, f"{one} and {other} overlap"


def holds(cell: Box, box: Box) -> bool:
    return (
        cell.left <= box.left + ROOM
        and cell.top <= box.top + ROOM
        and box.right <= cell.right + ROOM
        and box.bottom <= cell.bottom + ROOM
    )


def struck(characters: Sequence[Character], lines: Sequence[Area]) -> list[Character]:
    """Characters that a line goes through."""
    return [
        one
        for one in characters
        for line in lines
        if line.left < one.area.right - INK
        and one.area.left + INK < line.right + INK
        and line.right > one.area.left + INK
        and line.top < one.area.bottom - INK
        and line.bottom > one.area.top + INK
    ]


def overlapping(characters: Sequence[Character]) -> list[tuple[Character, Character]]:
    """Characters whose ink stands on another's."""
    found: list[tuple[Character, Character]] = []
    for row in rows_of(characters):
        row.sort(key=lambda one: one.area.left)
        for one, other in pairwise(row):
            wide = min(one.area.right, other.area.right) - other.area.left
            high = min(one.area.bottom, other.area.bottom) - max(one.area.top, other.area.top)
            if wide > INK and high > INK:
                found.append((one, other))
    return found


def rows_of(characters: Sequence[Character]) -> Iterator[list[Character]]:
    """Bands of the page in which characters might meet."""
    bands: dict[int, list[Character]] = {}
    for one in characters:
        for band in range(int(one.area.top // 4), int(one.area.bottom // 4) + 1):
            bands.setdefault(band, []).append(one)
    yield from bands.values()


def is_outside(area: Area, page: SeenPage, setting: Setting = FORM) -> bool:
    width, height = page.size
    edge = setting.margin - 5
    return not (
        edge < area.left < area.right < width - edge
        and 0 < area.top < area.bottom < height - (10 if setting is FORM else 5)
    )
