"""What can be wrong with a row of a roster: code, how much it matters, the sentence for people.

One rule decides the severity: what is missing is a remark, what is there but cannot be understood
and concerns who somebody is, where they live or how much they get is refused as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["refused", "remark"]
Status = Literal["accepted", "remark", "refused"]

REFUSED: Final[Severity] = "refused"
REMARK: Final[Severity] = "remark"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one row; ``column`` is the label in the sheet, or the field's own."""

    column: str
    code: str
    message: str
    severity: Severity


PROBLEMS: Final[Mapping[str, tuple[Severity, str]]] = {
    "id_check_digit": (REFUSED, "证件号校验码不对。请对照证件更正后再导入。"),
    "id_length": (REFUSED, "证件号应为18位，现有{length}位。请对照证件补全后再导入。"),
    "id_lost_precision": (
        REFUSED,
        "证件号存成了数字，后几位已经丢失。请把这一列设为“文本”格式，对照证件重新录入。",
    ),
    "id_characters": (
        REFUSED,
        "证件号里有不该出现的字符（例如把0写成O）。请对照证件更正后再导入。",
    ),
    "id_masked": (REFUSED, "证件号被星号遮住了。请填写完整的证件号后再导入。"),
    "id_area": (REFUSED, "证件号前两位不是省级代码。请对照证件更正后再导入。"),
    "id_birth_date": (REFUSED, "证件号里的出生日期不成立。请对照证件更正后再导入。"),
    "id_duplicate": (REFUSED, "与{place}的证件号相同。请核实哪一行是对的，更正后再导入。"),
    "id_missing": (REMARK, "没有证件号，按无证件号导入。请入户时核实补填。"),
    "id_15_converted": (REMARK, "15位证件号已转换为{number}。请入户时核对新证件。"),
    "id_rounded": (REMARK, "证件号以000结尾，可能被表格截断过。请对照证件核对。"),
    "id_known": (REMARK, "这个证件号已经有档案：{who}。导入时更新该档案，不另建。"),
    "name_missing": (REFUSED, "没有填写姓名。请补填姓名后再导入。"),
    "name_invalid": (REFUSED, "姓名应为2至50个汉字，只可夹间隔号“·”。请更正后再导入。"),
    "name_private_use": (
        REFUSED,
        "姓名里有自造字，别的电脑显示不出来。请换成正式的生僻字后再导入。",
    ),
    "amount_unreadable": (REFUSED, "看不懂这个金额。请改写成数字（如445）后再导入。"),
    "amount_rounded": (REMARK, "金额不足一分的部分已四舍五入为{amount}元。请核对。"),
    "month_unreadable": (REFUSED, "看不懂起始年月。请改写成“2023年11月”的样子后再导入。"),
    "month_ambiguous": (
        REFUSED,
        "起始年月存成了数字{typed}，看不出是1月还是10月。请改写成“{year}年1月”或“{year}年10月”。",
    ),
    "village_unknown": (
        REFUSED,
        "认不出所在的村（社区），或有同名的村。请写明乡镇和村名，或在导入时为这张表选定村。",
    ),
    "relation_unknown": (
        REMARK,
        "看不懂与户主的关系“{typed}”，先不填。请入户时核实补填。",
    ),
    "relation_missing": (REMARK, "没有填写与户主的关系。请入户时核实补填。"),
    "head_mismatch": (
        REMARK,
        "关系写的是“{typed}”，但本户户主是{head}。先不填关系，请核实补填。",
    ),
    "account_invalid": (REMARK, "银行账号应为8至30位数字，这一项没有导入。请核实补填。"),
    "account_lost_precision": (
        REMARK,
        "银行账号存成了数字，后几位已经丢失，这一项没有导入。请对照存折补填。",
    ),
    "phone_invalid": (REMARK, "电话不是手机号或带区号的座机号，这一项没有导入。请核实补填。"),
    "birth_mismatch": (REMARK, "填写的出生日期与证件号不符，已按证件号导入。请核实。"),
    "birth_unreadable": (REMARK, "看不懂出生日期，这一项没有导入。请核实补填。"),
    "sex_unreadable": (REMARK, "看不懂性别，这一项没有导入。请核实补填。"),
    "nation_unknown": (REMARK, "看不懂民族“{typed}”，这一项没有导入。请核实补填。"),
    "hardship_unknown": (REMARK, "致困原因“{typed}”不在名目里，按“其他”导入。请核实。"),
    "count_unreadable": (REMARK, "看不懂人数“{typed}”，这一项没有导入。请核实补填。"),
    "cell_unreadable": (REFUSED, "这一格{why}，读不出来。请更正后再导入。"),
    "cell_left_out": (REMARK, "这一格{why}，这一项没有导入。请核实补填。"),
    "sex_mismatch": (REMARK, "填写的性别与证件号不符，已按证件号导入。请核实。"),
}
"""Code -> severity and sentence; the facts in braces are given where the problem is found."""


def problem(code: str, column: str, **facts: object) -> Problem:
    """The problem ``code`` at ``column``, its sentence filled with ``facts``."""
    severity, sentence = PROBLEMS[code]
    return Problem(column, code, sentence.format(**facts), severity)


def status_of(problems: tuple[Problem, ...]) -> Status:
    """The worst of ``problems`` decides what happens to the row."""
    if any(each.severity == REFUSED for each in problems):
        return "refused"
    return "remark" if problems else "accepted"
