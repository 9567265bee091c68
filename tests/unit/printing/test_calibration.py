"""套打校准页: as large as the paper it is for, all of it on the page, and moved as the printer is."""

from __future__ import annotations

import pytest
from PIL import Image

from app.printing.calibration import CROSS, calibration_page
from app.printing.preview import Preview
from app.printing.shifting import shifted
from app.printing.style import A4_LANDSCAPE, A4_PORTRAIT, BOOKLET, CARD
from tests.unit.printing.looking import pages_of
from tests.unit.printing.samples import fonts

SIZES = {"sheet": A4_PORTRAIT, "across": A4_LANDSCAPE, "booklet": BOOKLET, "card": CARD}
_DPI = 254
"""Ten pixels a millimetre."""
_ARM = 7
"""Millimetres of a cross's arm that are looked at."""
_DARK = 200


def drawn(pdf: bytes) -> Image.Image:
    with Preview(pdf) as preview:
        found = preview.picture(0, _DPI)
    return Image.frombytes("RGBA", (found.width, found.height), found.rgba).convert("L")


def has_cross(page: Image.Image, right: float, down: float) -> bool:
    """Whether lines cross at so many millimetres from the left and the upper edge."""
    turned = page.transpose(Image.Transpose.TRANSPOSE)
    return has_line(page, right, down) and has_line(turned, down, right)


def has_line(page: Image.Image, right: float, down: float) -> bool:
    """Whether a level line, a tenth of a millimetre wide or more, goes through that point."""
    x, y = round(right * 10), round(down * 10)
    rows = [
        page.crop((x - _ARM * 10, y + row, x + _ARM * 10, y + row + 1)).tobytes()
        for row in (-1, 0, 1)
    ]
    return all(min(inks) < _DARK for inks in zip(*rows, strict=True))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_it_is_as_large_as_the_paper_and_its_cross_stands_at_its_place(size: tuple[float, float]):
    pdf = calibration_page(fonts(), size)
    [page] = pages_of(pdf)
    assert page.size == pytest.approx(size, abs=0.1)
    assert has_cross(drawn(pdf), CROSS, CROSS)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_everything_it_says_is_on_the_page_and_clear_of_the_cross(size: tuple[float, float]):
    [page] = pages_of(calibration_page(fonts(), size))
    assert "都照此打印" in "".join(one.text for one in page.characters)
    for one in page.characters:
        assert 0 <= one.area.left < one.area.right <= size[0]
        assert 0 <= one.area.top < one.area.bottom <= size[1]
        for line in page.lines:
            is_beside = one.area.right < line.left or line.right < one.area.left
            assert is_beside or one.area.bottom < line.top or line.bottom < one.area.top


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_printer_that_is_off_is_put_right_by_the_millimetres_typed(size: tuple[float, float]):
    pdf = shifted(calibration_page(fonts(), size), 2, -1.5)
    assert has_cross(drawn(pdf), CROSS + 2, CROSS - 1.5)
    assert not has_cross(drawn(pdf), CROSS, CROSS)
