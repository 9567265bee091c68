"""The codes drawn fast are those that the library draws, module by module."""

from __future__ import annotations

from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from app.printing.qr_matrix import MASK, dark_modules


def by_the_library(text: str, level: str) -> list[bytes]:
    code: Any = segno.make_qr(
        text, error=level, mask=MASK, boost_error=False, encoding="utf-8", mode="byte"
    )
    return [bytes(row) for row in code.matrix]


def fast(text: str, level: str) -> list[bytes]:
    size, runs = dark_modules(text, level)
    rows = [bytearray(size) for _ in range(size)]
    for row, first, length in runs:
        rows[row][first : first + length] = b"\1" * length
    return [bytes(row) for row in rows]


@given(st.text(max_size=120), st.sampled_from("lm"))
def test_any_text_gives_the_librarys_code(text: str, level: str):
    if text:
        assert fast(text, level) == by_the_library(text, level)


@pytest.mark.parametrize("level", ["l", "m"])
@pytest.mark.parametrize("length", [1, 9, 10, 70, 134, 180, 271, 321, 600, 1100, 1900, 2330])
def test_every_kind_of_size_is_the_librarys(length: int, level: str):
    text = ("编号" + "E07-2026-102-7K2M9Q-0001:" * 100).encode()[:length].decode("utf-8", "ignore")
    assert fast(text, level) == by_the_library(text, level)


def test_runs_are_as_long_as_they_can_be():
    _, runs = dark_modules("入户通文书 1", "m")
    ends = {(row, first + length) for row, first, length in runs}
    assert not ends & {(row, first) for row, first, _ in runs}


def test_what_no_code_can_hold_is_refused():
    with pytest.raises(ValueError, match="3000"):
        dark_modules("x" * 3000, "l")
