"""What ships with the program, read: divisions, the rule pack in force, the calendar, the press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app import resources
from app.domain.divisions import Divisions, office_of
from app.domain.rule_pack import RulePack, in_force_on
from app.domain.working_days import HolidayYear, WorkingCalendar
from app.printing.fonts import Fonts
from app.printing.signer import Signer
from app.services.press import Press
from app.services.rule_packs import ReceivedPack, in_force


def divisions() -> Divisions:
    """The townships and villages of the county."""
    return Divisions.from_rows(resources.read_table("divisions.csv"))


def rule_packs() -> tuple[RulePack, ...]:
    """All that ship."""
    names = resources.names("rule_packs", suffix=".yaml")
    return tuple(RulePack.from_mapping(resources.read_yaml("rule_packs", one)) for one in names)


def rule_pack(day: date) -> RulePack:
    """The rules in force on ``day``, as far as they ship."""
    return in_force_on(rule_packs(), day)


def calendar() -> WorkingCalendar:
    """The years whose 调休 is known."""
    names = resources.names("calendars", suffix=".yaml")
    return WorkingCalendar(
        HolidayYear.from_mapping(resources.read_yaml("calendars", name)) for name in names
    )


def press(day: date, signer: Signer | None = None, came: Sequence[ReceivedPack] = ()) -> Press:
    """What papers are made with, and who signs them; ``came``: packs that the county published."""
    fonts = Fonts(resources.path("fonts"))
    pack = in_force(rule_packs(), came, day).pack if came else rule_pack(day)
    return Press(fonts, divisions(), pack, calendar(), signer)


def office(org_code: str | None) -> str:
    """Who signs: 桑坪镇人民政府; nothing where no township is named."""
    return office_of(divisions(), org_code)
