"""Which household a row belongs to: that of the row above, or a new one.

Merged cells decide where there are any; else the head's name, the relation 户主 or 本人, and the
sequence number.
"""

from __future__ import annotations

from app.domain import person_name
from app.domain.loose_values import Typed
from app.domain.relation_words import is_head, read_relation
from app.excel.grid import Covered
from app.excel.roster.block import Block, is_ditto, said


class HouseholdThread:
    """Followed from row to row; ``key`` names the household, ``head`` its head as far as known."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._area: Covered | None = None
        self._written = ""
        self._has_head = False
        self.key: str = ""
        self.head: str = ""

    def close(self) -> None:
        """What follows is another household, whatever it looks like."""
        self._area, self._written, self._has_head = None, "", False
        self.key, self.head = "", ""

    def join(self, block: Block, row: int, values: dict[str, Typed]) -> bool:
        """Take the row in; returns whether it begins a household."""
        head = person_name.tidy(person_name.without_aside(said(values, "head_name"))[0])
        head = self.head if is_ditto(head) else head
        area = _household_area(block, row)
        written = said(values, "refused_household")
        begins = not self.key or self._begins(block, row, head, area, written)
        if begins:
            self.key = f"{self._sheet}!{row + 1}"
            self.head, self._has_head = head, False
        self._area, self._written = area, written
        self.head = self.head or head
        return begins

    def take_head(self, name: str) -> None:
        """The row just taken in is the head's."""
        self.head = self.head or name
        self._has_head = True

    def _begins(
        self, block: Block, row: int, head: str, area: Covered | None, written: str
    ) -> bool:
        if written or self._written:
            return written != self._written
        if area is not None:
            return area is not self._area
        relation = read_relation(block.text(row, "relation"))
        if self._area is not None:
            return bool(head or is_head(relation) or block.text(row, "seq"))
        return self._begins_by_words(block, row, head, relation)

    def _begins_by_words(self, block: Block, row: int, head: str, relation: str | None) -> bool:
        if head and head != self.head:
            return True
        if is_head(relation):
            return self._has_head or not head
        if head and "name" not in block.columns:
            return True
        if not head and block.text(row, "seq") and not block.seq_counts_people:
            return True
        return "relation" not in block.columns and "head_name" not in block.columns


def _household_area(block: Block, row: int) -> Covered | None:
    """The merged range that binds this row's household together."""
    for field in ("head_name", "seq"):
        covered = block.covered(row, field)
        if covered and covered.area.bottom > covered.area.top:
            return covered
    return None
