"""E-21 委托照护协议 and E-21a 委托照护情况书面告知: a parent away has somebody look after the child.

未成年人保护法第二十二、二十三条. A4 portrait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Pages
from app.printing.layout.prose import articles, prose, remarks
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.tables import field_row
from app.printing.layout.text import Text
from app.printing.paper import Paper
from app.printing.parent_block import GuardianLines, guardian_row
from app.printing.person_block import PersonLines, person_rows
from app.printing.sheets import Sheet
from app.printing.style import MM, TEXT
from app.printing.wording import TICKED, UNTICKED, written_date

VERSION: Final = "E-21 2026年第1版"
TITLE: Final = "委托照护协议（监护责任确认书）"
TOLD_VERSION: Final = "E-21a 2026年第1版"
TOLD_TITLE: Final = "委托照护情况书面告知"

UNFIT: Final = (
    "曾实施性侵害、虐待、遗弃、拐卖、暴力伤害等违法犯罪行为",
    "有吸毒、酗酒、赌博等恶习",
    "曾拒不履行或者长期怠于履行监护、照护职责",
    "其他不适宜担任被委托人的情形",
)


@dataclass(frozen=True, kw_only=True)
class EntrustedCareSheet(Sheet):
    """All of E-21 and E-21a. ``unfit``: words of ``UNFIT`` that hold; ``school``, ``village``:
    who is told."""

    child: PersonLines = field(default=PersonLines())
    father: PersonLines = field(default=PersonLines())
    father_place: str = ""
    mother: PersonLines = field(default=PersonLines())
    mother_place: str = ""
    carer: PersonLines = field(default=PersonLines())
    carer_relation: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    child_wish: str = ""
    emergency: str = ""
    unfit: tuple[str, ...] = ()
    school: str = ""
    village: str = ""


def draw_agreement(pages: Pages, sheet: EntrustedCareSheet, frame: Frame) -> None:
    """Draw the rows of E-21 into ``frame``."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    flow.add(
        _party("甲方\n（父亲）", sheet.father, ("外出地点", sheet.father_place)),
        _party("甲方\n（母亲）", sheet.mother, ("外出地点", sheet.mother_place)),
        _party("乙方\n（被委\n托人）", sheet.carer, ("与儿童关系", sheet.carer_relation)),
        Block("儿童", (Table(person_rows(sheet.child)),), is_kept=True),
        _terms(sheet),
        articles("甲方\n承诺", _PARENTS),
        articles("乙方\n承诺", _CARER),
        prose("乙方\n声明", _unfit(sheet), least=9 * MM),
        _signed("甲方", "父亲（签字）：", "母亲（签字）：").block(pages.fonts, width),
        _signed("乙方", "被委托人（签字）：", "儿童本人：").block(pages.fonts, width),
        _village().block(pages.fonts, width),
        remarks(_NOTES),
    )
    flow.end()


def _party(label: str, who: PersonLines, more: tuple[str, str]) -> Block:
    rows = (*person_rows(who), field_row((*more, 26, 127)))
    return Block(label, (Table(rows),), is_kept=True)


def _period(sheet: EntrustedCareSheet) -> str:
    return f"{written_date(sheet.since)}至{written_date(sheet.until)}"


def _terms(sheet: EntrustedCareSheet) -> Block:
    rows = (
        field_row(("委托原因", sheet.reason, 26, 127)),
        field_row(("委托期限", _period(sheet), 26, 127)),
        field_row(("儿童意愿", sheet.child_wish, 26, 127)),
        field_row(("紧急联系人", sheet.emergency, 26, 127)),
    )
    return Block("委托\n事项", (Table(rows),), is_kept=True)


