"""The resident ID number and its kin: shape, check digit, what it says of birth and sex.

Pure: text and today in, an ``IdNumber`` or ``Refused`` out. Never mends what is merely likely.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.months import age_on
from app.errors import Refused

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
"""GB 11643-1999, ISO 7064 MOD 11-2: the check character, by the weighted sum modulo 11."""

PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83".split()
)
"""V-ID-AREA: only the first two digits are looked at; old cards carry former county codes."""

OLDEST: Final = 130
"""Years of age beyond which a birth date is not believed (V-ID18)."""

RESIDENT: Final = "01"
RESIDENCE_PERMIT: Final = "04"
FOREIGN_RESIDENT: Final = "05"
"""Codes of ``codes.ID_KIND`` that a number of 18 characters can be."""

_DECORATION: Final = re.compile(r"[\s'`\"‘’“”＇´\u200b-\u200f\u2060\ufeff\-‐‑‒–—―−_]+")
_LOOKALIKES: Final = str.maketrans({"x": "X", "×": "X", "✕": "X", "Х": "X", "х": "X"})


@dataclass(frozen=True)
class IdNumber:
    """A number that holds: 18 characters, ``kind`` of ``codes.ID_KIND``, birth date and sex.

    ``converted_from`` is the 15-digit number it was made from, or empty.
    """

    text: str
    kind: str
    birth_date: date
    sex: str
    converted_from: str = ""

    @property
    def looks_rounded(self) -> bool:
        """Whether it ends as Excel leaves a number it has rounded to 15 digits."""
        return self.text.endswith("000")


def parse(text: str, today: date) -> IdNumber:
    """The number in ``text``, which may be spaced, full-width, or end in a small x.

    Raises ``Refused``: id_missing, id_masked, id_length, id_characters, id_check_digit, id_area,
    id_birth_date (V-ID18, V-ID-AREA, V-ID-RES).
    """
    number = tidy(text)
    _require_shape(number)
    if check_digit(number[:17]) != number[17]:
        raise Refused("证件号校验码不对。请对照证件重新录入。", code="id_check_digit")
    kind = _kind_of(number)
    return IdNumber(number, kind, _birth_date(number, today), "1" if int(number[16]) % 2 else "2")


def parse_imported(text: str, today: date) -> IdNumber:
    """As ``parse``, and a 15-digit number is converted (V-ID15: on import only)."""
    number = tidy(text)
    if len(number) != 15 or not is_digits(number):
        return parse(number, today)
    found = parse(converted(number), today)
    return IdNumber(found.text, found.kind, found.birth_date, found.sex, converted_from=number)


def is_valid(text: str, today: date) -> bool:
    """Whether ``text`` holds as a number of 18 characters."""
    try:
        parse(text, today)
    except Refused:
        return False
    return True


def check_digit(first17: str) -> str:
    """The 18th character belonging to 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def converted(number15: str) -> str:
    """The 18 characters of a 15-digit number: 19 goes before the year (V-ID15)."""
    first17 = number15[:6] + "19" + number15[6:]
    return first17 + check_digit(first17)


def tidy(text: str) -> str:
    """``text`` without spaces, quotes and dashes, half-width, X large; no digit is changed."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKES)


def is_digits(text: str) -> bool:
    """Whether ``text`` is one or more of 0 to 9 and nothing else."""
    return text.isascii() and text.isdigit()


def _require_shape(number: str) -> None:
    if not number:
        raise Refused("没有填写证件号。请填写证件号，确无证件的请写明原因。", code="id_missing")
    if "*" in number:
        raise Refused("证件号被星号遮住了。请填写完整的证件号。", code="id_masked")
    if len(number) != 18:
        raise Refused(
            f"证件号应为18位，现有{len(number)}位。请对照证件补全。",
            code="id_length",
            length=len(number),
        )
    if not (is_digits(number[:17]) and number[17] in "0123456789X") or number[0] == "0":
        raise Refused(
            "证件号里有不该出现的字符（例如把0写成O）。请对照证件重新录入。", code="id_characters"
        )


def _kind_of(number: str) -> str:
    if number[0] == "9":
        return FOREIGN_RESIDENT
    if number[:6] in {"810000", "820000", "830000"}:
        return RESIDENCE_PERMIT
    if number[:2] not in PROVINCES:
        raise Refused("证件号前两位不是省级代码。请对照证件重新录入。", code="id_area")
    return RESIDENT


def _birth_date(number: str, today: date) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = date.max
    if born.year < 1800 or born > today or age_on(born, today) > OLDEST:
        raise Refused("证件号里的出生日期不成立。请对照证件重新录入。", code="id_birth_date")
    return born
