"""The preview is the very file: its pages as pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.errors import Unreadable
from app.printing.approval_form_sheet import ApprovalSheet
from app.printing.papers import render
from app.printing.preview import Preview
from app.printing.style import A4_PORTRAIT
from tests.unit.printing.samples import fonts

PDF = render("E-07", ApprovalSheet(), fonts())


def test_a_page_is_as_large_as_its_paper_at_the_resolution_asked_for():
    with Preview(PDF) as shown:
        assert shown.page_count == 2
        assert shown.page_size(0) == pytest.approx(A4_PORTRAIT, abs=0.1)
        picture = shown.picture(1, 72)
    assert (picture.width, picture.height) == (596, 842)
    assert len(picture.rgba) == 4 * picture.width * picture.height
    assert set(picture.rgba[3::4]) == {255}


def test_a_page_as_a_png_file():
    with Preview(PDF) as shown:
        image = Image.open(io.BytesIO(shown.picture(0, 50).png()))
        assert (image.format, image.width) == ("PNG", 414)


@pytest.mark.parametrize("damaged", [b"", b"no pdf", PDF[:300]])
def test_a_damaged_file_is_said_to_be_damaged(damaged: bytes):
    with pytest.raises(Unreadable) as caught:
        Preview(damaged)
    assert caught.value.code == "pdf_damaged"
