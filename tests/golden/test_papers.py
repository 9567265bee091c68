"""A paper changes only when somebody meant it to: its text to the letter, its look nearly so.

Tolerance of the look, at 40 dpi: on average 1 step of 255, and 0.2 % of the pixels more than 64
steps. A character more or a line moved by a millimetre is beyond it; another machine's rounding
is within. What is meant is kept with `python -m tests.golden`.
"""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.golden.papers import CASES, FOLDER, difference, picture_of, text_of

MEAN = 1.0
FAR_OFF = 0.002


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_the_text_is_what_it_was(code: str, kind: str):
    kept = (FOLDER / f"{code}-{kind}.txt").read_text(encoding="utf-8")
    assert text_of(code, kind) == kept


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_it_looks_as_it_did(code: str, kind: str):
    with Image.open(FOLDER / f"{code}-{kind}.png") as kept:
        mean, far_off = difference(picture_of(code, kind), kept.convert("L"))
    assert mean <= MEAN
    assert far_off <= FAR_OFF


def test_a_line_moved_by_a_millimetre_is_noticed():
    one = picture_of("E-07", "ordinary")
    lower = ImageChops.offset(one, 0, 2)
    assert difference(one, lower)[0] > MEAN
    struck = one.copy()
    ImageDraw.Draw(struck).rectangle((60, 60, 160, 80), fill=0)
    assert difference(one, struck)[1] > FAR_OFF


def test_nothing_is_kept_of_a_paper_that_is_gone():
    names = {f"{code}-{kind}" for code, kind in CASES}
    assert {path.stem for path in FOLDER.iterdir()} == names
