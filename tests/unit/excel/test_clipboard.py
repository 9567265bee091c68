"""Cells between us and WPS or Excel by the clipboard."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unreadable
from app.excel.clipboard import read_cells, read_pasted, write_cells
from app.excel.roster.reader import read_roster
from tests.unit.excel.rosters_made import LABELS, MEN, TODAY, WOMEN, codes, divisions


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", ()),
        ("\r\n", ()),
        ("于邦", (("于邦",),)),
        ("于邦\t本人\r\n钟兰世\t妻\r\n", (("于邦", "本人"), ("钟兰世", "妻"))),
        ("于邦\t本人\n钟兰世\t妻", (("于邦", "本人"), ("钟兰世", "妻"))),
        ("于邦\t本人\r钟兰世\t妻\r", (("于邦", "本人"), ("钟兰世", "妻"))),
        ("于邦\t\t\r\n\t\t妻\r\n", (("于邦", "", ""), ("", "", "妻"))),
        ("于邦\r\n钟兰世\t妻\r\n", (("于邦", ""), ("钟兰世", "妻"))),
        ('"两行\n一格"\t妻\r\n', (("两行\n一格", "妻"),)),
        ('"两行\r\n一格"\t妻\r\n', (("两行\n一格", "妻"),)),
        ('"他说""好"""\t妻', (('他说"好"', "妻"),)),
        ('"有\t制表符"', (("有\t制表符",),)),
        ('""\t妻', (("", "妻"),)),
        ('5"管\t妻', (('5"管', "妻"),)),
        ('"没有结尾\t妻', (('"没有结尾', "妻"),)),
        ('"半"截\t妻', (('"半"截', "妻"),)),
        ("于邦\r\n\r\n钟兰世\r\n", (("于邦",), ("",), ("钟兰世",))),
        ("于邦\r\n\0", (("于邦",),)),
    ],
)
def test_what_was_copied_is_read_cell_by_cell(text: str, rows: tuple[tuple[str, ...], ...]):
    assert read_cells(text) == rows


def test_cells_are_written_as_they_are_read():
    rows = (("于邦", "两行\n一格"), ('他说"好"', "有\t制表符"), ("", MEN[0]))
    assert read_cells(write_cells(rows)) == rows


def test_values_are_written_as_they_look():
    assert write_cells([(445.0, 385.5, None, True, 5.00231199004178e17)]) == (
        "445\t385.5\t\tTRUE\t5.00231199004178E+17\r\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-于邦", "@SUM(1)", "=cmd|'/C calc'!A0"])
def test_no_text_runs_as_a_formula_where_it_is_pasted(text: str):
    assert write_cells([(text,)]).lstrip('"')[0] == " "


@pytest.mark.parametrize("text", ["-1", "+86", "-0.5", "-", "于=邦"])
def test_numbers_and_plain_words_are_left_alone(text: str):
    assert write_cells([(text,)]) == f"{text}\r\n"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=6))
def test_any_cells_survive_the_clipboard(rows: list[list[str]]):
    safe = [[cell.lstrip("=+@-") for cell in row] for row in rows]
    back = read_cells(write_cells(safe))
    assert [list(row) for row in back] in (safe, [])
    assert back or not any(cell.strip("\n") for row in safe for cell in row)


@given(st.text(alphabet='"\t\n\r于a=', max_size=60))
def test_any_text_is_read_as_a_table_of_equal_rows(text: str):
    assert len({len(row) for row in read_cells(text)}) <= 1


def test_quotes_without_end_do_not_take_for_ever():
    began = time.process_time()
    read_cells('"a\t' * 200_000)
    read_cells('"' * 400_001)
    read_cells('""a\t' * 200_000)
    assert time.process_time() - began < 3


def test_a_pasted_roster_is_read_like_a_file():
    rows = [LABELS[3:7], ("于邦", "于邦", MEN[0], "本人"), ("", "钟兰世", "5.00231E+17", "妻")]
    found = read_roster(read_pasted(write_cells(rows)), divisions(), TODAY).rows
    assert [row.person.name for row in found] == ["于邦", "钟兰世"]
    assert "id_lost_precision" in codes(found[1])


def test_rows_pasted_without_a_header_are_read_too():
    text = f"于邦\t{MEN[0]}\t户主\r\n钟兰世\t{WOMEN[0]}\t妻\r\n于贵\t{MEN[1]}\t长子\r\n"
    found = read_roster(read_pasted(text), divisions(), TODAY).rows
    assert [(row.person.name, row.person.head) for row in found] == [
        ("于邦", "于邦"), ("钟兰世", "于邦"), ("于贵", "于邦"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "  \r\n\t\r\n"])
def test_an_empty_clipboard_says_what_to_do(text: str):
    with pytest.raises(Unreadable, match="请先在 WPS 或 Excel 里选中") as caught:
        read_pasted(text)
    assert caught.value.code == "paste_empty"


@pytest.mark.parametrize("text", ["a\n" * 100_001, "a\t" * 1_001, "a" * 20_000_001])
def test_too_much_is_refused(text: str):
    with pytest.raises(Unreadable) as caught:
        read_pasted(text)
    assert caught.value.code == "paste_too_large"
