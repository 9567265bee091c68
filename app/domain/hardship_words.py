"""The words people use for why a family is in hardship, as codes of ``codes.HARDSHIP``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from app.domain.codes import HARDSHIP

OTHER: Final = "99"

_WORDS: Final[Mapping[str, str]] = {
    "1": "病 因病 疾病 患病 大病 重病 重大疾病 重特大疾病 慢性病 慢病 长期患病 多病 体弱多病 因病致贫 因病致困",
    "2": "残 因残 残疾 重残 伤残 智残 因残致贫 因残致困",
    "3": "学 因学 上学 就学 读书 教育 因学致贫 因学致困",
    "4": "灾 因灾 灾害 受灾 自然灾害 因灾致贫",
    "5": "缺劳 缺劳力 缺劳动力 缺乏劳力 无劳力 无劳动力 劳动力不足 劳力不足 无劳动能力 丧失劳动能力 弱劳力",
    "6": "失业 收入低 低收入 无收入 无业 下岗 无固定收入 收入不稳定 因失业",
    "7": "意外 因意外 意外事故 事故 车祸 交通事故 突发事故 工伤",
    "8": "变故 丧偶 离异 离婚 服刑 单亲 丧父 丧母 孤儿 家庭变故",
    "9": "老 因老 年老 老年 年迈 高龄 老弱 老龄 年老体弱 无人赡养",
    OTHER: "其他 其它 其他原因 缺技术 缺资金 缺土地",
}
_BY_WORD: Final[Mapping[str, str]] = {label: code for code, label in HARDSHIP} | {
    word: code for code, words in _WORDS.items() for word in words.split()
}
_BETWEEN: Final = re.compile(r"[\s\u200b-\u200f\ufeff、,，;；/\\|+.。()]+|[和及]")
_LONGEST: Final = max(map(len, _BY_WORD))


def read_hardships(text: str) -> tuple[str, ...] | None:
    """The codes in ``text`` (因病, 因病、因残, 病残), each once; None when a part is not known."""
    found: list[str] = []
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)):
        while part:
            word = next((w for n in range(_LONGEST, 0, -1) if (w := part[:n]) in _BY_WORD), "")
            if not word:
                return None
            found.append(_BY_WORD[word])
            part = part[len(word) :]
    return tuple(dict.fromkeys(found))
