"""Workbooks as plain values: sheets, cells by type, merged ranges, hidden sheets, error cells."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from app.excel.grid import Grid
from app.excel.reader import Merged, read_bytes, read_workbook
from tests.unit.excel.rosters_made import (
    LABELS,
    MEN,
    TODAY,
    a_person,
    a_sheet,
    codes,
    divisions,
    file_of,
    file_with,
    read_roster,
)

TITLE = ("砚台镇临江村花名册",)


def test_cells_come_as_they_were_typed():
    row = ("于邦", 445.0, 385.5, True, date(2023, 11, 1), None, " 胡 正 ", MEN[0])
    (sheet,) = read_bytes(file_of({"一": [row]})).sheets
    assert sheet.rows == (row,)


def test_a_sheet_is_read_from_its_first_cell_on(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(file_of({"一": [(None,), (None, "姓名"), (None, "于邦")]}))
    assert read_workbook(path).sheets[0].rows == ((None, None), (None, "姓名"), (None, "于邦"))


def test_empty_text_and_spaces_between_are_kept_apart():
    (sheet,) = read_bytes(file_of({"一": [("", "  ", "于邦")]})).sheets
    assert sheet.rows == ((None, "  ", "于邦"),)


def test_hidden_sheets_are_named_and_not_read():
    made = file_with(
        a_sheet(TITLE, LABELS, a_person(), name="临江村"),
        a_sheet(TITLE, LABELS, a_person(身份证号码=MEN[1]), name="上月"),
        hidden=["上月"],
    )
    book = read_bytes(made)
    assert [sheet.name for sheet in book.sheets] == ["临江村"]
    reading = read_roster(book, divisions(), TODAY)
    assert (reading.hidden, len(reading.rows)) == (("上月",), 1)


def test_rows_behind_a_filter_are_read_like_any_other():
    file = BytesIO()
    book: Any = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    for at, row in enumerate((LABELS, a_person(), a_person(身份证号码=MEN[1]))):
        page.write_row(at, 0, ["" if cell is None else cell for cell in row])
    page.set_row(2, None, None, {"hidden": True})
    book.close()
    reading = read_roster(read_bytes(file.getvalue()), divisions(), TODAY)
    assert len(reading.rows) == 2


def test_merged_ranges_show_the_one_value_they_have():
    sheet = a_sheet(("于邦", None, "甲"), (None, None, None), (None, "乙", None),
                    merged=("A1:B2", "C1:C3"))  # fmt: skip
    (found,) = read_bytes(file_with(sheet)).sheets
    assert set(found.merged) == {Merged(0, 0, 1, 1), Merged(0, 2, 2, 2)}
    grid = Grid(found)
    assert [[grid.shown(row, column) for column in range(3)] for row in range(3)] == [
        ["于邦", "于邦", "甲"], ["于邦", "于邦", "甲"], [None, "乙", "甲"],
    ]  # fmt: skip
    assert grid.covered(2, 0) is None
    assert (grid.own(9, 9), grid.shown(9, 9), grid.covered(0, None)) == (None, None, None)


def test_ranges_over_the_edge_of_the_sheet_are_clipped():
    sheet = a_sheet(("标题", None), ("甲", "乙"), merged=("A1:Z1", "B2:B9"))
    grid = Grid(sheet)
    assert (grid.shown(0, 1), grid.shown(1, 1)) == ("标题", "乙")


def test_ranges_that_overlap_without_end_are_not_followed_for_ever():
    sheet = a_sheet(*[("甲", "乙")] * 100, merged=["A1:B100"] * 10_000)
    assert Grid(sheet).shown(99, 1) == "乙"


def test_what_a_broken_formula_shows_is_not_taken_for_an_empty_cell():
    book: Any = openpyxl.Workbook()
    page = book.active
    page.title = "砚台镇临江村 & 其他"
    page.append(LABELS)
    page.append(a_person())
    for column, error in (("F", "#N/A"), ("K", "#DIV/0!")):
        page[f"{column}2"] = error
        page[f"{column}2"].data_type = "e"
    file = BytesIO()
    book.save(file)
    found = read_bytes(file.getvalue())
    assert (found.sheets[0].rows[1][5], found.sheets[0].rows[1][10]) == ("#N/A", "#DIV/0!")
    (row,) = read_roster(found, divisions(), TODAY).rows
    assert codes(row) == ["cell_unreadable", "cell_unreadable"]
    assert row.problems[0].message == "这一格是公式错误（#N/A），读不出来。请更正后再导入。"


def test_a_workbook_may_say_where_its_sheets_are_in_its_own_way():
    with zipfile.ZipFile(BytesIO(file_of({"一": [("于邦",)]}))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts.pop("xl/worksheets/sheet1.xml")
    error = b'<c r="B1" t="e"><f>VLOOKUP(1,A:A,2)</f><v>#REF!</v></c></row>'
    parts["xl/odd/one.xml"] = sheet.replace(b"</row>", error)
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", b"/xl/odd/one.xml")
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    assert read_bytes(file.getvalue()).sheets[0].rows == (("于邦", "#REF!"),)
