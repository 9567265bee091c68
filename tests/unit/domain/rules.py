"""What the tests of the relief rules share: the shipped pack, calendars, small families."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from app import resources
from app.domain.household_facts import HouseholdFacts, IncomeLine, Member
from app.domain.rule_pack import RulePack
from app.domain.working_days import HolidayYear, WorkingCalendar

JULY_2025 = date(2025, 7, 1)
URBAN, RURAL = "1", "2"


@cache
def shipped_pack() -> RulePack:
    """The rule pack that ships with the program."""
    return RulePack.from_mapping(resources.read_yaml("rule_packs", "500231-2026.yaml"))


def shipped_calendar(*years: int) -> WorkingCalendar:
    """The shipped calendars of ``years``."""
    files = [resources.read_yaml("calendars", f"{year}.yaml") for year in years]
    return WorkingCalendar(HolidayYear.from_mapping(file) for file in files)


def yuan(amount: str | int) -> Decimal:
    """元, exactly."""
    return Decimal(amount)


def plain_members(count: int) -> tuple[Member, ...]:
    """``count`` adults of no category."""
    return tuple(Member(f"m{number}", birth_date=date(1985, 3, 2)) for number in range(count))


def a_family(
    area: str = RURAL, members: int = 3, income: str | int = 0, kind: str = "41"
) -> HouseholdFacts:
    """A family of plain adults with one income line, of the first member."""
    lines = (IncomeLine(kind, yuan(income), "m0"),)
    return HouseholdFacts(area, plain_members(members), lines)
