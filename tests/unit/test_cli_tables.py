"""Tables on a terminal: columns stand under each other, Chinese or not, and long sentences wrap."""

from __future__ import annotations

from unicodedata import east_asian_width

from hypothesis import given
from hypothesis import strategies as st

from app.cli.tables import table


def wide(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def test_columns_stand_under_each_other():
    made = table(("级", "where", "说明"), [("必须改", "A", "改"), ("请核对", "survey", "看")])
    head, _line, *rows = made.splitlines()
    begins = [wide(line) - wide(last) for line, last in zip((head, *rows), "说改看", strict=True)]
    assert begins == [16 + 2, 16, 16]


def test_a_table_without_rows_is_nothing():
    assert table(("甲", "乙"), []) == ""


def test_a_line_does_not_begin_with_a_stop():
    made = table(("甲", "乙"), [("一", "汉" * 15 + "。字")], width=30)
    assert made.splitlines()[2:] == ["一  " + "汉" * 15 + "。", "    字"]


@given(
    rows=st.lists(
        st.tuples(st.text("ab汉", max_size=8), st.text("ab12汉字（，", max_size=90)), min_size=1
    )
)
def test_nothing_of_a_sentence_is_lost(rows: list[tuple[str, str]]):
    body = table(("一", "二"), rows, width=50).split("\n", 2)[2]
    assert "".join(body.split()) == "".join("".join(one) for one in rows)
