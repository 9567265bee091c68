"""Which passwords are good enough for a vault (K5), and what to say to one that is not.

The county chooses a ``PasswordProfile``; 等保 asks for kinds of characters, which OWASP advises
against, so it is a setting. Length, the list of common words, birthdays and the person's own name
are always looked at: no KDF saves a common password.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.errors import Refused
from app.security.guessable import LONGEST_WORD, Kind, Part, split

ENOUGH_PARTS: Final = 7
"""Parts a password must have for someone who knows the common ones (see ``guessable``)."""


@dataclass(frozen=True)
class PasswordProfile:
    """What a county asks: characters (after NFC), and how many of 4 kinds of them."""

    shortest: int = 10
    longest: int = 128
    kinds: int = 0


GRADED_PROTECTION: Final = PasswordProfile(kinds=3)
"""等保 (GB/T 22239), the default in China: three of the four kinds."""

LENGTH_ONLY: Final = PasswordProfile()
"""ASVS 5: no kinds asked for."""


def read_blocklist(text: str) -> frozenset[str]:
    """The words of ``resources/security/blocklist.txt``: one a line, ``#`` begins a remark."""
    lines = (line.strip().lower() for line in text.split("\n"))
    return frozenset(one for one in lines if one and not one.startswith("#"))


def name_words(syllables: Iterable[str]) -> frozenset[str]:
    """The ways a name is typed, from its pinyin syllables, surname first: zhang san, sanzhang …"""
    parts = [one.lower() for one in syllables if one]
    if not parts:
        return frozenset()
    first, given = parts[0], "".join(parts[1:])
    initials = "".join(one[0] for one in parts)
    forms = {*parts, first + given, given + first, given, initials, first + initials[1:]}
    return frozenset(one for one in forms if 2 <= len(one) <= LONGEST_WORD)


@dataclass(frozen=True)
class PasswordRules:
    """The rules of one county, with its list of common words."""

    blocklist: frozenset[str] = field(repr=False)
    profile: PasswordProfile = GRADED_PROTECTION

    def check(self, password: str, own: Iterable[str] = ()) -> None:
        """``Refused`` ``password_weak`` with the first of ``problems``."""
        if found := self.problems(password, own):
            raise Refused(found[0], code="password_weak", problems=len(found))

    def problems(self, password: str, own: Iterable[str] = ()) -> tuple[str, ...]:
        """What is wrong with a new password, each with what to do; empty if it is good.

        ``own``: words of the person, in characters or from ``name_words``.
        """
        text = unicodedata.normalize("NFC", password)
        words = frozenset(one.lower() for one in own)
        rules: tuple[Callable[[], str | None], ...] = (
            lambda: _odd_characters(text),
            lambda: self._length(text),
            lambda: self._guessable(text, words),
            lambda: self._kinds(text),
        )
        return tuple(problem for rule in rules if (problem := rule()))

    def _length(self, text: str) -> str | None:
        profile = self.profile
        if len(text) < profile.shortest:
            return (
                f"密码太短，只有 {len(text)} 位。请至少用 {profile.shortest} 位，一句好记的话就行。"
            )
        if len(text) > profile.longest:
            return f"密码太长。请不要超过 {profile.longest} 位。"
        return None

    def _guessable(self, text: str, own: frozenset[str]) -> str | None:
        if len(text) > self.profile.longest:
            return None
        parts = split(text, self.blocklist, own)
        if len(parts) >= ENOUGH_PARTS:
            return None
        return _REASONS[_main_kind(parts)]

    def _kinds(self, text: str) -> str | None:
        if len(kinds_of(text)) >= self.profile.kinds:
            return None
        return f"密码的花样不够。请在大写字母、小写字母、数字、符号（或汉字）中至少用 {self.profile.kinds} 种。"


def kinds_of(text: str) -> frozenset[str]:
    """Which of the four kinds are in ``text``: upper, lower, digit, other (汉字 are other)."""
    return frozenset(_kind_of(character) for character in text)


def _kind_of(character: str) -> str:
    half = unicodedata.normalize("NFKC", character)
    if half.isdecimal():
        return "digit"
    if half.isupper():
        return "upper"
    return "lower" if half.islower() else "other"


def _odd_characters(text: str) -> str | None:
    """What an input method or a paste leaves behind and nobody can type again."""
    if text != text.strip():
        return "密码的开头或结尾有空格。请去掉，粘贴时容易多带一个。"
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Cn", "Co") for one in text):
        return "密码里有看不见的字符（如换行、制表符）。请改用键盘上能直接打出来的字。"
    return None


_REASONS: Final[Mapping[Kind, str]] = {
    Kind.OWN: "密码里主要是您自己的名字，熟人一猜就中。请换成几个不相干的词，或一句只有您知道的话。",
    Kind.DATE: "密码里主要是生日、年份这样的日期，很容易猜中。请换成几个不相干的词，或一句只有您知道的话。",
    Kind.NUMBER: "密码里主要是手机号或身份证号，很容易查到。请换成几个不相干的词，或一句只有您知道的话。",
    Kind.WORD: "密码里主要是大家常用的密码、地名或词语，很快会被猜中。"
    "请换成几个不相干的词，或一句只有您知道的话。",
    Kind.RUN: "密码里主要是连着的或重复的键（如 1234、aaaa、qwer），很快会被猜中。请换成几个不相干的词。",
    Kind.SINGLE: "密码太简单。请再加长一些，用几个不相干的词。",
}
_ORDER: Final = (Kind.OWN, Kind.DATE, Kind.NUMBER, Kind.WORD, Kind.RUN)


def _main_kind(parts: list[Part]) -> Kind:
    """The kind of known piece that makes up most of the password."""
    sizes: Counter[Kind] = Counter()
    for part in parts:
        sizes[part.kind] += part.end - part.start
    return (
        max(_ORDER, key=lambda kind: sizes[kind])
        if any(sizes[one] for one in _ORDER)
        else Kind.SINGLE
    )
