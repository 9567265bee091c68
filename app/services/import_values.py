"""What a roster's row says of a person, a household and its benefit, as fields of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain.relation_words import is_head
from app.excel.roster.reading import RosterPerson, RosterRow

IMPORTED: Final = "2"
"""SOURCE of what comes from a workbook."""
WITHOUT_ID: Final = "98"
HEAD: Final = "02"

_SCHEMES: Final = (
    ("特困", "2"),
    ("边缘", "3"),
    ("刚性支出", "4"),
    ("临时救助", "5"),
    ("事实无人抚养", "7"),
    ("孤儿", "6"),
    ("两项补贴", "8"),
)
DIBAO: Final = "1"
_AREAS: Final = (("城市低保", "1"), ("农村低保", "2"))
CLASS_OF: Final[Mapping[str, str]] = {"1": "1", "2": "2", "3": "3", "4": "4"}
"""SCHEME -> HOUSEHOLD_CLASS, where being in one means being of the other."""


def scheme_of(title: str) -> str:
    """The SCHEME that a roster is of by its title; 低保 where it says no other."""
    return next((code for word, code in _SCHEMES if word in title), DIBAO)


def area_of(title: str) -> str | None:
    """AREA_KIND by a roster's title, or None."""
    return next((code for word, code in _AREAS if word in title), None)


def person_values(person: RosterPerson) -> dict[str, Any]:
    """Fields of a person that the row states; what it does not is left out."""
    raw = person.id_raw.strip()
    said: dict[str, Any] = {
        "name": person.name,
        "id_kind": person.id_kind,
        "id_no": person.id_no,
        "id_no_raw": raw if person.id_no and len(raw) == 15 else None,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "nation": person.nation,
        "live_addr": person.address,
        "phone": person.phone,
        "phones_more": list(person.phones[1:]) or None,
        "bank_name": person.bank,
        "bank_holder": person.holder,
        "bank_no": person.account,
        "remark": person.note,
    }
    return _stated(said)


def household_values(rows: Sequence[RosterRow], title: str) -> dict[str, Any]:
    """Fields of a household that its rows and the title above them state."""
    persons = [row.person for row in rows]
    said: dict[str, Any] = {
        "village_code": _first(persons, "village_code"),
        "group_name": _first(persons, "group"),
        "live_addr": _first(persons, "address"),
        "dibao_area_type": area_of(title),
        "declared_size": _first(persons, "household_size"),
        "declared_protected": _first(persons, "protected_count"),
        "hardship": list(dict.fromkeys(each for one in persons for each in one.hardships)) or None,
        "hardship_note": _first(persons, "hardship"),
    }
    return _stated(said)


def relation_of(person: RosterPerson) -> str | None:
    """RELATION to the head; the head's own is 户主 whatever word stood there."""
    return HEAD if person.is_head or is_head(person.relation) else person.relation


def benefit(rows: Sequence[RosterRow], scheme: str) -> tuple[Decimal | None, date | None]:
    """The household's 元/月 and since when.

    A roster states it once a household. Where every row states one, equal amounts of 低保 are the
    household's repeated, all others are each person's own and are added up.
    """
    amounts = [row.person.amount for row in rows if row.person.amount is not None]
    start = _first([row.person for row in rows], "start")
    if not amounts:
        return None, start
    repeated = scheme == DIBAO and len(set(amounts)) == 1
    return (amounts[0] if repeated else sum(amounts, Decimal(0))), start


def _first(persons: Sequence[RosterPerson], name: str) -> Any:
    ordered = sorted(persons, key=lambda each: not each.is_head)
    return next((value for each in ordered if (value := getattr(each, name))), None)


def _stated(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None and value != ""}
