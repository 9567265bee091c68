"""Working days in China: Monday to Friday, less holidays, plus make-up days (调休).

The yearly table is data that is handed in. Where a year is not announced yet, the answer says
that it is an estimate; it is never silently wrong. The start day is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.pack_row import Row

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class HolidayYear:
    """One year's notice of the State Council; ``announced`` is False while it is only partial."""

    year: int
    announced: bool
    source: str
    days_off: frozenset[date]
    made_up: frozenset[date]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> HolidayYear:
        """Read one calendar file; raises ``Unreadable`` naming the row."""
        row = Row(mapping, "节假日表")
        row.only("year", "announced", "source", "days_off", "made_up")
        year = row.whole("year")
        days_off = frozenset(day for span in row.rows("days_off", "放假") for day in _span(span))
        made_up = frozenset(row.days("made_up"))
        if any(day.year != year for day in days_off | made_up):
            raise row.wrong(f"有不属于{year}年的日期")
        if days_off & made_up:
            raise row.wrong("同一天既放假又上班")
        if any(day.weekday() < _SATURDAY for day in made_up):
            raise row.wrong("调休上班的日子（made_up）应是星期六或星期日")
        return cls(year, row.flag("announced"), row.text("source"), days_off, made_up)


@dataclass(frozen=True)
class CountedDay:
    """The ``day`` that was counted to; ``estimated`` when a needed year is not announced."""

    day: date
    estimated: bool = False
    note: str = ""


class WorkingCalendar:
    """Answers about working days from the years it was given; later tables replace earlier."""

    def __init__(self, years: Iterable[HolidayYear]) -> None:
        self._years: Mapping[int, HolidayYear] = {year.year: year for year in years}

    @property
    def years(self) -> Mapping[int, HolidayYear]:
        """The tables it knows."""
        return self._years

    def is_announced(self, year: int) -> bool:
        """Whether the 调休 of ``year`` is known."""
        return year in self._years and self._years[year].announced

    def with_years(self, years: Iterable[HolidayYear]) -> WorkingCalendar:
        """Another one that knows ``years`` too; they replace what was known of the same year."""
        return WorkingCalendar((*self._years.values(), *years))

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``, as far as the table knows."""
        table = self._years.get(day.year)
        if table and day in table.days_off:
            return False
        return day.weekday() < 5 or bool(table and day in table.made_up)

    def add_working_days(self, start: date, days: int) -> CountedDay:
        """The ``days``-th working day after ``start``; nought gives ``start`` or the next one."""
        day = start
        while days > 0:
            day += _DAY
            days -= self.is_working_day(day)
        return self._counted(start, self._rolled(day))

    def add_calendar_days(self, start: date, days: int) -> CountedDay:
        """``days`` calendar days after ``start``; a last day off moves on to a working day."""
        return self._counted(start, self._rolled(start + days * _DAY))

    def notice_end(self, posted: date, days: int) -> CountedDay:
        """The last day of a public notice (公示); the posted day is not counted."""
        return self.add_calendar_days(posted, days)

    def next_working_day(self, day: date) -> CountedDay:
        """``day``, or the first working day after it (民法典第二百零三条)."""
        return self._counted(day, self._rolled(day))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative when ``end`` is before."""
        if end < start:
            return -self.working_days_between(end, start)
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + number * _DAY) for number in span)

    def _rolled(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _counted(self, start: date, end: date) -> CountedDay:
        unknown = [year for year in range(start.year, end.year + 1) if not self.is_announced(year)]
        if not unknown:
            return CountedDay(end)
        years = "、".join(f"{year}年" for year in unknown)
        return CountedDay(end, True, f"{years}节假日表缺失，按周一至周五估算")


def _span(span: Row) -> list[date]:
    span.only("from", "to", "name")
    _ = span.text("name")
    first, last = span.day("from"), span.day("to")
    if last < first:
        raise span.wrong("“to”早于“from”")
    return [first + number * _DAY for number in range((last - first).days + 1)]
