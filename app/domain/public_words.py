"""What must never stand on a notice that is posted for everybody to read (domain G.3).

Numbers of identity cards, phones and accounts, house numbers, illnesses and disabilities are
recognised wherever they stand in a text. A child's name cannot be recognised: who is a child is
handed in by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from app.errors import Refused

_NUMBER: Final = r"[0-9一二三四五六七八九十百〇零]+"
_FORBIDDEN: Final[Mapping[str, re.Pattern[str]]] = {
    "身份证号": re.compile(
        r"(?<!\d)\d{6}[ -]?(?:\d{8}|\d{6}|\*{6,8})[ -]?\d{3}[0-9Xx]?(?![0-9Xx])"
    ),
    "银行账号": re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3,}(?:[ -]?\d{1,3})?(?!\d)"),
    "电话号码": re.compile(r"(?<!\d)(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)"),
    "门牌号": re.compile(rf"{_NUMBER}(?:号|栋|幢|单元|室|楼)"),
    "病种": re.compile(
        r"癌|瘤|[患疾慢]病|症|瘫|中风|糖尿|尿毒|透析|高血压|艾滋|结核|肝炎|精神障碍"
    ),
    "残疾类别": re.compile(r"残疾|智障|聋|盲|肢体[一二三四]级|[一二三四]级残"),
}
_ACCOUNT: Final = "银行账号"
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APART: Final = re.compile(r"(?<=[\d*])[\s\-‐-―·．._/]+(?=[\d*Xx])")
"""Between the digits of one number."""
_DATE: Final = re.compile(r"(?<!\d)\d{4}([-./])\d{1,2}\1\d{1,2}(?!\d)")
_IN_NAMES: Final = ("身份证号", "银行账号", "电话号码")
"""Characters of an illness may stand in a name: 霍去病."""


def require_public(
    texts: Mapping[str, str], *, names: Collection[str] = (), children: Collection[str] = ()
) -> None:
    """Refuse a notice that says too much.

    ``texts``: what it says, by field; ``names``: of the applicants it names; ``children``: names
    of minors that must not stand in any of it. Raises ``Refused`` notice_private without
    repeating what was found.
    """
    for field, text in texts.items():
        _refuse_any(field, text, tuple(_FORBIDDEN))
    for name in names:
        _refuse_any("申请人姓名", name, _IN_NAMES)
    named = any(child in text for child in children if child for text in texts.values())
    if named or not frozenset(children).isdisjoint(names):
        raise _refused("公示内容", "未成年人姓名")


def require_no_numbers(texts: Mapping[str, str]) -> None:
    """Refuse a notice in which numbers of certificates or accounts stand; health and phones may.

    For notices by which a family is looked for. Raises ``Refused`` notice_private.
    """
    for field, text in texts.items():
        _refuse_any(field, text, ("身份证号", "银行账号"))


def _refuse_any(field: str, text: str, kinds: tuple[str, ...]) -> None:
    """Also where digits are full-width, or set apart by spaces, dots and dashes."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    joined = _APART.sub("", plain)
    without_days = _APART.sub("", _DATE.sub("日", plain))
    for kind in kinds:
        pattern = _FORBIDDEN[kind]
        close = {_ACCOUNT: without_days}.get(kind, joined if kind in _IN_NAMES else "")
        if pattern.search(plain) or pattern.search(close):
            raise _refused(field, kind)


def _refused(field: str, kind: str) -> Refused:
    sentence = f"“{field}”里有{kind}，不能张贴公示。请删去后再打印。"
    return Refused(sentence, code="notice_private", field=field, kind=kind)
