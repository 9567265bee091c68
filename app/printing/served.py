"""What notices that are served on a family share: whom they address, remedies, 送达回证."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.fonts import Fonts
from app.printing.layout.opinions import Opinion
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import Signature, SignPlace
from app.printing.layout.tables import field_row
from app.printing.layout.text import Text
from app.printing.style import TEXT
from app.printing.wording import ticks, written_date

NOTICE_BELOW: Final = ("告知单位", "告知日期")
UNCHECKED: Final = "（待核对）"
"""Behind words of the law that nobody has compared with its official text yet."""
DELIVERY_WAYS: Final = ("书面送达", "公告", "短信加书面")
_NOBODY: Final = "　" * 8


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """送达回证: ``way`` a word of ``DELIVERY_WAYS``; all else is for the pen."""

    way: str = ""
    day: date | None = None
    signature: Signature = field(default=Signature())


def addressed(whom: str, said: str) -> Block:
    """The name of the family's applicant, and below it what is told."""
    text = Text(f"{whom or _NOBODY}：\n　　{said}", "正文", TEXT, lines=8, smallest=TEXT.size)
    return Block("", (Table((Row(((text, 1),)),)),), is_kept=True)


def remedies(decision: str, body: str) -> Block:
    """How to object to ``decision``; ``body``: where a review is asked for."""
    said = (
        f"如不服{decision}，可以自收到本告知书之日起60日内向{body or _NOBODY}申请行政复议，"
        f"或者在6个月内向人民法院提起行政诉讼。{UNCHECKED}"
    )
    return prose("救济\n途径", said)


def issued(fonts: Fonts, width: float, contact: str, day: date | None) -> Block:
    """Who answers questions, and the place of the stamp."""
    said = f"联系人及电话：{contact or _NOBODY}"
    place = SignPlace("经办人（签字）：")
    return Opinion("告知\n单位", said, (place,), day, "（盖章）", a_line=1).block(fonts, width)


def receipt(fonts: Fonts, width: float, delivery: Delivery) -> Block:
    """送达回证: how it was served, who received it, what if it was refused."""
    rows = (
        field_row(
            ("送达方式", ticks(DELIVERY_WAYS, delivery.way), 22, 65),
            ("送达日期", written_date(delivery.day), 22, 44),
        ),
        field_row(("送达地点", "", 22, 131)),
        field_row(("拒收事由", "", 22, 131)),
    )
    signs = (
        SignPlace("受送达人（签字）：", delivery.signature),
        SignPlace("与申请人关系："),
        SignPlace("送达人（签字）："),
        SignPlace("见证人（签字）："),
    )
    block = Opinion("送达\n回证", "", signs, delivery.day, has_thumb=True, least=36)
    return block.block(fonts, width, before=rows)
