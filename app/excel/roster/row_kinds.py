"""Which rows of a table are nobody, and why: totals, signatures, column numbers, remarks.

Whoever cannot be shown to be nobody is read as a person, and refused if need be.
"""

from __future__ import annotations

import re
from typing import Final

from app.domain import person_name
from app.domain.loose_values import is_blank
from app.excel.roster.block import Block

Texts = list[tuple[int, str]]
"""The written cells of a row: column and text."""

_TOTAL: Final = re.compile(
    r"(?:本页|本村|本组|本社|全村|全镇|全乡|全社区|村|镇)?(?:小计|合计|总计|共计|累计)"
)
_FOOTER: Final = re.compile(
    r"(?:制表|填表|填报|审核|复核|审批|经办|经手|分管|主管|负责|单位|领导|主要领导|民政办|村主任|村支书|村民委员会|"
    r"联系人|联系电话|监督|公示|盖章|签字|签章|日期|时间|说明|备注|注|附|填表说明|注意)[^：:]{0,12}[：:]|^注\d?[、.]"
)
_TITLE: Final = re.compile(r"花名册|名册|名单|台账|登记表|统计表|汇总表|公示|明细表|清册|情况表")
_A_PLACE: Final = re.compile(r"(?:村|社区|村委会|居委会|委员会|.[组社])$")
_SAID_OF_A_PERSON: Final = ("relation", "sex", "birth_date", "amount", "account", "phone")


def is_title(text: str) -> bool:
    """Whether a line of its own is the title of a table."""
    return bool(_TITLE.search(text)) and not text.endswith(("。", "；"))


def is_one_line(block: Block, texts: Texts) -> bool:
    """Whether a row says one thing, perhaps in a merged range, and it is no name.

    临江村, 第三组 and 特困花名册 could be names, but nobody is called so.
    """
    at_name = texts[0][0] in {block.columns.get("name"), block.columns.get("head_name")}
    text = person_name.tidy(texts[0][1])
    is_other = bool(_A_PLACE.search(text)) or is_title(text)
    is_name = at_name and person_name.is_name(text) and not is_other
    return not is_name and len({text for _, text in texts}) == 1


def why_nobody(block: Block, row: int, texts: Texts) -> str:
    """Why the row, which is not surely a person and no section line, is nobody; else empty."""
    squeezed = ["".join(text.split()) for _, text in texts]
    if any(_TOTAL.match(text) for text in squeezed[:4]):
        return "合计行"
    if any(_FOOTER.match(text) for text in squeezed):
        return "表尾"
    if _is_column_numbers(block, row, texts):
        return "栏次"
    if is_one_line(block, texts):
        return "说明"
    if not is_blank(block.name_at(row)) or not is_blank(block.own(row, "id_no")):
        return ""
    return "" if _says_something_of_a_person(block, row) else "没有人员"


def _is_column_numbers(block: Block, row: int, texts: Texts) -> bool:
    """甲 乙 1 2 3 … under the header."""
    numbers = [text for _, text in texts if text.isascii() and text.isdigit()]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    rest = {text for _, text in texts} - set(numbers)
    is_counting = len(numbers) >= 3 and numbers == counted and rest <= set("甲乙丙丁戊己")
    return is_counting and row <= block.first_row + 1


def _says_something_of_a_person(block: Block, row: int) -> bool:
    said = [
        field
        for field in _SAID_OF_A_PERSON
        if not is_blank(block.own(row, field)) and not block.covered(row, field)
    ]
    return len(said) >= 2
