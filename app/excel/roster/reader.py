"""Reading a workbook as rosters of people: every sheet by itself, then what holds across them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from app.domain.divisions import Divisions
from app.errors import Unreadable
from app.excel.grid import Grid
from app.excel.reader import Sheet, Workbook
from app.excel.roster.place import Places
from app.excel.roster.problems import REFUSED, problem
from app.excel.roster.reading import (
    Choices,
    HeadState,
    RosterReading,
    RosterRow,
    SheetReading,
)
from app.excel.roster.sheet_walk import SheetWalk

Known = Callable[[str], str | None]
"""Given an ID number: who already has it (part of a sentence, such as a name), or None."""


def read_roster(
    workbook: Workbook,
    divisions: Divisions,
    today: date,
    choices: Choices | None = None,
    known_ids: Known | None = None,
) -> RosterReading:
    """Everything in ``workbook`` that is a roster.

    Raises ``Unreadable`` roster_without_header when no sheet has a header of people, and none
    shows by its content that it lists people.
    """
    places, settled = Places(divisions), choices or Choices()
    walks = [SheetWalk(Grid(sheet), places, today, settled) for sheet in workbook.sheets]
    sheets = [
        _or_unread(walk.read(), sheet) for walk, sheet in zip(walks, workbook.sheets, strict=True)
    ]
    if not any(sheet.blocks for sheet in sheets):
        raise Unreadable(
            "没有找到花名册的表头。请确认表里有一行写着“姓名”“身份证号”“与户主关系”等栏目名称。",
            code="roster_without_header",
        )
    labels = {sheet.name: [block.label("id_no") for block in sheet.blocks] for sheet in sheets}
    rows = _without_doubles([row for walk in walks for row in walk.rows], labels, known_ids)
    return RosterReading(tuple(sheets), tuple(_with_head_states(rows)), workbook.hidden)


def _or_unread(reading: SheetReading, sheet: Sheet) -> SheetReading:
    """A sheet without people says so, and how much it holds, instead of disappearing."""
    written = sum(any(cell is not None for cell in row) for row in sheet.rows)
    if reading.blocks or not written:
        return reading
    note = f"没有找到表头，这张工作表的{written}行没有读。"
    return replace(reading, notes=(note,))


def _without_doubles(
    rows: list[RosterRow], labels: Mapping[str, list[str]], known_ids: Known | None
) -> list[RosterRow]:
    """Refuse the second row with the same ID number; remark one that the store has.

    ``labels``: by sheet, what each of its tables calls the column of ID numbers.
    """
    first: dict[str, RosterRow] = {}
    checked: list[RosterRow] = []
    for row in rows:
        number = row.person.id_no
        column = labels[row.sheet][row.block]
        if number and (other := first.setdefault(number, row)) is not row:
            place = f"第{other.row}行"
            if other.sheet != row.sheet:
                place = f"工作表“{other.sheet}”{place}"
            found = problem("id_duplicate", column, place=place)
            row = replace(row, problems=(*row.problems, found))
        elif number and known_ids and (who := known_ids(number)):
            row = replace(row, problems=(*row.problems, problem("id_known", column, who=who)))
        checked.append(row)
    return checked


def _with_head_states(rows: list[RosterRow]) -> list[RosterRow]:
    """Tell every row whether its household's head can be imported."""
    states: dict[str, HeadState] = {}
    for row in rows:
        if row.person.is_head and states.get(row.household) != "accepted":
            states[row.household] = "refused" if row.status == REFUSED else "accepted"
    return [replace(row, head_state=states.get(row.household, "absent")) for row in rows]
