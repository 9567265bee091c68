"""A year's holidays that the county published reach laptops over the line and by stick, and are in
force at once; what nobody vouches for, or is no holiday table, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from app import resources
from app.domain.working_days import HolidayYear
from app.errors import Refused
from app.models.household import Household
from app.server import publishing
from app.server.tables import PUBLISHED
from app.services import calendars, shipped
from app.services.today import today
from app.storage.unit_of_work import UnitOfWork
from app.sync.protocol.published import CALENDAR
from tests import factories
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, a_county
from tests.unit.sync.test_link import carried

SHIPPED = shipped.calendar()
NEW_YEAR_EVE = date(2026, 12, 28)
YAML = """\
year: 2027
announced: true
source: {source}
days_off:
  - {{from: 2027-01-01, to: 2027-01-03, name: 元旦}}
  - {{from: {spring}, to: 2027-02-12, name: 春节}}
made_up: [2027-01-30]
"""


def a_year(source: str = "国办发明电〔2026〕9号", spring: str = "2027-02-05") -> bytes:
    return YAML.format(source=source, spring=spring).encode()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def laptop(made: MadeCounty, tmp_path: Path) -> Laptop:
    return a_laptop(made, tmp_path / "one")


def a_laptop(made: MadeCounty, folder: Path) -> Laptop:
    found = Laptop(made, folder)
    found.enrol()
    found.link.takers = {
        CALENDAR: lambda content: str(
            found.do(lambda work: calendars.accept_calendar(work, content)) or ""
        )
    }
    return found


def publish(made: MadeCounty, content: bytes) -> None:
    table = HolidayYear.from_mapping(resources.parse_yaml(content))
    with made.database.writing() as connection:
        publishing.publish_calendar(connection, table, content, made.keys.sign, made.now())


def is_off(laptop: Laptop, day: date) -> bool:
    calendar = laptop.look(lambda work: calendars.in_force(work, SHIPPED))
    return not calendar.is_working_day(day)


def source_of(laptop: Laptop, year: int) -> str:
    known = laptop.look(lambda work: calendars.known_years(work, SHIPPED))
    return next(one.table.source for one in known if one.year == year and one.table)


def test_a_year_comes_with_the_next_sync_without_a_release(made: MadeCounty, laptop: Laptop):
    assert not is_off(laptop, date(2027, 2, 8))
    publish(made, a_year())
    forms = laptop.link.sync().forms
    assert forms is not None
    assert (forms.calendars, forms.came, forms.packs, forms.left) == (("2027",), (), (), ())
    assert is_off(laptop, date(2027, 2, 8))
    assert not is_off(laptop, date(2027, 1, 30))
    again = laptop.link.sync().forms
    assert again is not None
    assert again.calendars == ()


def test_a_year_comes_by_stick(made: MadeCounty, laptop: Laptop, tmp_path: Path):
    publish(made, a_year())
    bearer = a_laptop(made, tmp_path / "bearer")
    written = laptop.link.write_bundle()
    found = laptop.link.read_bundle(carried(made, bearer, written.content))
    assert found.forms.calendars == ("2027",)
    assert is_off(laptop, date(2027, 2, 8))


def test_a_deadline_on_todays_list_is_no_estimate_any_more_once_the_year_came(
    made: MadeCounty, laptop: Laptop
):
    pack = shipped.rule_pack(NEW_YEAR_EVE)

    def accepted(work: UnitOfWork) -> None:
        household = factories.a_household(work, 1)
        factories.a_case(work, household, state="ACCEPTED", accept_date=date(2026, 11, 20))
        assert work.get(Household, household.id)

    laptop.do(accepted)
    laptop.clock.advance(20 * 86400)

    def due(work: UnitOfWork) -> tuple[date | None, bool, tuple[int, ...]]:
        found = today(work, pack, SHIPPED)
        (one,) = (each for each in found.tasks if each.title == "全程办结")
        return one.due, one.is_estimate, found.unknown_years

    before = laptop.look(due)
    assert before == (date(2027, 1, 4), True, (2027,))
    publish(made, a_year().replace(b"2027-01-03", b"2027-01-05"))
    laptop.link.sync()
    assert laptop.look(due) == (date(2027, 1, 6), False, ())


def test_of_one_year_the_later_publication_stands(made: MadeCounty, laptop: Laptop):
    publish(made, a_year())
    publish(made, a_year("更正", "2027-02-08"))
    laptop.link.sync()
    assert source_of(laptop, 2027) == "更正"
    assert not is_off(laptop, date(2027, 2, 5))
    with pytest.raises(Refused, match="代替") as refused:
        publish(made, a_year())
    assert refused.value.code == "calendar_superseded"


def test_a_stick_that_comes_late_does_not_bring_back_an_older_table(
    made: MadeCounty, laptop: Laptop, tmp_path: Path
):
    publish(made, a_year())
    bearer = a_laptop(made, tmp_path / "bearer")
    answer = carried(made, bearer, laptop.link.write_bundle().content)
    publish(made, a_year("更正"))
    laptop.link.sync()
    with suppress(Refused):  # a sync in between may have overtaken it as a whole
        laptop.link.read_bundle(answer)
    assert source_of(laptop, 2027) == "更正"


def test_the_countys_table_stands_over_the_one_that_ships(made: MadeCounty, laptop: Laptop):
    known = laptop.look(lambda work: calendars.known_years(work, SHIPPED))
    assert {one.year: one.is_announced for one in known}[2027] is False
    assert all(one.arrived_at is None for one in known)
    publish(made, a_year())
    laptop.link.sync()
    known = laptop.look(lambda work: calendars.known_years(work, SHIPPED))
    (one,) = (each for each in known if each.year == 2027)
    assert one.is_announced
    assert one.arrived_at is not None


@pytest.mark.parametrize("values", [{"signature": bytes(64)}, {"content": a_year("改过")}])
def test_a_table_without_the_countys_signature_or_altered_on_the_way_is_refused(
    made: MadeCounty, laptop: Laptop, logs: Logs, values: dict[str, bytes]
):
    publish(made, a_year())
    with made.database.writing() as connection:
        connection.execute(update(PUBLISHED).where(PUBLISHED.c.kind == CALENDAR).values(**values))
    forms = laptop.link.sync().forms
    assert forms is not None
    (one,) = forms.left
    logs.expect("publication_unsigned")
    assert (one.code, "节假日表没有县里的签名" in one.sentence) == ("publication_unsigned", True)
    assert not is_off(laptop, date(2027, 2, 8))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (a_year(spring="2026-02-05"), "2027"),
        (a_year(spring="2027-02-30"), "不存在的日期"),
        (a_year().replace(b"2027-01-30", b"2027-01-02"), "既放假又上班"),
        (a_year().replace(b"2027-01-30", b"2027-02-17"), "星期六"),
        (a_year() + b"extra: 1\n", "extra"),
        (b"source: [", "读不懂"),
    ],
)
def test_what_is_no_holiday_table_is_refused_and_says_why(
    made: MadeCounty, laptop: Laptop, logs: Logs, content: bytes, said: str
):
    with made.database.writing() as connection:
        publishing.publish(connection, CALENDAR, "2027", content, made.keys.sign, made.now())
    publish(made, a_year().replace(b"2027", b"2028").replace(b"2028-01-30", b"2028-01-29"))
    forms = laptop.link.sync().forms
    assert forms is not None
    logs.expect("is left out")
    assert said in forms.left[0].sentence
    assert forms.calendars == ("2028",)
    assert not is_off(laptop, date(2027, 2, 8))
