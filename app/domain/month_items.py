"""The items of each monthly table, in their groups, as the form names them (domain E-33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

Items = Mapping[str, Sequence[str]]
"""Group -> its items. An item is known by both."""

DIBAO_ITEMS: Final[Items] = {
    "保障对象": ("低保户数", "低保人数"),
    "其中": ("女性", "老年人", "未成年人", "残疾人"),
    "劳动能力": ("部分丧失", "完全丧失"),
    "致贫原因": ("疾病", "残疾", "因学", "灾害", "缺乏劳动力", "其他原因"),
    "当月变动": ("新增户数", "新增人数", "退出户数", "退出人数"),
    "累计支出": ("总支出", "低保金", "物价补贴", "高龄补贴", "其他补贴"),
    "当月支出": ("当月总支出", "当月低保金", "当月物价补贴", "当月高龄补贴", "当月其他补贴"),
    "人均": ("当月人均补助额",),
}
RESCUE_ITEMS: Final[Items] = {
    "受助": ("受助总人数", "平均在站天数"),
    "性别": ("男", "女"),
    "年龄": ("6岁以下", "7至18岁", "19至59岁", "60岁以上", "未成年男性"),
    "健康": ("健康", "危重病人", "精神障碍", "智力残疾", "肢体残疾"),
    "来源": ("本省籍", "外省籍", "无法查明"),
    "离站方式": (
        "安置",
        "提供乘车凭证",
        "自行返乡",
        "终止救助",
        "擅自离站",
        "护送返乡",
        "其中跨省护送",
        "接领返乡",
        "其中跨省接领",
        "死亡",
        "滞站",
        "其他方式",
    ),
    "救助类型": (
        "医疗救治",
        "教育矫治",
        "家庭寄养",
        "生活救助",
        "返乡救助",
        "临时安置",
        "其他类型",
    ),
    "特殊人员": ("打拐解救", "家暴受害", "服刑人员子女", "留守儿童", "港澳台", "外籍"),
}
CHILD_AGES: Final = ((0, 5), (6, 11), (12, 15), (16, 17))
"""First and last year of age of each band."""
_OF_CHILDREN: Final = (
    "人数",
    "男",
    "女",
    *(f"{low}至{high}岁" for low, high in CHILD_AGES),
    "本月走访",
)
CHILD_ITEMS: Final[Items] = {
    "在册": _OF_CHILDREN,
    "孤儿": _OF_CHILDREN,
    "事实无人抚养": _OF_CHILDREN,
    "留守儿童": _OF_CHILDREN,
    "困境儿童": _OF_CHILDREN,
}
