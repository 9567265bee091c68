"""The kept look of each paper: the text of its pages, and one grey picture of them all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops

from app.printing.papers import PRINTABLES
from app.printing.preview import Preview
from tests.unit.printing.drawn import drawn
from tests.unit.printing.looking import texts_of
from tests.unit.printing.samples import SHEETS

FOLDER: Final = Path(__file__).parent / "papers"
CASES: Final = [(code, kind) for code in PRINTABLES for kind in SHEETS]
DPI: Final = 40
_A_ROW: Final = 4


def text_of(code: str, kind: str) -> str:
    """The text layer, page by page."""
    pages = texts_of(drawn(code, kind).pdf)
    named = (f"== {place} ==\n{page}" for place, page in enumerate(pages, 1))
    lines = "\n".join(named).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def picture_of(code: str, kind: str) -> Image.Image:
    """All pages side by side, in sixteen greys."""
    with Preview(drawn(code, kind).pdf) as shown:
        pages = [
            Image.open(io.BytesIO(shown.picture(page, DPI).png())).convert("L")
            for page in range(shown.page_count)
        ]
    width, height = pages[0].size
    across = min(len(pages), _A_ROW)
    sheet: Any = Image.new("L", (width * across, height * -(-len(pages) // across)), 255)
    for place, page in enumerate(pages):
        sheet.paste(page, (place % across * width, place // across * height))
    return sheet.point([(grey + 8) // 17 * 17 for grey in range(256)])


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """How far two pictures are apart: the mean step of grey, and the share of pixels far off."""
    if one.size != other.size:
        return 255.0, 1.0
    steps = ImageChops.difference(one, other).histogram()
    count = sum(steps)
    mean = sum(step * number for step, number in enumerate(steps)) / count
    return mean, sum(steps[64:]) / count


def keep() -> None:
    """Keep the papers as they look now; look at them first."""
    FOLDER.mkdir(exist_ok=True)
    for code, kind in CASES:
        (FOLDER / f"{code}-{kind}.txt").write_text(text_of(code, kind), encoding="utf-8")
        picture_of(code, kind).save(FOLDER / f"{code}-{kind}.png", optimize=True)
