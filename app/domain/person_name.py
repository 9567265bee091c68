"""The name of a person (V-NAME): what may stand in it, and how a typed one is tidied.

Rare characters are names, not mistakes: no ideograph is ever replaced by another.
"""

from __future__ import annotations

import re
from typing import Final

from app.errors import Refused

SHORTEST: Final = 2
LONGEST: Final = 50
DOT: Final = "·"
"""U+00B7, the middle dot of minority names; other dots people type become this one."""

_IDEOGRAPH: Final = (
    r"\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24"
    r"\ufa27-\ufa29\uf900-\ufaff\U00020000-\U0003ffff"
)
_NAME: Final = re.compile(rf"[{_IDEOGRAPH}]+(?:{DOT}[{_IDEOGRAPH}]+)*")
_SELF_CALLED: Final = re.compile(rf"自称[{_IDEOGRAPH}{DOT}×]+")
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACES: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'`＇]+")
_OTHER_DOTS: Final = str.maketrans(dict.fromkeys("•‧・･∙⋅．●。.", DOT))
_ASIDE: Final = re.compile(r"[（(【\[]([^）)】\]]*)[）)】\]]")


def parse(text: str) -> str:
    """The name in ``text``: spaces gone, its dots middle dots.

    Raises ``Refused``: name_missing, name_private_use, name_invalid (V-NAME).
    """
    name = tidy(text)
    if not name:
        raise Refused("没有填写姓名。请填写姓名。", code="name_missing")
    if _PRIVATE_USE.search(name):
        raise Refused(
            "姓名里有自造字，别的电脑显示不出来。请用“生僻字”键盘重新录入这个字。",
            code="name_private_use",
        )
    if not is_name(name):
        raise Refused(
            "姓名应为2至50个汉字，只可夹间隔号“·”。请更正姓名。",
            code="name_invalid",
        )
    return name


def is_name(name: str) -> bool:
    """Whether ``name`` holds as it stands (V-NAME; 无名氏 and 自称××× for unknown wanderers)."""
    shape = _NAME.fullmatch(name) or _SELF_CALLED.fullmatch(name)
    return bool(shape) and SHORTEST <= len(name) <= LONGEST


def tidy(text: str) -> str:
    """``text`` without spaces of any kind, every dot a middle dot, none at the ends."""
    return _SPACES.sub("", text).translate(_OTHER_DOTS).strip(DOT)


def without_aside(text: str) -> tuple[str, str]:
    """A typed name and what stood in brackets beside it: "张三（已故）" is 张三 and 已故."""
    asides = "、".join(part.strip() for part in _ASIDE.findall(text) if part.strip())
    return _ASIDE.sub("", text), asides
