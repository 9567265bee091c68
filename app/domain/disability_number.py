"""残疾人证号 (V-DISAB): the ID number, one digit of kind, one of grade, and B1 on a reissued card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain import id_number
from app.errors import Refused

_SHAPE: Final = re.compile(r"([0-9X]{18})([1-7])([1-4])(B\d)?")


@dataclass(frozen=True)
class DisabilityNumber:
    """A number that holds: whose ``id_no`` it carries, DISABILITY_KIND and DISABILITY_GRADE."""

    text: str
    id_no: str
    kind: str
    grade: str


def parse(text: str, today: date) -> DisabilityNumber:
    """The number in ``text``. Raises ``Refused`` disab_no_invalid."""
    number = id_number.tidy(text)
    found = _SHAPE.fullmatch(number)
    if not found or not id_number.is_valid(found[1], today):
        raise Refused(
            "残疾人证号应为20位：18位身份证号、1位类别、1位等级。请对照残疾人证更正。",
            code="disab_no_invalid",
        )
    return DisabilityNumber(number, found[1], found[2], found[3])
