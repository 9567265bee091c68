"""Where the rows of a sheet are: what its tab, its titles and its section lines say, and each row.

Remembers what it has read from top to bottom.
"""

from __future__ import annotations

from typing import Final

from app.domain.loose_values import Typed
from app.excel.roster.block import Block, said
from app.excel.roster.place import Place, Places, group_within, read_group
from app.excel.roster.reading import Choices

LONGEST_GROUP: Final = 6
"""Characters of a line that is only a group: 第十二村民小组 is said in a column."""


class Whereabouts:
    """The place in force at the row being read."""

    def __init__(self, sheet: str, places: Places, choices: Choices) -> None:
        self._places, self._choices, self._sheet = places, choices, sheet
        self._carried: dict[str, str] = {}
        self._group: str | None = None
        self.place = places.mentioned(sheet, choices.township)

    def take_title(self, text: str) -> bool:
        """A title; returns whether it names a place, from where on rows are there."""
        found = self._places.mentioned(text, self.place.township or self._choices.township)
        if found.village:
            self.place = found
        elif found.township and found.township != self.place.township:
            self.place = self._of_tab(found.township)
        if found.township:
            self.begin_table()
        return bool(found.township)

    def _of_tab(self, township: str) -> Place:
        """The place of the tab when it turns out which township is meant."""
        tab = self._places.mentioned(self._sheet, township)
        return tab if tab.township == township else Place(township)

    def take_section(self, text: str) -> str:
        """A line of its own that is a village or a group; returns which, or empty."""
        if village := self._places.village(text, "", self.place.township):
            self.place = Place(village[:9].ljust(12, "0"), village)
            self.begin_table()
            return "分村标题"
        if len(text) <= LONGEST_GROUP and (group := group_within(text)):
            self._group = group
            return "分组标题"
        return ""

    def begin_table(self) -> None:
        """A new header: nothing above it is repeated below."""
        self._carried.clear()
        self._group = None

    def begin_household(self, block: Block) -> None:
        """A household of its own repeats the one above only in a column that is filled so."""
        for field in ("township", "village", "group"):
            column = field if field in block.columns else "village"
            if not block.is_sparse(column):
                self._carried.pop(field, None)

    def village_of(self, values: dict[str, Typed]) -> str | None:
        """The village code of a row: by its own words, the household's, the title's, a choice."""
        text = self._now(values, "village")
        township = self._now(values, "township")
        within = self.place.township or self._choices.township
        found = self._places.village(text, township, within) if text else self.place.village
        if found is None and not text:
            address = said(values, "address")
            found = self._places.village(address, township, within) if address else None
        return found or self._choices.villages.get(self._sheet)

    def group_of(self, values: dict[str, Typed]) -> str | None:
        """The group of a row: its own column, or the end of the village's cell."""
        within = group_within(said(values, "village"))
        if within and not said(values, "group"):
            self._carried["group"] = within
        text = self._now(values, "group")
        return read_group(text) if text else self._group

    def _now(self, values: dict[str, Typed], field: str) -> str:
        """What stands there, or what last stood there and still holds."""
        if text := said(values, field):
            self._carried[field] = text
        return self._carried.get(field, "")
