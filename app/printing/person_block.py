"""The lines that name a person on a form, the same on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.printing.layout.rows import Row
from app.printing.layout.tables import field_row
from app.printing.wording import written_date


@dataclass(frozen=True, kw_only=True)
class PersonLines:
    """Who somebody is, in the words that stand on a form."""

    name: str = ""
    sex: str = ""
    nation: str = ""
    born: date | None = None
    id_no: str = ""
    hukou_address: str = ""
    home_address: str = ""
    phone: str = ""


def person_rows(one: PersonLines, who: str = "姓名") -> tuple[Row, ...]:
    """Four rows for a portrait frame with a name at its left; ``who``: what the name is called."""
    return (
        field_row(
            (who, one.name, 24, 52),
            ("性别", one.sex, 14, 13),
            ("民族", one.nation, 14, 36),
        ),
        field_row(
            ("公民身份号码", one.id_no, 28, 48), ("出生日期", written_date(one.born), 20, 57)
        ),
        field_row(("户籍地址", one.hukou_address, 24, 129)),
        field_row(("现居住地", one.home_address, 24, 73), ("联系电话", one.phone, 20, 36), lines=3),
    )
