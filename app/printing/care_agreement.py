"""E-12 分散供养特困人员照料服务协议: township, carer, and the person cared for. A4 portrait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from app.printing.layout.amounts import amount_row
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import articles, remarks
from app.printing.layout.rows import Block, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import field_row
from app.printing.paper import Paper
from app.printing.person_block import PersonLines, person_rows
from app.printing.served import UNCHECKED
from app.printing.sheets import Sheet
from app.printing.style import MM
from app.printing.tekun_approval import CARE_GRADES
from app.printing.wording import ticks, written_date

VERSION: Final = "E-12 2026年第1版"
TITLE: Final = "分散供养特困人员照料服务协议"


@dataclass(frozen=True, kw_only=True)
class CareAgreementSheet(Sheet):
    """All of E-12. ``fee`` in 元/月: the care money of the grade."""

    township: str = ""
    carer: PersonLines = field(default=PersonLines())
    carer_relation: str = ""
    person: PersonLines = field(default=PersonLines())
    guardian: str = ""
    grade: str = ""
    fee: Decimal | None = None
    pay_way: str = ""
    since: date | None = None
    until: date | None = None
    witness: str = ""


def draw_care_agreement(pages: Pages, sheet: CareAgreementSheet, frame: Frame) -> None:
    """Draw the rows of the agreement into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        Block("甲方", (Table((field_row(("乡镇（街道）", sheet.township, 28, 125)),)),)),
        _party("乙方\n（照料人）", sheet.carer, ("与丙方关系", sheet.carer_relation)),
        _party("丙方\n（特困\n人员）", sheet.person, ("监护人", sheet.guardian)),
        _terms(sheet),
        articles("服务\n内容", _SERVICES),
        articles("考核和\n责任", _DUTIES),
        articles("变更、\n终止", _ENDS),
        _signed("甲方", "经办人（签字）：", seal="（盖章）").block(pages.fonts, width),
        _signed("乙方", "照料人（签字）：", thumb=True).block(pages.fonts, width),
        _signed("丙方", "本人或监护人（签字）：", thumb=True).block(pages.fonts, width),
        _signed("村（居）\n见证", "见证人（签字）：", seal="（盖章）").block(pages.fonts, width),
        remarks("本协议一式三份，甲、乙、丙三方各执一份。"),
    )
    flow.end()


def _party(label: str, who: PersonLines, more: tuple[str, str]) -> Block:
    rows = (*person_rows(who), field_row((*more, 28, 125)))
    return Block(label, (Table(rows),), is_kept=True)


def _terms(sheet: CareAgreementSheet) -> Block:
    until = f"{written_date(sheet.since)}至{written_date(sheet.until)}"
    rows = (
        field_row(("护理等级", ticks(CARE_GRADES, sheet.grade), 24, 129), lines=1),
        amount_row("每月费用", sheet.fee),
        field_row(("支付方式", sheet.pay_way, 24, 129)),
        field_row(("服务期限", until, 24, 129)),
    )
    return Block("费用和\n期限", (Table(rows),), is_kept=True)


_SERVICES: Final = (
    "日常看护：了解丙方身体和精神状况，照看用火、用电、用气和出行安全。",
    "生活照料：帮助丙方做饭、洗衣、打扫卫生、洗澡理发，保持居室和衣被整洁。",
    "送医陪护：丙方生病时及时送医，住院期间陪护，并告知甲方和村（居）民委员会。",
    f"服务次数：全护理每日照料；半护理每周不少于　　次；全自理每周探访不少于　　次。{UNCHECKED}",
    "应急报告：丙方走失、受伤、病危、死亡，或者住房出现险情的，乙方立即报告甲方。",
    "乙方不得虐待、遗弃、侮辱丙方，不得占用丙方的供养金和财物。",
)
_DUTIES: Final = (
    "甲方按月支付照料费用，每季度走访检查服务情况；服务不到位的，要求改正，必要时更换照料人。",
    "乙方按约定提供服务，如实填写服务记录，接受甲方和村（居）民委员会检查。",
    "因乙方故意或者重大过失造成丙方人身、财产损害的，由乙方依法承担责任。",
    "丙方配合照料，向甲方如实反映服务情况，可以要求更换照料人。",
)
_ENDS: Final = (
    "丙方护理等级变化的，自变化次月起调整服务和费用；丙方入住供养服务机构、不再享受救助供养或者"
    "死亡的，本协议终止。",
    "乙方不再提供照料的，提前30日告知甲方；甲方落实新的照料人之前，乙方继续照料。",
    "因本协议发生争议的，协商解决；协商不成的，可以请人民调解委员会调解，或者依法向人民法院起诉。",
)


def _signed(label: str, caption: str, *, seal: str = "", thumb: bool = False) -> Opinion:
    least = (34 if thumb else 46) * MM
    place = SignPlace(caption)
    return Opinion(label, "", (place,), None, seal, has_thumb=thumb, least=least, a_line=1)


PAPER: Final = Paper(
    "E-12", TITLE, CareAgreementSheet, draw_care_agreement, VERSION, below=("签订单位", "签订日期")
)
