"""Reading a roster as a person would: titles, headers, households, totals; every row accounted for.

Walks each sheet from top to bottom once; what one row means by itself is ``roster_person``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from app.domain import person_name
from app.domain.divisions import Divisions
from app.domain.loose_values import Typed, as_text, has_lost_digits, is_blank, is_padded_month
from app.domain.relation_words import is_head, read_relation
from app.errors import Unreadable
from app.excel.columns import ColumnMap
from app.excel.grid import Covered, Grid
from app.excel.guessing import with_guessed_columns
from app.excel.header import Header, header_at, is_label_row
from app.excel.problems import REFUSED, problem
from app.excel.reader import Workbook
from app.excel.roster import (
    Choices,
    HeadState,
    RosterReading,
    RosterRow,
    SheetReading,
    Skipped,
)
from app.excel.roster_person import RowCells, read_person
from app.excel.roster_place import Place, Places, group_within, read_group

ONCE_A_HOUSEHOLD: Final = frozenset(
    (
        "amount", "start", "bank", "account", "holder", "phone", "note", "hardship",
        "household_size", "protected_count", "address", "head_id",
    )
)  # fmt: skip
"""Fields whose merged cell speaks for the household: it counts for its first person only."""

_TOTAL: Final = re.compile(
    r"(?:本页|本村|本组|本社|全村|全镇|全乡|全社区|村|镇)?(?:小计|合计|总计|共计|累计)"
)
_FOOTER: Final = re.compile(
    r"(?:制表|填表|填报|审核|复核|审批|经办|经手|分管|主管|负责|单位|领导|主要领导|民政办|村主任|村支书|村民委员会|"
    r"联系人|联系电话|监督|公示|盖章|签字|签章|日期|时间|说明|备注|注|附|填表说明|注意)[^：:]{0,12}[：:]|^注\d?[、.]"
)
_TITLE: Final = re.compile(r"花名册|名册|名单|台账|登记表|统计表|汇总表|公示|明细表|清册|情况表")
_DITTO: Final = frozenset(("同上", "〃", "″", '"', "''", "”", "同", "..", "…", "上同"))
_HOUSEHOLDS: Final = re.compile(r"(\d+)户")

Known = Callable[[str], str | None]
"""Given an ID number: who already has it (a sentence's part, such as a name), or None."""


def read_roster(
    workbook: Workbook,
    divisions: Divisions,
    today: date,
    choices: Choices | None = None,
    known_ids: Known | None = None,
) -> RosterReading:
    """Everything in ``workbook`` that is a roster.

    Raises ``Unreadable`` roster_without_header when no sheet has a header of people.
    """
    choices = choices or Choices()
    places = Places(divisions)
    walks = [_SheetWalk(Grid(sheet), places, today, choices) for sheet in workbook.sheets]
    sheets = tuple(walk.read() for walk in walks)
    if not any(sheet.blocks for sheet in sheets):
        raise Unreadable(
            "没有找到花名册的表头。请确认表里有一行写着“姓名”“身份证号”“与户主关系”等栏目名称。",
            code="roster_without_header",
        )
    rows = _with_head_states(
        _without_doubles([row for walk in walks for row in walk.rows], known_ids)
    )
    return RosterReading(
        tuple(_with_notes(sheet, rows) for sheet in sheets), tuple(rows), workbook.hidden
    )


class _SheetWalk:
    """One pass over a sheet; what is remembered from row to row is the state of this object."""

    def __init__(self, grid: Grid, places: Places, today: date, choices: Choices) -> None:
        self.rows: list[RosterRow] = []
        self._grid, self._places, self._today, self._choices = grid, places, today, choices
        self._place = self._place_in(grid.name)
        self._blocks: list[ColumnMap] = []
        self._header_rows: list[int] = []
        self._skipped: list[Skipped] = []
        self._titles: list[str] = []
        self._first_place = Place()
        self._last: dict[str, str] = {}
        self._household = ""
        self._household_area: Covered | None = None
        self._head = ""
        self._has_head = False
        self._pads_months = False
        self._seq_counts_people = False
        self._spoken_for: set[int] = set()

    def read(self) -> SheetReading:
        row = 0
        while row < len(self._grid.rows):
            row = self._read_row(row) + 1
        village = self._choices.villages.get(self._grid.name) or self._first_place.village
        return SheetReading(
            self._grid.name,
            tuple(self._blocks),
            tuple(self._header_rows),
            self._titles[0] if self._titles else "",
            self._first_place.township,
            village,
            tuple(self._skipped),
        )

    def _read_row(self, row: int) -> int:
        """Take in one row, or the rows of a header; returns the last row taken."""
        texts = self._grid.texts(row)
        if not texts:
            return row
        if self._is_surely_a_person(row):
            self._take_person(row)
            return row
        if self._blocks and is_label_row(self._grid, row, self._blocks[-1]):
            self._skip(row, "重复的表头")
            return row
        header = header_at(self._grid, row)
        if header:
            self._begin_block(header)
            return header.bottom
        why = self._why_nobody(row, texts)
        if why:
            self._skip(row, why)
        else:
            self._take_person(row)
        return row

    # -- headers and titles

    def _begin_block(self, header: Header) -> None:
        columns = header.columns
        saved = self._choices.columns.get(columns.fingerprint)
        columns = (
            columns.remembered(saved)
            if saved is not None
            else with_guessed_columns(self._grid, header.bottom + 1, columns)
        )
        if not self._blocks:
            self._first_place = self._place
        self._blocks.append(columns)
        self._header_rows.append(header.bottom + 1)
        below = range(header.bottom + 1, len(self._grid.rows))
        start, seq = columns.columns.get("start"), columns.columns.get("seq")
        self._pads_months = any(is_padded_month(self._grid.own(row, start)) for row in below)
        people = [row for row in below if self._is_surely_a_person(row)]
        self._seq_counts_people = bool(people) and all(
            not is_blank(self._grid.own(row, seq)) for row in people
        )
        self._last.clear()
        self._close_household()

    def _take_title(self, text: str) -> None:
        found = self._place_in(text)
        self._titles.append(text)
        if found.village:
            self._place = found
        elif found.township and found.township != self._place.township:
            self._place = replace(found, village=None)
        if (found.village or found.township) and self._blocks:
            self._last.clear()
            self._close_household()

    def _place_in(self, text: str) -> Place:
        current: Place | None = getattr(self, "_place", None)
        home = current.township if current else self._choices.township
        return self._places.mentioned(text, home or self._choices.township)

    # -- who is nobody

    def _is_surely_a_person(self, row: int) -> bool:
        """Has something like an ID number where the numbers are, and a name or a relation."""
        if not self._blocks:
            return False
        value = self._own(row, "id_no")
        number = as_text(value)
        if not (has_lost_digits(value) or sum(sign.isdigit() for sign in number) >= 6):
            return False
        name = self._own(row, "name") or self._own(row, "head_name") or self._own(row, "relation")
        return not is_blank(name) and not isinstance(name, int | float)

    def _why_nobody(self, row: int, texts: list[tuple[int, str]]) -> str:
        """Why the row is no person, or empty when it must be taken for one."""
        first = "".join(texts[0][1].split())
        is_wide = len({text for _, text in texts}) == 1 and not self._is_name_cell(texts[0])
        if not self._blocks:
            for _, text in texts:
                self._take_title(text)
            return "标题"
        if any(_TOTAL.match("".join(text.split())) for _, text in texts[:4]):
            return "合计行"
        if any(_FOOTER.match("".join(text.split())) for _, text in texts):
            return "表尾"
        if self._is_column_numbers(row, texts):
            return "栏次"
        if is_wide:
            return self._take_section(first)
        if not is_blank(self._name_at(row)) or not is_blank(self._own(row, "id_no")):
            return ""
        return "" if self._says_something_of_a_person(row) else "没有人员"

    def _take_section(self, text: str) -> str:
        """A line of its own between the rows: a new title, a village, a group, or a remark."""
        if _TITLE.search(text):
            self._take_title(text)
            return "标题"
        if village := self._places.village(text, "", self._place.township):
            self._place = Place(village[:9].ljust(12, "0"), village)
            self._last.clear()
            self._close_household()
            return "分村标题"
        if len(text) <= 6 and (group := read_group(text)) and group != text[:-1]:
            self._last["group"] = group
            self._close_household()
            return "分组标题"
        return "说明"

    def _is_name_cell(self, cell: tuple[int, str]) -> bool:
        columns: Mapping[str, int] = self._blocks[-1].columns if self._blocks else {}
        at_name = cell[0] in {columns.get("name"), columns.get("head_name")}
        return at_name and person_name.is_name(person_name.tidy(cell[1]))

    def _is_column_numbers(self, row: int, texts: list[tuple[int, str]]) -> bool:
        """甲 乙 1 2 3 … under the header."""
        numbers = [text for _, text in texts if text.isascii() and text.isdigit()]
        counted = [str(number) for number in range(1, len(numbers) + 1)]
        rest = {text for _, text in texts} - set(numbers)
        return (
            len(numbers) >= 3 and numbers == counted and rest <= set("甲乙丙丁戊")
        ) and row <= self._header_rows[-1] + 1

    def _says_something_of_a_person(self, row: int) -> bool:
        fields = ("relation", "sex", "birth_date", "amount", "account", "phone")
        columns = self._blocks[-1].columns
        said = [
            field
            for field in fields
            if not is_blank(self._own(row, field))
            and not self._grid.covered(row, columns.get(field))
        ]
        return len(said) >= 2

    def _skip(self, row: int, why: str) -> None:
        text = " ".join(text for _, text in self._grid.texts(row))
        self._skipped.append(Skipped(row + 1, why, text))

    # -- persons

    def _take_person(self, row: int) -> None:
        columns = self._blocks[-1]
        values = {field: self._value(row, field) for field in columns.columns}
        if is_blank(values.get("name")):
            values["name"] = self._name_at(row)
        self._join_household(row, values)
        cells = RowCells(
            columns,
            values,
            self._head,
            self._village(values),
            self._group(values),
            self._pads_months,
        )
        person = read_person(cells, self._today)
        if person.is_head and not self._head:
            self._head = person.name
        self._has_head = self._has_head or person.is_head
        self.rows.append(
            RosterRow(
                self._grid.name,
                row + 1,
                self._household,
                replace(person, head=self._head),
                tuple(cells.problems),
                raw=self._raw(row, values),
                block=len(self._blocks) - 1,
            )
        )

    def _value(self, row: int, field: str) -> Typed:
        """The cell itself; for a merged household cell, its value at its first person."""
        column = self._blocks[-1].columns[field]
        covered = self._grid.covered(row, column)
        value = self._grid.own(row, column)
        if covered is None or field not in ONCE_A_HOUSEHOLD:
            return value if covered is None else self._grid.shown(row, column)
        first = id(covered) not in self._spoken_for
        self._spoken_for.add(id(covered))
        return covered.value if first and value is None else value

    def _own(self, row: int, field: str) -> Typed:
        columns: Mapping[str, int] = self._blocks[-1].columns if self._blocks else {}
        return self._grid.own(row, columns.get(field))

    def _name_at(self, row: int) -> Typed:
        """The member's name; where the roster names only heads, or the head's row has no other."""
        name, head = self._own(row, "name"), self._own(row, "head_name")
        if not is_blank(name):
            return name
        has_members = "name" in self._blocks[-1].columns
        relation = read_relation(as_text(self._own(row, "relation")))
        is_the_heads = is_head(relation) or is_blank(self._own(row, "relation"))
        return head if not has_members or is_the_heads else None

    def _raw(self, row: int, values: dict[str, Typed]) -> tuple[Typed, ...]:
        cells = list(self._grid.rows[row])
        for field, column in self._blocks[-1].columns.items():
            if cells[column] is None and (field in ONCE_A_HOUSEHOLD or field == "seq"):
                cells[column] = values.get(field)
        return tuple(cells)

    # -- households

    def _join_household(self, row: int, values: dict[str, Typed]) -> None:
        """Decide whether the row goes on with the household above, or begins one."""
        head = person_name.tidy(person_name.without_aside(self._text(values, "head_name"))[0])
        if head in _DITTO:
            head = self._head
        relation = read_relation(self._text(values, "relation"))
        area = self._area(row)
        if area is not None:
            begins = area is not self._household_area
        elif self._household_area is not None:
            begins = True
            if not head and not is_head(relation) and not self._own_seq(row):
                begins = False
        else:
            begins = self._begins_by_words(row, head, relation)
        if begins or not self._household:
            self._household = f"{self._grid.name}!{row + 1}"
            self._head, self._has_head = head, False
        self._household_area = area
        self._head = self._head or head

    def _begins_by_words(self, row: int, head: str, relation: str | None) -> bool:
        columns = self._blocks[-1].columns
        if head and head != self._head:
            return True
        if is_head(relation):
            return self._has_head or not self._household or not head
        if head and "name" not in columns:
            return True
        if not head and self._own_seq(row) and not self._seq_counts_people:
            return True
        return "relation" not in columns and "head_name" not in columns

    def _area(self, row: int) -> Covered | None:
        """The merged range that binds this row's household together."""
        columns = self._blocks[-1].columns
        for field in ("head_name", "seq"):
            covered = self._grid.covered(row, columns.get(field))
            if covered and covered.area.bottom > covered.area.top:
                return covered
        return None

    def _own_seq(self, row: int) -> bool:
        return not is_blank(self._own(row, "seq"))

    def _close_household(self) -> None:
        self._household, self._head, self._has_head = "", "", False
        self._household_area = None

    # -- places

    def _village(self, values: dict[str, Typed]) -> str | None:
        text = self._carried("village", self._text(values, "village"))
        township = self._carried("township", self._text(values, "township"))
        within = self._place.township or self._choices.township
        found = self._places.village(text, township, within) if text else None
        if found is None and not text:
            found = self._place.village or self._places.village(
                self._text(values, "address"), township, within
            )
        return found or self._choices.villages.get(self._grid.name)

    def _group(self, values: dict[str, Typed]) -> str | None:
        village = self._text(values, "village")
        text = self._text(values, "group") or group_within(village) or ""
        if village and village not in _DITTO and village != self._last.get("village_cell"):
            self._last.pop("group", None)
        if village:
            self._last["village_cell"] = village
        return read_group(self._carried("group", text))

    def _carried(self, field: str, text: str) -> str:
        """What stands there, or what stood there last."""
        if text and text not in _DITTO:
            self._last[field] = text
        return self._last.get(field, "")

    def _text(self, values: dict[str, Typed], field: str) -> str:
        value = values.get(field)
        return "" if is_blank(value) else as_text(value).strip()


def _without_doubles(rows: list[RosterRow], known_ids: Known | None) -> list[RosterRow]:
    """Refuse the second row with the same ID number; remark one that the store has."""
    first: dict[str, RosterRow] = {}
    checked: list[RosterRow] = []
    for row in rows:
        number = row.person.id_no
        column = next(
            (each.column for each in row.problems if each.code.startswith("id_")), "证件号"
        )
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
    states: dict[str, HeadState] = {}
    for row in rows:
        if row.person.is_head:
            states[row.household] = "refused" if row.status == REFUSED else "accepted"
    return [replace(row, head_state=states.get(row.household, "absent")) for row in rows]


def _with_notes(sheet: SheetReading, rows: list[RosterRow]) -> SheetReading:
    mine = [row for row in rows if row.sheet == sheet.name]
    return replace(sheet, notes=tuple(_notes(sheet, mine)))


def _notes(sheet: SheetReading, rows: list[RosterRow]) -> Iterator[str]:
    """What a careful reader would point out about a sheet as a whole."""
    if not sheet.blocks:
        yield "没有找到表头，这张工作表没有读。"
        return
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
