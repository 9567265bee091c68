"""Regular expressions that always end: Python's engine for tame patterns, sets of positions for
patterns that could make a backtracking engine run for years. Digits, words and blanks are ASCII."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from app.forms.xpath import ExpressionError

# The parsed form of a pattern is not public, but has been stable since Python 2; a test pins it.
parser: Any = getattr(re, "_parser")  # noqa: B009
_WIDE = 16
_MAX_PATTERN, _MAX_SUBJECT, _MAX_TAME, _MAX_WORK = 1_000, 20_000, 1_000, 200_000
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_UNTAMED = frozenset({"ASSERT", "ASSERT_NOT", "GROUPREF", "GROUPREF_EXISTS", "ATOMIC_GROUP"})


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text matches; raises ``ExpressionError`` for a pattern that is none."""
    if len(text) > _MAX_SUBJECT:
        raise ExpressionError("文字太长，不能用 regex 检查")
    return _matcher(pattern)(text)


@lru_cache(maxsize=2_000)
def _matcher(pattern: str) -> Callable[[str], bool]:
    if len(pattern) > _MAX_PATTERN:
        raise ExpressionError("regex 的模式太长")
    try:
        tree = parser.parse(pattern, re.ASCII)
        if _is_tame(tree):
            compiled = re.compile(pattern, re.ASCII)
            return lambda text: (
                compiled.fullmatch(text) is not None
                if len(text) <= _MAX_TAME
                else len(text) in Positions(text).sequence(tree, {0})
            )
    except (re.error, RecursionError, OverflowError) as problem:
        raise ExpressionError(f"regex 的模式“{pattern[:40]}”有错") from problem
    return lambda text: len(text) in Positions(text).sequence(tree, {0})


def _is_tame(tree: Any) -> bool:
    """Whether a backtracking engine has few ways to try: at most two long repeats and no other
    choice, or one long repeat and six small choices, and nothing to choose inside a long repeat."""
    long, small = _choices(tree, is_inside=False)
    return (long <= 2 and small == 0) or (long <= 1 and small <= 6)


def _choices(tree: Iterable[Any], *, is_inside: bool) -> tuple[int, int]:
    """How many long repeats and how many small choices a pattern has; 99 for what is untamed."""
    long = small = 0
    for operation, argument in tree:
        name = str(operation)
        bodies: list[Any] = []
        inside = is_inside
        if name in _REPEATS:
            least, most, body = argument
            is_long, is_choice = int(most) > _WIDE, least != most
            long += 99 * (is_inside and is_choice) + (is_long and is_choice)
            small += is_choice and not is_long
            bodies, inside = [body], is_inside or is_long
        elif name == "BRANCH":
            small += 99 if is_inside else 1
            bodies = list(argument[1])
        elif name == "SUBPATTERN":
            bodies = [argument[-1]]
        elif name in _UNTAMED:
            long += 99
        for body in bodies:
            more_long, more_small = _choices(body, is_inside=inside)
            long, small = long + more_long, small + more_small
    return long, small


class Positions:
    """Matches by the set of places reached: at most (length × pattern) steps, whatever comes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.work = 0

    def sequence(self, tree: Iterable[Any], starts: set[int]) -> set[int]:
        for operation, argument in tree:
            starts = self.one(str(operation), argument, starts)
            if not starts:
                break
        return starts

    def one(self, name: str, argument: Any, starts: set[int]) -> set[int]:
        self.work += len(starts) + 1
        if self.work > _MAX_WORK:
            raise ExpressionError("regex 的模式太复杂，已停止")
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return self.repeat(int(argument[0]), int(argument[1]), argument[2], starts)
        if name == "BRANCH":
            return {end for branch in argument[1] for end in self.sequence(branch, starts)}
        if name == "SUBPATTERN":
            return self.sequence(argument[-1], starts)
        if name == "AT":
            return {at for at in starts if self.is_at(str(argument), at)}
        single = _single(name, argument)
        return {at + 1 for at in starts if at < len(self.text) and single(self.text[at])}

    def repeat(self, least: int, most: int, body: Any, starts: set[int]) -> set[int]:
        for _ in range(least):
            starts = self.sequence(body, starts)
            if not starts:
                return starts
        reached, fresh, rounds = set(starts), set(starts), least
        while fresh and rounds < most:
            fresh = self.sequence(body, fresh) - reached
            reached |= fresh
            rounds += 1
        return reached

    def is_at(self, name: str, at: int) -> bool:
        if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
            return at == 0
        if name in ("AT_END", "AT_END_STRING"):
            return at == len(self.text)
        return _boundary(name)(self.text, at)


def _boundary(name: str) -> Callable[[str, int], bool]:
    source = {"AT_BOUNDARY": r"\b", "AT_NON_BOUNDARY": r"\B"}[name]
    compiled = re.compile(source, re.ASCII)
    return lambda text, at: compiled.match(text, at) is not None


def _single(name: str, argument: Any) -> Callable[[str], bool]:
    """The test of one character."""
    if name == "LITERAL":
        return lambda char: ord(char) == argument
    if name == "NOT_LITERAL":
        return lambda char: ord(char) != argument
    if name == "ANY":
        return lambda char: char != "\n"
    if name == "IN":
        return lambda char: _is_in(argument, char)
    raise ExpressionError("regex 的模式用了不支持的写法（回引用或环视）")


def _is_in(items: Any, char: str) -> bool:
    is_negated = bool(items) and str(items[0][0]) == "NEGATE"
    code = ord(char)
    for operation, argument in items:
        name = str(operation)
        if (
            (name == "LITERAL" and argument == code)
            or (name == "RANGE" and argument[0] <= code <= argument[1])
            or (name == "CATEGORY" and _CATEGORY[str(argument)](char))
        ):
            return not is_negated
    return is_negated


def _is_digit(char: str) -> bool:
    return char in "0123456789"


def _is_space(char: str) -> bool:
    return char in " \t\n\r\f\v"


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


_CATEGORY: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": _is_digit,
    "CATEGORY_NOT_DIGIT": lambda char: not _is_digit(char),
    "CATEGORY_SPACE": _is_space,
    "CATEGORY_NOT_SPACE": lambda char: not _is_space(char),
    "CATEGORY_WORD": _is_word,
    "CATEGORY_NOT_WORD": lambda char: not _is_word(char),
}
