"""Pinyin of names, for finding them: every reading a name may have, surnames read as surnames.

pypinyin knows the characters but not that 单 at the start of a name is shàn; the table here does.
Its phrase book (25 MB in memory) is of no use for names and stays unloaded.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, product
from math import prod
from typing import Final

SURNAMES: Final[dict[str, str]] = {
    row[0]: row[1:]
    for row in (
        ",str =dict rrow 单shan 仇qiu 曾zeng 查zha 解xie 任ren 区ou 盖ge 员yun 朴piao 种chong "
        "缪miao 繁po 折she 乐yue 尉wei 翟zhai 纪ji 华hua 黑he 秘bi 冼xian 召shao 洗xian 覃qin 那na "
        "宁ning 卜bu 石shi 重chong 祭zhai 车che 晁chao 谌chen 逄pang 能nai 不fou 教jiao 降xiang 隗wei "
        "适kuo 燕yan 应ying 於yu 令ling 么yao 牟mou 殷yin 訾zi 撒sa 相xiang 贾jia 郇xun 哈ha 郗chi "
        "晟cheng 臧zang 沈shen"
    ).split()
}
"""Surnames that are read otherwise than the character mostly is, or that have several readings."""

COMPOUND_SURNAMES: Final[dict[str, tuple[str, str]]] = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
}
MOST_SPELLINGS: Final = 8


def name_keys(name: str) -> frozenset[str]:
    """What somebody may type for ``name``: zhangxiaofang, zxf, zhangxf; in all its readings.

    At most ``MOST_SPELLINGS`` of each form, the likeliest first.
    """
    readings = name_readings(name)
    if not readings:
        return frozenset()
    first = readings[0]
    initials = [_initials(each) for each in readings]
    mixed = [first, *initials[1:]]
    return frozenset[str]().union(*map(_spellings, (readings, initials, mixed)))


def _initials(readings: Sequence[str]) -> Sequence[str]:
    return (readings[0][0],) if len(readings) == 1 else _distinct(one[0] for one in readings)


def _spellings(form: Sequence[Sequence[str]]) -> Iterable[str]:
    """All ways to take one of each if they are few, else the likeliest."""
    if prod(map(len, form)) <= MOST_SPELLINGS:
        return map("".join, product(*form))
    return islice(_likeliest(form), MOST_SPELLINGS)


def _likeliest(form: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every way to take one of each, those first that leave the fewest first choices."""
    waiting: deque[tuple[int, ...]] = deque([(0,) * len(form)])
    seen = set(waiting)
    while waiting:
        chosen = waiting.popleft()
        yield "".join(each[place] for each, place in zip(form, chosen, strict=True))
        for which, place in enumerate(chosen):
            following = (*chosen[:which], place + 1, *chosen[which + 1 :])
            if place + 1 < len(form[which]) and following not in seen:
                seen.add(following)
                waiting.append(following)


def name_readings(name: str) -> list[Sequence[str]]:
    """For each character that has any, its readings without tones, the likeliest first."""
    compound = COMPOUND_SURNAMES.get(name[:2], ())
    found: list[Sequence[str]] = []
    for place, character in enumerate(name):
        readings = char_readings(character)
        special = compound[place] if place < len(compound) else ""
        if place == 0 and not special:
            special = SURNAMES.get(character, "")
        if special or readings:
            found.append(_distinct((special, *readings) if special else readings))
    return found


@lru_cache(maxsize=8000)
def char_readings(character: str) -> tuple[str, ...]:
    """Every reading of one character, ü written v; none for what is not a Chinese character."""
    return _distinct(_dictionary()(character))


@cache
def _dictionary() -> Callable[[str], Sequence[str]]:
    """Loaded when the first name is spelt (70 ms, 13 MB), not when the program starts."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    def look_up(character: str) -> Sequence[str]:
        found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        return [each for each in (found[0] if found else ()) if each]

    return look_up


def typed(text: str) -> str:
    """What was typed as pinyin, as keys are written: small letters, ü as v, nothing between."""
    return "".join(
        each for each in text.lower().replace("ü", "v") if each.isascii() and each.isalpha()
    )


def _distinct(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
