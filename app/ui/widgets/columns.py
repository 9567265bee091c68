"""What a list is told about its columns and its right-click menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column. ``text`` gives what a row shows in it.

    ``sample``: a value as wide as they get, from which the width is measured. ``is_number``: to
    the right, with digits below each other. ``mask`` is applied before the text is shown or
    copied. ``tone`` colours words that already say the same. ``order``: what it is sorted by, if
    not the text.
    """

    key: str
    label: str
    text: Callable[[Any], str]
    sample: str = "四个汉字"
    is_number: bool = False
    mask: Callable[[str], str] | None = None
    tone: Callable[[Any], str] | None = None
    order: Callable[[Any], Any] | None = None

    def shown(self, row: object) -> str:
        """The cell as a person may read it."""
        text = self.text(row)
        return self.mask(text) if self.mask and text else text


@dataclass(frozen=True)
class RowAction:
    """One entry of the right-click menu; ``act`` is called with the chosen rows."""

    text: str
    act: Callable[[Sequence[Any]], object]
    icon_name: str = ""