_PARENTS: Final = (
    "与儿童和乙方至少每周联系和交流一次，了解儿童的生活、学习、心理等情况；收到乙方、学校、村（居）"
    "民委员会通知的，及时回应。",
    "承担儿童的生活、学习、医疗等费用。",
    "将乙方和外出地点、联系方式及时书面告知儿童的学校、幼儿园和村（居）民委员会；有变化的重新告知。",
    "委托照护不免除甲方的监护责任；寒暑假和重要节日尽量返乡或者接儿童团聚。",
)
_CARER: Final = (
    "照料儿童的饮食起居，保证营养、卫生和按时作息；生病时及时送医并告知甲方。",
    "督促儿童按时上学，与学校保持联系；关心儿童心理，不打骂、不侮辱、不忽视。",
    "教育儿童防溺水、防火、防触电和交通安全，防范性侵害；不让不满8周岁的儿童独处。",
    "儿童受到侵害、疑似受到侵害或者面临危险的，立即报警，并告知甲方和村（居）民委员会。",
    "不再适宜照护的，及时告知甲方，甲方落实新的被委托人之前继续照护。",
)


def _unfit(sheet: EntrustedCareSheet) -> str:
    lines = (f"{TICKED if each in sheet.unfit else UNTICKED}{each}" for each in UNFIT)
    return "乙方没有下列情形（有的打勾，不得担任被委托人）：\n" + "\n".join(lines)


def _signed(label: str, *captions: str) -> Opinion:
    signs = [SignPlace(caption) for caption in captions]
    return Opinion(label, "", signs, None, has_thumb=True, least=30 * MM)


def _village() -> Opinion:
    return Opinion(
        "村（居）\n委会\n见证", "", (SignPlace("见证人（签字）："),), None, "（盖章）", a_line=1
    )


_NOTES: Final = "甲方、乙方、村（居）民委员会各执一份。年满8周岁的儿童本人签字或者按手印。"


# -- E-21a ---------------------------------------------------------------------------------------


def draw_told(pages: Pages, sheet: EntrustedCareSheet, frame: Frame) -> None:
    """Draw the rows of E-21a into ``frame``: what the school and the village are told."""
    flow = Flow(pages, frame)
    width = frame.right - frame.left
    carer = GuardianLines(
        name=sheet.carer.name,
        relation=sheet.carer_relation,
        id_no=sheet.carer.id_no,
        phone=sheet.carer.phone,
    )
    flow.add(
        _opening(sheet),
        Block("儿童", (Table(person_rows(sheet.child)),), is_kept=True),
        _away(sheet),
        Block("被委\n托人", (Table(guardian_row(carer, "姓名")),), is_kept=True),
        prose("请予\n协助", _ASKED, least=16 * MM),
        _signed("告知人", "父亲（签字）：", "母亲（签字）：").block(pages.fonts, width),
        _received("学校\n签收").block(pages.fonts, width),
        _received("村（居）\n委会\n签收").block(pages.fonts, width),
    )
    flow.end()


def _opening(sheet: EntrustedCareSheet) -> Block:
    room = "　" * 10
    said = (
        f"{sheet.school or f'{room}学校（幼儿园）'}、{sheet.village or f'{room}村（居）民委员会'}：\n"
        "　　我们因"
        f"{sheet.reason or room}外出，自{_period(sheet)}委托他人照护孩子，现将有关情况书面告知。"
    )
    text = Text(said, "正文", TEXT, lines=8, smallest=TEXT.size)
    return Block("", (Table((Row(((text, 1),)),)),), is_kept=True)


def _away(sheet: EntrustedCareSheet) -> Block:
    rows: list[Row] = []
    for who, one, place in (
        ("父亲", sheet.father, sheet.father_place),
        ("母亲", sheet.mother, sheet.mother_place),
    ):
        rows.append(
            field_row(
                (who, one.name, 14, 34), ("外出地点", place, 20, 42), ("电话", one.phone, 12, 31)
            )
        )
    return Block("父母", (Table(rows),), is_kept=True)


_ASKED: Final = (
    "请学校、幼儿园关注孩子的出勤、学习和心理，请村（居）民委员会关注孩子的生活和安全；发现孩子情况"
    "异常的，请立即与我们和被委托人联系，必要时报警。"
)


def _received(label: str) -> Opinion:
    return Opinion(label, "", (SignPlace("签收人（签字）："),), None, "（盖章）", a_line=1)


PAPERS: Final[Sequence[Paper]] = (
    Paper("E-21", TITLE, EntrustedCareSheet, draw_agreement, VERSION),
    Paper("E-21a", TOLD_TITLE, EntrustedCareSheet, draw_told, TOLD_VERSION),
)
