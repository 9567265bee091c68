"""Tables out: text stays text, nothing becomes a formula, and our own reader reads it back."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.excel.reader import read_bytes
from app.excel.writer import Cell, Column, Table, write_workbook
from tests.unit.excel.rosters_made import MEN

MADE_AT = datetime(2026, 11, 5, 9)  # noqa: DTZ001 - a workbook knows no zone


def written(*rows: tuple[Cell, ...], columns: tuple[Column, ...] = (), **more: Any) -> Any:
    """The sheet as another program sees it."""
    width = max(map(len, rows), default=1)
    labels = columns or tuple(Column(f"列{at}") for at in range(width))
    table = Table("名单", labels, rows, **more)
    book: Any = openpyxl.load_workbook(BytesIO(write_workbook([table], MADE_AT)))
    return book.active


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=HYPERLINK(\"http://x\",\"点我\")", "+86 139", "-1", "@SUM(A1)", "{=A1}", "\t=1+1",
     "=cmd|' /C calc'!A0", "http://example.org", "mailto:a@b", "internal:Sheet1!A1", "#REF!"],
)  # fmt: skip
def test_no_data_becomes_a_formula_or_a_link(text: str):
    data = write_workbook([Table("名单", (Column("备注"),), [(text,)])], MADE_AT)
    assert read_bytes(data).sheets[0].rows[1] == (text,)
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


def test_id_and_account_columns_are_text_even_where_nothing_stands_yet():
    columns = (Column("身份证号", is_text=True), Column("金额"))
    sheet = written((MEN[0], 445.0), (None, None), (123456789012.0, 990.0), columns=columns)
    assert [sheet[f"A{row}"].number_format for row in (2, 3, 4)] == ["@"] * 3
    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == [MEN[0], None, "123456789012"]
    assert [sheet[f"B{row}"].value for row in (2, 4)] == [445, 990]
    assert sheet.column_dimensions["A"].width > 18


def test_a_number_that_lost_its_digits_is_written_as_it_looked():
    assert written((5.00231199004178e17,))["A2"].value == "5.00231199004178E+17"


def test_values_are_written_by_their_type():
    day = date(2023, 11, 1)
    sheet = written((Decimal("385.50"), day, True, time(8, 30), timedelta(hours=30), date(1890, 1, 1),
                     float("nan"), Decimal("NaN"), None))  # fmt: skip
    values = [cell.value for cell in sheet[2]]
    assert values[:3] == [385.5, datetime(2023, 11, 1), True]  # noqa: DTZ001
    assert values[3:] == ["08:30:00", "1 day, 6:00:00", "1890-01-01", "NAN", "NaN", None]
    assert sheet["A2"].number_format == "0.00"


def test_a_title_stands_verbatim_over_all_columns_and_labels_stay_in_sight():
    sheet = written(("于邦", 445.0), title="砚台镇2026年11月农村低保花名册", notes=("单位：元",))
    assert sheet["A1"].value == "砚台镇2026年11月农村低保花名册"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2"}
    assert [cell.value for cell in sheet[3]] == ["列0", "列1"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")


def test_a_table_of_one_column_and_an_empty_table_can_be_written():
    assert written(("于邦",), title="名单")["A3"].value == "于邦"
    assert written(columns=(Column("姓名"),))["A1"].value == "姓名"


@pytest.mark.parametrize(
    "names",
    [
        ["临江村", "临江村"],
        ["a[b]:c*d?e/f\\g", "'引号'", "", "History", "x\x00y"],
        ["很长" * 20, "很长" * 20, "很长" * 20],
        ["Abc", "aBC"],
    ],
)
def test_any_name_makes_a_sheet_name(names: list[str]):
    tables = [Table(name, (Column("姓名"),), [("于邦",)]) for name in names]
    sheets = read_bytes(write_workbook(tables, MADE_AT)).sheets
    assert len({sheet.name.casefold() for sheet in sheets}) == len(names)
    assert all(sheet.rows[1] == ("于邦",) for sheet in sheets)


def test_the_same_table_gives_the_same_bytes():
    tables = [Table("名单", (Column("姓名"),), [("于邦",)])]
    assert write_workbook(tables, MADE_AT) == write_workbook(tables, MADE_AT)


def test_a_text_longer_than_a_cell_is_cut():
    assert len(written(("字" * 40_000,))["A2"].value) == 32_767


CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(),
    st.text(max_size=30), st.decimals(), st.dates(), st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=5), is_text=st.booleans())
def test_whatever_the_cells_are_a_workbook_comes_out(rows: list[list[Cell]], is_text: bool):
    columns = tuple(Column(f"列{at}", is_text) for at in range(5))
    (sheet,) = read_bytes(write_workbook([Table("名单", columns, rows)], MADE_AT)).sheets
    assert len(sheet.rows) <= len(rows) + 1


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_text_comes_back_as_it_was(text: str):
    data = write_workbook([Table("名单", (Column("备注"),), [(text,)])], MADE_AT)
    kept = text.replace("\ufffe", "").replace("\uffff", "")
    assert read_bytes(data).sheets[0].rows[1:] == (((kept or None),),) if kept else True
