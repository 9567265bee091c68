"""What sheets for tests are filled with: the longest, the rarest, the most; nobody real."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from app import resources
from app.domain.clock import CHINA
from app.printing.fonts import Fonts
from app.printing.layout.signing import Signature

MADE_AT = datetime(2026, 11, 24, 10, 20, tzinfo=CHINA)
DAY = date(2026, 11, 23)
RARE = "㛃𬱖龑𬀩𠀀"
"""The last one only the font of rare characters has."""
MOST = Decimal("99999999.99")
LONGEST_NAME = ("买买提·艾力·" + RARE * 20)[:49] + "丽"
LONG_ADDRESS = (
    f"重庆市垫江县桂溪街道{RARE}社区居民委员会第十三居民小组（原{RARE}生产队）"
    "人民东路西段二百五十六号附三号安置小区第十二栋二单元三十二层一号，大黄桷树往北八百米处"
) * 2
LONG_TEXT = (
    f"经入户调查，{RARE}一家常年患病，主要劳动力丧失劳动能力；家庭收入不足以负担医药费，"
    "邻里反映属实，情况与申报一致。"
) * 12


@cache
def fonts() -> Fonts:
    """The bundled fonts, opened once."""
    return Fonts(resources.path("fonts"))


@cache
def scrawl(width: int = 480, height: int = 160) -> bytes:
    """A signature as captured: dark strokes on nothing."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    points = [(20 + 11 * step, 80 + (37 * step * step) % 71 - 35) for step in range(40)]
    ImageDraw.Draw(image).line(points, fill=(20, 20, 60, 255), width=6, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


SIGNED = Signature(scrawl())
