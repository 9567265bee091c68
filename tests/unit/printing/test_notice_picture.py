"""寻亲公告 as a picture: as large as the national site asks, with all of the notice on it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from app.printing.notice_picture import SIZE, notice_jpg
from app.printing.papers import render
from tests.unit.printing.samples import extreme, fonts, ordinary


@pytest.mark.parametrize("make", [ordinary, extreme])
def test_a_notice_is_eight_hundred_by_a_thousand_and_fills_it(make: object):
    sheet = ordinary("E-26") if make is ordinary else extreme("E-26")
    image = Image.open(io.BytesIO(notice_jpg(render("E-26", sheet, fonts()))))
    assert (image.format, image.size, image.mode) == ("JPEG", SIZE, "RGB")
    black = image.convert("L").convert("1", dither=Image.Dither.NONE).convert("L")
    box = ImageOps.invert(black).getbbox()
    assert box is not None
    assert max(box[2] - box[0], (box[3] - box[1]) * 0.8) > 700
    assert min(box[0], box[1], SIZE[0] - box[2], SIZE[1] - box[3]) >= 20
