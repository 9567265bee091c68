"""E-06: what a family is told on applying: papers are missing, it is accepted, it is not accepted.

Each of the three has its own code: E-06, E-06-2, E-06-3. A4 portrait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.pages import Pages
from app.printing.layout.prose import prose
from app.printing.layout.rows import Block, Table
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.schemes import DIBAO, basis
from app.printing.served import (
    NOTICE_BELOW,
    UNCHECKED,
    Delivery,
    addressed,
    issued,
    receipt,
    remedies,
)
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.wording import written_date

SUPPLEMENT_VERSION: Final = "E-06 2026年第1版"
ACCEPTED_VERSION: Final = "E-06-2 2026年第1版"
REJECTED_VERSION: Final = "E-06-3 2026年第1版"


@dataclass(frozen=True, kw_only=True)
class IntakeSheet(Sheet):
    """All of the three. ``scheme``: a name of ``schemes.WORDS``; ``received``, ``missing``: the lists of papers, as they are told.

    ``supply_by``: 补正期限; ``review_body``: where an administrative review is asked for.
    """

    scheme: str = DIBAO
    applicant: str = ""
    case_no: str = ""
    applied_on: date | None = None
    received: str = ""
    missing: str = ""
    supply_by: date | None = None
    accepted_on: date | None = None
    reason: str = ""
    review_body: str = ""
    contact: str = ""
    delivery: Delivery = field(default=Delivery())


def draw_supplement(pages: Pages, sheet: IntakeSheet, frame: Frame) -> None:
    """Draw the 一次性补正告知书 into ``frame``."""
    said = (
        f"您于{written_date(sheet.applied_on)}提出的{sheet.scheme}申请已经收到。经审查，申请材料不齐全"
        "或者不符合规定形式，现一次性告知您需要补正的全部内容。"
    )
    late = f"逾期不补正的，视为撤回申请，以后可以重新申请。{UNCHECKED}"
    limit = field_row(("补正期限", f"请于{written_date(sheet.supply_by)}前补齐。{late}", 24, 146))
    blocks = (
        prose("收到\n材料", sheet.received, least=26 * MM),
        prose("需补正\n材料", sheet.missing, least=34 * MM),
        Block("", (Table((limit,)),), is_kept=True),
    )
    _draw(pages, sheet, frame, said, blocks)


def draw_accepted(pages: Pages, sheet: IntakeSheet, frame: Frame) -> None:
    """Draw the 受理通知书 into ``frame``."""
    said = (
        f"您于{written_date(sheet.applied_on)}提出的{sheet.scheme}申请，材料齐全，现予受理。"
        "我们将依法开展家庭经济状况信息核对和入户调查，请您予以配合；家庭人口、收入、财产有变化的，"
        "请及时告知。"
    )
    row = field_row(
        ("受理编号", sheet.case_no, 24, 61), ("受理日期", written_date(sheet.accepted_on), 24, 61)
    )
    blocks = (
        Block("", (Table((row,)),), is_kept=True),
        prose("收到\n材料", sheet.received, least=26 * MM),
    )
    _draw(pages, sheet, frame, said, blocks)


def draw_rejected(pages: Pages, sheet: IntakeSheet, frame: Frame) -> None:
    """Draw the 不予受理告知书 into ``frame``."""
    said = f"您于{written_date(sheet.applied_on)}提出的{sheet.scheme}申请，经审查，决定不予受理。"
    blocks = (
        prose("不予受理\n理由", sheet.reason, least=34 * MM),
        prose("依据", f"{basis(sheet.scheme, '第十二条')}{UNCHECKED}", least=9 * MM),
        remedies("不予受理决定", sheet.review_body),
    )
    _draw(pages, sheet, frame, said, blocks)


def _draw(
    pages: Pages, sheet: IntakeSheet, frame: Frame, said: str, blocks: Sequence[Block]
) -> None:
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        addressed(sheet.applicant, said),
        *blocks,
        issued(pages.fonts, width, sheet.contact, sheet.day),
        receipt(pages.fonts, width, sheet.delivery),
    )
    flow.end()


def _paper(
    code: str, ending: str, draw: Callable[[Pages, IntakeSheet, Frame], None], version: str
) -> Paper:
    def titled(sheet: IntakeSheet) -> str:
        return f"{sheet.scheme}{ending}"

    title = titled(IntakeSheet())
    return Paper(code, title, IntakeSheet, draw, version, below=NOTICE_BELOW, titled=titled)


PAPERS: Final[Sequence[Paper]] = (
    _paper("E-06", "申请一次性补正告知书", draw_supplement, SUPPLEMENT_VERSION),
    _paper("E-06-2", "申请受理通知书", draw_accepted, ACCEPTED_VERSION),
    _paper("E-06-3", "申请不予受理告知书", draw_rejected, REJECTED_VERSION),
)
