"""One pass over a sheet from top to bottom: titles, headers, people, and what is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from app.excel.grid import Grid
from app.excel.roster import row_kinds
from app.excel.roster.block import Block
from app.excel.roster.columns import ColumnMap, without_labels
from app.excel.roster.guessing import with_guessed_columns
from app.excel.roster.header import Header, header_at, is_label_row
from app.excel.roster.household_thread import HouseholdThread
from app.excel.roster.person import RowCells, read_person
from app.excel.roster.place import Place, Places
from app.excel.roster.reading import Choices, RosterRow, SheetReading, Skipped
from app.excel.roster.whereabouts import Whereabouts

_HOUSEHOLDS: Final = re.compile(r"(\d+)户")


class SheetWalk:
    """What is remembered from row to row is the state of this object and its three followers."""

    def __init__(self, grid: Grid, places: Places, today: date, choices: Choices) -> None:
        self.rows: list[RosterRow] = []
        self._grid, self._today, self._choices = grid, today, choices
        self._where = Whereabouts(grid.name, places, choices)
        self._household = HouseholdThread(grid.name)
        self._blocks: list[Block] = []
        self._titles: list[str] = []  # above the first header
        self._skipped: list[Skipped] = []
        self._first_place = Place()

    def read(self) -> SheetReading:
        """Walk the sheet; the people are in ``rows`` afterwards."""
        header = self._first_header()
        if header is None:
            return SheetReading(self._grid.name)
        row = 0
        while row < header.top:
            self._take_titles(row)
            row += 1
        self._first_place = self._where.place
        self._begin_table(header)
        row = header.bottom + 1
        while row < len(self._grid.rows):
            row = self._read_row(row) + 1
        return self._reading()

    def _first_header(self) -> Header | None:
        """The first header; or, of people without any, one made up from what the columns hold."""
        headers = (header_at(self._grid, row) for row in range(len(self._grid.rows)))
        if header := next((header for header in headers if header), None):
            return header
        columns = self._settled(without_labels(self._grid.width), 0)
        is_of_people = {"id_no", "name"} <= columns.columns.keys()
        return Header(0, -1, columns) if is_of_people else None

    def _settled(self, columns: ColumnMap, first_row: int) -> ColumnMap:
        """With the columns that a person chose for this header, else with what can be guessed."""
        saved = self._choices.columns.get(columns.fingerprint)
        if saved is not None:
            return columns.remembered(saved)
        return with_guessed_columns(self._grid, first_row, columns)

    def _begin_table(self, header: Header) -> None:
        columns = self._settled(header.columns, header.bottom + 1)
        self._blocks.append(Block(self._grid, columns, header.bottom + 1))
        self._where.begin_table()
        self._household.close()

    def _read_row(self, row: int) -> int:
        """Take in one row, or the rows of a header; returns the last row taken."""
        texts = self._grid.texts(row)
        block = self._blocks[-1]
        if not texts:
            return row
        if block.is_surely_a_person(row):
            self._take_person(block, row)
        elif is_label_row(self._grid, row, block.map):
            self._skip(row, "重复的表头")
        elif header := header_at(self._grid, row):
            self._begin_table(header)
            return header.bottom
        elif why := self._why_nobody(block, row, texts):
            self._skip(row, why)
        else:
            self._take_person(block, row)
        return row

    def _why_nobody(self, block: Block, row: int, texts: row_kinds.Texts) -> str:
        """Why the row is nobody; a line that says where the next rows are is taken to heart."""
        why = row_kinds.why_nobody(block, row, texts)
        if why != "说明":
            return why
        text = "".join(texts[0][1].split())
        if row_kinds.is_title(text):
            if self._where.take_title(text):
                self._household.close()
            return "标题"
        if section := self._where.take_section(text):
            self._household.close()
        return section or why

    def _take_titles(self, row: int) -> None:
        texts = self._grid.texts(row)
        for _, text in texts:
            self._where.take_title(text)
            self._titles.append(text)
        if texts:
            self._skip(row, "标题")

    def _take_person(self, block: Block, row: int) -> None:
        values = block.values_of(row)
        raw = block.raw(row, values)
        if self._household.join(block, row, values):
            self._where.begin_household(block)
        cells = RowCells(
            block.map,
            values,
            self._household.head,
            self._where.village_of(values),
            self._where.group_of(values),
            block.pads_months,
        )
        person = read_person(cells, self._today)
        if person.is_head:
            self._household.take_head(person.name)
        self.rows.append(
            RosterRow(
                self._grid.name,
                row + 1,
                self._household.key,
                replace(person, head=self._household.head),
                tuple(cells.problems),
                raw=raw,
                block=len(self._blocks) - 1,
            )
        )

    def _skip(self, row: int, why: str) -> None:
        text = " ".join(text for _, text in self._grid.texts(row))
        self._skipped.append(Skipped(row + 1, why, text))

    def _reading(self) -> SheetReading:
        reading = SheetReading(
            self._grid.name,
            tuple(block.map for block in self._blocks),
            tuple(block.first_row for block in self._blocks),
            self._titles[0] if self._titles else "",
            self._first_place.township,
            self._choices.villages.get(self._grid.name) or self._first_place.village,
            tuple(self._skipped),
        )
        return replace(reading, notes=tuple(_notes(reading, self.rows)))


def _notes(sheet: SheetReading, rows: list[RosterRow]) -> Iterator[str]:
    """What a careful reader would point out about a sheet as a whole."""
    if any(block.is_headless for block in sheet.blocks):
        yield "没有找到表头，各列是按内容判断的。请核对各列的含义。"
    if unread := dict.fromkeys(label for block in sheet.blocks for label in block.unread):
        yield f"“{'”“'.join(unread)}”没有对应的项目，这些列没有导入。"
    households = len({row.household for row in rows})
    for skipped in sheet.skipped:
        told = _HOUSEHOLDS.search(skipped.text) if skipped.why == "合计行" else None
        if told and len(sheet.blocks) == 1 and int(told[1]) != households:
            yield f"第{skipped.row}行写着{told[1]}户，读到的是{households}户。请核对。"
    bare = [
        str(row.row)
        for row in rows
        if row.person.is_head
        and row.person.amount is None
        and "amount" in sheet.blocks[row.block].columns
        and not any(each.code.startswith("amount_") for each in row.problems)
    ]
    if bare:
        yield f"第{'、'.join(bare)}行的户没有写金额。请核对原表，或入户时补填。"
