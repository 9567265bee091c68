"""How papers that serve several schemes speak of each: its name, its refusal, its money, its basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DIBAO: Final = "最低生活保障"
TEKUN: Final = "特困人员救助供养"
EDGE: Final = "低保边缘家庭认定"
RIGID: Final = "刚性支出困难家庭认定"


@dataclass(frozen=True)
class SchemeWords:
    """``refused``: what a refusal says; ``money``: what is paid, blank where nothing is.

    ``basis``: the rules by name; which article of it, the paper says where it knows it.
    """

    refused: str
    money: str
    basis: str


_DIBAO_BASIS: Final = "《最低生活保障审核确认办法》（民发〔2021〕57号）"
WORDS: Final[Mapping[str, SchemeWords]] = {
    DIBAO: SchemeWords("不予确认最低生活保障", "最低生活保障金", _DIBAO_BASIS),
    TEKUN: SchemeWords(
        "不予确认特困人员救助供养", "特困人员救助供养金", "《特困人员认定办法》（民发〔2021〕43号）"
    ),
    EDGE: SchemeWords("不予认定低保边缘家庭", "", _DIBAO_BASIS),
    RIGID: SchemeWords("不予认定刚性支出困难家庭", "", "《刚性支出困难家庭认定办法》"),
}
"""By the name of the scheme, as papers write it."""


def basis(scheme: str, article: str) -> str:
    """The rules, with the article where they are those of 最低生活保障, which are known."""
    return WORDS[scheme].basis + (article if scheme == DIBAO else "")
