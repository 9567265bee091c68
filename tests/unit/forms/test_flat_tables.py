"""Fillings as tables and as CSV: as ODK Central writes them, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app.forms.csv_text import csv_text, harmless
from app.forms.definition import load_form
from app.forms.flat_tables import FlatForm
from app.forms.read_out import Gridded, Headed, Said, read_out
from tests.unit.forms.forms_made import bind, made, question, repeat, xform
from tests.unit.forms.walking import blank

ITEMS = (
    "<item><label>甲</label><value>a</value></item><item><label>乙</label><value>b</value></item>"
)
SELECT = f'<select ref="/data/c"><label>选</label>{ITEMS}</select>'
FORM = made(
    "<c/><g><h/></g><kid><name/><toy><what/></toy></kid><place/><off/>",
    binds=bind("place", type="geopoint") + bind("off", relevant="false()"),
    body=SELECT
    + question("g/h")
    + repeat("kid", question("kid/name") + repeat("kid/toy", question("kid/toy/what")))
    + question("place")
    + question("off"),
)


def flat() -> FlatForm:
    filling = blank(FORM)
    filling.answer("c", "b")
    filling.answer("place", "31.2 121.5")
    first = filling.rows("kid")[0]
    second = filling.add_row("kid")
    filling.answer(f"{first}/name", "大娃")
    filling.answer(f"{second}/name", "二娃")
    filling.answer(f"{filling.rows(f'{second}/toy')[0]}/what", "球")
    made = FlatForm()
    made.add(filling, before={"first": "1"}, after={"last": "9"}, files={})
    return made


def test_columns_are_paths_and_choices_and_places_have_columns_of_their_own():
    (row,) = flat().tables[""].rows
    assert list(row)[:5] == ["first", "c", "c/a", "c/b", "g-h"]
    assert (row["c"], row["c/a"], row["c/b"], row["off"]) == ("b", "0", "1", "")
    assert (row["place-Latitude"], row["place-Longitude"]) == ("31.2", "121.5")
    assert list(row)[-2:] == ["KEY", "last"]


def test_rows_of_rows_know_the_row_they_are_in():
    tables = flat().tables
    key = tables[""].rows[0]["KEY"]
    assert [row["KEY"] for row in tables["kid"].rows] == [f"{key}/kid[1]", f"{key}/kid[2]"]
    toy = next(row for row in tables["kid-toy"].rows if row["what"] == "球")
    assert toy["PARENT_KEY"] == f"{key}/kid[2]"
    assert toy["KEY"] == f"{key}/kid[2]/toy[1]"


def test_several_versions_share_a_table():
    made = flat()
    other = load_form(xform("<c/><d/>", body=SELECT + question("d")))
    filling = blank(other)
    filling.answer("d", "新")
    made.add(filling, before={}, after={}, files={})
    table = made.tables[""]
    assert [row.get("d", "") for row in table.rows] == ["", "新"]
    assert "g-h" in table.columns


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_a_table_is_read_back_as_it_was_written(rows: list[list[str]]):
    text = csv_text(("甲", "乙"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["甲", "乙"], *([harmless(one) for one in row] for row in rows)]


@given(st.text())
def test_nothing_is_run_as_a_formula(text: str):
    shown = harmless(text)
    assert shown in (text, f"'{text}")
    is_number = set(shown) <= set("0123456789.eE+-")
    assert is_number or not shown.startswith(("=", "@", "+", "-", "\t", "\r"))


def test_reading_out_says_what_was_asked_in_words_and_rows_as_a_table():
    filling = blank(
        made(
            "<c/><off/><m><n/><k/></m>",
            binds=bind("off", relevant="false()"),
            body=SELECT + question("off") + repeat("m", question("m/n") + question("m/k")),
        )
    )
    filling.answer("c", "a b")
    filling.answer(f"{filling.rows('m')[0]}/n", "一")
    first, second = read_out(filling)
    assert first == Headed("", (Said("选", "甲、乙", "a b", name="c"),))
    (grid,) = second.parts
    assert isinstance(grid, Gridded)
    assert (second.label, grid.label, grid.columns) == ("m", "", ("m/n", "m/k"))
    assert [[one.text for one in row] for row in grid.rows] == [["一", ""]]


def test_labels_that_name_their_row_are_one_column():
    named = '<input ref="/data/m/n"><label>成员<output value="position(..)"/>姓名</label></input>'
    filling = blank(made("<m><n/></m>", body=repeat("m", named)))
    filling.add_row("m")
    (page,) = read_out(filling)
    (grid,) = page.parts
    assert isinstance(grid, Gridded)
    assert (grid.columns, len(grid.rows)) == (("成员姓名",), 2)
