"""What papers are made with, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.domain import codes
from app.domain.divisions import Divisions, office_of
from app.domain.paper_numbers import LETTERS, township_part
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.models.household import Household, Member
from app.models.person import Person
from app.models.visit import Visit
from app.printing.fonts import Fonts
from app.printing.layout.signing import Signature
from app.printing.signer import Signer
from app.services.household_file import relation_text
from app.services.visits import signatures_of
from app.storage.unit_of_work import UnitOfWork

_LENGTH: Final = 8
_NO_DISABILITY: Final = ""


@dataclass(frozen=True)
class Press:
    """Fonts, the places of the county, the rules in force, the working days, and who signs what goes out."""

    fonts: Fonts = field(repr=False)
    places: Divisions = field(repr=False)
    pack: RulePack = field(repr=False)
    calendar: WorkingCalendar = field(repr=False)
    signer: Signer | None = field(default=None, repr=False)

    @property
    def signer_key(self) -> str:
        """The name of the key that signs; blank where nobody does."""
        return self.signer.key if self.signer else ""

    def township(self, code: str | None) -> str:
        """桑坪镇."""
        found = self.places.township_of(code)
        return found.name if found else ""

    def village(self, code: str | None) -> str:
        """大湾村; nothing where only the township is known."""
        found = self.places.get(code)
        return found.short_name if found and len(code or "") > len("500231102") else ""

    def county(self, code: str | None) -> str:
        """垫江县."""
        found = self.places.get((code or "")[:6])
        return found.name if found else ""

    def office(self, code: str | None) -> str:
        """Who fills the paper in: 桑坪镇人民政府, 桂溪街道办事处."""
        return office_of(self.places, code)

    def address(self, household: Household) -> str:
        """Where the household lives, as far as is known."""
        place = self.places.full_name(household.village_code or household.org_code)
        return household.live_addr or f"{place}{household.group_name or ''}"


def paper_number(code: str, org_code: str | None, record_id: str, day: date | None) -> str:
    """E04-2026-102-7K2M9QXD: paper, year, township, and 40 bits of the record's own chance.

    A name for a record's own picture (V-01, file names); what goes out gets its number from
    ``paper_register``.
    """
    chance = int(record_id.replace("-", ""), 16)
    letters = "".join(LETTERS[chance >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    year = day.year if day else 0
    return f"{code.replace('-', '')}-{year:04d}-{township_part(org_code)}-{letters}"


def relation_of(member: Member, person: Person, household: Household) -> str:
    """The relation to the applicant, who is the head: 本人, 妻, 子."""
    is_head = person.id == household.head_id
    return "本人" if is_head else relation_text(member.relation, is_head=False)


def disability_of(person: Person) -> str:
    """肢体二级, by the certificate."""
    if not person.disab_cert or not person.disab_grade:
        return _NO_DISABILITY
    kind = codes.DISABILITY_KIND.label(person.disab_type).removesuffix("残疾")
    return f"{kind}{codes.DISABILITY_GRADE.label(person.disab_grade)}"


def signatures(work: UnitOfWork, visit: Visit | None) -> Mapping[str, Signature]:
    """The signatures of a visit by role; a line for ink where nobody signed on the screen."""
    if visit is None:
        return {}
    return {
        one.role: Signature(work.get_blob(one.sha256))
        for one in signatures_of(work, visit)
        if one.sha256
    }


def joined(*texts: str | None, by: str = "；") -> str:
    """The texts that are there."""
    return by.join(text for text in texts if text)


def listed(texts: Iterable[str]) -> str:
    """甲、乙."""
    return "、".join(text for text in texts if text)
