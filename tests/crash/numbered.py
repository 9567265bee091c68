"""The answers of the robot, by number: number n goes to one of four questions, and says n."""

from __future__ import annotations

from typing import Final

ROUND: Final = ("@visitor/2", "head/hname", "@respondent", "need/reason")
"""Around the form and in it, on three pages."""

_DIGITS: Final = "零一二三四五六七八九"
_IN_CHINESE: Final = {ord(str(n)): digit for n, digit in enumerate(_DIGITS)}
_IN_FIGURES: Final = {ord(digit): str(n) for n, digit in enumerate(_DIGITS)}


def path_of(number: int) -> str:
    """The question that answer ``number``, from 1, goes to."""
    return ROUND[(number - 1) % len(ROUND)]


def value_of(number: int) -> str:
    """What answer ``number`` says: 第一零七答, which a name may be too."""
    return f"第{str(number).translate(_IN_CHINESE)}答"


def number_in(value: str) -> int:
    """Which answer a value is; 0 for what no robot wrote."""
    digits = value.removeprefix("第").removesuffix("答").translate(_IN_FIGURES)
    return int(digits) if digits.isdecimal() and value == value_of(int(digits)) else 0


def answers_after(number: int) -> dict[str, str]:
    """What each question says after answer ``number``; not those that none went to yet."""
    last = range(max(1, number - len(ROUND) + 1), number + 1)
    return {path_of(one): value_of(one) for one in last}
