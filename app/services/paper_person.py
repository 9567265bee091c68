"""A person as papers name them, from their own file and where that is silent from the family's."""

from __future__ import annotations

from app.domain import codes
from app.models.household import Household
from app.models.person import Person
from app.printing.person_block import PersonLines
from app.services.press import Press


def person_lines(
    press: Press, person: Person | None, household: Household | None = None
) -> PersonLines:
    """The lines of one person; nobody: nothing, for the pen."""
    if person is None:
        return PersonLines()
    home = press.address(household) if household else ""
    return PersonLines(
        name=person.name,
        sex=codes.SEX.label(person.sex),
        nation=codes.NATION.label(person.nation),
        born=person.birth_date,
        id_no=person.id_no or "",
        hukou_address=person.hukou_addr or (household.hukou_addr if household else None) or "",
        home_address=person.live_addr or home,
        phone=person.phone or "",
    )
