"""Tables that a workbook needs: told where they are named, with the column that is not there."""

from __future__ import annotations

import pytest

from app.forms.checking.outline import read_outline
from app.forms.checking.tables import named_tables, table_problems
from app.forms.tables import header_of
from tests.unit.forms.checking.written import authored

PULL = "concat(pulldata('heads', 'name', 'village', ${v}), '。')"


def told(headers: dict[str, tuple[str, ...]], **cells: str) -> list[tuple[str, int, str]]:
    row = {"name": "v", "label": "村", **cells}
    outline = read_outline(authored({"type": "text", "name": "x", "label": "甲"}, row))
    found = table_problems(tuple(named_tables(outline)), headers)
    return [(one.code, one.spot.row, one.spot.header) for one in found]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"type": "select_one_from_file v.csv"}, "type"),
        ({"type": "select_multiple_from_file v.xml"}, "type"),
        ({"type": "csv-external"}, "name"),
        ({"type": "calculate", "calculation": PULL}, "calculation"),
    ],
)
def test_a_table_that_is_not_there_is_told_at_its_cell(cells: dict[str, str], column: str):
    assert told({}, **cells) == [("table_missing", 3, column)]


def test_a_column_that_is_not_there_is_told_with_those_that_are():
    chosen = {"type": "select_one_from_file v.csv"}
    assert told({"v.csv": ("name", "label", "more")}, **chosen) == []
    assert told({"v.csv": ("代码", "名称")}, **chosen) == [
        ("table_column_missing", 3, "type"),
        ("table_column_missing", 3, "type"),
    ]
    with_names = chosen | {"parameters": "value=代码 label=名称"}
    assert told({"v.csv": ("代码", "名称")}, **with_names) == []
    looked_up = {"type": "calculate", "calculation": PULL}
    assert told({"heads.csv": ("village", "head")}, **looked_up) == [
        ("table_column_missing", 3, "calculation")
    ]


def test_where_columns_cannot_be_told_nothing_is_said_of_them():
    assert told({"v.xml": ()}, type="select_one_from_file v.xml") == []


@pytest.mark.parametrize(
    ("data", "header"),
    [
        ("\ufeffname,label\r\n1,a".encode(), ("name", "label")),
        (b'name;"my label" ;x\n', ("name", "my label", "x")),
        (b"\xff\xfe\x00", ()),
        (b"", ()),
    ],
)
def test_the_head_of_a_table_is_read_as_the_engine_reads_it(data: bytes, header: tuple[str, ...]):
    assert header_of(data) == header
