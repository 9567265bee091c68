"""Which pages are printed, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.printing.printers import pages_of


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", ()),
        ("  ", ()),
        ("2", (2,)),
        ("1-3", (1, 2, 3)),
        ("1,3", (1, 3)),
        ("３，１", (3, 1)),
        ("1、2—3", (1, 2, 3)),
        ("2 - 3", (2, 3)),
        ("1-2,2-3", (1, 2, 3)),
    ],
)
def test_pages_are_read_as_people_write_them(text: str, pages: tuple[int, ...]):
    assert pages_of(text, 4) == pages


@pytest.mark.parametrize("text", ["5", "0", "1-9", "3-1", "1-", "-2", "a", "1-2-3", "1-999999999"])
def test_what_is_not_there_or_cannot_be_understood_is_refused(text: str):
    assert pages_of(text, 4) is None


@given(st.text(alphabet="0123456789-,，、— x", max_size=12), st.integers(1, 30))
def test_no_text_ever_asks_for_a_page_that_is_not_there(text: str, count: int):
    assert all(1 <= page <= count for page in pages_of(text, count) or ())
