"""What holds of every sheet, however odd: it is read or refused, the same way twice, to the last row."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.loose_values import Typed
from app.errors import Unreadable
from app.excel.reader import Merged, Sheet, read_bytes
from app.excel.roster.mending import mended_tables
from app.excel.roster.reading import RosterReading, RosterRow
from app.excel.roster.report import report
from app.excel.writer import write_workbook
from tests.unit.excel.rosters_made import (
    LABELS,
    MEN,
    OLD,
    TODAY,
    WOMEN,
    codes,
    divisions,
    read,
    read_roster,
)

WORDS = (
    *LABELS, *MEN, *WOMEN, OLD, "于邦", "钟兰世", "范英", "合计", "小计", "制表人：", "临江村", "顺昌村", "8组",
    "第三组", "砚台镇临江村花名册", "户主", "本人", "妻", "长子", "大儿子", "隔壁", "同上", "〃", "445元", "1,008",
    "2023年11月", "2024.1", "0967929081003390757", "13591054221", "因病", "#N/A", "500231195001010014",
    "5.00231E+17", " ", "/", "无", "户主身份证号", "监护人姓名", "乡镇", "性别", "男", "民族", "苗族", "出生日期",
    "1950年1月1日", "家庭住址", "户名", "※", "原户", "不能导入的原因",
)  # fmt: skip
NUMBERS = (1.0, 2.0, 445.0, 2025.09, 2025.1, 5.00231199004178e17, 13591054221.0, True, -3.5,
           1e300, date(2023, 11, 1), time(8, 30), timedelta(hours=30))  # fmt: skip
NO_NUMBERS = (float("nan"), float("inf"), float("-inf"))
SIGNS = "于邦钟〃一八组村0123456789xX.,-/年月元 \t\n\u200b()（）#=*※\ue000𬱖A"


def a_cell(chance: random.Random) -> Typed:
    match chance.randrange(20):
        case 0 | 1 | 2 | 3:
            return None
        case 4:
            return chance.choice(NO_NUMBERS)
        case 5 | 6:
            return chance.choice(NUMBERS)
        case 7 | 8:
            return "".join(chance.choices(SIGNS, k=chance.randrange(9)))
        case _:
            return chance.choice(WORDS)


def any_sheet(seed: int) -> Sheet:
    """A sheet of anything; mostly with a row of labels, so that there is something to read."""
    chance = random.Random(seed)
    width = chance.randint(1, 8)
    rows = [tuple(a_cell(chance) for _ in range(width)) for _ in range(chance.randrange(10))]
    if chance.randrange(5):
        labels = tuple(chance.sample(LABELS, width))
        rows.insert(chance.randrange(min(3, len(rows) + 1)), labels)
    areas = [
        Merged(top, left, top + chance.randrange(5), left + chance.randrange(4))
        for _ in range(chance.randrange(5))
        for top, left in [(chance.randrange(9), chance.randrange(width))]
    ]
    return Sheet(chance.choice(("Sheet1", "临江村")), tuple(rows), tuple(areas))


def read_or_none(sheet: Sheet) -> RosterReading | None:
    """None for a sheet without people, which is refused for that reason and no other."""
    try:
        return read(sheet)
    except Unreadable as refusal:
        if refusal.code != "roster_without_header":
            raise
        return None


@settings(max_examples=1_000, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_sheet_of_anything_is_read_twice_alike_and_to_the_last_row(seed: int):
    sheet = any_sheet(seed)
    reading = read_or_none(sheet)
    if reading is None:
        return
    assert repr(read(sheet)) == repr(reading)  # by its text: NaN is not equal to itself
    assert report(reading)
    (found,) = reading.sheets
    people = [row.row for row in reading.rows]
    accounted = {*people, *(each.row for each in found.skipped), *header_rows(found.header_rows)}
    written = {
        number
        for number, row in enumerate(sheet.rows, 1)
        if any(not (cell is None or (isinstance(cell, str) and not cell.strip())) for cell in row)
    }
    assert written <= accounted
    assert len(people) == len(set(people))


def header_rows(last: tuple[int, ...]) -> set[int]:
    """A header has up to three rows, of which a reading names the last."""
    return {row - above for row in last for above in range(3)}


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_what_was_refused_comes_back_as_it_went_out(seed: int):
    reading = read_or_none(as_saved(any_sheet(seed)))
    if reading is None or not reading.to_mend:
        return
    tables = mended_tables(reading, divisions())
    data = write_workbook(tables, datetime(2026, 11, 5, 9))  # noqa: DTZ001
    again = read_roster(read_bytes(data), divisions(), TODAY)
    assert [told(row) for row in again.rows] == [told(row) for row in reading.to_mend]


def as_saved(sheet: Sheet) -> Sheet:
    """As a file could hold it, without infinities; merged cells are ``test_mending``'s."""
    rows = tuple(
        tuple(None if any(cell is odd for odd in NO_NUMBERS) else cell for cell in row)
        for row in sheet.rows
    )
    return replace(sheet, rows=rows, merged=())


def told(row: RosterRow) -> tuple[object, ...]:
    """Who it is and what is wrong, but for what depends on the rows around."""
    own = {code for code in codes(row) if not code.startswith(("relation_", "head_"))}
    person, village = row.person, None if "cell_unreadable" in own else row.person.village_code
    return (
        own - {"id_duplicate", "id_known"},
        person.name, person.id_no, village, person.amount, person.start,
    )  # fmt: skip
