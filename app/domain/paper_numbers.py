"""The numbers of papers: the county's pattern, and the mark by which a laptop has its own range.

A number holds the mark of the laptop that gave it and counts on from there, so two laptops without
network do not give the same one. The mark is 30 bits read off the id of the copy of the data (two of
600 laptops have the same with a probability of 1.7e-4, ADR 10): a copy that was restored from a
backup is another one and begins a range of its own.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from app.errors import Unreadable

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is taken for a digit."""
MARK_LENGTH: Final = 6
DIGITS: Final = 4
"""The least of a running number."""
PATTERN: Final = "paper_number.pattern"
"""The parameter of the rule pack."""

_PARTS: Final = ("表", "年", "镇", "机", "序")
_NEEDED: Final = ("表", "年", "机", "序")
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_LONGEST: Final = 37
"""The register has room for 40, with what is added to the number of one that was lost."""


@dataclass(frozen=True)
class NumberPattern:
    """{表}-{年}-{镇}-{机}-{序}: paper, year, township, the laptop's mark, its running number."""

    text: str

    @classmethod
    def of(cls, text: str) -> NumberPattern:
        """Raises ``Unreadable`` paper_number_pattern where two numbers could be the same."""
        named = _SLOT.findall(text)
        is_whole = all(named.count(part) == 1 for part in _NEEDED)
        if not is_whole or set(named) - set(_PARTS) or "{" in _SLOT.sub("", text):
            sentence = (
                f"文书编号的格式“{text}”不对。要各有一处{{表}}、{{年}}、{{机}}、{{序}}，"
                "可以有{镇}。请在规则包里改正。"
            )
            raise Unreadable(sentence, code="paper_number_pattern")
        found = cls(text)
        if len(found.number("E-27b-5", 2026, "102", LETTERS[:MARK_LENGTH], 999_999)) > _LONGEST:
            sentence = f"文书编号的格式“{text}”太长，编号最多{_LONGEST}个字符。请在规则包里改短。"
            raise Unreadable(sentence, code="paper_number_pattern")
        return found

    def number(self, paper: str, year: int, township: str, mark: str, serial: int) -> str:
        """E07-2026-102-7K2M9Q-0001."""
        said = {
            "表": paper.replace("-", ""),
            "年": f"{year:04d}",
            "镇": township,
            "机": mark,
            "序": f"{serial:0{DIGITS}d}",
        }
        return _SLOT.sub(lambda slot: said[slot[1]], self.text)


def mark_of(replica_id: str, attempt: int = 0) -> str:
    """Six letters for a copy of the data; the next ``attempt`` where somebody else has them."""
    said = hashlib.sha256(f"ruhu-paper-mark|{replica_id}|{attempt}".encode()).digest()
    bits = int.from_bytes(said[:8], "big")
    return "".join(LETTERS[bits >> 5 * place & 31] for place in range(MARK_LENGTH))


def reissued(number: str, times: int) -> str:
    """…补1: the number of what stands for one that was lost; itself where none was."""
    return f"{number}补{times}" if times else number


def township_part(org_code: str | None) -> str:
    """102 of 500231102."""
    return (org_code or "")[6:9] or "000"
