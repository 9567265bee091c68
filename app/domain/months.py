"""Benefit months and full years of age; how days and months are written. A month is the first day
of it.
"""

from __future__ import annotations

import calendar
from datetime import date


def month_of(day: date) -> date:
    """The month ``day`` lies in."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later; the 31st becomes the last day of a shorter month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def next_month(day: date) -> date:
    """The month after that of ``day``: from when a decision pays (民发〔2021〕57号第二十一条)."""
    return months_later(month_of(day), 1)


def day_text(day: date | None) -> str:
    """2026年11月23日, of a moment too; blank for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def month_name(day: date) -> str:
    """2026年11月."""
    return f"{day.year}年{day.month}月"


def age_on(birth_date: date, day: date) -> int:
    """周岁 on ``day``; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def turns(birth_date: date, age: int) -> date:
    """The day on which ``age`` full years are reached."""
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth_date.replace(year=year)
